"""The few SVG elements that the drawings are made of. Lengths are in pixels of a 512 grid."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Final

SIZE: Final = 512
"""Side of every drawing."""

Point = tuple[float, float]
Stop = tuple[float, str, float]
"""Offset from 0 to 1, colour, opacity from 0 to 1."""


def number(value: float) -> str:
    """Two decimals at most: finer than any pixel, and the same text on every machine."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def tag(name: str, *children: str, **attributes: str | float) -> str:
    """One element; ``stroke_width`` is written as ``stroke-width``."""
    text = "".join(
        f' {key.replace("_", "-")}="{value if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
    )
    inside = "".join(children)
    return f"<{name}{text}>{inside}</{name}>\n" if inside else f"<{name}{text}/>\n"


def group(*children: str, **attributes: str | float) -> str:
    """A group of elements, or nothing at all if it would be empty."""
    return tag("g", *children, **attributes) if any(children) else ""


def _stops(stops: Iterable[Stop]) -> str:
    return "".join(
        tag("stop", offset=offset, stop_color=colour, stop_opacity=opacity)
        for offset, colour, opacity in stops
    )


def radial(name: str, centre: Point, radius: float, stops: Iterable[Stop]) -> str:
    """A radial gradient in drawing coordinates, used as ``url(#name)``."""
    return tag(
        "radialGradient", _stops(stops), id=name, cx=centre[0], cy=centre[1], r=radius,
        gradientUnits="userSpaceOnUse",
    )  # fmt: skip


def glow(name: str, stops: Iterable[Stop]) -> str:
    """A radial gradient that fits the shape it fills, from its middle to its edge."""
    return tag("radialGradient", _stops(stops), id=name)


def linear(name: str, start: Point, end: Point, stops: Iterable[Stop]) -> str:
    """A linear gradient in drawing coordinates, used as ``url(#name)``."""
    return tag(
        "linearGradient", _stops(stops), id=name, x1=start[0], y1=start[1], x2=end[0], y2=end[1],
        gradientUnits="userSpaceOnUse",
    )  # fmt: skip


def clip(name: str, path: str) -> str:
    """A clip to the inside of a path, used as ``url(#name)``."""
    return tag("clipPath", tag("path", d=path), id=name)


def blur(name: str, deviation: float) -> str:
    """A Gaussian blur; its region is the whole drawing, so that no edge is cut off."""
    return _filter(name, tag("feGaussianBlur", stdDeviation=deviation))


def drop_shadow(name: str, drop: Point, deviation: float, colour: str, opacity: float) -> str:
    """What an element casts on what lies under it."""
    shadow = tag(
        "feDropShadow", dx=drop[0], dy=drop[1], stdDeviation=deviation, flood_color=colour,
        flood_opacity=opacity,
    )  # fmt: skip
    return _filter(name, shadow)


def _filter(name: str, effect: str) -> str:
    # sRGB, because the default (linear light) makes shadows paler than their colour.
    return tag(
        "filter", effect, id=name, x=0, y=0, width=SIZE, height=SIZE,
        filterUnits="userSpaceOnUse", color_interpolation_filters="sRGB",
    )  # fmt: skip


def mix(one: str, other: str, amount: float) -> str:
    """The colour ``amount`` (0 to 1) of the way from one ``#rrggbb`` to another."""
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * amount):02x}" for a, b in pairs)


def ellipse(centre: Point, rx: float, ry: float, **attributes: str | float) -> str:
    """An ellipse around a point."""
    return tag("ellipse", cx=centre[0], cy=centre[1], rx=rx, ry=ry, **attributes)


def path(d: str, **attributes: str | float) -> str:
    """A path; what is not said about its stroke and fill is inherited."""
    return tag("path", d=d, **attributes)


def cubic(start: Point, one: Point, two: Point, end: Point) -> str:
    """Path data of one cubic curve."""
    return f"M{_pair(start)}C{_pair(one)} {_pair(two)} {_pair(end)}"


Cubic = tuple[Point, Point, Point, Point]


def part_of_cubic(curve: Cubic, start: float, end: float) -> Cubic:
    """The piece of a cubic curve between two parameters from 0 to 1 (by blossoming)."""

    def at(a: float, b: float, c: float) -> Point:
        points = list(curve)
        for t in (a, b, c):
            points = [
                (p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t)
                for p, q in itertools.pairwise(points)
            ]
        return points[0]

    return at(start, start, start), at(start, start, end), at(start, end, end), at(end, end, end)


def polygon(points: Sequence[Point], closed: bool = False) -> str:
    """Path data of straight lines through points."""
    return "M" + "L".join(_pair(point) for point in points) + ("Z" if closed else "")


def _pair(point: Point) -> str:
    return f"{number(point[0])},{number(point[1])}"


def smooth(points: Sequence[Point], closed: bool = False) -> str:
    """Path data of a smooth curve through points (Catmull-Rom, as cubic curves)."""
    count = len(points)

    def at(index: int) -> Point:
        return points[index % count] if closed else points[max(0, min(count - 1, index))]

    pieces = [f"M{_pair(points[0])}"]
    for index in range(count if closed else count - 1):
        before, start, end, after = (at(index + step) for step in (-1, 0, 1, 2))
        one = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        two = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        pieces.append(f"C{_pair(one)} {_pair(two)} {_pair(end)}")
    return "".join(pieces) + ("Z" if closed else "")


def sampled(curve: Callable[[float], Point], count: int = 24) -> list[Point]:
    """Points of a curve over -1 to 1, closer together near its ends, where it bends most."""
    return [curve(-math.cos(math.pi * index / count)) for index in range(count + 1)]
