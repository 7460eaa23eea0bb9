"""Haar cascades (Viola and Jones 2001), as OpenCV before 5.0 brings them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, cast

import numpy as np

from model.detector.boxes import TIGHT, Box, Framing, without_nested
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


class HaarDetector:
    """Finds upright frontal faces; its boxes are as tight as FER2013's crops, no margin needed."""

    def __init__(self, cascade: Any, neighbours: int = NEIGHBOURS) -> None:
        """Use a ``cv2.CascadeClassifier`` that was loaded.

        Args:
            cascade: trained on square windows.
            neighbours: windows that must agree on a face.
        """
        self._cascade = cascade
        self._neighbours = neighbours

    @classmethod
    def load(cls, cascade: str | None = None, neighbours: int = NEIGHBOURS) -> HaarDetector:
        """Load a cascade that OpenCV brings.

        Args:
            cascade: its file name; None is ``CASCADE``.
            neighbours: windows that must agree on a face.

        Raises:
            ModelError: this OpenCV has none; 5.0 moved it out.
        """
        # The types of OpenCV 5 know neither.
        before_5 = cast(Any, cv2)
        try:
            path = Path(before_5.data.haarcascades) / (cascade or CASCADE)
            loaded = before_5.CascadeClassifier(str(path))
            broken = loaded.empty()
        except (AttributeError, cv2.error) as error:
            raise ModelError(
                f"The detector haar needs OpenCV 4, and this is {cv2.__version__}: "
                'install "opencv-python>=4.14,<5", or choose another detector.'
            ) from error
        if broken:
            raise ModelError(f"OpenCV's face detector {path} is missing: install it again.")
        return cls(loaded, neighbours)

    @property
    def framing(self) -> Framing:
        """Its boxes are FER2013's frame."""
        return TIGHT

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
            minNeighbors=self._neighbours,
            minSize=(smallest, smallest),
        )
        boxes = [
            Box(x / scale, y / scale, w / scale, h / scale, _squash(float(count)))
            for (x, y, w, h), count in zip(
                np.reshape(found, (-1, 4)).tolist(), np.ravel(neighbours), strict=True
            )
        ]
        return without_nested(boxes)


def _squash(neighbours: float) -> float:
    """The number of windows that agree on a face, 3 and up, brought to 0..1."""
    return neighbours / (neighbours + 10)
