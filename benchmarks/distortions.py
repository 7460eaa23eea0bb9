"""What a camera, a room and a face finder do to a face, for the steadiness table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from model.opencv import cv2
from model.preprocess import Image

JPEG_QUALITY: Final = 40


def moved(face: Image, *, zoom: float = 1.0, right: float = 0.0, roll: float = 0.0) -> Image:
    """Frame a face otherwise, its border drawn out where the picture ends.

    Args:
        face: uint8 gray ``(S, S)``.
        zoom: above 1 for a tighter crop.
        right: shift as a share of the side.
        roll: degrees, counter-clockwise.
    """
    side = face.shape[0]
    matrix: Any = cv2.getRotationMatrix2D(((side - 1) / 2, (side - 1) / 2), roll, zoom)
    matrix[0, 2] += right * side
    return np.asarray(
        cv2.warpAffine(
            face, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        ),
        np.uint8,
    )


def lit(face: Image, *, gamma: float = 1.0, contrast: float = 1.0) -> Image:
    """Another gamma (above 1 is darker), then another contrast about the middle gray."""
    levels = 255 * (np.arange(256) / 255) ** gamma
    levels = 127.5 + contrast * (levels - 127.5)
    return np.asarray(np.clip(np.round(levels), 0, 255).astype(np.uint8)[face], np.uint8)


def squeezed(face: Image) -> Image:
    """Through JPEG and back."""
    done, coded = cv2.imencode(".jpg", face, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    assert done
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)


def blurred(face: Image) -> Image:
    """A Gaussian of one pixel."""
    return np.asarray(cv2.GaussianBlur(face, (0, 0), 1.0), np.uint8)


def far(face: Image) -> Image:
    """Seen with 24 pixels across and scaled up again."""
    small = cv2.resize(face, (24, 24), interpolation=cv2.INTER_AREA)
    return np.asarray(
        cv2.resize(small, (face.shape[1], face.shape[0]), interpolation=cv2.INTER_LINEAR), np.uint8
    )


DISTORTIONS: Final[dict[str, tuple[Callable[[Image], Image], float]]] = {
    "shifted 8 %": (lambda face: moved(face, right=0.08), 2),
    "10 % tighter": (lambda face: moved(face, zoom=1 / 0.9), 2),
    "15 % looser": (lambda face: moved(face, zoom=1 / 1.15), 2),
    "rolled 15 degrees": (lambda face: moved(face, roll=15), 2),
    "gamma 0.5": (lambda face: lit(face, gamma=0.5), 2),
    "gamma 2": (lambda face: lit(face, gamma=2), 2),
    "half contrast": (lambda face: lit(face, contrast=0.5), 2),
    "JPEG quality 40": (squeezed, 2),
    "blur of 1 px": (blurred, 4),
    "24 px scaled up": (far, 4),
}
"""By name: what is done to a face, and how many points of accuracy it may cost."""
