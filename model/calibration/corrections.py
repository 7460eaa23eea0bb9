"""The ways in which a face may be shown to the network, each undoing something fixed.

A person's lamp, camera and the way the head is held change all pictures alike. The
list is short and coarse on purpose: which of them helps is decided by a few samples.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import MappingProxyType
from typing import Final

import numpy as np

from model.opencv import cv2
from model.preprocess import Image

Correction = Callable[[Image], Image]


def gamma(face: Image, power: float) -> Image:
    """Gray levels raised to a power on the scale from 0 to 1; below 1 is brighter."""
    levels = 255 * (np.arange(256) / 255) ** power
    return np.asarray(levels.round().astype(np.uint8)[face], dtype=np.uint8)


def contrast(face: Image, factor: float) -> Image:
    """Distances from the mean gray level times a factor."""
    mean = float(face.mean())
    return _levels(mean + factor * (face.astype(np.float32) - mean))


def blur(face: Image, sigma: float) -> Image:
    """A Gaussian blur of ``sigma`` pixels."""
    return np.asarray(cv2.GaussianBlur(face, (0, 0), sigma), dtype=np.uint8)


def sharpen(face: Image, amount: float) -> Image:
    """An unsharp mask of one pixel: what a blur takes away is added ``amount`` times."""
    plain = face.astype(np.float32)
    return _levels(plain + amount * (plain - blur(face, 1.0).astype(np.float32)))


def roll(face: Image, degrees: float) -> Image:
    """The face turned in the picture's plane, counter-clockwise; the rim is repeated."""
    height, width = face.shape[:2]
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
    turned = cv2.warpAffine(
        face, turn, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(turned, dtype=np.uint8)


def as_it_is(face: Image) -> Image:
    """The face itself."""
    return face


AS_IT_IS: Final = "as it is"

CORRECTIONS: Final = MappingProxyType[str, Correction](
    {
        AS_IT_IS: as_it_is,
        "much brighter": partial(gamma, power=0.55),
        "brighter": partial(gamma, power=0.75),
        "darker": partial(gamma, power=1.35),
        "much darker": partial(gamma, power=1.8),
        "more contrast": partial(contrast, factor=1.7),
        "sharper": partial(sharpen, amount=1.5),
        "turned left": partial(roll, degrees=12.0),
        "turned right": partial(roll, degrees=-12.0),
    }
)
"""By the name under which a profile keeps it; each takes uint8 ``(S, S)`` and returns the same."""


def corrected(faces: Image, name: str) -> Image:
    """All faces, uint8 ``(N, S, S)``, under one correction.

    Raises:
        KeyError: there is none of that name.
    """
    correct = CORRECTIONS[name]
    return faces if name == AS_IT_IS or not len(faces) else np.stack([correct(f) for f in faces])


def _levels(values: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Image:
    return np.clip(values, 0, 255).round().astype(np.uint8)
