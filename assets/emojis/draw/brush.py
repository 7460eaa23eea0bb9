"""A line drawn by hand: it wavers a little, and swells and thins as the brush is pressed."""

from __future__ import annotations

import itertools
import math
import re
from collections import defaultdict

from .style import Style
from .svg import Cubic, Point, path, polygon, smooth

_WAVER = 2.3
_STEP = 8.0


def wavered(d: str, waver: float = _WAVER) -> list[list[Point]]:
    """The lines of path data (M, L, C and Z) as points of a hand that does not quite hold still."""
    return [[moved(point, waver) for point in line] for line in _flat(d)]


def outline(d: str, waver: float = _WAVER) -> str:
    """Path data around the same lines, to fill."""
    return "".join(_closed(line) for line in wavered(d, waver))


def brush(
    d: str, style: Style, amount: float = 1.0, thin: bool = False, **attributes: str | float
) -> str:
    """Lines drawn with a brush, ``amount`` times the style's width; with ``thin`` ends or not."""
    pieces: dict[float, str] = defaultdict(str)
    for line in wavered(d):
        far, ring = 0.0, math.dist(line[0], line[-1]) < 1
        total = sum(itertools.starmap(math.dist, itertools.pairwise(line))) or 1.0
        for start, end in itertools.pairwise(line):
            far += math.dist(start, end)
            width = style.line_width * amount * _press(far, total, ring, thin)
            pieces[round(2 * width) / 2] += polygon((start, end))
    shared = {"fill": "none", "stroke": style.line, "stroke_linecap": "round"} | attributes
    return "".join(path(d, stroke_width=width, **shared) for width, d in sorted(pieces.items()))


def _press(far: float, total: float, ring: bool, thin: bool) -> float:
    turns = max(1, round(total / 300)) * math.tau / total
    swell = 1 + min(0.16, total / 1500) * math.sin(far * turns + total / 90)
    if ring:
        return swell
    if thin:
        return swell * (0.45 + 0.6 * math.sin(math.pi * min(1.0, far / total)))
    # The brush is set down full and lifted thin.
    return swell * (1.08 - 0.34 * max(0.0, far / total - 0.35) / 0.65)


def moved(point: Point, waver: float = _WAVER) -> Point:
    """Where the hand puts a point: near points move alike, so that shapes stay together."""
    x, y = point
    across = math.sin(y / 47 + 1.1) + 0.6 * math.sin((x + y) / 61)
    down = math.sin(x / 53 + 0.4) + 0.6 * math.sin((x - y) / 43)
    return x + waver * across, y + waver * down


def _flat(d: str) -> list[list[Point]]:
    lines: list[list[Point]] = []
    for letter, body in re.findall(r"([MLCZ])([^MLCZ]*)", d):
        numbers = [float(word) for word in re.findall(r"-?[\d.]+", body)]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        if letter == "M":
            lines.append(points)
        elif letter == "L":
            for point in points:
                lines[-1] += _along((lines[-1][-1], lines[-1][-1], point, point))
        elif letter == "C":
            for one, two, end in zip(points[::3], points[1::3], points[2::3], strict=True):
                lines[-1] += _along((lines[-1][-1], one, two, end))
        elif math.dist(lines[-1][-1], lines[-1][0]) > 0.1:
            lines[-1] += _along((lines[-1][-1], lines[-1][-1], lines[-1][0], lines[-1][0]))
    return lines


def _along(curve: Cubic) -> list[Point]:
    long = sum(itertools.starmap(math.dist, itertools.pairwise(curve)))
    count = max(6, round(long / _STEP))
    return [_at(curve, index / count) for index in range(1, count + 1)]


def _at(curve: Cubic, t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    x, y = (sum(w * p[axis] for w, p in zip(weights, curve, strict=True)) for axis in (0, 1))
    return x, y


def _closed(line: list[Point]) -> str:
    return smooth(line[:-1] if math.dist(line[0], line[-1]) < 1 else line, closed=True)
