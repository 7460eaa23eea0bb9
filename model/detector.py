"""Where the faces are. Haar cascades (Viola and Jones 2001), as OpenCV brings them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, cast

import numpy as np

from model.errors import ModelError
from model.opencv import cv2
from model.preprocess import Image, to_gray

CASCADE: Final = "haarcascade_frontalface_alt2.xml"
LONG_SIDE: Final = 640
"""Pixels to which a larger picture is scaled for the search; boxes are those of the original."""

SMALLEST_FACE: Final = 0.09
"""Of the picture's short side: who sits before a camera fills more, and less is mostly chance."""

SCALE_STEP: Final = 1.1
NEIGHBOURS: Final = 3

NESTED: Final = 0.5
"""Share of a box inside a better one from which it is taken for a part of that face."""


@dataclass(frozen=True)
class Box:
    """A face in pixels of its picture: top left corner, size, and how sure the detector is.

    It may reach over the picture's rim. The score lies between 0 and 1 and only
    ranks boxes of one detector.
    """

    x: float
    y: float
    w: float
    h: float
    score: float


class Detector(Protocol):
    """Anything that finds faces."""

    def detect(self, frame: Image) -> list[Box]:
        """The faces of a uint8 BGR ``(H, W, 3)`` picture, best first."""


class FaceDetector:
    """Finds upright frontal faces; its boxes are as tight as FER2013's crops, no margin needed."""

    def __init__(self, cascade: Any) -> None:
        """Use an ``cv2.CascadeClassifier`` that was loaded."""
        self._cascade = cascade

    @classmethod
    def load(cls) -> FaceDetector:
        """Load the cascade that OpenCV brings.

        Raises:
            ModelError: this OpenCV has none; 5.0 moved it out.
        """
        try:
            path = Path(cast(Any, cv2).data.haarcascades) / CASCADE
            cascade = cv2.CascadeClassifier(str(path))
            broken = cascade.empty()
        except (AttributeError, cv2.error) as error:
            raise ModelError(
                f'OpenCV {cv2.__version__} has no face detector: install "opencv-python>=4.14,<5".'
            ) from error
        if broken:
            raise ModelError(f"OpenCV's face detector {path} is missing: install it again.")
        return cls(cascade)

    def detect(self, frame: Image) -> list[Box]:
        """Find the faces of a picture.

        Args:
            frame: uint8 BGR ``(H, W, 3)``; gray ``(H, W)`` and BGRA do as well.

        Returns:
            Boxes in pixels of the frame, best first; [] without a face.

        Raises:
            ValueError: for another shape or dtype.
        """
        gray = to_gray(np.asarray(frame))
        height, width = gray.shape
        scale = min(1.0, LONG_SIDE / max(1, height, width))
        if scale < 1:
            size = max(1, round(width * scale)), max(1, round(height * scale))
            gray = np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)
        smallest = max(24, round(SMALLEST_FACE * min(gray.shape)))
        if min(gray.shape) < smallest:
            return []
        found, neighbours = self._cascade.detectMultiScale2(
            np.ascontiguousarray(gray),
            scaleFactor=SCALE_STEP,
            minNeighbors=NEIGHBOURS,
            minSize=(smallest, smallest),
        )
        boxes = [
            Box(x / scale, y / scale, w / scale, h / scale, _squash(float(count)))
            for (x, y, w, h), count in zip(
                np.reshape(found, (-1, 4)).tolist(), np.ravel(neighbours), strict=True
            )
        ]
        return without_nested(boxes)


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


def _squash(neighbours: float) -> float:
    """The number of windows that agree on a face, 3 and up, brought to 0..1."""
    return neighbours / (neighbours + 10)
