"""Who is who from frame to frame: boxes get the number of the face they belong to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from model.detector import Box

MEMORY_SECONDS: Final = 0.5
"""A face that was lost this long ago is still the same when it comes back."""

LEAST_OVERLAP: Final = 0.2
"""Intersection over union from which two boxes may be one face."""

FARTHEST: Final = 0.6
"""Distance of the centres, in sides of the face, up to which two boxes may be one face."""

LARGEST_GROWTH: Final = 2.0
"""Ratio of the sides from which two boxes are not one face, however near."""

BOX_SECONDS: Final = 0.12
"""Time constant with which a still box follows the detector; a moving one follows faster."""


@dataclass
class Track:
    """One face while it is followed.

    Attributes:
        number: of the face, counted from 1.
        box: smoothed.
        seen: when the detector last found it, in the tracker's seconds.
    """

    number: int
    box: Box
    seen: float


class Tracker:
    """Matches the boxes of each frame with the faces so far, nearest pairs first."""

    def __init__(self) -> None:
        """Begin without faces."""
        self._tracks: list[Track] = []
        self._last_number = 0

    def update(self, boxes: Sequence[Box], now: float) -> list[Track]:
        """Take the boxes of one frame.

        Args:
            boxes: what the detector found, each becoming or continuing a track.
            now: seconds, never less than before.

        Returns:
            All tracks still remembered; those of this frame have ``seen == now``.
        """
        self._tracks = [track for track in self._tracks if now - track.seen <= MEMORY_SECONDS]
        free_tracks, free_boxes = set(range(len(self._tracks))), set(range(len(boxes)))
        for _, track_index, box_index in sorted(self._pairs(boxes)):
            if track_index in free_tracks and box_index in free_boxes:
                free_tracks.remove(track_index)
                free_boxes.remove(box_index)
                track = self._tracks[track_index]
                track.box = follow(track.box, boxes[box_index], now - track.seen)
                track.seen = now
        for box_index in sorted(free_boxes):
            self._last_number += 1
            self._tracks.append(Track(self._last_number, boxes[box_index], now))
        return list(self._tracks)

    def reset(self) -> None:
        """Forget every face; numbers go on, so that none is used twice."""
        self._tracks = []

    def _pairs(self, boxes: Sequence[Box]) -> Iterable[tuple[float, int, int]]:
        for track_index, track in enumerate(self._tracks):
            for box_index, box in enumerate(boxes):
                cost = dissimilarity(track.box, box)
                if cost is not None:
                    yield cost, track_index, box_index


def dissimilarity(a: Box, b: Box) -> float | None:
    """How unlike one face two boxes are, 0 for equal ones; None when they cannot be one."""
    side_a, side_b = math.sqrt(a.w * a.h), math.sqrt(b.w * b.h)
    if max(side_a, side_b) > LARGEST_GROWTH * min(side_a, side_b):
        return None
    overlap = intersection_over_union(a, b)
    apart = math.dist(_centre(a), _centre(b)) / max(side_a, side_b, 1e-9)
    if overlap < LEAST_OVERLAP and apart > FARTHEST:
        return None
    return apart + 1 - overlap


def intersection_over_union(a: Box, b: Box) -> float:
    """Shared area of two boxes over their joint area, 0 to 1."""
    width = min(a.x + a.w, b.x + b.w) - max(a.x, b.x)
    height = min(a.y + a.h, b.y + b.h) - max(a.y, b.y)
    shared = max(0.0, width) * max(0.0, height)
    joint = a.w * a.h + b.w * b.h - shared
    return shared / joint if joint > 0 else 0.0


def follow(old: Box, new: Box, seconds: float) -> Box:
    """Move a box toward where the detector sees it now.

    Trembling by a few per cent of the side is smoothed with ``BOX_SECONDS``;
    the further the face really moved, the faster the box follows, as in the
    one-euro filter (Casiez et al. 2012).
    """
    moved = math.dist(_centre(old), _centre(new)) + abs(new.w - old.w)
    constant = BOX_SECONDS / (1 + (moved / max(1e-9, 0.08 * old.w)) ** 2)
    share = 1 - math.exp(-max(0.0, seconds) / constant)
    x, y, w, h = (
        before + share * (after - before)
        for before, after in zip(
            (old.x, old.y, old.w, old.h), (new.x, new.y, new.w, new.h), strict=True
        )
    )
    turned = math.remainder(new.roll - old.roll, 360)
    return Box(x, y, w, h, new.score, math.remainder(old.roll + share * turned, 360))


def _centre(box: Box) -> tuple[float, float]:
    return box.x + box.w / 2, box.y + box.h / 2
