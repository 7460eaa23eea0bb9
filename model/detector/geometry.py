"""The shape of a face: how boxes turn with it, and how data sets frame it."""

from __future__ import annotations

import math
from typing import Final

from model.detector.boxes import Framing

WIDER_FRAMING: Final = Framing(scale=1.095, dx=0.0, dy=-0.006)
"""From WIDER FACE's boxes to FER2013's frame: medians over the 310 faces that Haar, whose boxes
are that frame, found in every eighth picture of the face data."""

WIDER_ASPECT: Final = 0.733
"""Width over height of WIDER FACE's boxes, the median of the same faces."""


def turned_size(width: float, height: float, roll: float) -> tuple[float, float]:
    """The sides of the box around a face that is turned.

    A face fills the ellipse in its upright box, so the box around the turned
    face is that around the turned ellipse, which an annotator would draw.

    Args:
        width: of the upright box.
        height: of the same.
        roll: degrees.
    """
    cosine, sine = math.cos(math.radians(roll)), math.sin(math.radians(roll))
    return (
        math.hypot(width * cosine, height * sine),
        math.hypot(width * sine, height * cosine),
    )


def wider_box(x: float, y: float, side: float) -> tuple[float, float, float, float]:
    """The box that WIDER FACE would have around a face in FER2013's frame.

    Args:
        x: left side of the frame.
        y: its top.
        side: of the frame.

    Returns:
        x, y, width, height.
    """
    root = side / WIDER_FRAMING.scale
    width, height = root * math.sqrt(WIDER_ASPECT), root / math.sqrt(WIDER_ASPECT)
    centre_x = x + side / 2 - WIDER_FRAMING.dx * root
    centre_y = y + side / 2 - WIDER_FRAMING.dy * root
    return centre_x - width / 2, centre_y - height / 2, width, height
