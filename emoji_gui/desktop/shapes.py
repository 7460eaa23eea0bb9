"""Smooth small pictures without an imaging library: rounded boxes and line icons as PNG.

Tk draws no anti-aliased shapes, and a theme of ready-made pictures is blurred
on a dense screen. These are computed from distances to the shape for the
density at hand, in a few milliseconds and before anything heavy is loaded.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

Colour = tuple[int, int, int]
Point = tuple[float, float]


@dataclass(frozen=True)
class Layer:
    """One rounded box of a picture, drawn over those before it.

    Attributes:
        inset: distance in pixels from the picture's rim.
        radius: of its corners, in pixels.
        colour: red, green, blue.
    """

    inset: float
    radius: float
    colour: Colour


def rounded(size: int, layers: Sequence[Layer], stretch: int = 1) -> bytes:
    """A square PNG with rounded boxes on nothing.

    Args:
        size: of the picture in pixels, before it is stretched.
        layers: the boxes, the lowest first.
        stretch: how often the middle row and column are there. Tk fills a
            stretched picture tile by tile, and small tiles take it long.
    """
    half = (size + 1) // 2
    maps = [(_cover(size, layer.inset, layer.radius), layer.colour) for layer in layers]
    quarter = [
        [_blend([(cover[y][x], colour) for cover, colour in maps]) for x in range(half)]
        for y in range(half)
    ]
    return _reflected(quarter, size, stretch)


def hole(size: int, radius: float, colour: Colour) -> bytes:
    """A square PNG of ``size`` pixels in one colour with a see-through rounded box in it."""
    cover = _cover(size, 0, radius)
    quarter = [[bytes((*colour, round(255 * (1 - part)))) for part in row] for row in cover]
    return _reflected(quarter, size, 1)


def strokes(size: int, lines: Iterable[Sequence[Point]], width: float, colour: Colour) -> bytes:
    """A square PNG of ``size`` pixels with round-ended lines through the given points."""
    cover = [[0.0] * size for _ in range(size)]
    reach = width / 2 + 1
    for line in lines:
        ends = line[1:] if len(line) > 1 else line
        for (ax, ay), (bx, by) in zip(line, ends, strict=False):
            _cover_segment(cover, (ax, ay, bx, by), width / 2, reach)
    shades = [bytes((*colour, alpha)) for alpha in range(256)]
    return png([b"".join(shades[round(255 * value)] for value in row) for row in cover])


def png(rows: Sequence[bytes]) -> bytes:
    """Encode rows of red, green, blue and alpha bytes as a PNG file (RFC 2083)."""
    header = struct.pack(">IIBBBBB", len(rows[0]) // 4, len(rows), 8, 6, 0, 0, 0)
    raw = b"".join(b"\0" + row for row in rows)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def circle(x: float, y: float, radius: float, start: float = 0, end: float = 360) -> list[Point]:
    """Points on an arc, angles in degrees clockwise from the right."""
    steps = max(4, round(abs(end - start) / 20))
    angles = (math.radians(start + (end - start) * step / steps) for step in range(steps + 1))
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]


def _reflected(quarter: Sequence[Sequence[bytes]], size: int, stretch: int) -> bytes:
    """The PNG of a picture whose quarters are reflections: a quarter of the work."""
    rest = size - len(quarter)
    top = [b"".join((*row[:-1], row[-1] * stretch, *row[:rest][::-1])) for row in quarter]
    return png(top[:-1] + [top[-1]] * stretch + top[:rest][::-1])


@lru_cache(maxsize=64)
def _cover(size: int, inset: float, radius: float) -> tuple[tuple[float, ...], ...]:
    """How much of each pixel of the top left quarter lies in a rounded box, 0 to 1."""
    half = (size + 1) // 2
    edge = inset + radius

    def part(x: float, y: float) -> float:
        dx, dy = edge - x, edge - y
        outside = math.hypot(dx, dy) if dx > 0 and dy > 0 else max(dx, dy)
        return min(1.0, max(0.0, 0.5 + radius - outside))

    return tuple(tuple(part(x + 0.5, y + 0.5) for x in range(half)) for y in range(half))


def _blend(parts: Sequence[tuple[float, Colour]]) -> bytes:
    """One pixel: colours by how much they cover, the lowest first."""
    red = green = blue = alpha = 0.0
    for part, colour in parts:
        if part >= 1:
            (red, green, blue), alpha = colour, 1.0
        elif part > 0:
            total = part + alpha * (1 - part)
            keep = alpha * (1 - part) / total
            red = colour[0] * (1 - keep) + red * keep
            green = colour[1] * (1 - keep) + green * keep
            blue = colour[2] * (1 - keep) + blue * keep
            alpha = total
    return bytes((round(red), round(green), round(blue), round(255 * alpha)))


def _cover_segment(
    cover: list[list[float]], ends: tuple[float, float, float, float], half: float, reach: float
) -> None:
    ax, ay, bx, by = ends
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy or 1.0
    last = len(cover) - 1
    for y in range(max(0, int(min(ay, by) - reach)), min(last, int(max(ay, by) + reach)) + 1):
        row, py = cover[y], y + 0.5 - ay
        for x in range(max(0, int(min(ax, bx) - reach)), min(last, int(max(ax, bx) + reach)) + 1):
            px = x + 0.5 - ax
            along = min(1.0, max(0.0, (px * dx + py * dy) / length))
            value = 0.5 + half - math.hypot(px - along * dx, py - along * dy)
            if value > row[x]:
                row[x] = min(1.0, value)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
