"""When each frame of a file is due."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

LONGEST_STEP: Final = 5.0
"""Seconds that one frame of a file is shown at most: a wrong time in it holds nothing up."""


class Pacer:
    """Says how long to wait before a frame of a file is due."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Use a monotonic clock."""
        self._clock = clock
        self._start: float | None = None
        self._position = 0.0

    def restart(self) -> None:
        """Count from the next frame, as after a pause."""
        self._start = None

    def delay(self, position: float) -> float:
        """Seconds until a frame at this position of the file is due, 0 when it is late.

        A file that is read too slowly plays slowly, frame by frame, instead of in leaps.
        """
        now = self._clock()
        step = min(LONGEST_STEP, max(0.0, position - self._position))
        self._position = position
        if self._start is None:
            self._start = now - position
            return 0.0
        wait = self._start + position - now
        if -0.25 <= wait <= step:
            return max(0.0, wait)
        wait = 0.0 if wait < 0 else step
        self._start = now + wait - position
        return wait
