"""The line around a face, and the pointer under the chosen one's.

OpenCV and NumPy are imported inside, as in ``frames``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emoji_gui.pipeline.records import Image

WHITE = (255, 255, 255)
FAINT = (178, 178, 184)
SHADE = (20, 18, 31)
SHADOW = 0.7
"""Share of the shade in the shadow beside a line; the rest is the picture."""

POINTER = 9
"""Height of the pointer under the box of the chosen face, in lines."""

Edges = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels."""


def draw_box(picture: Image, edges: Edges, line: int, *, main: bool, several: bool) -> None:
    """A white line on a dark shadow: seen on light and on dark skin, walls and clothes.

    The line keeps a contrast of 3 : 1 to the shadow over any picture. Of several the
    main one's is three times as thick, since not everybody tells the two greys apart.

    Args:
        picture: uint8 RGB ``(H, W, 3)``, writable.
        edges: of the box.
        line: width of a line in pixels.
        main: whether it is the main face's.
        several: whether there are others.
    """
    from model.opencv import cv2

    width = (3 if main and several else 1) * line
    reach = 3 * width + (POINTER * line if main and several else 0)
    left, top = max(0, edges[0] - reach), max(0, edges[1] - reach)
    part = picture[top : edges[3] + reach, left : edges[2] + reach]
    if part.size == 0:
        return
    inside = (edges[0] - left, edges[1] - top, edges[2] - left, edges[3] - top)
    shadow = part.copy()
    _round_line(shadow, inside, SHADE, width + 2 * line)
    if main and several:
        _point(shadow, inside, SHADE, line, wider=2)
    cv2.addWeighted(part, 1 - SHADOW, shadow, SHADOW, 0, dst=part)
    _round_line(part, inside, WHITE if main else FAINT, width)
    if main and several:
        _point(part, inside, WHITE, line)


def _point(
    part: Image, edges: Edges, colour: tuple[int, int, int], line: int, *, wider: int = 0
) -> None:
    """A triangle under the box that points at it, above it where the picture ends."""
    import numpy as np

    from model.opencv import cv2

    side, middle = POINTER * line, (edges[0] + edges[2]) // 2
    down = edges[3] + side < part.shape[0]
    tip, base = (edges[3], edges[3] + side) if down else (edges[1], edges[1] - side)
    grown = wider * line
    base += grown if down else -grown
    corners = [(middle, tip), (middle - side - grown, base), (middle + side + grown, base)]
    cv2.fillConvexPoly(part, np.array(corners, dtype=np.int32), colour, cv2.LINE_AA)


def _round_line(part: Image, edges: Edges, colour: tuple[int, int, int], width: int) -> None:
    from model.opencv import cv2

    left, top, right, bottom = edges
    r = max(1, min(right - left, bottom - top) // 9)
    for start, end in (
        ((left + r, top), (right - r, top)),
        ((left + r, bottom), (right - r, bottom)),
        ((left, top + r), (left, bottom - r)),
        ((right, top + r), (right, bottom - r)),
    ):
        cv2.line(part, start, end, colour, width, cv2.LINE_AA)
    for centre, angle in (
        ((left + r, top + r), 180),
        ((right - r, top + r), 270),
        ((right - r, bottom - r), 0),
        ((left + r, bottom - r), 90),
    ):
        cv2.ellipse(part, centre, (r, r), angle, 0, 90, colour, width, cv2.LINE_AA)
