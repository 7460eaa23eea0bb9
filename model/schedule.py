"""The learning rate over a run, and its early end.

Everything here is a function of the settings and of the test accuracies so far,
so that a run that goes on after an interruption goes on as if there had been none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from model.settings import TrainingSettings

SECOND_HEIGHT: Final = 0.5
"""Share of the highest learning rate at which the second descent begins."""

PLATEAU_DELTA: Final = 1e-4
"""By how much the test accuracy must grow not to stand still; Keras's own figure."""


class Schedule(Protocol):
    """The learning rate as a function of the training step, counted from 0."""

    def at(self, step: float) -> float:
        """The learning rate of a step."""


@dataclass(frozen=True)
class Descent:
    """Up in a line, down along a cosine, on request once more.

    Cosine decay with a warm restart is SGDR (Loshchilov and Hutter 2017,
    arXiv:1608.03983).

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


@dataclass(frozen=True)
class Level:
    """Up in a line, then level; on a plateau of the accuracy the level is set anew.

    Attributes:
        rate: the level of the epoch.
        warmup: steps of the rise to it.
    """

    rate: float
    warmup: int

    def at(self, step: float) -> float:
        """The learning rate of a step."""
        return self.rate * max(1.0, step) / self.warmup if step < self.warmup else self.rate


def schedule(settings: TrainingSettings, accuracies: Sequence[float], steps: int) -> Schedule:
    """The learning rate of the epoch that comes next.

    Args:
        settings: of the run.
        accuracies: on the test pictures, one for each epoch so far.
        steps: of an epoch.
    """
    if settings.schedule == "cosine":
        return Descent.of(settings, steps)
    rate = settings.learning_rate
    if settings.schedule == "plateau":
        rate = plateau_rate(settings, accuracies)
    return Level(rate, round(settings.warmup_epochs * steps))


def is_averaged(settings: TrainingSettings, epoch: int, steps: int, rate: float) -> bool:
    """Whether the weights after an epoch enter their mean: where the last descent ends low.

    Args:
        settings: of the run.
        epoch: counted from 0.
        steps: of an epoch.
        rate: learning rate at its end.
    """
    # The rate is low at the beginning too, with weights that have hardly learnt.
    rising = (epoch + 1) * steps - 1 < round(settings.warmup_epochs * steps)
    earlier = settings.schedule == "cosine" and epoch < settings.restart_epoch < settings.epochs
    return not (rising or earlier) and rate <= settings.average * settings.learning_rate


def plateau_rate(settings: TrainingSettings, accuracies: Sequence[float]) -> float:
    """The learning rate after these epochs, as Keras's ``ReduceLROnPlateau`` would have it."""
    rate, best, waited = settings.learning_rate, -math.inf, 0
    for accuracy in accuracies:
        if accuracy > best + PLATEAU_DELTA:
            best, waited = accuracy, 0
            continue
        waited += 1
        if waited >= settings.plateau_patience:
            lower = max(rate * settings.plateau_factor, settings.plateau_minimum)
            rate, waited = min(rate, lower), 0
    return rate


def has_stopped(settings: TrainingSettings, accuracies: Sequence[float]) -> bool:
    """Whether early stopping ends the run here, as Keras's ``EarlyStopping`` would."""
    if settings.stop_patience == 0:
        return False
    best, waited = -math.inf, 0
    for accuracy in accuracies:
        waited += 1
        if accuracy - settings.stop_delta > best:
            best, waited = accuracy, 0
        if waited >= settings.stop_patience:
            return True
    return False


def _cosine(done: float, length: int) -> float:
    """From 1 down to 0 along half a cosine."""
    share = min(1.0, max(0.0, done / max(1, length)))
    return 0.5 * (1.0 + math.cos(math.pi * share))
