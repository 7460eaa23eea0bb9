"""From path data to the share of each pixel that a shape covers."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from model.opencv import cv2

Floats = npt.NDArray[np.float32]

_COUNTS: Final = {"M": 2, "L": 2, "C": 6, "Z": 0}
_LETTER: Final = re.compile(r"[A-Za-z]")
_NUMBERS: Final = str.maketrans("MLCZ,", " " * 5)
_SHIFT: Final = 6
"""Bits behind the point in the coordinates that OpenCV is given."""
_FINE: Final = 1080
"""About so many steps from edge to edge are told apart, whatever the size of the picture."""
_SMOOTH: Final = 4.0
"""Pixels, about, of each straight piece of a curve."""


@dataclass(frozen=True)
class Place:
    """Where the drawing's 512 grid lies on the picture: ``pixel = scale * grid + shift``."""

    scale_x: float
    scale_y: float
    shift_x: float = 0.0
    shift_y: float = 0.0

    @cached_property
    def _map(self) -> tuple[Floats, Floats]:
        return (
            np.array((self.scale_x, self.scale_y), dtype=np.float32),
            np.array((self.shift_x, self.shift_y), dtype=np.float32),
        )

    @property
    def scale(self) -> float:
        """Pixels for one unit of the grid, where one number has to do for both directions."""
        return math.sqrt(self.scale_x * self.scale_y)

    def points(self, points: npt.ArrayLike) -> Floats:
        """Points of the grid, ``(N, 2)``, in pixels."""
        scale, shift = self._map
        return np.asarray(points, dtype=np.float32) * scale + shift


@dataclass(frozen=True)
class Line:
    """Straight pieces through points, float32 ``(N, 2)`` in pixels."""

    points: Floats
    closed: bool = False


@dataclass(frozen=True)
class Mask:
    """How much of each pixel is covered: float32 ``(h, w)`` from 0 to 1, with its corner."""

    x: int
    y: int
    cover: Floats


def lines_of(d: str, place: Place) -> list[Line]:
    """Path data (absolute M, L, C and Z) as straight pieces short enough to look curved.

    Raises:
        ValueError: another command.
    """
    runs = _runs(_LETTER.findall(d))
    numbers = np.fromstring(d.translate(_NUMBERS), dtype=np.float32, sep=" ")
    points = place.points(numbers.reshape(-1, 2))
    lines: list[Line] = []
    pieces: list[Floats] = []
    at = 0
    for letter, count in runs:
        size = _COUNTS[letter] // 2 * count
        taken, at = points[at : at + size], at + size
        if letter == "M":
            lines += _joined(pieces, closed=False)
            pieces = [taken]
        elif letter == "Z":
            lines += _joined(pieces, closed=True)
            pieces = []
        else:
            pieces.append(taken if letter == "L" else _curve(pieces[-1][-1], taken))
    return lines + _joined(pieces, closed=False)


def _runs(letters: Sequence[str]) -> list[tuple[str, int]]:
    runs: list[tuple[str, int]] = []
    for letter in letters:
        if letter not in _COUNTS:
            raise ValueError(f"path command {letter!r} is not drawn here")
        if runs and runs[-1][0] == letter and letter in "LC":
            runs[-1] = (letter, runs[-1][1] + 1)
        else:
            runs.append((letter, 1))
    return runs


def _joined(pieces: list[Floats], closed: bool) -> list[Line]:
    return [Line(np.concatenate(pieces), closed)] if pieces else []


def _curve(start: Floats, points: Floats) -> Floats:
    """Cubic curves one after the other, as points after ``start``."""
    ends = np.concatenate([start[np.newaxis], points])
    handles = np.stack([ends[:-1:3], ends[1::3], ends[2::3], ends[3::3]], axis=1)
    # The way around the handles is never shorter than the curve.
    ways = np.abs(np.diff(handles, axis=1)).sum(axis=(1, 2))
    curve = _bernstein(max(1, min(24, round(float(ways.max()) / _SMOOTH)))) @ handles
    return np.asarray(curve.reshape(-1, 2), dtype=np.float32)


@lru_cache(maxsize=32)
def _bernstein(count: int) -> Floats:
    """Weights of the four points of a cubic curve at ``count`` steps after its start."""
    t = np.arange(1, count + 1, dtype=np.float32) / count
    r = 1 - t
    return np.stack([r * r * r, 3 * t * r * r, 3 * t * t * r, t * t * t], axis=1)


