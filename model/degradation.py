"""What a camera does to a face on its way: blur, few pixels, noise, JPEG; drawn at random."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model.opencv import cv2
from model.preprocess import FACE_SIZE

Picture = NDArray[np.float32]

BLUR: Final = (0.3, 1.2)
"""Least and greatest standard deviation of the Gaussian in pixels of a face of 48."""

SIDE: Final = (20.0, 40.0)
"""Least and greatest side in pixels to which a face of 48 is made smaller."""

NOISE: Final = 10.0
"""Greatest standard deviation of the sensor's noise in gray levels."""

QUALITY: Final = (25, 70)
"""Worst and best quality of the JPEG."""


def degrade(picture: Picture, rng: np.random.Generator) -> Picture:
    """Do one or two of the four to a picture, in the order in which a camera does them.

    Args:
        picture: float32 ``(H, W, C)``, gray levels or RGB, 0 to 255.
        rng: all that is drawn comes from it.

    Returns:
        A new picture of the same shape, dtype and range.
    """
    ways = (_blur, _shrink, _add_noise, _compress)
    first, second = rng.integers(len(ways), size=2)
    # The same number twice is one of them alone: a quarter of the pictures.
    for number in sorted({int(first), int(second)}):
        picture = ways[number](picture, rng).reshape(picture.shape)
    return picture


def _blur(picture: Picture, rng: np.random.Generator) -> Picture:
    """Out of focus: a Gaussian, as wide on a larger picture as on one of 48 pixels."""
    deviation = rng.uniform(*BLUR) * picture.shape[0] / FACE_SIZE
    blurred: Any = cv2.GaussianBlur(picture, (0, 0), deviation)
    return np.asarray(blurred, np.float32)


def _shrink(picture: Picture, rng: np.random.Generator) -> Picture:
    """Far away: the mean over areas, then lines between these."""
    height, width = picture.shape[:2]
    share = rng.uniform(*SIDE) / FACE_SIZE
    small_size = (max(1, round(share * width)), max(1, round(share * height)))
    small: Any = cv2.resize(picture, small_size, interpolation=cv2.INTER_AREA)
    large: Any = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(large, np.float32)


def _add_noise(picture: Picture, rng: np.random.Generator) -> Picture:
    """In the dark: each pixel off by chance."""
    noise = rng.standard_normal(picture.shape, dtype=np.float32)
    noisy: Picture = np.clip(picture + np.float32(rng.uniform(0, NOISE)) * noise, 0, 255)
    return noisy


def _compress(picture: Picture, rng: np.random.Generator) -> Picture:
    """Through JPEG and back, in memory."""
    levels = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
    quality = int(rng.integers(QUALITY[0], QUALITY[1] + 1))
    _, coded = cv2.imencode(".jpg", levels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    # OpenCV takes the colours for BGR both ways, so that red stays where it was.
    opened: Any = cv2.imdecode(coded, cv2.IMREAD_UNCHANGED)
    return np.asarray(opened, np.float32)
