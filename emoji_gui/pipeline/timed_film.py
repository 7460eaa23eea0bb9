"""A video of one rate from frames that come at times of their own."""

from __future__ import annotations

import math
from typing import Final, Protocol

from emoji_gui.pipeline.pacing import LONGEST_STEP
from model.preprocess import Image

LONGEST_STILL: Final = 600.0
"""Seconds that one frame may stand in a film, as a page of a lecture does: unlike in the
window, nobody waits for it. A longer step is a wrong time, and no reason to fill the disk:
it becomes ``LONGEST_STEP``, as in the window."""


class Film(Protocol):
    """What takes the frames, one after the other, such as ``output.VideoOutput``."""

    @property
    def fps(self) -> float:
        """Frames a second."""

    def write(self, image: Image) -> None:
        """Append a frame."""


class TimedFilm:
    """Writes each frame where its time is; until then the one before it stands.

    One that comes too early is left out; of a constant rate that is the film's,
    each is written once. A wrong time does no harm, see ``LONGEST_STILL``.
    """

    def __init__(self, film: Film) -> None:
        """Write nothing yet."""
        self._film = film
        self._written = 0
        self._skipped = 0.0
        self._newest: Image | None = None
        self._left_out = False

    def write(self, image: Image, position: float) -> None:
        """Write a frame, if its time has come, and before it the last one as often as it stood.

        Args:
            image: uint8 BGR.
            position: seconds since the first frame.
        """
        rate = self._film.fps
        due = math.floor((position - self._skipped) * rate + 0.5)
        newest = self._written - 1
        if due - newest > max(1, round(LONGEST_STILL * rate)):
            latest = newest + max(1, round(LONGEST_STEP * rate))
            self._skipped += (due - latest) / rate
            due = latest
        while self._written < due:
            self._append(image if self._newest is None else self._newest)
        self._newest, self._left_out = image, due < self._written
        if not self._left_out:
            self._append(image)

    def finish(self) -> None:
        """Write the last frame if it was left out: nobody shall miss how it ends."""
        if self._newest is not None and self._left_out:
            self._append(self._newest)
            self._left_out = False

    def _append(self, image: Image) -> None:
        self._film.write(image)
        self._written += 1
