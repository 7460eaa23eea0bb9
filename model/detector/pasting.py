"""Faces whose frame is known, pasted into pictures with soft edges."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

import numpy as np

from model.detector.boxes import Floats
from model.detector.composing import Face
from model.detector.geometry import turned_size, wider_box
from model.opencv import cv2
from model.preprocess import Image

SOFT: Final = 0.12
"""Breadth of the soft edge, in sides of the frame."""


def paste(
    picture: Image,
    face: Image,
    centre: tuple[float, float],
    side: float,
    *,
    roll: float = 0.0,
    soft: float = SOFT,
) -> Face:
    """Paste a face into a picture, which is changed.

    Args:
        picture: uint8 ``(H, W)`` or ``(H, W, 3)``.
        face: uint8 ``(S, S)`` gray, in FER2013's frame.
        centre: x and y of the middle of the frame.
        side: of the frame in pixels of the picture.
        roll: degrees by which the face is turned clockwise.
        soft: breadth of the edge over which it fades, in sides.

    Returns:
        The face, boxed as WIDER FACE would.
    """
    height, width = picture.shape[:2]
    reach = math.ceil(side * 0.75)
    left, right = (max(0, min(width, round(centre[0] + way * reach))) for way in (-1, 1))
    top, bottom = (max(0, min(height, round(centre[1] + way * reach))) for way in (-1, 1))
    if right > left and bottom > top:
        fine = face if side >= face.shape[0] else _shrunk(face, side)
        matrix = _matrix(fine.shape[0], side, roll, (centre[0] - left, centre[1] - top))
        size = (right - left, bottom - top)
        mask = cv2.warpAffine(_mask(fine.shape[0], soft), matrix, size)
        drawn = cv2.warpAffine(fine, matrix, size, borderMode=cv2.BORDER_REPLICATE)
        under = picture[top:bottom, left:right]
        if picture.ndim == 3:
            mask, drawn = mask[..., None], drawn[..., None]
        blended = under + mask * (drawn.astype(np.float32) - under)
        picture[top:bottom, left:right] = np.rint(blended).astype(np.uint8)
    return _boxed(centre, side, roll)


def _boxed(centre: tuple[float, float], side: float, roll: float) -> Face:
    x, y, w, h = wider_box(-side / 2, -side / 2, side)
    cosine, sine = math.cos(math.radians(roll)), math.sin(math.radians(roll))
    right, down = x + w / 2, y + h / 2
    wide, tall = turned_size(w, h, roll)
    place = centre[0] + right * cosine - down * sine, centre[1] + right * sine + down * cosine
    return Face(*place, wide, tall, roll, sought=True)


def hide_covered(faces: list[Face], pasted: Face) -> list[Face]:
    """The faces that were there, those under a pasted one no longer sought."""
    return [replace(face, sought=face.sought and not _touch(face, pasted)) for face in faces]


def _touch(face: Face, other: Face) -> bool:
    return (
        abs(face.x - other.x) < 0.5 * (face.w + other.w)
        and abs(face.y - other.y) < 0.5 * (face.h + other.h)
    )  # fmt: skip


def _matrix(pixels: int, side: float, roll: float, centre: tuple[float, float]) -> Floats:
    """From the face's pixels to the picture's, both counted from their centres."""
    scale, angle = side / pixels, math.radians(roll)
    cosine, sine = scale * math.cos(angle), scale * math.sin(angle)
    middle = (pixels - 1) / 2
    return np.asarray(
        [
            [cosine, -sine, centre[0] - 0.5 - middle * (cosine - sine)],
            [sine, cosine, centre[1] - 0.5 - middle * (sine + cosine)],
        ],
        np.float32,
    )


def _mask(pixels: int, soft: float) -> Floats:
    """How much of the face is seen: 1 inside, fading towards the edge."""
    away = np.minimum(np.arange(pixels), np.arange(pixels)[::-1]) + 0.5
    ramp = np.clip(away / max(1e-6, soft * pixels), 0, 1).astype(np.float32)
    return np.asarray(np.outer(ramp, ramp), np.float32)


def _shrunk(face: Image, side: float) -> Image:
    size = max(4, math.ceil(side))
    return np.asarray(cv2.resize(face, (size, size), interpolation=cv2.INTER_AREA), np.uint8)
