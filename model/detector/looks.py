"""What cameras, light and hands do to a picture: drawn at random for the training pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from model.detector.composing import Face
from model.opencv import cv2
from model.preprocess import Image

DARKEST: Final = 2.8
"""Largest exponent of the gray levels from 0 to 1; its inverse is the smallest."""

NOISES: Final = 1 << 20


class Looks:
    """Changes light, sharpness and colour of pictures, and covers parts of faces."""

    def __init__(self, seed: int) -> None:
        """Draw the noise once: a fresh draw for each picture takes longer than all the rest."""
        self._noise = np.random.default_rng(seed).standard_normal(NOISES).astype(np.float32)

    def change(self, picture: Image, faces: Sequence[Face], rng: np.random.Generator) -> Image:
        """Change a picture.

        Args:
            picture: uint8 ``(H, W)`` or ``(H, W, 3)``.
            faces: in it.
            rng: all that is drawn comes from it.

        Returns:
            A picture of the same shape.
        """
        if rng.random() < 0.15:
            picture = cover(picture, faces, rng)
        if picture.ndim == 3:
            picture = _tint(picture, rng)
        if rng.random() < 0.2:
            picture = _blur(picture, rng)
        picture = _relight(picture, rng)
        if rng.random() < 0.3:
            picture = self._add_noise(picture, rng)
        if rng.random() < 0.1:
            picture = _compress(picture, rng)
        return picture

    def _add_noise(self, picture: Image, rng: np.random.Generator) -> Image:
        first = int(rng.integers(NOISES - picture.size)) if picture.size < NOISES else 0
        noise = np.resize(self._noise[first : first + picture.size], picture.shape)
        sigma = float(np.exp(rng.uniform(np.log(2), np.log(25))))
        noisy = cv2.scaleAdd(noise, sigma, picture.astype(np.float32))
        return np.clip(np.rint(noisy), 0, 255).astype(np.uint8)


def cover(picture: Image, faces: Sequence[Face], rng: np.random.Generator) -> Image:
    """Lay a patch over the side or the lower part of some faces, as a hand or a cup would.

    The patch is a piece of the same picture, or plain.
    """
    picture = picture.copy()
    height, width = picture.shape[:2]
    for face in faces:
        if not face.sought or rng.random() < 0.5:
            continue
        wide, tall = (round(side * rng.uniform(0.3, 0.6)) for side in (face.w, face.h))
        wide, tall = min(wide, width), min(tall, height)
        x = face.x + rng.uniform(-0.5, 0.5) * face.w - wide / 2
        y = face.y + rng.uniform(-0.2, 0.5) * face.h - tall / 2
        left, top = (round(max(0, min(v, m))) for v, m in ((x, width - wide), (y, height - tall)))
        from_x, from_y = int(rng.integers(width - wide + 1)), int(rng.integers(height - tall + 1))
        patch = picture[from_y : from_y + tall, from_x : from_x + wide].copy()
        if rng.random() < 0.5:
            patch[:] = int(rng.integers(256))
        picture[top : top + tall, left : left + wide] = patch
    return picture


def _tint(picture: Image, rng: np.random.Generator) -> Image:
    """Other colours, or none."""
    if rng.random() < 0.2:
        gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        return np.asarray(cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR), np.uint8)
    gains = 1.25 ** rng.uniform(-1, 1, 3)
    steps = np.arange(256)[:, None] * gains
    table = np.clip(steps, 0, 255).astype(np.uint8).reshape(1, 256, 3)
    return np.asarray(cv2.LUT(picture, table), np.uint8)


def _blur(picture: Image, rng: np.random.Generator) -> Image:
    """Out of focus, or moved."""
    if rng.random() < 0.7:
        sigma = float(rng.uniform(0.4, 2.0))
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)
    length = int(rng.integers(3, 9))
    kernel = np.zeros((length, length), np.float32)
    ends = rng.integers(0, length, 4).tolist()
    cv2.line(kernel, (0, ends[0]), (length - 1, ends[1]), (1.0,))
    if rng.random() < 0.5:
        kernel = np.ascontiguousarray(kernel.T)
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.uint8)


def _relight(picture: Image, rng: np.random.Generator) -> Image:
    """Another gamma, contrast and brightness through one table."""
    spread = DARKEST if rng.random() < 0.25 else 1.4
    curve = (np.arange(256) / 255) ** (spread ** rng.uniform(-1, 1))
    contrast, brightness = 1.4 ** rng.uniform(-1, 1), rng.uniform(-0.12, 0.12)
    table = 255 * ((curve - 0.5) * contrast + 0.5 + brightness)
    return np.asarray(cv2.LUT(picture, np.clip(table, 0, 255).astype(np.uint8)), np.uint8)


def _compress(picture: Image, rng: np.random.Generator) -> Image:
    quality = int(rng.integers(20, 80))
    _, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_UNCHANGED), np.uint8)
