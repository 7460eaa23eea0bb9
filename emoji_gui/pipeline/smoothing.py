"""A label that a person can watch: it changes when the evidence of several frames says so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

DEFAULT_CALM: Final = 0.5

LONGEST: Final = 0.1
"""Seconds of evidence that one answer gives at most: after a gap no single frame decides."""

ROUNDING: Final = 1e-9


@dataclass(frozen=True)
class Reluctance:
    """How slowly and how reluctantly the label changes.

    Attributes:
        seconds: for which a label would have to lead the shown one by 1 to take its place. A lead
            of L counts L squared: half the lead takes four times as long.
        margin: lead from which a label gathers evidence at all; below it the evidence fades.
        average: time constant, in seconds, of the average behind the bars and "not sure".
        enter: average probability that a label needs to be shown.
        leave: below which the shown label becomes doubtful; not above ``enter``.
        patience: seconds of doubt after which it gives way. Between two expressions every label
            is unlikely for a moment; that is no news.
    """

    seconds: float = 0.08
    margin: float = 0.1
    average: float = 0.15
    enter: float = 0.35
    leave: float = 0.25
    patience: float = 1.0

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
        return cls(seconds=0.16 * calm, margin=0.2 * calm, average=0.3 * calm, patience=2 * calm)


class ExpressionFilter:
    """The expression of one face over time.

    A cumulative sum for each label (Page 1954, "Continuous inspection schemes") gathers by how
    much it leads the shown one, and the first that is full takes over. A clear change passes
    within a few frames, a weak one takes longer, and a flicker fades before it counts. The
    lead is squared because frames in doubt say less than sure ones. Sums and average run in
    seconds, not in frames, so that 10 and 60 frames a second give the same label.
    """

    def __init__(self, reluctance: Reluctance) -> None:
        """Begin without a past: the first answer is shown as it is."""
        self.reluctance = reluctance
        """May be replaced at any time between two answers; what was seen so far still counts."""
        self.probabilities: tuple[float, ...] = ()
        self.label: int | None = None
        self._evidence: list[float] = []
        self._doubt = 0.0

    def update(self, probabilities: Sequence[float], seconds: float) -> int | None:
        """Take the network's answer to one frame.

        Args:
            probabilities: one a label, summing to 1.
            seconds: since the answer before; a negative time counts as none.

        Returns:
            Index of the label to show, or None for "not sure".
        """
        new, seconds = tuple(float(p) for p in probabilities), max(0.0, seconds)
        if len(self.probabilities) != len(new):
            self.probabilities, self.label = new, None
            self._forget()
        self._average(new, seconds)
        if self.label is None:
            self.label = self._leader()
        elif (winner := self._winner(new, min(seconds, LONGEST))) is not None:
            self.label = winner
            self._forget()
        self._question(seconds)
        return self.label

    def _average(self, new: tuple[float, ...], seconds: float) -> None:
        constant = self.reluctance.average
        share = 1 - math.exp(-seconds / constant) if constant > 0 else 1.0
        self.probabilities = tuple(
            old + share * (p - old) for old, p in zip(self.probabilities, new, strict=True)
        )

    def _winner(self, new: tuple[float, ...], seconds: float) -> int | None:
        """Weigh an answer; the label with the most evidence, where that is enough to show it."""
        assert self.label is not None
        limits, shown = self.reluctance, new[self.label]
        for index, p in enumerate(new):
            step = seconds * ((p - shown) * abs(p - shown) - limits.margin**2)
            self._evidence[index] = max(0.0, self._evidence[index] + step)
        full = [
            index
            for index, evidence in enumerate(self._evidence)
            if evidence > 0
            and evidence >= limits.seconds - ROUNDING
            and self.probabilities[index] >= limits.enter
        ]
        return max(full, key=self._evidence.__getitem__, default=None)

    def _leader(self) -> int | None:
        leader = max(range(len(self.probabilities)), key=self.probabilities.__getitem__)
        return leader if self.probabilities[leader] >= self.reluctance.enter else None

    def _question(self, seconds: float) -> None:
        """Give a label up that was unlikely for long: for the likely one, or for "not sure"."""
        limits = self.reluctance
        doubtful = self.label is not None and self.probabilities[self.label] < limits.leave
        self._doubt = self._doubt + seconds if doubtful else 0.0
        if doubtful and self._doubt >= limits.patience:
            self.label, self._doubt = self._leader(), 0.0
            self._forget()

    def _forget(self) -> None:
        self._evidence = [0.0] * len(self.probabilities)
