"""Brows and eyes: they carry most of the feeling."""

from __future__ import annotations

from typing import Final

from .expression import Brow, Expression, Eye
from .style import Style
from .svg import (
    SIZE,
    Cubic,
    Point,
    clip,
    cubic,
    ellipse,
    group,
    linear,
    part_of_cubic,
    path,
    radial,
)

APART: Final = 88.0
"""From the middle of the face to the middle of an eye."""
LEVEL: Final = 230.0
"""The height at which the eyes are."""
_HALF_ELLIPSE: Final = 4 / 3
"""A cubic curve whose handles are this much higher than its top is half an ellipse."""


def brows(face: Expression, style: Style) -> str:
    """Both brows, as lines of the style's width."""
    return _brow(face.left_brow, -1, style) + _brow(face.right_brow, 1, style)


def eyes(face: Expression, style: Style) -> str:
    """Both eyes with lids, irises and highlights."""
    return _eye(face.left_eye, -1, style) + _eye(face.right_eye, 1, style)


def eye_middle(side: int) -> Point:
    """Middle of the left (-1) or right (1) eye."""
    return SIZE / 2 + side * APART, LEVEL


def brow_curve(brow: Brow, side: int) -> Cubic:
    """The line of a brow, from its inner end to its outer end."""
    middle, level = eye_middle(side)
    x, y = middle - side * brow.inward, level - brow.height
    half, rise, third = brow.length / 2, brow.tilt / 2, brow.arch * _HALF_ELLIPSE
    inner: Point = (x - side * half, y - rise + brow.arch / 2)
    outer: Point = (x + side * half, y + rise + brow.arch / 2)
    one = (inner[0] + side * half * 0.5, inner[1] + rise * 0.5 - third)
    two = (outer[0] - side * half * 0.6, outer[1] - rise * 0.5 - third)
    return inner, one, two, outer


def _brow(brow: Brow, side: int, style: Style) -> str:
    return path(cubic(*brow_curve(brow, side)), fill="none", stroke=style.line)


def lids(eye: Eye, side: int) -> tuple[str, str]:
    """Path data of the upper lid, and of the whole opening of an eye."""
    x, y = eye_middle(side)
    inner, outer = x - side * eye.width, x + side * eye.width
    low = y + eye.lower * _HALF_ELLIPSE
    above = (
        (inner, y), (inner, y - eye.upper_inner * _HALF_ELLIPSE),
        (outer, y - eye.upper_outer * _HALF_ELLIPSE), (outer, y),
    )  # fmt: skip
    upper = cubic(*above)
    # On an open eye the lid ends before it turns down; laughing, it is the whole eye.
    trim = 0.1 * max(0.0, min(1.0, eye.lower / 40))
    lid = cubic(*part_of_cubic(above, trim, 1 - trim))
    lower = cubic((outer, y), (outer, low), (inner, low), (inner, y))
    return lid, upper + "C" + lower.split("C")[1] + "Z"


def _eye(eye: Eye, side: int, style: Style) -> str:
    (upper, shape), name = lids(eye, side), "left" if side < 0 else "right"
    x, y = eye_middle(side)
    white = ((0.0, style.sclera_shade, 1.0), (0.5, style.sclera, 1.0), (1.0, style.sclera, 1.0))
    inside = group(
        linear(f"white-{name}", (x, y - 64), (x, y + 50), white),
        path(shape, fill=f"url(#white-{name})"),
        _iris(eye, side, name, style),
        _water(eye, side, style),
        clip_path=f"url(#lids-{name})",
    )
    edge = _lid(upper, eye.lid, style)
    return clip(f"lids-{name}", shape) + inside + edge


def _lid(curve: str, amount: float, style: Style) -> str:
    if amount <= 0:
        return ""
    width = style.line_width * amount
    return path(curve, fill="none", stroke=style.line, stroke_width=width)


def _iris(eye: Eye, side: int, name: str, style: Style) -> str:
    x, y = eye_middle(side)
    x, y = x + eye.gaze_x, y + eye.gaze_y
    radius = min(eye.iris, eye.width * 1.25)
    colours = ((0.0, style.iris, 1.0), (0.5, style.iris_deep, 1.0), (1.0, style.iris_deep, 1.0))
    return (
        radial(f"iris-{name}", (x, y + radius * 0.75), radius * 1.3, colours)
        + ellipse((x, y), eye.iris, eye.iris * 1.12, fill=f"url(#iris-{name})")
        + _gleam((x, y), radius * eye.gleam, style)
    )


def _gleam(middle: Point, radius: float, style: Style) -> str:
    # Up and left on both eyes: there is one light.
    big = (middle[0] - radius * 0.26, middle[1] - radius * 0.42)
    small = (middle[0] + radius * 0.30, middle[1] + radius * 0.38)
    return ellipse(big, radius * 0.29, radius * 0.33, fill=style.sclera) + ellipse(
        small, radius * 0.14, radius * 0.14, fill=style.sclera, opacity=0.8
    )


def _water(eye: Eye, side: int, style: Style) -> str:
    if eye.water <= 0:
        return ""
    x, y = eye_middle(side)
    high = max(0.0, eye.lower) * 0.46 * eye.water
    return ellipse((x, y + eye.lower + 4), eye.width * 1.1, high, fill=style.tear)
