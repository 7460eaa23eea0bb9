"""Where the time of each frame goes: keeps how long every stage took, from any thread."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Final

from emoji_gui.pipeline.timings import (
    DELAYS,
    STAGES,
    TO_EMOJI,
    TO_PICTURE,
    Screen,
    Stage,
    Timings,
)
from emoji_gui.pipeline.timings_summary import Summary, quantile

if TYPE_CHECKING:
    from types import TracebackType

    from emoji_gui.pipeline.records import Frame, Snapshot

KEPT: Final = 20_000
"""Samples of a stage, the newest, that median and p95 are taken from."""

IN_FLIGHT: Final = 256
"""Frames whose moment of capture is remembered."""


class _Stretch:
    def __init__(self, timings: Recorder, name: str) -> None:
        self._timings, self._name = timings, name
        self._counts, self._carries = True, False

    def __enter__(self) -> _Stretch:
        self._begun = self._timings.clock()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._counts and error is None:
            seconds = self._timings.clock() - self._begun
            self._timings.add(self._name, seconds, whole=not self._carries)

    def drop(self) -> None:
        self._counts = False

    def carry(self) -> None:
        self._carries = True


class Recorder(Timings):
    """Keeps how long each stage took. Any thread may add to it and ask it."""

    def __init__(
        self,
        clock: Callable[[], float] = time.perf_counter,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin empty.

        Args:
            clock: seconds, as fine as they come; stages are measured with it.
            now: monotonic seconds, which frames are stamped with.
        """
        self.clock, self._now = clock, now
        self._lock = threading.Lock()
        self._taken: dict[str, deque[float]] = {}
        self._counts: dict[str, int] = {}
        self._totals: dict[str, float] = {}
        self._carried: dict[str, float] = {}
        self._moments: dict[int, float] = {}
        self._last: tuple[object, object] = (None, None)

    def stage(self, name: str) -> AbstractContextManager[Stage]:
        """Measure a block as one stretch of a stage; one that raises does not count."""
        return _Stretch(self, name)

    def add(self, name: str, seconds: float, *, whole: bool = True) -> None:
        """Count a stretch; one that is not ``whole`` waits for the next and counts with it."""
        with self._lock:
            seconds += self._carried.pop(name, 0.0)
            if not whole:
                self._carried[name] = seconds
                return
            self._taken.setdefault(name, deque(maxlen=KEPT)).append(seconds)
            self._counts[name] = self._counts.get(name, 0) + 1
            self._totals[name] = self._totals.get(name, 0.0) + seconds

    def clear(self) -> None:
        """Forget what was measured so far, as after a warm-up."""
        with self._lock:
            for kept in (self._taken, self._counts, self._totals, self._carried):
                kept.clear()

    def captured(self, frame: Frame, moment: float) -> None:
        """Remember when a frame was captured, until it has been drawn."""
        with self._lock:
            self._moments.pop(frame.number, None)  # of another source, whose place is older
            self._moments[frame.number] = moment
            while len(self._moments) > IN_FLIGHT:
                del self._moments[next(iter(self._moments))]

    def drawn(self, snapshot: Snapshot, screen: Screen) -> None:
        """Let the screen draw, and count the delay of what is new on it."""
        frame, reading = snapshot.frame, snapshot.reading
        before, self._last = self._last, (frame, reading)
        if frame is before[0] and reading is before[1]:
            return
        screen.update_idletasks()
        now = self._now()
        if frame is not None and frame is not before[0]:
            self._delayed(TO_PICTURE, frame.number, now)
        if reading is not None and reading is not before[1]:
            self._delayed(TO_EMOJI, reading.frame_number, now)

    def summaries(self) -> dict[str, Summary]:
        """What was measured, by stage and delay, in the order of a frame's way."""
        with self._lock:
            taken = {name: list(kept) for name, kept in self._taken.items()}
            counts, totals = dict(self._counts), dict(self._totals)
        return {
            name: Summary(
                counts[name],
                totals[name],
                1000 * quantile(taken[name], 0.5),
                1000 * quantile(taken[name], 0.95),
            )
            for name in sorted(taken, key=_place)
        }

    def _delayed(self, name: str, number: int, now: float) -> None:
        with self._lock:
            moment = self._moments.get(number)
        if moment is not None:
            self.add(name, now - moment)


def _place(name: str) -> tuple[int, str]:
    known = (*STAGES, *DELAYS)
    return (known.index(name) if name in known else len(known), name)
