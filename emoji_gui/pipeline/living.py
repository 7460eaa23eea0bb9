"""The living emoji: one face that follows the probabilities and is never quite still.

It is drawn by the program that draws the default pack (``assets.emojis.draw``):
its numbers for brows, eyes, mouth and colours are those of the pack's faces,
each counted by its share.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from assets.emojis.draw.compose import features
from assets.emojis.draw.expression import Expression
from assets.emojis.draw.faces import FACES, RESTING
from assets.emojis.draw.mixing import blinking, mixture
from assets.emojis.draw.style import DEFAULT
from assets.emojis.draw.svg import SIZE
from emoji_gui.pipeline.emojis import NOT_SURE
from emoji_gui.pipeline.living_heads import Heads, Pixels
from emoji_gui.pipeline.motion import Blinks, Breath, Glide, Values
from emoji_gui.pipeline.raster.layers import Layer
from emoji_gui.pipeline.raster.painter import Painter
from emoji_gui.pipeline.raster.shapes import Place
from model.labels import LABELS
from model.opencv import cv2

if TYPE_CHECKING:
    import PIL.Image

EASE: Final = 0.075
"""Seconds that set how fast the face follows; see ``motion.Glide``."""
FAINT: Final = 0.06
"""A probability up to this does not move the face: every network is a little of everything."""
_UNSEEN: Final = 1e-3
_RESTING: Final = "resting"
_NAMES: Final = (*LABELS, NOT_SURE, _RESTING)
_FACES: Final = (*(FACES[name] for name in (*LABELS, NOT_SURE)), RESTING)
_FOOT: Final = 500.0
"""Height at which the head stands when it breathes, in pixels of the 512 grid."""
_SWELL: Final = (0.004, 0.008)
"""Part of its height by which the head grows in a breath: awake, and added at rest."""


_DIMMED: Final = 0.35
"""How much of the face is gone when it rests: nobody is there to be shown."""


class LivingFace:
    """A face to be moved on and looked at in turn, from one thread at a time.

    The first one draws the heads, which takes a moment; make it in the
    background.
    """

    def __init__(self, size: int, chance: random.Random | None = None) -> None:
        """Begin at rest.

        Args:
            size: of the picture, pixels a side, at least 1.
            chance: decides when it blinks.
        """
        self.resize(size)
        self._glide = Glide(_pure(_RESTING), EASE)
        self._blinks = Blinks(random.Random() if chance is None else chance)
        self._breath = Breath()

    def resize(self, size: int) -> None:
        """Go on at another size, pixels a side; above ``SIZE`` the drawing is enlarged."""
        self.size = size
        self._drawn = min(size, SIZE)
        self._heads = Heads(self._drawn)

    def advance(
        self, probabilities: Mapping[str, float] | None, seconds: float, *, unsure: bool = False
    ) -> None:
        """Move on.

        Args:
            probabilities: label -> probability, smoothed; labels other than the
                seven are left out, and if these hold nothing, it is unsure. None
                is "there is no face", and lets it rest.
            seconds: since the last time; a negative time counts as none.
            unsure: whether the label is "not sure".
        """
        seconds = max(0.0, seconds)
        self._glide.advance(wanted(probabilities, unsure), seconds)
        self._blinks.advance(seconds)
        self._breath.advance(seconds)

    @property
    def expression(self) -> Expression:
        """What the face does now, in the numbers of the drawing program."""
        shares = self._shares()
        face = mixture(_FACES, shares.tolist())
        return blinking(face, self._blinks.closed)

    def picture(self) -> PIL.Image.Image:
        """The face as it is now: RGBA, ``size`` pixels a side, a copy of its own."""
        import PIL.Image

        face, place = self.expression, self._place()
        drawn = Painter(self._drawn, place).draw(features(face, DEFAULT, DEFAULT))
        head = cv2.warpAffine(
            self._heads.at(face.skin), self._swell(place), (self._drawn, self._drawn)
        )
        pixels = _laid_over(np.asarray(head, dtype=np.uint8), drawn)
        if (rest := float(self._shares()[-1])) > 0:
            faint = cv2.convertScaleAbs(pixels, alpha=1 - _DIMMED * rest)
            pixels = np.asarray(faint, dtype=np.uint8)
        if self.size > self._drawn:
            large = cv2.resize(pixels, (self.size, self.size), interpolation=cv2.INTER_LINEAR)
            pixels = np.asarray(large, dtype=np.uint8)
        return PIL.Image.frombuffer("RGBa", (self.size, self.size), pixels).convert("RGBA")

    def _shares(self) -> Values:
        # On its way a share may swing a hair's breadth past 0; what nobody sees is left out.
        shares = np.where(self._glide.values > _UNSEEN, self._glide.values, 0)
        return np.asarray(shares / shares.sum(), dtype=np.float64)

    def _place(self) -> Place:
        """Where the grid lies: the head swells upwards from where it stands, and gets narrower."""
        awake, asleep = _SWELL
        grown = (awake + asleep * self._shares()[-1]) * self._breath.depth
        scale, tall, wide = self._drawn / SIZE, 1 + grown, 1 - grown / 2
        return Place(
            scale * wide, scale * tall, scale * SIZE / 2 * (1 - wide), scale * _FOOT * (1 - tall)
        )

    def _swell(self, place: Place) -> Values:
        """The same as a map of the head's pixels."""
        across, down = (part * SIZE / self._drawn for part in (place.scale_x, place.scale_y))
        # Pixels are counted from their middles.
        return np.array(
            [[across, 0, place.shift_x + (across - 1) / 2],
             [0, down, place.shift_y + (down - 1) / 2]]
        )  # fmt: skip


def wanted(probabilities: Mapping[str, float] | None, unsure: bool = False) -> list[float]:
    """The share of each face that goes with an answer, summing to 1: labels, unsure, at rest."""
    if probabilities is None:
        return _pure(_RESTING)
    known = [float(probabilities.get(label, 0.0)) for label in LABELS]
    known = [value if math.isfinite(value) and value > 0 else 0.0 for value in known]
    if unsure or not (total := sum(known)):
        return _pure(NOT_SURE)
    clear = [max(0.0, value / total - FAINT) for value in known]
    return [value / sum(clear) for value in clear] + [0.0, 0.0]


def _pure(name: str) -> list[float]:
    return [float(name == other) for other in _NAMES]


def _laid_over(head: Pixels, drawn: Layer) -> Pixels:
    """The features over the head; both with colours times opacity."""
    if drawn.used is None:
        return head
    rows, columns = drawn.used.inside(drawn.area)
    planes = [np.ascontiguousarray(plane) for plane in drawn.part(drawn.used)]
    top = cv2.convertScaleAbs(cv2.merge(planes), alpha=255)
    left = cv2.bitwise_not(cv2.merge([top[..., 3]] * 4))
    part = head[rows, columns]
    head[rows, columns] = cv2.add(cv2.multiply(part, left, scale=1 / 255), top)
    return head
