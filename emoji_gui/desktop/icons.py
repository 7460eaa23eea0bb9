"""The window's line icons, on a grid of 24 by 24 with one line width."""

from __future__ import annotations

from typing import Final

from emoji_gui.desktop.shapes import Colour, Point, circle, strokes

GRID: Final = 24
LINE: Final = 1.8


def _box(left: float, top: float, right: float, bottom: float, radius: float) -> list[Point]:
    points: list[Point] = []
    corners = (
        (right - radius, top + radius, -90),
        (right - radius, bottom - radius, 0),
        (left + radius, bottom - radius, 90),
        (left + radius, top + radius, 180),
    )
    for x, y, angle in corners:
        points += circle(x, y, radius, angle, angle + 90)
    return [*points, points[0]]


_CAMERA = [_box(2.5, 6, 16, 18, 2.5), [(16, 11), (21.5, 7.5), (21.5, 16.5), (16, 13)]]

ICONS: Final[dict[str, list[list[Point]]]] = {
    "camera": _CAMERA,
    "no-camera": [*_CAMERA, [(3, 3), (21, 21)]],
    "open": [
        [(3, 18.5), (3, 5.5), (9, 5.5), (11.5, 8.5), (19.5, 8.5), (19.5, 11)],
        [(3, 18.5), (6, 11.5), (22, 11.5), (19, 18.5), (3, 18.5)],
    ],
    "pause": [[(8.5, 5.5), (8.5, 18.5)], [(15.5, 5.5), (15.5, 18.5)]],
    "play": [[(8, 5), (18.5, 12), (8, 19), (8, 5)]],
    "again": [circle(12, 12, 7.5, -50, 250), [(17.2, 2.6), (17.2, 6.8), (13, 6.8)]],
    "mirror": [
        [(12, 3), (12, 5)],
        [(12, 8.5), (12, 10.5)],
        [(12, 13.5), (12, 15.5)],
        [(12, 19), (12, 21)],
        [(8, 6.5), (8, 17.5), (2.5, 17.5), (8, 6.5)],
        [(16, 6.5), (16, 17.5), (21.5, 17.5), (16, 6.5)],
    ],
    "send": [
        [(12, 15), (12, 3.5)],
        [(7.5, 8), (12, 3.5), (16.5, 8)],
        [(7, 11.5), (4.5, 11.5), (4.5, 20.5), (19.5, 20.5), (19.5, 11.5), (17, 11.5)],
    ],
    "more": [circle(x, 12, 0.9) for x in (5.5, 12, 18.5)],
    "copy": [
        _box(8.5, 8.5, 20, 20, 2.5),
        [(15.5, 5), (14.5, 4), (6, 4), (4, 6), (4, 14.5), (5, 15.5)],
    ],
    "check": [[(5, 12.5), (10, 17.5), (19, 7)]],
    "box": [_box(4, 4, 20, 20, 3)],
    "box-checked": [_box(4, 4, 20, 20, 3), [(8, 12.3), (11, 15.3), (16.2, 8.8)]],
    "file": [
        [(13, 3), (6, 3), (6, 21), (18, 21), (18, 8), (13, 3)],
        [(13, 3), (13, 8), (18, 8)],
    ],
    "warning": [[(12, 4), (21.5, 20), (2.5, 20), (12, 4)], [(12, 10), (12, 14.2)], [(12, 17)]],
    "dots": [circle(x, 12, 0.9) for x in (5.5, 12, 18.5)],
}
"""Polylines of every icon; a single point is a dot."""


def icon_png(name: str, size: int, colour: Colour) -> bytes:
    """The icon ``name`` as a PNG of ``size`` by ``size`` pixels."""
    zoom = size / GRID
    lines = [[(x * zoom, y * zoom) for x, y in line] for line in ICONS[name]]
    return strokes(size, lines, LINE * zoom, colour)
