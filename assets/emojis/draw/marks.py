"""What is added to a face: tear, sweat, a wrinkled nose, a question mark."""

from __future__ import annotations

from typing import Final

from .expression import Expression, Eye
from .eyes import eye_middle
from .style import Style
from .svg import Point, cubic, ellipse, group, linear, mix, number, path

SWEAT: Final = (96.0, 150.0)
"""Middle of the drop of sweat, on the left temple."""
TEAR: Final = (374.0, 352.0)
"""Middle of the tear, under the right eye; it stays there when the eye blinks."""

QUESTION: Final = "M413,54C413,10 473,12 470,54C468,76 441,76 441,102"
"""Path data of the hook of the question mark."""
QUESTION_DOT: Final = (441.0, 136.0)
_ROUND: Final = 0.5523
"""Handles of this part of the radius make a cubic curve a quarter of a circle."""


def drops(face: Expression, style: Style) -> str:
    """A tear under the right eye and a drop of sweat on the left temple."""
    return _drop("tear", TEAR, 38, face.marks.tear, style) + _drop(
        "sweat", SWEAT, 30, face.marks.sweat, style
    )


def wrinkle(face: Expression, style: Style) -> str:
    """Folds from a wrinkled nose to below the eyes, in the colour of the skin around them."""
    amount = face.skin.wrinkle
    if amount <= 0:
        return ""
    lines = fold(face.left_eye, -1) + fold(face.right_eye, 1)
    colour = mix(style.line, mix(style.skin[2], style.nausea, face.skin.nausea), 0.62)
    return path(lines, fill="none", stroke=colour, opacity=amount)


def fold(eye: Eye, side: int) -> str:
    """Path data of the fold under an eye."""
    x, y = eye_middle(side)
    low = y + max(14.0, eye.lower) + 26
    inner, outer = (x - side * 52, y + 26), (x + side * 20, low)
    return cubic(inner, (x - side * 44, low - 4), (x - side * 20, low + 4), outer)


def _drop(name: str, middle: Point, radius: float, amount: float, style: Style) -> str:
    if amount <= 0:
        return ""
    x, y = middle
    r = radius * amount
    shape = (
        f"M{number(x)},{number(y - 2 * r)}"
        f"C{number(x + 0.5 * r)},{number(y - r)} {number(x + r)},{number(y - 0.55 * r)} "
        f"{number(x + r)},{number(y)}"
        f"C{number(x + r)},{number(y + _ROUND * r)} {number(x + _ROUND * r)},{number(y + r)} "
        f"{number(x)},{number(y + r)}"
        f"C{number(x - _ROUND * r)},{number(y + r)} {number(x - r)},{number(y + _ROUND * r)} "
        f"{number(x - r)},{number(y)}"
        f"C{number(x - r)},{number(y - 0.55 * r)} {number(x - 0.5 * r)},{number(y - r)} "
        f"{number(x)},{number(y - 2 * r)}Z"
    )
    colours = ((0.0, style.tear, 1.0), (1.0, style.tear_deep, 1.0))
    shine = ellipse((x - 0.35 * r, y + 0.05 * r), 0.2 * r, 0.34 * r, fill="#ffffff", opacity=0.9)
    return (
        linear(name, (x - r, y - r), (x + 0.5 * r, y + r), colours)
        + path(shape, fill=f"url(#{name})")
        + shine
    )


def question(amount: float, style: Style) -> str:
    """A question mark at the upper right, with an edge that shows on any ground."""
    if amount <= 0:
        return ""
    width = style.line_width
    edge = path(QUESTION, stroke=style.mark_edge, stroke_width=width * 1.9)
    mark = path(QUESTION, stroke=style.mark, stroke_width=width * 1.1)
    return group(
        edge + ellipse(QUESTION_DOT, width, width, fill=style.mark_edge, stroke="none"),
        mark + ellipse(QUESTION_DOT, width * 0.62, width * 0.62, fill=style.mark, stroke="none"),
        fill="none",
        stroke_linecap="round",
        opacity=amount,
    )
