"""The head: a ball under one light, and the colours that come to it."""

from __future__ import annotations

import math

from .expression import Skin
from .style import Style
from .svg import (
    SIZE,
    Point,
    blur,
    clip,
    ellipse,
    glow,
    group,
    linear,
    number,
    path,
    polygon,
    radial,
    smooth,
    tag,
)

MIDDLE = SIZE / 2


def outline(style: Style, radius: float, drop: Point = (0.0, 0.0)) -> str:
    """Path data of the head's outline: a circle, or squarer (a superellipse)."""

    def point(angle: float) -> Point:
        across, down = math.cos(angle), math.sin(angle)
        power = 2 / style.squareness
        return (
            MIDDLE + drop[0] + radius * math.copysign(abs(across) ** power, across),
            MIDDLE + drop[1] + radius * math.copysign(abs(down) ** power, down),
        )

    return smooth([point(math.tau * index / 48) for index in range(48)], closed=True)


def head(skin: Skin, style: Style) -> str:
    """The ball with its tints and light, fading to a dashed outline with ``skin.ghost``."""
    shape = outline(style, style.radius)
    body = group(
        path(shape, fill="url(#skin)"),
        _tints(skin, shape, style),
        _shadow(style),
        _rim(style),
        _gloss(style),
        _cheeks(skin, style),
        clip_path="url(#head)",
        opacity=1 - skin.ghost,
    )
    return _defs(shape, style) + body + _edge(shape, style) + _ghost(skin, style)


def _defs(shape: str, style: Style) -> str:
    light, middle, deep, edge = style.skin
    ball = ((0.0, light, 1.0), (0.45, middle, 1.0), (0.82, deep, 1.0), (1.0, edge, 1.0))
    return tag(
        "defs",
        clip("head", shape),
        radial("skin", style.light, style.radius * 1.62, ball),
        blur("soft", 16),
        blur("slight", 3),
    )


def _tints(skin: Skin, shape: str, style: Style) -> str:
    top, bottom = (MIDDLE, 10.0), (MIDDLE, 500.0)
    tints = (
        ("flush", skin.flush, style.flush, top, (MIDDLE, 430.0), (0.95, 0.5)),
        ("pallor", skin.pallor, style.pallor, top, (MIDDLE, 330.0), (1.0, 0.75)),
        ("nausea", skin.nausea, style.nausea, bottom, top, (0.95, 0.75)),
    )
    return "".join(
        linear(name, start, end, ((0, colour, full), (0.45, colour, half), (1, colour, 0)))
        + path(shape, fill=f"url(#{name})", opacity=amount)
        for name, amount, colour, start, end, (full, half) in tints
        if amount > 0
    )


def _shadow(style: Style) -> str:
    hole = outline(style, style.radius - 8, (-14.0, -20.0))
    ring = polygon(((-60, -60), (572, -60), (572, 572), (-60, 572)), closed=True) + hole
    # Multiplied, so that it darkens a green or a red face in its own colour.
    return path(
        ring, fill=style.shadow, fill_rule="evenodd", filter="url(#soft)",
        opacity=0.85 * style.shade, style="mix-blend-mode:multiply",
    )  # fmt: skip


def _rim(style: Style) -> str:
    # Light that comes back from the ground, so that the ball stands off a dark window.
    stops = ((0.0, "#ffffff", 0.75), (0.35, "#ffffff", 0.0), (0.72, "#ffffff", 0.0),
             (1.0, "#ffffff", 0.55))  # fmt: skip
    line = path(
        outline(style, style.radius - 7), fill="none", stroke="url(#rim)", stroke_width=7,
        filter="url(#slight)", opacity=style.gloss,
    )  # fmt: skip
    return linear("rim", (120, 60), (400, 450), stops) + line


def _gloss(style: Style) -> str:
    x, y = style.light[0] - 4, style.light[1] - 36
    return ellipse(
        (x, y), 84, 34, fill="#ffffff", filter="url(#soft)", opacity=0.62 * style.gloss,
        transform=f"rotate(-32 {number(x)} {number(y)})",
    )  # fmt: skip


def _cheeks(skin: Skin, style: Style) -> str:
    if skin.blush <= 0:
        return ""
    stops = ((0.0, style.blush, 0.85), (0.4, style.blush, 0.55), (1.0, style.blush, 0.0))
    return "".join(
        glow(f"cheek{side}", stops)
        + ellipse((x, 322), 66, 50, fill=f"url(#cheek{side})", opacity=skin.blush)
        for side, x in enumerate((104, 408))
    )


def _edge(shape: str, style: Style) -> str:
    if style.outline <= 0:
        return ""
    return path(shape, fill="none", stroke=style.line, stroke_width=style.outline)


def _ghost(skin: Skin, style: Style) -> str:
    if skin.ghost <= 0:
        return ""
    shape = outline(style, style.radius - style.line_width / 2)
    return path(
        shape, fill=style.ghost, fill_opacity=0.16, stroke=style.ghost,
        stroke_width=style.line_width, stroke_linecap="round", stroke_dasharray="46 50.5",
        opacity=skin.ghost,
    )  # fmt: skip
