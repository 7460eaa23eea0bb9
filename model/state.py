"""Where a run stands: its settings, its history, and the files that hold its networks."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field, replace

from model.schedule import has_stopped
from model.settings import TrainingSettings


def checkpoint_name(epoch: int) -> str:
    """Name of the file with network and optimizer after an epoch (from 1)."""
    return f"epoch-{epoch:04}.keras"


@dataclass(frozen=True)
class EpochResult:
    """One row of the history.

    Attributes:
        epoch: counted from 1.
        loss, test_loss: cross-entropy on the augmented training pictures and on the
            pictures that the best epoch is chosen on: the validation pictures where
            there are some, else the test pictures. Both against smoothed labels, so
            that they compare; the plain one of the finished network is among its scores.
        accuracy, test_accuracy: shares, 0 to 1, on the same.
        learning_rate: at the end of the epoch.
        seconds: wall-clock time of the epoch.
        average_accuracy: on the same pictures as ``test_accuracy``, of the weights'
            mean over the last epochs; None before there is one.
    """

    epoch: int
    loss: float
    accuracy: float
    test_loss: float
    test_accuracy: float
    learning_rate: float
    seconds: float
    average_accuracy: float | None = None

    @property
    def diverged(self) -> bool:
        """Whether a loss is no number: no later epoch comes back from there."""
        return not (math.isfinite(self.loss) and math.isfinite(self.test_loss))

    @property
    def reached(self) -> float:
        """The test accuracy of the better of the epoch's two networks."""
        return max(self.test_accuracy, self.average_accuracy or 0.0)


@dataclass(frozen=True)
class RunState:
    """Where a run stands after its last whole epoch.

    Attributes:
        settings: what the run was started with.
        labels: class names in output order.
        history: one result an epoch.
        checkpoint: file with network and optimizer after the last epoch, or None.
        best: file with the network of the best epoch, or None.
        average: file with the weights' mean over the last epochs, or None.
        command: what was typed to start the run; empty if not known.
        versions: of the packages that started it.
        fingerprints: of the data, one a part, or None if not known.
        origins: the files that the settings name, by setting: path, checksum and,
            of a network, the command that trained it.
    """

    settings: TrainingSettings
    labels: tuple[str, ...]
    history: tuple[EpochResult, ...] = ()
    checkpoint: str | None = None
    best: str | None = None
    average: str | None = None
    command: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    fingerprints: tuple[str, ...] | None = None
    origins: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        """Whether the last epoch is done, or early stopping has ended the run."""
        done = len(self.history) >= self.settings.epochs
        return done or has_stopped(self.settings, self.accuracies)

    @property
    def accuracies(self) -> tuple[float, ...]:
        """The test accuracy of each epoch, from which the schedule follows."""
        return tuple(row.test_accuracy for row in self.history)

    @property
    def judge(self) -> str:
        """Name of the part on which each epoch is tested and the best one chosen."""
        return "validation" if len(self.fingerprints or ()) == 3 else "test"

    @property
    def averaged(self) -> int:
        """How many epochs are in the mean of the weights."""
        return sum(row.average_accuracy is not None for row in self.history)

    @property
    def diverged(self) -> bool:
        """Whether the checkpoint is of another epoch than the last one of the history.

        So it is where rows were cut by ``without_diverged``, and it stays so when the
        run is saved again: the checkpoint's weights are no numbers.
        """
        return self.checkpoint not in (None, checkpoint_name(len(self.history)))

    @property
    def draw_seed(self) -> int:
        """Seed of the order, the augmentation and the dropout of the epochs.

        A run that starts from another's network draws otherwise than that one: of one seed
        its pictures would come again, epoch by epoch, just as the network learnt them.
        """
        started_from = self.origins.get("start_from", [])
        drawn = [self.settings.seed, *(int(each["sha256"][:8], 16) for each in started_from)]
        return sum(drawn) % 2**31

    def without_diverged(self) -> RunState:
        """The same up to the first epoch whose loss is no number; such were kept once."""
        good = tuple(itertools.takewhile(lambda row: not row.diverged, self.history))
        if len(good) == len(self.history):
            return self
        kept = replace(self, history=good)
        # Of another epoch, the best network is one that says nothing.
        right = kept.best_epoch is not None and kept.best_epoch == self.best_epoch
        return kept if right else replace(kept, best=None)

    @property
    def best_epoch(self) -> EpochResult | None:
        """The epoch with the highest test accuracy, the earliest of equals."""
        return max(self.history, key=lambda row: row.reached, default=None)
