"""What a soak's samples say: the slope of memory, what grew, which limits are broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

MOST_SLOPE: Final = 1.0
"""Megabytes an hour."""

MOST_GAP_MS: Final = 100.0
WARM_UP_SECONDS: Final = 120.0
WARM_UP_SHARE: Final = 0.2
"""Of a short run; a long one warms up for ``WARM_UP_SECONDS``."""

FEWEST: Final = 4
"""Samples after the warm-up, below which nothing can be said."""

COUNTED: Final = ("threads", "handles", "images")


@dataclass(frozen=True)
class Sample:
    """One look at the process.

    Attributes:
        seconds: since the first.
        memory_mb: resident, megabytes.
        threads, handles, images: how many of them; images are Tk's.
        gap_ms: the longest time between two ticks of Tk's loop since the sample before.
    """

    seconds: float
    memory_mb: float
    threads: int
    handles: int
    images: int
    gap_ms: float


@dataclass(frozen=True)
class Line:
    """A straight line through points, with the standard error of its slope."""

    slope: float
    start: float
    error: float


@dataclass(frozen=True)
class Verdict:
    """The end of a soak.

    Attributes:
        warm_up: seconds that were left out.
        memory: megabytes over hours, None with too few samples.
        broken: a sentence for each limit that does not hold.
        remarks: what is worth knowing besides.
    """

    warm_up: float
    memory: Line | None
    broken: tuple[str, ...]
    remarks: tuple[str, ...]

    def text(self) -> str:
        """The verdict for people."""
        head = f"The first {self.warm_up:.0f} s are a warm-up and left out."
        ends = self.broken or ("Every limit holds.",)
        return "\n".join((head, *self.remarks, *ends))


def fitted(hours: Sequence[float], megabytes: Sequence[float]) -> Line:
    """The line of least squares.

    Raises:
        ValueError: there are fewer than three points, or all at one time.
    """
    x, y = np.asarray(hours, np.float64), np.asarray(megabytes, np.float64)
    apart = x - x.mean() if len(x) else x
    spread = float((apart**2).sum())
    if len(x) < 3 or spread == 0:
        raise ValueError("a slope with its error needs three points at different times")
    slope = float((apart * y).sum()) / spread
    start = float(y.mean() - slope * x.mean())
    rest = y - start - slope * x
    error = float(np.sqrt((rest**2).sum() / (len(x) - 2) / spread))
    return Line(slope, start, error)


def warmed(samples: Sequence[Sample]) -> tuple[float, list[Sample]]:
    """Seconds of the warm-up, and the samples after it."""
    if not samples:
        return 0.0, []
    warm_up = min(WARM_UP_SECONDS, WARM_UP_SHARE * samples[-1].seconds)
    return warm_up, [sample for sample in samples if sample.seconds > warm_up]


def judge(samples: Sequence[Sample]) -> Verdict:
    """Hold the samples against the limits."""
    warm_up, after = warmed(samples)
    if len(after) < FEWEST:
        return Verdict(warm_up, None, (f"Only {len(after)} samples: let it run longer.",), ())
    memory = fitted([s.seconds / 3600 for s in after], [s.memory_mb for s in after])
    broken = [*_slope(memory), *_grown(after), *_gaps(after)]
    return Verdict(warm_up, memory, tuple(broken), tuple(_remarks(memory, samples, warm_up)))


def _slope(memory: Line) -> list[str]:
    if memory.slope <= MOST_SLOPE:
        return []
    return [f"Memory grows by {_in_words(memory)}; at most {MOST_SLOPE:g} MB an hour is asked."]


def _grown(after: Sequence[Sample]) -> list[str]:
    """What was more in the second half than ever in the first."""
    half = len(after) // 2
    found = []
    for name in COUNTED:
        counts = [getattr(sample, name) for sample in after]
        before, later = max(counts[:half]), max(counts[half:])
        if later > before:
            found.append(f"The {name} grew from {before} to {later}; none may.")
    return found


def _gaps(after: Sequence[Sample]) -> list[str]:
    wide = [sample for sample in after if sample.gap_ms > MOST_GAP_MS]
    if not wide:
        return []
    longest = max(sample.gap_ms for sample in wide)
    return [
        f"Tk's loop stood still for up to {longest:.0f} ms, in {len(wide)} of {len(after)} "
        f"samples for more than {MOST_GAP_MS:.0f} ms; none may."
    ]


def _remarks(memory: Line, samples: Sequence[Sample], warm_up: float) -> list[str]:
    starting = max((s.gap_ms for s in samples if s.seconds <= warm_up), default=0.0)
    after = max(s.gap_ms for s in samples if s.seconds > warm_up)
    said = [
        f"Memory: {_in_words(memory)}, at the end {samples[-1].memory_mb:.1f} MB.",
        f"Longest gap between two ticks: {after:.0f} ms; in the warm-up {starting:.0f} ms.",
    ]
    if memory.slope <= MOST_SLOPE < memory.slope + 2 * memory.error:
        said.append("The run is too short for a sure slope: its error reaches over the limit.")
    return said


def _in_words(memory: Line) -> str:
    return f"{memory.slope:+.2f} ± {memory.error:.2f} MB an hour"
