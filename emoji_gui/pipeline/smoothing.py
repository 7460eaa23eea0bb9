"""A label that a person can watch: probabilities averaged over time, changed with reluctance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

DEFAULT_CALM: Final = 0.5


@dataclass(frozen=True)
class Reluctance:
    """How slowly and how reluctantly the label changes.

    Attributes:
        seconds: time constant of the exponential average; 0 takes each frame as it is.
        margin: by which a new label's probability must lead the shown one's.
        enter: probability that a label needs to be shown.
        leave: probability below which the shown label becomes doubtful; not above ``enter``.
        patience: seconds of doubt after which it gives way to "not sure". Between two
            expressions every label is unlikely for a moment; that is no news.
    """

    seconds: float = 0.25
    margin: float = 0.15
    enter: float = 0.35
    leave: float = 0.25
    patience: float = 0.5

    @classmethod
    def from_calm(cls, calm: float) -> Reluctance:
        """The trade between steady and quick.

        Args:
            calm: 0 shows every flicker at once, 1 is slow and steady.

        Raises:
            ValueError: not between 0 and 1.
        """
        if not 0 <= calm <= 1:
            raise ValueError(f"calm lies between 0 and 1, not at {calm}")
        return cls(seconds=0.5 * calm, margin=0.3 * calm, patience=calm)


class ExpressionFilter:
    """The expression of one face over time.

    The average is exponential in seconds, not in frames, so that 10 and 60
    frames a second give the same label at the same moment.
    """

    def __init__(self, reluctance: Reluctance) -> None:
        """Begin without a past: the first answer is shown as it is."""
        self._reluctance = reluctance
        self.probabilities: tuple[float, ...] = ()
        self.label: int | None = None
        self._doubt = 0.0

    def update(self, probabilities: Sequence[float], seconds: float) -> int | None:
        """Take the network's answer to one frame.

        Args:
            probabilities: one a label, summing to 1.
            seconds: since the answer before; a negative time counts as none.

        Returns:
            Index of the label to show, or None for "not sure".
        """
        new = tuple(float(p) for p in probabilities)
        if len(self.probabilities) == len(new):
            share = self._share(seconds)
            new = tuple(
                old + share * (p - old) for old, p in zip(self.probabilities, new, strict=True)
            )
        self.probabilities = new
        self._choose(new, max(0.0, seconds))
        return self.label

    def _share(self, seconds: float) -> float:
        if self._reluctance.seconds <= 0:
            return 1.0
        return 1 - math.exp(-max(0.0, seconds) / self._reluctance.seconds)

    def _choose(self, now: tuple[float, ...], seconds: float) -> None:
        limits = self._reluctance
        leader = max(range(len(now)), key=now.__getitem__)
        lead = now[leader] - (0.0 if self.label is None else now[self.label])
        if now[leader] >= limits.enter and (self.label is None or lead > limits.margin):
            self.label = leader
        doubtful = self.label is not None and now[self.label] < limits.leave
        self._doubt = self._doubt + seconds if doubtful else 0.0
        if doubtful and self._doubt >= limits.patience:
            self.label = None
