"""The mouth: one line that bends, trembles and opens, with what is inside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from .expression import Mouth
from .style import Style
from .svg import (
    Point,
    clip,
    cubic,
    ellipse,
    group,
    linear,
    path,
    polygon,
    radial,
    sampled,
    smooth,
)

_ROOT: Final = (-1.0, -0.67, -0.33, 0.0, 0.33, 0.67, 1.0)


@dataclass(frozen=True)
class Lips:
    """The two edges of a mouth, from the left corner to the right one."""

    upper: list[Point]
    lower: list[Point]

    @property
    def outline(self) -> str:
        """Path data around the opening."""
        return smooth(self.upper + self.lower[-2:0:-1], closed=True)


def lips(mouth: Mouth) -> Lips:
    """The edges of the opening; equal if the mouth is closed."""

    def edge(part: float) -> list[Point]:
        return sampled(lambda t: on_edge(mouth, t, part))

    return Lips(edge(-mouth.rise), edge(1 - mouth.rise))


def on_edge(mouth: Mouth, t: float, part: float) -> Point:
    """A point of the mouth: ``t`` from -1 (left corner) to 1, ``part`` of the opening below."""
    bend = mouth.smile * (0.5 - t * t) - mouth.skew / 2 * t
    calm = (1 - t * t) ** 0.35
    tremble = mouth.wave * math.sin(math.pi * mouth.waves * (t + 1)) * calm
    pointed, rounded = 1 - t * t, math.sqrt(max(0.0, 1 - t * t))
    boxed = rounded ** (1 / max(1.0, mouth.round))
    profile = pointed + (boxed - pointed) * min(1.0, mouth.round)
    return mouth.x + mouth.width * t, mouth.y + bend + tremble + part * mouth.open * profile


def draw_mouth(mouth: Mouth, style: Style) -> str:
    """The mouth with throat, teeth, tongue and line."""
    edges = lips(mouth)
    shape = edges.outline
    top = min(y for _, y in edges.upper)
    bottom = max(y for _, y in edges.lower)
    throat = ((0.0, style.mouth_deep, 1.0), (1.0, style.mouth, 1.0))
    inside = group(
        linear("throat", (mouth.x, top), (mouth.x, bottom), throat),
        path(shape, fill="url(#throat)"),
        _tongue(mouth, bottom, style),
        _teeth(mouth, edges, style),
        clip_path="url(#lips)",
    )
    line = path(shape, fill="none", stroke=style.line)
    return clip("lips", shape) + inside + _tongue_out(mouth, style) + line


def _tongue(mouth: Mouth, bottom: float, style: Style) -> str:
    if mouth.tongue <= 0:
        return ""
    rx, ry = mouth.width * 0.62, mouth.open * 0.5
    middle = (mouth.x, bottom + ry * 0.35)
    colours = ((0.0, style.tongue, 1.0), (1.0, style.tongue_deep, 1.0))
    light = (mouth.x - rx * 0.2, middle[1] - ry * 0.7)
    shape = ellipse(middle, rx, ry, fill="url(#tongue)", opacity=mouth.tongue)
    return radial("tongue", light, rx * 1.1, colours) + shape


def _teeth(mouth: Mouth, edges: Lips, style: Style) -> str:
    if mouth.teeth <= 0:
        return ""
    band = edges.upper + [(x, y + mouth.teeth) for x, y in reversed(edges.upper)]
    upper = path(smooth(band, closed=True), fill=style.teeth)
    if mouth.clench <= 0:
        return upper
    high = mouth.teeth * mouth.clench
    lower_band = edges.lower + [(x, y - high) for x, y in reversed(edges.lower)]
    lower = path(smooth(lower_band, closed=True), fill=style.teeth)
    return upper + lower + group(_gaps(mouth, edges, style), opacity=mouth.clench**3)


def _gaps(mouth: Mouth, edges: Lips, style: Style) -> str:
    pairs = zip(edges.upper, edges.lower, strict=True)
    lines = smooth([(x, (y + low) / 2) for (x, y), (_, low) in pairs])
    for place in (-0.5, 0.0, 0.5):
        x, y = on_edge(mouth, place, -mouth.rise)
        low = on_edge(mouth, place, 1 - mouth.rise)[1]
        lines += smooth([(x, y), (x, low)])
    return path(lines, fill="none", stroke=style.line, stroke_width=style.line_width * 0.4)


def tongue_sides(mouth: Mouth) -> tuple[str, str, Point]:
    """Path data of the root of a tongue that hangs out and of its sides, and where it starts."""
    middle, half, long = mouth.tongue_x / mouth.width, 54.0 / mouth.width, mouth.tongue_out
    # Out of a small mouth hangs a narrow tongue.
    half = min(half, 1 - abs(middle))
    root = [on_edge(mouth, middle + half * t, 1 - mouth.rise) for t in _ROOT]
    x, y = root[len(root) // 2]
    (left, left_y), (right, right_y) = root[0], root[-1]
    low = y + long * 1.3
    sides = cubic((right, right_y), (right + 4, low), (left - 4, low), (left, left_y))
    return smooth(root), sides, (x, y)


def _tongue_out(mouth: Mouth, style: Style) -> str:
    """A tongue over the lower lip; the line of the lips is drawn over its root."""
    if mouth.tongue_out <= 0:
        return ""
    root, sides, (x, y) = tongue_sides(mouth)
    long = mouth.tongue_out
    colours = ((0.0, style.mouth, 1.0), (0.35, style.tongue_deep, 1.0), (0.7, style.tongue, 1.0))
    crease = polygon(((x, y), (x, y + long * 0.5)))
    return (
        linear("tongue-out", (x, y), (x, y + long), colours)
        + path(root + sides.replace("M", "L"), fill="url(#tongue-out)", stroke="none")
        + path(sides, fill="none", stroke=style.line)
        + path(crease, stroke=style.tongue_deep, stroke_width=style.line_width * 0.45)
    )
