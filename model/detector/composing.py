"""Training pictures cut out of photographs: where from, how large, how turned."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from model.detector.boxes import Floats
from model.detector.geometry import turned_size
from model.detector.network import BLANK
from model.detector.pictures import Photograph
from model.opencv import cv2
from model.preprocess import Image

SEEN = 0.5
"""Share of a face inside the picture under which it need not be found."""


@dataclass(frozen=True)
class Face:
    """A face of a training picture.

    Attributes:
        x: of its centre, in pixels of the training picture.
        y: of the same.
        w: width of the box around it as it is turned.
        h: height of the same.
        roll: degrees clockwise.
        sought: False where finding it is neither right nor wrong.
    """

    x: float
    y: float
    w: float
    h: float
    roll: float
    sought: bool


@dataclass(frozen=True)
class Cut:
    """How a piece of a photograph is laid into a training picture.

    Attributes:
        focus: x and y in the photograph that come to lie at ``target``.
        target: x and y in the training picture.
        scale: training pixels a pixel of the photograph.
        roll: degrees by which it is turned clockwise.
        flip: whether left and right are exchanged first.
        border: what lies beside the photograph, as OpenCV's ``borderMode``.
    """

    focus: tuple[float, float]
    target: tuple[float, float]
    scale: float
    roll: float
    flip: bool
    border: int = cv2.BORDER_CONSTANT

    @property
    def linear(self) -> Floats:
        """The 2x2 matrix that takes steps in the photograph to steps in the picture."""
        cosine, sine = math.cos(math.radians(self.roll)), math.sin(math.radians(self.roll))
        matrix = self.scale * np.array([[cosine, -sine], [sine, cosine]])
        return np.asarray(matrix @ np.diag([-1.0 if self.flip else 1.0, 1.0]), np.float32)


def cut_out(photograph: Photograph, cut: Cut, shape: tuple[int, int]) -> tuple[Image, list[Face]]:
    """A piece of a photograph and the faces in it.

    Args:
        photograph: from which it is cut.
        cut: how.
        shape: height and width of the piece.

    Returns:
        uint8 ``(*shape)`` or ``(*shape, 3)``, and the faces that are at least partly in it.
    """
    level = min(len(photograph.levels) - 1, max(0, math.floor(-math.log2(cut.scale) + 0.25)))
    source = photograph.levels[level]
    shrunk = np.array(source.shape[1::-1]) / photograph.levels[0].shape[1::-1]
    linear = cut.linear / shrunk
    # Both pictures are counted from the centres of their pixels by OpenCV.
    shift = np.array(cut.target) - 0.5 - linear @ (np.array(cut.focus) * shrunk - 0.5)
    piece = cv2.warpAffine(
        source,
        np.hstack([linear, shift[:, None]]),
        shape[::-1],
        flags=cv2.INTER_LINEAR,
        borderMode=cut.border,
        borderValue=(BLANK, BLANK, BLANK),
    )
    return np.asarray(piece, np.uint8), _faces_in(photograph, cut, shape)


def _faces_in(photograph: Photograph, cut: Cut, shape: tuple[int, int]) -> list[Face]:
    if not len(photograph.faces):
        return []
    centres = photograph.faces[:, :2] + photograph.faces[:, 2:] / 2
    places = (centres - cut.focus) @ cut.linear.T + cut.target
    faces = []
    for (x, y), (w, h), doubtful in zip(
        places.tolist(), photograph.faces[:, 2:].tolist(), photograph.doubtful, strict=True
    ):
        wide, tall = turned_size(w * cut.scale, h * cut.scale, cut.roll)
        seen = visible(x, y, wide, tall, shape)
        if seen > 0:
            inside = 0 <= x < shape[1] and 0 <= y < shape[0]
            sought = bool(inside and seen >= SEEN and not doubtful)
            faces.append(Face(x, y, wide, tall, cut.roll, sought))
    return faces


def visible(x: float, y: float, w: float, h: float, shape: tuple[int, int]) -> float:
    """Share of a box that lies in a picture.

    Args:
        x: of the box's centre.
        y: of the same.
        w: its width.
        h: its height.
        shape: height and width of the picture.
    """
    across = min(shape[1], x + w / 2) - max(0, x - w / 2)
    down = min(shape[0], y + h / 2) - max(0, y - h / 2)
    return max(0.0, across) * max(0.0, down) / max(1e-9, w * h)
