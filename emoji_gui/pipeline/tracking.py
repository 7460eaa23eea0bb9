"""Who is who from frame to frame: boxes get the number of the face they belong to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from emoji_gui.pipeline.assignment import cheapest_pairs
from model.detector import Box

MEMORY_SECONDS: Final = 1.0
"""A face that was lost this long ago is still the same when it comes back."""

LEAST_OVERLAP: Final = 0.2
"""Intersection over union from which two boxes may be one face."""

FARTHEST: Final = 0.6
"""Distance of the centres, in sides of the face, up to which two boxes may be one face."""

LARGEST_GROWTH: Final = 2.0
"""Ratio of the sides from which two boxes are not one face, however near."""

ALONE: Final = 2.0
"""What it costs to leave a face without a box, more than any pair: none goes on unseen lightly."""

ASTRAY: Final = 1.0
"""Cost added where a face is not where it was heading to, but where it was last seen."""

SPEED_SECONDS: Final = 0.15
"""Time constant of a face's speed."""

BOX_SECONDS: Final = 0.12
"""Time constant with which a still box follows the detector; a moving one follows faster."""


@dataclass
class Track:
    """One face while it is followed.

    Attributes:
        number: of the face, counted from 1.
        box: smoothed.
        seen: when the detector last found it, in the tracker's seconds.
        found: box as the detector gave it then.
        speed: of the centre, in pixels a second across and down.
    """

    number: int
    box: Box
    seen: float
    found: Box
    speed: tuple[float, float] = (0.0, 0.0)

    def expected(self, now: float) -> Box:
        """Where the face is by now if it kept its speed."""
        gap = now - self.seen
        across, down = self.speed
        return replace(self.found, x=self.found.x + across * gap, y=self.found.y + down * gap)

    def take(self, box: Box, now: float) -> None:
        """Go on with what the detector found now."""
        gap = now - self.seen
        if gap > 0:
            share = 1 - math.exp(-gap / SPEED_SECONDS)
            moved = (n - o for n, o in zip(_centre(box), _centre(self.found), strict=True))
            across, down = (
                old + share * (way / gap - old) for old, way in zip(self.speed, moved, strict=True)
            )
            self.speed = across, down
        self.box = follow(self.box, box, gap)
        self.found, self.seen = box, now


class Tracker:
    """Matches the boxes of each frame with the faces so far.

    Faces are expected where their speed takes them, and all are matched together
    (SORT, Bewley et al. 2016, with a simpler estimate of the movement), so that two
    keep their numbers when they pass each other.
    """

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
        costs = [[self._cost(track, box, now) for box in boxes] for track in self._tracks]
        pairs = cheapest_pairs(costs, ALONE)
        for track_index, box_index in pairs:
            self._tracks[track_index].take(boxes[box_index], now)
        for box_index in sorted(set(range(len(boxes))) - {column for _, column in pairs}):
            self._last_number += 1
            box = boxes[box_index]
            self._tracks.append(Track(self._last_number, box, now, box))
        return list(self._tracks)

    def reset(self) -> None:
        """Forget every face; numbers go on, so that none is used twice."""
        self._tracks = []

    @staticmethod
    def _cost(track: Track, box: Box, now: float) -> float | None:
        cost = dissimilarity(track.expected(now), box)
        if cost is not None:
            return cost
        # It was heading elsewhere, out of the picture perhaps, and came back.
        cost = dissimilarity(track.found, box)
        return None if cost is None else min(ALONE, cost + ASTRAY)


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
