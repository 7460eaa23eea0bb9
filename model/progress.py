"""What a person sees of a long work: a bar while it runs, a line when an epoch ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    # The bar serves programs without training as well.
    from model.training import Progress

WIDTH = 30
TERMINAL_PAUSE = 0.1
FILE_PAUSE = 30.0
"""Seconds between two drawings of the bar; a log file wants fewer."""


class ProgressBar:
    """A bar on stderr, so that stdout holds the results' lines and nothing else."""

    def __init__(
        self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Draw on ``stream``, stderr if None; redrawn in place where it is a terminal."""
        self._stream = stream or sys.stderr
        self._clock = clock
        self._terminal = self._stream.isatty()
        self._begun = self._drawn = clock()
        self._width = 0
        self._wiped = False

    def show(self, epoch: int, step: int, steps: int) -> None:
        """``draw`` for an epoch.

        Args:
            epoch: counted from 1.
            step: batches done.
            steps: batches of an epoch.
        """
        self.draw(f"Epoch {epoch}", step, steps)

    def draw(self, what: str, step: int, steps: int) -> None:
        """Draw, unless that was done a moment ago and the bar still stands.

        Args:
            what: stands before the bar.
            step: done, counted from 1, which begins the clock.
            steps: in all.
        """
        now = self._clock()
        if step == 1:
            self._begun = now
        pause = TERMINAL_PAUSE if self._terminal else FILE_PAUSE
        if now - self._drawn < pause and step < steps and not self._wiped:
            return
        self._drawn, self._wiped = now, False
        left = (now - self._begun) / max(1, step - 1) * (steps - step)
        text = f"{what} {bar(step / steps)} {step}/{steps}, {span(left)} left"
        if self._terminal:
            self._stream.write("\r" + text.ljust(self._width))
            self._width = len(text)
        else:
            self._stream.write(text + "\n")
        self._stream.flush()

    def clear(self) -> None:
        """Wipe the bar off a terminal before a line is printed."""
        if self._terminal and self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
            # Else it would be gone most of the time where lines come fast.
            self._wiped = True
        self._width = 0


def bar(share: float) -> str:
    """A bar of fixed width, ``share`` (0 to 1) of it filled."""
    filled = round(WIDTH * share)
    return "[" + "#" * filled + "-" * (WIDTH - filled) + "]"


def counted(number: int, noun: str) -> str:
    """A number with its noun, which takes an "s" for more than one."""
    return f"{number} {noun}{'s' * (number != 1)}"


def span(seconds: float) -> str:
    """A span of time in its two largest units: ``1 h 05 min``, ``2 min 10 s``, ``7 s``."""
    minutes, rest = divmod(round(seconds), 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60:02} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def epoch_line(progress: Progress) -> str:
    """An epoch's one line: loss and accuracy on both parts, learning rate, time left."""
    result = progress.result
    averaged = result.average_accuracy
    mean = "" if averaged is None else f", of the averaged weights {averaged:.1%}"
    best = ", the best so far" if progress.improved else ""
    return (
        f"Epoch {result.epoch}/{progress.epochs}: "
        f"training loss {result.loss:.3f}, accuracy {result.accuracy:.1%}; "
        f"{progress.judge} loss {result.test_loss:.3f}, "
        f"accuracy {result.test_accuracy:.1%}{mean}{best}; "
        f"learning rate {result.learning_rate:.2e}; {span(progress.seconds_left)} left"
    )
