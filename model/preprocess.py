"""The one definition of what a network is fed, for training and for serving.

Scaling to the range the network wants happens inside the network (its first
layer), so the numbers here are the plain gray levels of the picture.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from model.opencv import cv2

FACE_SIZE: Final = 48
"""Side of a face crop in pixels, unless a network says otherwise."""

Image = npt.NDArray[np.uint8]
Batch = npt.NDArray[np.float32]


def to_gray(picture: Image) -> Image:
    """Turn a BGR, BGRA or already gray uint8 picture into gray ``(H, W)``.

    Raises:
        ValueError: for another number of dimensions, channels or another dtype.
    """
    if picture.dtype != np.uint8:
        raise ValueError(f"a picture is uint8, not {picture.dtype}")
    if picture.ndim == 2:
        return picture
    codes = {1: None, 3: cv2.COLOR_BGR2GRAY, 4: cv2.COLOR_BGRA2GRAY}
    if picture.ndim != 3 or picture.shape[2] not in codes:
        raise ValueError(f"a picture is (H, W) or (H, W, 1, 3 or 4), not {picture.shape}")
    code = codes[picture.shape[2]]
    if code is None:
        return picture[:, :, 0]
    return np.asarray(cv2.cvtColor(picture, code), dtype=np.uint8)


def to_bgr(picture: Image) -> Image:
    """Turn a gray, BGRA or already BGR uint8 picture into BGR ``(H, W, 3)``.

    Raises:
        ValueError: for another number of dimensions, channels or another dtype.
    """
    if picture.dtype == np.uint8 and picture.ndim == 3 and picture.shape[2] == 3:
        return picture
    if picture.dtype == np.uint8 and picture.ndim == 3 and picture.shape[2] == 4:
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGRA2BGR), dtype=np.uint8)
    return np.asarray(cv2.cvtColor(to_gray(picture), cv2.COLOR_GRAY2BGR), dtype=np.uint8)


def crop_face(
    gray: Image,
    box: tuple[float, float, float, float],
    size: int = FACE_SIZE,
    roll: float = 0.0,
) -> Image:
    """Cut the square around a face out of a gray picture, turned upright, and scale it.

    The square has the centre and the longer side of the box. What lies outside
    the picture repeats the picture's edge, so a face at the rim keeps its shape.

    Args:
        gray: uint8 ``(H, W)``.
        box: x, y, width, height in pixels.
        size: side of the result in pixels.
        roll: degrees by which the face, and the square with it, is turned clockwise.

    Returns:
        uint8 ``(size, size)``.

    Raises:
        ValueError: for a picture or a box without area.
    """
    x, y, width, height = box
    side = max(width, height)
    if gray.size == 0 or not side > 0:
        raise ValueError(f"no face can be cut out of {gray.shape} at {box}")
    left, top = x + (width - side) / 2, y + (height - side) / 2
    if roll:
        return _crop_turned(gray, (left, top), side, size, roll)
    scale = size / side
    if scale < 1:
        return _shrink(gray, left, top, side, size)
    # Pixel centres: destination (0, 0) lies half a destination pixel inside the square.
    shift = 0.5 * scale - 0.5
    matrix = np.array([[scale, 0, shift - left * scale], [0, scale, shift - top * scale]])
    crop = cv2.warpAffine(
        gray, matrix, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(crop, dtype=np.uint8)


def _shrink(gray: Image, left: float, top: float, side: float, size: int) -> Image:
    """Scale a square down by averaging over areas, which keeps fine lines from aliasing."""
    height, width = gray.shape
    x0, y0, edge = round(left), round(top), max(1, round(side))
    x1, y1 = x0 + edge, y0 + edge
    inside = gray[max(0, y0) : max(0, min(height, y1)), max(0, x0) : max(0, min(width, x1))]
    if inside.size == 0:
        raise ValueError("the box lies outside the picture")
    if inside.shape != (edge, edge):
        inside = np.asarray(
            cv2.copyMakeBorder(
                inside,
                max(0, -y0),
                max(0, y1 - height),
                max(0, -x0),
                max(0, x1 - width),
                cv2.BORDER_REPLICATE,
            ),
            dtype=np.uint8,
        )
    return np.asarray(cv2.resize(inside, (size, size), interpolation=cv2.INTER_AREA), np.uint8)


def _crop_turned(
    gray: Image, corner: tuple[float, float], side: float, size: int, roll: float
) -> Image:
    """Cut a square that is turned, twice as fine as asked for, then average over areas.

    A large one is first cut out upright with room around it and shrunk, because
    turning looks at single points and would skip the pixels between them.
    """
    left, top = corner
    fine = size if side <= size else 2 * size
    if side > fine:
        room = 1.5 * side
        inner = round(1.5 * fine)
        gray = _shrink(gray, left - (room - side) / 2, top - (room - side) / 2, room, inner)
        side = side * inner / room
        left = top = (inner - side) / 2
    scale = fine / side
    cosine, sine = math.cos(math.radians(roll)) / scale, math.sin(math.radians(roll)) / scale
    # From a pixel of the result to the picture, both counted from their centres.
    middle, half = (fine - 1) / 2, (side - 1) / 2
    matrix = np.array(
        [
            [cosine, -sine, left + half - middle * (cosine - sine)],
            [sine, cosine, top + half - middle * (sine + cosine)],
        ]
    )
    crop = cv2.warpAffine(
        gray,
        matrix,
        (fine, fine),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    if fine != size:
        crop = cv2.resize(crop, (size, size), interpolation=cv2.INTER_AREA)
    return np.asarray(crop, dtype=np.uint8)


def to_batch(faces: Image) -> Batch:
    """Give faces the shape and dtype that a network takes.

    Args:
        faces: uint8 ``(N, S, S)``, or ``(N, S, S, C)``.

    Returns:
        float32 ``(N, S, S, C)``, gray levels 0 to 255; C is 1 for gray faces.
    """
    batch = np.asarray(faces, dtype=np.float32)
    return batch[..., np.newaxis] if batch.ndim == 3 else batch
