"""What a shape is filled with: one colour, or colours that change from place to place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from emoji_gui.pipeline.raster.shapes import Floats, Mask, Place
from model.opencv import cv2

Stops = tuple[tuple[float, str, float], ...]
"""Offset from 0 to 1, ``#rrggbb``, opacity from 0 to 1; in order."""

Paint = Callable[[Mask, Place], tuple[Floats, Floats]]
"""Colour, RGB ``(3, h, w)``, and opacity ``(h, w)`` under a mask, or what spreads to these."""

_STEPS: Final = 256


@lru_cache(maxsize=64)
def rgb(colour: str) -> Floats:
    """A ``#rrggbb`` as ``(3, 1, 1)`` from 0 to 1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return np.array(parts, dtype=np.float32).reshape(3, 1, 1)


@lru_cache(maxsize=8)
def flood(colour: str) -> Floats:
    """A shadow's colour, as resvg shows it: taken for linear light, whatever the filter says.

    The packs were drawn and judged with that; see ``rgb``.
    """
    linear = rgb(colour)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def plain(colour: str) -> Paint:
    """One colour everywhere."""
    full = rgb(colour), np.ones((1, 1), dtype=np.float32)
    return lambda mask, place: full


@lru_cache(maxsize=64)
def _ramp(stops: Stops) -> tuple[Floats, Floats]:
    at = np.linspace(0, 1, _STEPS)
    offsets = [offset for offset, _, _ in stops]
    colours = np.stack([rgb(colour).ravel() for _, colour, _ in stops], axis=1)
    channels = [np.interp(at, offsets, channel) for channel in colours]
    opacity = np.interp(at, offsets, [amount for _, _, amount in stops])
    return np.array(channels, dtype=np.float32), opacity.astype(np.float32)


def _coloured(t: Floats, stops: Stops) -> tuple[Floats, Floats]:
    colours, opacity = _ramp(stops)
    # Converted with saturation, which is the fast way to stay between the ends.
    near = cv2.convertScaleAbs(np.maximum(t, 0), alpha=_STEPS - 1)
    index = np.asarray(near, dtype=np.uint8).reshape(t.shape)
    return colours.take(index, axis=1), opacity.take(index)


def _grid(mask: Mask, place: Place) -> tuple[Floats, Floats]:
    """Coordinates of the drawing at the middles of the mask's pixels: ``(1, w)``, ``(h, 1)``."""
    height, width = mask.cover.shape
    x = (np.arange(mask.x, mask.x + width, dtype=np.float32) + 0.5 - place.shift_x) / place.scale_x
    y = (np.arange(mask.y, mask.y + height, dtype=np.float32) + 0.5 - place.shift_y) / place.scale_y
    return x[np.newaxis].astype(np.float32), y[:, np.newaxis].astype(np.float32)


@dataclass(frozen=True)
class Linear:
    """Colours along a straight way, in coordinates of the drawing."""

    start: tuple[float, float]
    end: tuple[float, float]
    stops: Stops

    def __call__(self, mask: Mask, place: Place) -> tuple[Floats, Floats]:
        """See ``Paint``."""
        x, y = _grid(mask, place)
        across, down = (self.end[axis] - self.start[axis] for axis in (0, 1))
        square = (across * across + down * down) or 1.0
        along = (y - self.start[1]) * np.float32(down / square)
        if across:
            # Else it stays one column, which is most of them.
            along = along + (x - self.start[0]) * np.float32(across / square)
        return _coloured(along, self.stops)


@dataclass(frozen=True)
class Radial:
    """Colours from a middle outwards, in coordinates of the drawing."""

    centre: tuple[float, float]
    radius: tuple[float, float]
    stops: Stops

    def __call__(self, mask: Mask, place: Place) -> tuple[Floats, Floats]:
        """See ``Paint``."""
        x, y = _grid(mask, place)
        across = (x - self.centre[0]) / np.float32(self.radius[0])
        down = (y - self.centre[1]) / np.float32(self.radius[1])
        return _coloured(np.sqrt(across * across + down * down), self.stops)
