"""A picture in the making: four planes of colour that is already weighted with its opacity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from emoji_gui.pipeline.raster.shapes import Floats, Mask
from model.opencv import cv2

_COARSE: Final = 2.5
"""Pixels of blur from which half the pixels carry all that is left."""


@dataclass(frozen=True)
class Window:
    """A part of a picture: rows from ``top`` to ``bottom``, columns from ``left`` to ``right``."""

    top: int
    bottom: int
    left: int
    right: int

    @classmethod
    def of(cls, mask: Mask) -> Window:
        """The part that a mask covers."""
        height, width = mask.cover.shape
        return cls(mask.y, mask.y + height, mask.x, mask.x + width)

    def with_(self, other: Window | None) -> Window:
        """The smallest part that holds both."""
        if other is None:
            return self
        return Window(
            min(self.top, other.top),
            max(self.bottom, other.bottom),
            min(self.left, other.left),
            max(self.right, other.right),
        )

    def wider(self, by: int) -> Window:
        """The part with ``by`` more pixels on each side."""
        return Window(self.top - by, self.bottom + by, self.left - by, self.right + by)

    def moved(self, across: int, down: int) -> Window:
        """A part of the same size elsewhere."""
        return Window(self.top + down, self.bottom + down, self.left + across, self.right + across)

    def within(self, other: Window) -> Window:
        """What both have in common; it may be empty."""
        top, left = max(self.top, other.top), max(self.left, other.left)
        bottom, right = min(self.bottom, other.bottom), min(self.right, other.right)
        return Window(top, max(top, bottom), left, max(left, right))

    def inside(self, other: Window) -> tuple[slice, slice]:
        """Rows and columns of this part in an array that holds ``other``."""
        rows = slice(self.top - other.top, self.bottom - other.top)
        return rows, slice(self.left - other.left, self.right - other.left)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width."""
        return self.bottom - self.top, self.right - self.left


class Layer:
    """Red, green and blue, each times opacity, and opacity, from 0 to 1; a part of a picture.

    Things are laid over one another as Porter and Duff have it ("Compositing
    digital images", SIGGRAPH 1984).

    Attributes:
        area: the part of the picture that it can hold; what lies outside is lost.
        planes: its pixels, float32 ``(4, h, w)``.
        used: the part of it that is not empty, or None.
    """

    def __init__(self, area: Window) -> None:
        """Begin with nothing."""
        self.area = area
        self.planes: Floats = np.zeros((4, *area.shape), dtype=np.float32)
        self.used: Window | None = None

    def part(self, window: Window) -> Floats:
        """The planes of a part, to read and to write."""
        return self.planes[(slice(None), *window.inside(self.area))]

    def paint(self, mask: Mask, colour: Floats, opacity: Floats) -> None:
        """Lay a shape over what is there; see ``paints.Paint``."""
        whole = Window.of(mask)
        window = whole.within(self.area)
        part, under = self._use(window), window.inside(whole)
        cover = (mask.cover * opacity)[under]
        part *= 1 - cover
        part[:3] += (colour if colour.shape[1:] == (1, 1) else _cut(colour, under)) * cover
        part[3] += cover

    def underlay(self, mask: Mask, colour: Floats, amount: float) -> None:
        """Put a shape beneath what is there, ``amount`` (0 to 1) of it."""
        whole = Window.of(mask)
        window = whole.within(self.area)
        part = self._use(window)
        cover = mask.cover[window.inside(whole)] * np.float32(amount)
        cover *= 1 - part[3]
        part[:3] += colour * cover
        part[3] += cover

    def over(self, above: Layer, amount: float = 1.0, inside: Mask | None = None) -> None:
        """Lay another layer over this one, ``amount`` (0 to 1) of it, or what is ``inside``.

        The other one may not be used any more: its pixels can become this one's.
        """
        if (window := above.used) is None:
            return
        if self.used is None and inside is None and amount >= 1 and self.area == above.area:
            self.planes, self.used = above.planes, window
            return
        window = window.within(self.area)
        top = above.part(window)
        if inside is not None:
            top *= inside.cover[window.inside(Window.of(inside))]
        if amount < 1:
            top *= np.float32(amount)
        part = self._use(window)
        part *= 1 - top[3]
        part += top

    def multiply(self, above: Layer, amount: float = 1.0) -> None:
        """Lay another layer over this one as coloured glass, ``amount`` (0 to 1) of it."""
        if above.used is None:
            return
        window = above.used.within(self.area)
        under, top = self._use(window), above.part(window) * np.float32(amount)
        under[:3] *= top[:3] + 1 - top[3]
        under[:3] += top[:3] * (1 - under[3])
        under[3] += top[3] * (1 - under[3])

    def blurred(self, deviation: float) -> Layer:
        """A copy without what is finer than ``deviation`` pixels (Gaussian)."""
        soft = Layer(self.area)
        if self.used is not None:
            soft.used = self.used.wider(round(3 * deviation) + 1).within(self.area)
            for plane, into in zip(self.part(soft.used), soft.part(soft.used), strict=True):
                into[...] = blurred(plane, deviation)
        return soft

    def shadow(self, shift: tuple[int, int], deviation: float) -> Mask | None:
        """Where this layer casts a shadow, ``shift`` (right, down) pixels away; None if nowhere."""
        if self.used is None:
            return None
        across, down = shift
        far = round(3 * deviation) + 1 + max(abs(across), abs(down))
        window = self.used.wider(far).within(self.area)
        moved = self.used.moved(across, down).within(window)
        alpha = np.zeros(window.shape, dtype=np.float32)
        alpha[moved.inside(window)] = self.part(moved.moved(-across, -down))[3]
        return Mask(window.left, window.top, blurred(alpha, deviation))

    def _use(self, window: Window) -> Floats:
        if 0 not in window.shape:
            self.used = window.with_(self.used)
        return self.part(window)


def _cut(colour: Floats, under: tuple[slice, slice]) -> Floats:
    """The part of a colour under a mask, where one row or one column stands for all."""
    _, rows, columns = colour.shape
    everything = slice(None)
    return colour[:, under[0] if rows > 1 else everything, under[1] if columns > 1 else everything]


def blurred(plane: Floats, deviation: float) -> Floats:
    """A plane ``(h, w)`` after a Gaussian blur, deviation in pixels; nothing lies outside it."""
    if deviation < 0.3:
        return plane
    if deviation > _COARSE:
        height, width = plane.shape
        less = ((width + 1) // 2, (height + 1) // 2)
        half = np.asarray(cv2.resize(plane, less, interpolation=cv2.INTER_AREA), dtype=np.float32)
        soft = cv2.resize(
            blurred(half, deviation / 2), (width, height), interpolation=cv2.INTER_LINEAR
        )
    else:
        soft = cv2.GaussianBlur(plane, (0, 0), deviation, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(soft, dtype=np.float32)
