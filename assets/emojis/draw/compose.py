"""One expression in one style, as a drawing."""

from __future__ import annotations

import dataclasses

from .blocks import blocks
from .expression import Expression
from .eyes import brows, eyes
from .head import head
from .ink import ink
from .marks import drops, question, wrinkle
from .mouth import draw_mouth
from .style import DEFAULT, Style
from .svg import SIZE, drop_shadow, group, mix, tag


def faded(style: Style, ghost: float) -> Style:
    """The style with its dark colours gone towards the ghost's, which show on any ground."""

    def fade(colour: str) -> str:
        return mix(colour, style.ghost, ghost)

    return dataclasses.replace(
        style,
        line=fade(style.line),
        iris=fade(style.iris),
        iris_deep=fade(style.iris_deep),
        mouth=fade(style.mouth),
        mouth_deep=fade(style.mouth_deep),
    )


def face_svg(face: Expression, style: Style = DEFAULT) -> str:
    """SVG source of a face, 512 by 512 on a transparent ground."""
    return tag(
        "svg",
        "\n" + _hand(face, style),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {SIZE} {SIZE}",
        width=SIZE,
        height=SIZE,
    )


def _hand(face: Expression, style: Style) -> str:
    faint = faded(style, face.skin.ghost)
    if style.hand == "ink":
        return ink(face, faint)
    return blocks(face, faint) if style.hand == "blocks" else _ball(face, style, faint)


def _ball(face: Expression, style: Style, hand: Style) -> str:
    return head(face.skin, style) + features(face, style, hand)


def features(face: Expression, style: Style, hand: Style) -> str:
    """All of a ball's face but its head; ``hand`` is the style ``faded`` as the face is."""
    shadow = drop_shadow("cast", (3, 6), 5, style.cast, 0.38 * style.shade * (1 - face.skin.ghost))
    return (
        shadow
        + group(
            wrinkle(face, hand),
            draw_mouth(face.mouth, hand),
            eyes(face, hand),
            brows(face, hand),
            stroke_width=style.line_width,
            stroke_linecap="round",
            stroke_linejoin="round",
            filter="url(#cast)",
        )
        + group(drops(face, style), filter="url(#cast)")
        + question(face.marks.question, style)
    )
