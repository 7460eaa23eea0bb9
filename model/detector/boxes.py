"""A face in a picture, and what boxes of faces have to do with each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from model.preprocess import Image

Floats = npt.NDArray[np.float32]

NESTED: Final = 0.5
"""Share of a box inside a better one from which it is taken for a part of that face."""


@dataclass(frozen=True)
class Box:
    """A face in pixels of its picture: top left corner, size, and how sure the detector is.

    It may reach over the picture's rim, and its sides are those of the picture
    however the face is turned. The score lies between 0 and 1 and only ranks
    boxes of one detector. The roll is the degrees by which the face is turned
    clockwise, as one sees it; 0 where the detector does not know.
    """

    x: float
    y: float
    w: float
    h: float
    score: float
    roll: float = 0.0


@dataclass(frozen=True)
class Framing:
    """How a detector's box becomes the square that FER2013 would have cut around the face.

    Attributes:
        scale: the square's side, in sides of the box (the root of its area).
        dx, dy: how far the square's centre lies to the right of and below the
            box's, in sides of the box, seen with the face upright.
    """

    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    def square(self, box: Box) -> tuple[float, float, float, float]:
        """The square as ``crop_face`` takes it, before it is turned by the roll.

        Returns:
            x, y, width and height in pixels; the box itself where nothing is to be done.
        """
        if self == TIGHT:
            return box.x, box.y, box.w, box.h
        side, angle = math.sqrt(box.w * box.h), math.radians(box.roll)
        right = self.dx * math.cos(angle) - self.dy * math.sin(angle)
        down = self.dx * math.sin(angle) + self.dy * math.cos(angle)
        half = self.scale * side / 2
        x, y = box.x + box.w / 2 + right * side, box.y + box.h / 2 + down * side
        return x - half, y - half, 2 * half, 2 * half


TIGHT: Final = Framing()
"""Of a detector whose boxes are FER2013's frame already."""


class Detector(Protocol):
    """Anything that finds faces."""

    @property
    def framing(self) -> Framing:
        """From its boxes to FER2013's frame."""

    def detect(self, frame: Image) -> list[Box]:
        """The faces of a uint8 BGR ``(H, W, 3)`` picture, best first."""


def overlaps(boxes: Floats, others: Floats) -> Floats:
    """Intersection over union of each of some boxes with each of some others.

    Args:
        boxes: ``(N, 4)``: x, y, width, height.
        others: ``(M, 4)``.

    Returns:
        float32 ``(N, M)``, 0 to 1.
    """
    a, b = np.asarray(boxes, np.float32)[:, None], np.asarray(others, np.float32)[None]
    first = np.maximum(a[..., :2], b[..., :2])
    last = np.minimum(a[..., :2] + a[..., 2:], b[..., :2] + b[..., 2:])
    shared = np.maximum(0, last - first).prod(-1)
    joint = a[..., 2:].prod(-1) + b[..., 2:].prod(-1) - shared
    return np.asarray(shared / np.maximum(joint, 1e-9), np.float32)


def as_array(boxes: Sequence[Box]) -> Floats:
    """Boxes as float32 ``(N, 4)``: x, y, width, height."""
    return np.asarray([(box.x, box.y, box.w, box.h) for box in boxes], np.float32).reshape(-1, 4)


def without_nested(boxes: Iterable[Box]) -> list[Box]:
    """Leave out boxes that lie mostly in a better one, such as a mouth taken for a face.

    Returns:
        The others, best first.
    """
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda box: box.score, reverse=True):
        if all(_shared(box, better) <= NESTED * min(_area(box), _area(better)) for better in kept):
            kept.append(box)
    return kept


def _shared(a: Box, b: Box) -> float:
    width = min(a.x + a.w, b.x + b.w) - max(a.x, b.x)
    height = min(a.y + a.h, b.y + b.h) - max(a.y, b.y)
    return max(0.0, width) * max(0.0, height)


def _area(box: Box) -> float:
    return box.w * box.h
