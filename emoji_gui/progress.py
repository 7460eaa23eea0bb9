"""How far a long command is, on stderr, so that stdout holds the results alone."""

from __future__ import annotations

import sys

from model.progress import ProgressBar


class CountBar:
    """A bar for a known number of pictures or frames; nothing at all where that is 0."""

    def __init__(self, what: str, total: int, bar: ProgressBar | None = None) -> None:
        """Draw nothing yet.

        Args:
            what: is counted, as "Pictures".
            total: how many there are, 0 where nobody wants to see it or knows.
            bar: draws on stderr by default.
        """
        self._what, self._total = what, total
        self._bar = bar
        # A Python without a console, as launchers on Windows use, has no such output.
        if bar is None and total and sys.stderr is not None:
            self._bar = ProgressBar()

    def show(self, done: int) -> None:
        """Draw, unless that was done a moment ago; a count above the total is the total."""
        if self._bar is not None and self._total:
            self._bar.draw(self._what, min(done, self._total), self._total)

    def clear(self) -> None:
        """Wipe the bar off a terminal before a line is printed."""
        if self._bar is not None:
            self._bar.clear()
