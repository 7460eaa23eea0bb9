"""The learning rate over a run: up in a line, down along a cosine, on request once more.

Cosine decay with a warm restart is SGDR (Loshchilov and Hutter 2017,
arXiv:1608.03983).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from model.settings import TrainingSettings

SECOND_HEIGHT: Final = 0.5
"""Share of the highest learning rate at which the second descent begins."""


@dataclass(frozen=True)
class Descent:
    """The learning rate as a function of the training step, counted from 0.

    Attributes:
        highest: learning rate.
        warmup: steps of the rise to it.
        restart: step at which the second descent begins; ``end`` for none.
        end: steps of the whole run.
    """

    highest: float
    warmup: int
    restart: int
    end: int

    @classmethod
    def of(cls, settings: TrainingSettings, steps: int) -> Descent:
        """The descent of a run with so many steps an epoch."""
        return cls(
            highest=settings.learning_rate,
            warmup=round(settings.warmup_epochs * steps),
            restart=settings.restart_epoch * steps,
            end=settings.epochs * steps,
        )

    def at(self, step: float) -> float:
        """The learning rate of a step."""
        if step < self.warmup:
            return self.highest * max(1.0, step) / self.warmup
        if step < self.restart:
            return self.highest * _cosine(step - self.warmup, self.restart - self.warmup)
        height = SECOND_HEIGHT * self.highest
        return height * _cosine(step - self.restart, self.end - self.restart)


def _cosine(done: float, length: int) -> float:
    """From 1 down to 0 along half a cosine."""
    share = min(1.0, max(0.0, done / max(1, length)))
    return 0.5 * (1.0 + math.cos(math.pi * share))
