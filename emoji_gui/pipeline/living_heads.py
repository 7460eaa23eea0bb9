"""The head of the living emoji: drawn once in each of its colours, and mixed from these."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from assets.emojis.draw.expression import Skin
from assets.emojis.draw.head import head
from assets.emojis.draw.style import DEFAULT
from assets.emojis.draw.svg import SIZE
from emoji_gui.pipeline.raster.painter import Painter
from emoji_gui.pipeline.raster.shapes import Place
from model.opencv import cv2

Pixels = npt.NDArray[np.uint8]

TINTS: Final = ("blush", "flush", "pallor", "nausea")
"""The colours that come to the head; ``draw.expression.Skin`` tells what they are."""


class Heads:
    """The head at one size."""

    def __init__(self, size: int) -> None:
        """Take the drawings, made once for all, at ``size`` pixels a side, ``SIZE`` at most."""
        self._pure, *tinted = (
            np.asarray(cv2.resize(each, (size, size), interpolation=cv2.INTER_AREA), dtype=np.uint8)
            for each in _drawn()
        )
        self._tinted = dict(zip(TINTS, tinted, strict=True))
        self._last: tuple[tuple[int, ...], Pixels] = ((), self._pure)

    def at(self, skin: Skin) -> Pixels:
        """The head with the colours of a skin, RGBA with colours times opacity; do not change it.

        One colour at a time is what the drawing program draws; several are
        added up, which is lighter than its one over the other.
        """
        steps = tuple(round(255 * getattr(skin, name)) for name in TINTS)
        if steps != self._last[0]:
            self._last = steps, self._mixed(steps)
        return self._last[1]

    def _mixed(self, steps: tuple[int, ...]) -> Pixels:
        some = [(self._tinted[name], step / 255) for name, step in zip(TINTS, steps, strict=True)]
        some = [(tinted, amount) for tinted, amount in some if amount > 0]
        mixed, left = self._pure, 1 - sum(amount for _, amount in some)
        for tinted, amount in some:
            mixed = np.asarray(cv2.addWeighted(mixed, left, tinted, amount, 0), dtype=np.uint8)
            left = 1.0
        return mixed


@lru_cache(maxsize=1)
def _drawn() -> tuple[Pixels, ...]:
    """The head without colours, and in each of them."""
    pure = Skin()
    skins = [pure, *(dataclasses.replace(pure, **{name: 1.0}) for name in TINTS)]
    return tuple(_draw(skin) for skin in skins)


def _draw(skin: Skin) -> Pixels:
    layer = Painter(SIZE, Place(1, 1)).draw(head(skin, DEFAULT))
    return np.ascontiguousarray((layer.planes.transpose(1, 2, 0) * 255).round().astype(np.uint8))
