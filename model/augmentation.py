"""Changes drawn at random for the training pictures: what a camera and a head do to a face."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model.degradation import degrade
from model.opencv import cv2
from model.settings import TrainingSettings

Pictures = NDArray[np.float32]

ERASED: Final = (0.02, 0.2)
"""Least and greatest share of a picture that erasing covers."""

LONGEST_SIDES: Final = 3.0
"""Greatest ratio of the two sides of what erasing covers."""


class Augmentation:
    """Flips, moves, relights, degrades, covers and mixes the pictures of a batch.

    ``ImageDataGenerator`` flips and moves as well, but as one SciPy
    resampling a channel and from NumPy's one global stream: measured at 50 ms a
    batch of 64, a fifth of the time of a training step.
    """

    def __init__(self, settings: TrainingSettings, *, mix: bool = True) -> None:
        """Take the ranges from the settings of a run; without ``mix`` none is blended."""
        self._settings = settings
        self._mixes = mix and settings.mixup > 0

    def apply(
        self, pictures: Pictures, targets: Pictures, rng: np.random.Generator
    ) -> tuple[Pictures, Pictures]:
        """Change a batch.

        Args:
            pictures: float32 ``(N, H, W, C)``, gray levels or RGB, 0 to 255.
            targets: float32 ``(N, classes)``, each row sums to 1.
            rng: all that is drawn comes from it.

        Returns:
            New pictures and targets of the same shapes, dtypes and ranges.
        """
        changed = np.stack([self._change(picture, rng) for picture in pictures])
        return self._mix(changed, targets, rng) if self._mixes else (changed, targets)

    def _change(self, picture: Pictures, rng: np.random.Generator) -> Pictures:
        settings = self._settings
        picture = self._move(picture, rng)
        if settings.flip and rng.random() < 0.5:
            picture = picture[:, ::-1]
        if settings.light > 0:
            picture = _relight(picture, settings.light, rng)
        # Nothing is drawn for what is off, so that a run of before it goes on as it began.
        if settings.degrade and rng.random() < settings.degrade:
            picture = degrade(picture, rng)
        if rng.random() < settings.erase:
            picture = _erase(picture, rng)
        return picture

    def _move(self, picture: Pictures, rng: np.random.Generator) -> Pictures:
        """Turn, enlarge, shift and slant in one resampling, the borders drawn out."""
        settings = self._settings
        if not (settings.rotation or settings.zoom or settings.shift or settings.shear):
            return picture
        height, width = picture.shape[:2]
        angle = rng.uniform(-settings.rotation, settings.rotation)
        scale = 1 + rng.uniform(-settings.zoom, settings.zoom)
        centre = ((width - 1) / 2, (height - 1) / 2)
        matrix: Any = cv2.getRotationMatrix2D(centre, angle, scale)
        matrix[:, 2] += rng.uniform(-settings.shift, settings.shift, 2) * (width, height)
        if settings.shear:
            matrix = matrix @ _slant(rng.uniform(-settings.shear, settings.shear), centre)
        moved: Any = cv2.warpAffine(
            picture, matrix, (width, height),
            flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE,
        )  # fmt: skip
        # OpenCV drops the axis of a single channel.
        return np.asarray(moved, np.float32).reshape(picture.shape)

    def _mix(
        self, pictures: Pictures, targets: Pictures, rng: np.random.Generator
    ) -> tuple[Pictures, Pictures]:
        """Mixup (Zhang et al. 2018, arXiv:1710.09412), a share drawn for each picture."""
        strength = self._settings.mixup
        share = rng.beta(strength, strength, len(pictures)).astype(np.float32)
        # The larger part stays the picture's own, so that accuracy means something.
        share = np.maximum(share, 1 - share)
        other = rng.permutation(len(pictures))
        wide = share[:, None, None, None]
        return (
            wide * pictures + (1 - wide) * pictures[other],
            share[:, None] * targets + (1 - share[:, None]) * targets[other],
        )


def _slant(angle: float, centre: tuple[float, float]) -> NDArray[np.float64]:
    """Rows moved sideways by their distance from the centre; the angle is Keras's, in degrees."""
    amount = math.tan(math.radians(angle))
    return np.array([[1, amount, -amount * centre[1]], [0, 1, 0], [0, 0, 1]], np.float64)


def _relight(picture: Pictures, most: float, rng: np.random.Generator) -> Pictures:
    """Another gamma and another contrast, each up to ``1 + most`` times or as much less."""
    gamma, contrast = (1 + most) ** rng.uniform(-1, 1, 2)
    lit = 255 * (np.clip(picture, 0, 255) / 255) ** float(gamma)
    mean = float(lit.mean())
    changed: Pictures = np.clip(mean + float(contrast) * (lit - mean), 0, 255).astype(np.float32)
    return changed


def _erase(picture: Pictures, rng: np.random.Generator) -> Pictures:
    """Random erasing (Zhong et al. 2020, arXiv:1708.04896): noise over a rectangle."""
    height, width = picture.shape[:2]
    area = rng.uniform(*ERASED) * height * width
    ratio = math.exp(rng.uniform(-1, 1) * math.log(LONGEST_SIDES))
    tall = min(height, max(1, round(math.sqrt(area * ratio))))
    wide = min(width, max(1, round(math.sqrt(area / ratio))))
    top, left = rng.integers(height - tall + 1), rng.integers(width - wide + 1)
    picture = picture.copy()
    hole = picture[top : top + tall, left : left + wide]
    hole[:] = rng.uniform(0, 255, hole.shape)
    return picture
