"""Where each face's own emoji goes: beside its box, over no other face and no other emoji."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

Edges = tuple[float, float, float, float]
"""Left, top, right and bottom in pixels."""

SHARE: Final = 0.52
"""Side of an emoji in longer sides of its box."""

OVERHANG: Final = 0.3
"""Share of the emoji that lies within its box, at a corner where no eye or mouth is."""

OVER_FACE: Final = 3.0
"""How much worse it is to cover a part of another face than a part of another emoji."""


def badge_edges(
    boxes: Sequence[Edges], size: tuple[int, int], smallest: float, largest: float
) -> list[Edges]:
    """A place for the emoji of each face.

    Each takes the first of eight places around its box that hides least of the
    other faces and of the emoji placed so far: point-feature labelling in its
    greedy form (Christensen, Marks and Shieber 1995).

    Args:
        boxes: of the faces, the one that matters most first.
        size: width and height of the picture; no emoji reaches out of it.
        smallest: side of an emoji at least, in pixels, so that it is readable.
        largest: side at most.

    Returns:
        A square a box, in the same order.
    """
    placed: list[Edges] = []
    for index, box in enumerate(boxes):
        others = [*boxes[:index], *boxes[index + 1 :]]
        side = SHARE * max(box[2] - box[0], box[3] - box[1])
        side = min(max(smallest, min(largest, side)), *size)
        corner = (OVERHANG * side) ** 2 + 1

        def cost(
            spot: Edges,
            own: Edges = box,
            others: Sequence[Edges] = tuple(others),
            corner: float = corner,
        ) -> tuple[float, float]:
            hidden = sum(_shared(spot, other) for other in placed)
            hidden += OVER_FACE * sum(_shared(spot, other) for other in others)
            # At the rim of the picture an emoji is pushed into its own box.
            return round(hidden), round(max(0.0, _shared(spot, own) - corner))

        placed.append(min(_spots(box, side, size), key=cost))
    return placed


def _spots(box: Edges, side: float, size: tuple[int, int]) -> Iterator[Edges]:
    """Corners first, then the middles of the sides, the best loved ones first."""
    left, top, right, bottom = box
    out, within = (1 - OVERHANG) * side, OVERHANG * side
    middle_x, middle_y = (left + right - side) / 2, (top + bottom - side) / 2
    for x, y in (
        (right - within, top - out),
        (left - out, top - out),
        (right - within, bottom - within),
        (left - out, bottom - within),
        (middle_x, top - side),
        (right, middle_y),
        (left - side, middle_y),
        (middle_x, bottom),
    ):
        x0 = max(0.0, min(x, size[0] - side))
        y0 = max(0.0, min(y, size[1] - side))
        yield x0, y0, x0 + side, y0 + side


def _shared(a: Edges, b: Edges) -> float:
    """Area that two rectangles have in common, in square pixels."""
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    return max(0.0, wide) * max(0.0, high)
