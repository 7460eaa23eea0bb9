"""How the living emoji moves: in seconds and never in frames, so every frame rate looks the same.

All of it is exact for whatever time goes by between two looks.
"""

from __future__ import annotations

import math
import random
from typing import Final

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

BLINK: Final = 0.22
"""Seconds from open to shut to open, the shorter part of it closing."""
_CLOSING: Final = 0.36
_BETWEEN: Final = (2.2, 6.0)
_TWICE: Final = 0.15
"""Part of all blinks that are followed by another at once."""
BREATH: Final = 4.0
"""Seconds for a breath."""


class Glide:
    """Values that go to where they are sent, starting and arriving gently.

    Each is a critically damped spring, whose motion is known in closed form.
    """

    def __init__(self, values: npt.ArrayLike, seconds: float) -> None:
        """Begin at rest; nine tenths of a way take about four times ``seconds``."""
        self.values: Values = np.array(values, dtype=np.float64)
        self._speed: Values = np.zeros_like(self.values)
        self._rate = 1 / seconds

    def advance(self, target: npt.ArrayLike, seconds: float) -> None:
        """Move towards the target for so long."""
        goal = np.asarray(target, dtype=np.float64)
        away = self.values - goal
        pull = self._speed + self._rate * away
        left = math.exp(-self._rate * seconds)
        self.values = goal + (away + pull * seconds) * left
        self._speed = (self._speed - self._rate * pull * seconds) * left


class Blinks:
    """Lids that close for a moment every few seconds, as chance has it."""

    def __init__(self, chance: random.Random) -> None:
        """Begin with open eyes."""
        self._chance = chance
        self._now = 0.0
        self._next = self._pause()

    def advance(self, seconds: float) -> None:
        """Let time go by."""
        self._now += seconds
        while self._now > self._next + BLINK:
            self._next += BLINK + self._pause()

    @property
    def closed(self) -> float:
        """How far the lids are closed, from 0 to 1."""
        part = (self._now - self._next) / BLINK
        if part <= 0:
            return 0.0
        rising = part / _CLOSING if part < _CLOSING else (1 - part) / (1 - _CLOSING)
        return math.sin(math.pi / 2 * max(0.0, rising)) ** 2

    def _pause(self) -> float:
        twice = self._chance.random() < _TWICE
        long = self._chance.uniform(*_BETWEEN)
        return 0.08 if twice else long


class Breath:
    """In and out, for ever."""

    def __init__(self) -> None:
        """Begin between the two."""
        self._phase = 0.0

    def advance(self, seconds: float) -> None:
        """Let time go by."""
        self._phase = (self._phase + seconds / BREATH) % 1.0

    @property
    def depth(self) -> float:
        """From -1 (out) to 1 (in)."""
        return math.sin(math.tau * self._phase)