@lru_cache(maxsize=128)
def _ring(count: int) -> Floats:
    angles = np.arange(count) * (math.tau / count)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def ellipse_line(
    centre: tuple[float, float], rx: float, ry: float, turn: float, place: Place
) -> Line:
    """An ellipse of the grid, turned by degrees."""
    count = max(12, min(96, round(6 * math.sqrt(max(0.0, rx, ry) * place.scale))))
    around = _ring(count) * np.array((rx, ry), dtype=np.float32)
    if turn:
        cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        around = around @ np.array([[cos, sin], [-sin, cos]], dtype=np.float32)
    return Line(place.points(around + np.array(centre, dtype=np.float32)), closed=True)


def box_line(
    corner: tuple[float, float], width: float, height: float, r: float, place: Place
) -> Line:
    """A rectangle of the grid with round corners."""
    x, y = corner
    turns = np.linspace(0, math.pi / 2, 9 if r > 0 else 1)
    corners = (
        (x + width - r, y + height - r), (x + r, y + height - r),
        (x + r, y + r), (x + width - r, y + r),
    )  # fmt: skip
    points = [
        (cx + r * math.cos(quarter * math.pi / 2 + turn),
         cy + r * math.sin(quarter * math.pi / 2 + turn))
        for quarter, (cx, cy) in enumerate(corners) for turn in turns
    ]  # fmt: skip
    return Line(place.points(points), closed=True)


def filled(lines: Sequence[Line], size: int) -> Mask | None:
    """What lies inside lines, by the even-odd rule; None where that is nothing of the picture."""
    return _cover(lines, 0.0, size, lambda canvas, points, _: _fill(canvas, points))


def stroked(lines: Sequence[Line], width: float, round_ends: bool, size: int) -> Mask | None:
    """What a pen of ``width`` pixels covers; corners are round, ends are round or cut off."""

    def draw(canvas: npt.NDArray[np.uint8], points: list[npt.NDArray[np.int32]], fine: int) -> None:
        thick = max(1, round(width * fine) - 1)
        for line, fixed in zip(lines, points, strict=True):
            if round_ends or line.closed:
                cv2.polylines(canvas, [fixed], line.closed, 255, thick, cv2.LINE_8, _SHIFT)
            else:
                _cut(canvas, fixed, thick)

    return _cover(lines, width / 2, size, draw)


def _fill(canvas: npt.NDArray[np.uint8], points: list[npt.NDArray[np.int32]]) -> None:
    cv2.fillPoly(canvas, points, 255, cv2.LINE_8, _SHIFT)
    # OpenCV fills the pixels of the edge as well, of which half lies outside.
    cv2.polylines(canvas, points, True, 128, 1, cv2.LINE_8, _SHIFT)


def _cut(canvas: npt.NDArray[np.uint8], points: npt.NDArray[np.int32], thick: int) -> None:
    """A line whose ends are cut: OpenCV's own are always round."""
    for start, end in itertools.pairwise(points):
        along = (end - start).astype(np.float64)
        across = np.array([-along[1], along[0]]) / max(1e-6, float(np.hypot(*along)))
        half = across * thick * (1 << _SHIFT) / 2
        quad = np.array([start + half, end + half, end - half, start - half]).round()
        cv2.fillConvexPoly(canvas, quad.astype(np.int32), 255, cv2.LINE_8, _SHIFT)
    for corner in points[1:-1]:
        centre = (int(corner[0]), int(corner[1]))
        cv2.circle(canvas, centre, thick * (1 << _SHIFT) // 2, 255, -1, cv2.LINE_8, _SHIFT)


_Draw = Callable[[npt.NDArray[np.uint8], list[npt.NDArray[np.int32]], int], None]


def _cover(lines: Sequence[Line], reach: float, size: int, draw: _Draw) -> Mask | None:
    if not lines:
        return None
    every = lines[0].points if len(lines) == 1 else np.concatenate([line.points for line in lines])
    left, top = (max(0, math.floor(edge - reach) - 1) for edge in every.min(axis=0).tolist())
    right, bottom = (min(size, math.ceil(edge + reach) + 1) for edge in every.max(axis=0).tolist())
    if left >= right or top >= bottom:
        return None
    # Drawn larger and made smaller: OpenCV's own soft edges are half a pixel too wide.
    fine = max(3, min(8, round(_FINE / size)))
    canvas = np.zeros(((bottom - top) * fine, (right - left) * fine), dtype=np.uint8)
    corner = np.array((left, top), dtype=np.float32)
    # OpenCV counts from the middle of a pixel, and its own bits behind the point.
    scale, shift = np.float32(fine << _SHIFT), np.float32((1 << _SHIFT) // 2)
    fixed = [((line.points - corner) * scale - shift).astype(np.int32) for line in lines]
    draw(canvas, fixed, fine)
    small = cv2.resize(canvas, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
    return Mask(left, top, np.multiply(small, np.float32(1 / 255), dtype=np.float32))
