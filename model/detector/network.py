"""The face finder of our own: a stored network, run by LiteRT."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Final

import numpy as np

from model.detector.boxes import Box, Floats, Framing
from model.detector.decode import OUTPUTS, decode
from model.detector.description import DetectorDescription, check_detector, read_detector
from model.errors import WeightsError
from model.interpreter import open_interpreter
from model.opencv import cv2
from model.preprocess import Image, to_bgr, to_gray

BLANK: Final = 114
"""Gray level beside a picture that does not fill the network's input; training has it too."""

LARGEST_SCALE: Final = 4.0
"""A small picture is not blown up further than this: there is no more to see in it."""


class NetworkDetector:
    """Finds faces of every roll up to 40 degrees. For one thread at a time."""

    def __init__(self, description: DetectorDescription, interpreter: Any) -> None:
        """Take over an interpreter; see ``load``."""
        self.description = description
        self._interpreter = interpreter
        self._input = interpreter.get_input_details()[0]["index"]
        self._output = interpreter.get_output_details()[0]["index"]
        self._shape: tuple[int, int] | None = None

    @classmethod
    def load(cls, described: Path, *, threads: int) -> NetworkDetector:
        """Load a network.

        Args:
            described: its JSON, beside its weights.
            threads: that LiteRT may use.

        Raises:
            WeightsError: it is missing, damaged, or not what its description says.
            ModelError: LiteRT is not installed.
        """
        description = read_detector(described)
        weights = check_detector(description, described.parent)
        return cls(description, _interpreter(weights, description, threads))

    @property
    def framing(self) -> Framing:
        """From its boxes to FER2013's frame, as it was fitted."""
        return self.description.framing

    def detect(self, frame: Image) -> list[Box]:
        """Find the faces of a picture; see ``FaceDetector.detect``."""
        picture = to_gray(frame) if self.description.colors == 1 else to_bgr(frame)
        shape, scale = fit(picture.shape, self.description.pixels, self.description.multiple)
        cells = self._ask(letterbox(picture, shape, scale))
        boxes, scores, rolls = decode(cells, self.description.stride, self.description.threshold)
        return [
            Box(x, y, w, h, score, roll)
            for (x, y, w, h), score, roll in zip(
                (boxes / scale).tolist(), scores.tolist(), rolls.tolist(), strict=True
            )
        ]

    def _ask(self, picture: Image) -> Floats:
        """Float32 ``(H / stride, W / stride, OUTPUTS)`` of a uint8 ``(H, W, colors)`` input."""
        shape = picture.shape[:2]
        if shape != self._shape:
            self._interpreter.resize_tensor_input(self._input, [1, *picture.shape])
            self._interpreter.allocate_tensors()
            self._shape = shape
        self._interpreter.set_tensor(self._input, picture[np.newaxis].astype(np.float32))
        self._interpreter.invoke()
        return np.asarray(self._interpreter.get_tensor(self._output)[0], np.float32)


def fit(shape: tuple[int, ...], pixels: int, multiple: int) -> tuple[tuple[int, int], float]:
    """The input for a picture, as large as the work that may be spent on it.

    Args:
        shape: height and width of the picture first.
        pixels: largest area of the input.
        multiple: of which both sides of the input are multiples.

    Returns:
        Height and width of the input, and the scale that brings the picture into it.
    """
    height, width = shape[:2]
    cells = pixels // multiple**2
    scale = max(
        min(rows * multiple / height, (cells // rows) * multiple / width)
        for rows in range(1, cells + 1)
    )
    scale = min(scale, LARGEST_SCALE)
    sides = (
        max(1, math.ceil(round(side * scale, 3) / multiple)) * multiple for side in (height, width)
    )
    rows, columns = sides
    return (rows, columns), scale


def letterbox(picture: Image, shape: tuple[int, int], scale: float) -> Image:
    """A picture scaled into the top left corner of an input.

    Args:
        picture: uint8 ``(H, W)`` or ``(H, W, 3)``.
        shape: height and width of the result.
        scale: of the picture in it.

    Returns:
        uint8 ``(*shape, 1)`` or ``(*shape, 3)``.
    """
    height = min(shape[0], max(1, round(picture.shape[0] * scale)))
    width = min(shape[1], max(1, round(picture.shape[1] * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    filled = np.full((*shape, *picture.shape[2:]), BLANK, np.uint8)
    filled[:height, :width] = cv2.resize(
        np.ascontiguousarray(picture), (width, height), interpolation=how
    )
    return filled if filled.ndim == 3 else filled[..., np.newaxis]


def _interpreter(weights: Path, description: DetectorDescription, threads: int) -> Any:
    interpreter = open_interpreter(weights, weights, threads, what="face finder")
    given, taken = interpreter.get_input_details(), interpreter.get_output_details()
    depths = [detail["shape"][-1] for detail in (*given, *taken)]
    types = {np.dtype(detail["dtype"]) for detail in (*given, *taken)}
    if depths != [description.colors, OUTPUTS] or types != {np.dtype(np.float32)}:
        raise WeightsError(f"The weights {weights} do not fit their description.")
    return interpreter
