"""Where the time of each frame goes: a recorder of stages, and one that records nothing."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from types import TracebackType

    from emoji_gui.pipeline.records import Frame, Snapshot

READ: Final = "read"
WAIT: Final = "wait and read"
"""Reading of a camera: it lasts until there is a picture, so it is no work and has no share."""

DETECT: Final = "detect"
CLASSIFY: Final = "classify"
SMOOTH: Final = "smooth"
REMEMBER: Final = "remember"
DRAW_PICTURE: Final = "draw picture"
DRAW_PANEL: Final = "draw panel"
WRITE: Final = "write"
STAGES: Final = (READ, WAIT, DETECT, CLASSIFY, SMOOTH, REMEMBER, DRAW_PICTURE, DRAW_PANEL, WRITE)

TO_PICTURE: Final = "capture to picture"
TO_EMOJI: Final = "capture to emoji"
DELAYS: Final = (TO_PICTURE, TO_EMOJI)
"""From a frame's capture until it, or the reading of it, has been drawn."""

KEPT: Final = 20_000
"""Samples of a stage, the newest, that median and p95 are taken from."""

IN_FLIGHT: Final = 256
"""Frames whose moment of capture is remembered."""


class Stage(Protocol):
    """One stretch of time that is being measured."""

    def drop(self) -> None:
        """Do not count it: nothing was done."""

    def carry(self) -> None:
        """Count it with the next stretch of the same stage: it is work between two frames."""


class Screen(Protocol):
    """What draws: Tk's main window is one."""

    def update_idletasks(self) -> object:
        """Draw now what is waiting to be drawn."""


class Timings:
    """Records nothing and takes no time: what everybody is handed who was not asked to measure."""

    def stage(self, name: str) -> AbstractContextManager[Stage]:
        """Measure a block as one stretch of a stage."""
        return _NO_STAGE

    def captured(self, frame: Frame, moment: float) -> None:
        """Hear of a frame.

        Args:
            frame: the one that is about to be shown.
            moment: monotonic seconds of its capture.
        """

    def drawn(self, snapshot: Snapshot, screen: Screen) -> None:
        """Hear that the window has handed everything of a snapshot to the screen."""


class _NoStage:
    """Can be shared by all threads, since it holds nothing."""

    def drop(self) -> None:
        """Nothing is counted anyway."""

    def carry(self) -> None:
        """Nothing is counted anyway."""


_NO_STAGE: Final[AbstractContextManager[Stage]] = nullcontext(_NoStage())
OFF: Final = Timings()


@dataclass(frozen=True)
class Summary:
    """One line of the report.

    Attributes:
        count: stretches.
        total: seconds of all of them.
        median, p95: milliseconds, of the newest ``KEPT`` of them.
    """

    count: int
    total: float
    median: float
    p95: float


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


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies, between two of them in proportion.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("there is no quantile of nothing")
    # Here, because the window imports this long before it needs NumPy.
    import numpy as np

    return float(np.quantile(values, share))


def shares(summaries: dict[str, Summary]) -> dict[str, float | None]:
    """Each stage's share of the time of all stages; None for what is waiting and no work."""
    work = {name: each.total for name, each in summaries.items() if _is_work(name)}
    whole = sum(work.values())
    return {name: work[name] / whole if name in work and whole else None for name in summaries}


def report(summaries: dict[str, Summary]) -> str:
    """What was measured, as a table for people."""
    if not summaries:
        return "No frame was read, so no time was measured."
    rows = [f"{'':<20}{'count':>8}{'median ms':>11}{'p95 ms':>9}{'share':>8}"]
    for name, share in shares(summaries).items():
        each, part = summaries[name], "–" if share is None else f"{share:.1%}"
        rows.append(f"{name:<20}{each.count:>8}{each.median:>11.2f}{each.p95:>9.2f}{part:>8}")
    return "\n".join(rows)


def as_json(summaries: dict[str, Summary]) -> dict[str, dict[str, Any]]:
    """The same for programs: milliseconds, and shares from 0 to 1."""
    return {
        name: {
            "count": each.count,
            "median_ms": each.median,
            "p95_ms": each.p95,
            "total_ms": 1000 * each.total,
            "share": share,
        }
        for (name, each), share in zip(summaries.items(), shares(summaries).values(), strict=True)
    }


def _is_work(name: str) -> bool:
    return name in STAGES and name != WAIT


def _place(name: str) -> tuple[int, str]:
    known = (*STAGES, *DELAYS)
    return (known.index(name) if name in known else len(known), name)
