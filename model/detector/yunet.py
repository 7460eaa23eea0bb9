"""YuNet (Wu, Peng and Yu 2023), run by OpenCV on a file that the user has."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Final

import numpy as np

from model.detector.boxes import Box, Framing
from model.detector.geometry import WIDER_FRAMING
from model.errors import ModelError
from model.opencv import can_take, cv2
from model.preprocess import Image, to_bgr

LONG_SIDE: Final = 320
"""Pixels to which a picture is scaled for the search; boxes are those of the original."""

THRESHOLD: Final = 0.7


class YuNetDetector:
    """Finds faces with OpenCV's ``FaceDetectorYN``; the roll is that of the line of the eyes."""

    def __init__(self, network: Any) -> None:
        """Use a ``cv2.FaceDetectorYN`` that was created."""
        self._network = network

    @classmethod
    def load(cls, model: str | Path | None) -> YuNetDetector:
        """Open a network.

        Args:
            model: its ONNX file.

        Raises:
            ModelError: there is no such file, or OpenCV cannot run it.
        """
        if model is None:
            raise ModelError("The detector yunet needs its ONNX file: name it, --detector-model.")
        path = Path(model)
        if not path.is_file():
            raise ModelError(f"There is no file {path}: give YuNet's ONNX file.")
        if not can_take(path):
            raise ModelError(f"The path {path} has letters that cannot be read here: rename it.")
        try:
            size = (LONG_SIDE, LONG_SIDE)
            return cls(cv2.FaceDetectorYN.create(str(path), "", size, THRESHOLD))
        # OpenCV 5 raises an error of Python's own for some damaged files.
        except Exception as error:
            raise ModelError(f"{path} is no YuNet network that OpenCV can run.") from error

    @property
    def framing(self) -> Framing:
        """It learned the boxes of WIDER FACE."""
        return WIDER_FRAMING

    def detect(self, frame: Image) -> list[Box]:
        """Find the faces of a picture; see ``FaceDetector.detect``."""
        picture = to_bgr(np.asarray(frame))
        height, width = picture.shape[:2]
        scale = LONG_SIDE / max(height, width)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        self._network.setInputSize(size)
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        _, faces = self._network.detect(small)
        rows = [] if faces is None else np.asarray(faces, float).tolist()
        boxes = [_box(row, width / size[0], height / size[1]) for row in rows]
        return sorted(boxes, key=lambda box: box.score, reverse=True)


def _box(row: list[float], across: float, down: float) -> Box:
    """A box from OpenCV's 15 numbers: box, five points (x, y) with the eyes first, score."""
    x, y, w, h, right_x, right_y, left_x, left_y = row[:8]
    roll = math.degrees(math.atan2((left_y - right_y) * down, (left_x - right_x) * across))
    return Box(x * across, y * down, w * across, h * down, min(1.0, max(0.0, row[14])), roll)
