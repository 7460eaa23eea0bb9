"""Scaled and turned emojis, and how one is laid onto a picture."""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np

from model.opencv import cv2
from model.preprocess import Image

LARGEST_SIDE: Final = 512
"""Of the pictures that the copies are made of; larger ones are scaled down once."""

SMALLEST_SIDE: Final = 8


class Stamp(NamedTuple):
    """A scaled and turned emoji, ready to be laid onto a frame.

    Attributes:
        colour: uint8 BGR ``(S, S, 3)``, multiplied by its alpha.
        rest: uint8 ``(S, S, 3)``, what the frame keeps: 255 less the alpha.
    """

    colour: Image
    rest: Image

    @property
    def nbytes(self) -> int:
        """Bytes that it holds."""
        return self.colour.nbytes + self.rest.nbytes


def pyramid(picture: Any) -> list[Image]:
    """An emoji at its size and at each half of it, as BGR multiplied by its alpha, and alpha.

    To scale from the next larger level costs as much as the result is large,
    and leaves out no pixel (Williams 1983, "Pyramidal parametrics").
    """
    rgba = np.asarray(picture.convert("RGBA"), dtype=np.float32)
    alpha = rgba[:, :, 3:]
    level = np.concatenate([rgba[:, :, 2::-1] * (alpha / 255), alpha], axis=2)
    side = min(LARGEST_SIDE, max(rgba.shape[:2]))
    levels = [_scaled(level, side)]
    while side >= 4 * SMALLEST_SIDE:
        side //= 2
        levels.append(_scaled(levels[-1], side))
    return levels


def _scaled(level: Any, side: int) -> Image:
    small = cv2.resize(level, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(np.clip(small, 0, 255).round(), dtype=np.uint8)


def draw_stamp(levels: list[Image], side: int, roll: float) -> Stamp:
    """Scale and turn an emoji.

    Args:
        levels: as ``pyramid`` makes them.
        side: in pixels, before it is turned.
        roll: degrees clockwise.
    """
    source = next((level for level in reversed(levels) if len(level) >= side), levels[0])
    laid: Any
    if roll:
        laid = _turned(source, side, roll)
    else:
        laid = cv2.resize(source, (side, side), interpolation=cv2.INTER_LINEAR)
    rest = cv2.bitwise_not(cv2.extractChannel(laid, 3))
    return Stamp(
        np.asarray(cv2.cvtColor(laid, cv2.COLOR_BGRA2BGR), dtype=np.uint8),
        np.asarray(cv2.cvtColor(rest, cv2.COLOR_GRAY2BGR), dtype=np.uint8),
    )


def _turned(source: Image, side: int, roll: float) -> Any:
    zoom = side / len(source)
    # OpenCV turns counter-clockwise.
    turn = cv2.getRotationMatrix2D((len(source) / 2, len(source) / 2), -roll, zoom)
    reach = math.ceil(side * (abs(turn[0, 0]) + abs(turn[0, 1])) / zoom)
    # Half a pixel, because OpenCV counts from the middle of the first one.
    turn[:, 2] += (turn[:, :2].sum(axis=1) - 1) / 2 + (reach - len(source)) / 2
    return cv2.warpAffine(source, turn, (reach, reach), flags=cv2.INTER_LINEAR)


def blend(image: Image, stamp: Stamp, middle: tuple[float, float]) -> None:
    """Lay a stamp onto the picture, as far as it reaches into it."""
    height, width = image.shape[:2]
    side = len(stamp.colour)
    left, top = round(middle[0] - side / 2), round(middle[1] - side / 2)
    x0, y0, x1, y1 = max(0, left), max(0, top), min(width, left + side), min(height, top + side)
    if x1 <= x0 or y1 <= y0:
        return
    part = image[y0:y1, x0:x1]
    within = np.s_[y0 - top : y1 - top, x0 - left : x1 - left]
    kept: Any = cv2.multiply(part, stamp.rest[within], scale=1 / 255)
    cv2.add(kept, stamp.colour[within], dst=kept)
    part[:] = kept
