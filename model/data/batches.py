"""Batches of pictures: in their order for a test, in a drawn order for an epoch of training."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from model.augmentation import Augmentation
from model.data.part import Part
from model.data.pictures import Numbers
from model.data.targets import Targets
from model.preprocess import Batch
from model.settings import TrainingSettings


class Flow(Sequence[Any]):
    """The batches of a part, in the order of its pictures."""

    def __init__(
        self, settings: TrainingSettings, part: Part, targets: Targets | None = None
    ) -> None:
        """Open a part as the settings ask: size, colour and batch size.

        Args:
            settings: of the run.
            part: the pictures.
            targets: float32 ``(N, classes)``, a row for each picture of the part; None
                for the class of each alone.

        Raises:
            DataError: pictures that were there are gone.
        """
        self._read = part.pictures.open(settings.size, settings.color_mode)
        self._part = part
        one_hot = np.eye(len(part.labels), dtype=np.float32)
        self._targets = one_hot[part.classes] if targets is None else targets
        self.classes = part.classes
        self.batch_size = settings.batch_size
        self.n = len(part)

    def __len__(self) -> int:
        """Batches."""
        return math.ceil(self.n / self.batch_size)

    def __getitem__(self, index: Any) -> tuple[Batch, Targets]:
        """Pictures and targets of a batch, float32."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        first = self.batch_size * index
        return self.take(np.arange(first, min(self.n, first + self.batch_size)))

    def take(self, places: Numbers) -> tuple[Batch, Targets]:
        """The pictures at these places of the part, and their targets."""
        return self._read(self._part.chosen[places]), self._targets[places]


class EpochBatches(Sequence[Any]):
    """One epoch of training: its batches by number.

    With ``balance`` an epoch shows as many pictures as there are, but rare classes
    more often. Weights on the loss would do as much to the mean, but a batch with
    the one picture of a rare class would be a step of its own kind, and mixed
    pictures have no class that a weight could go by.

    Order and augmentation depend on seed, epoch and batch number alone. Keras's
    own iterator draws from one global stream in whatever order it is read; a run
    that goes on after an interruption would see other batches than one that was
    never interrupted.
    """

    def __init__(
        self, flow: Flow, augmentation: Augmentation, settings: TrainingSettings, epoch: int
    ) -> None:
        """Draw the order.

        Args:
            flow: the pictures.
            augmentation: what is done to each batch.
            settings: of the run.
            epoch: counted from 0.
        """
        self._flow = flow
        self._augmentation = augmentation
        self._seed = (settings.seed, epoch)
        rng = np.random.default_rng(self._seed)
        self._order = rng.permutation(_shown(flow.classes, settings.balance, rng))

    def __len__(self) -> int:
        """Batches of an epoch."""
        return len(self._flow)

    def __getitem__(self, index: Any) -> tuple[Batch, Targets]:
        """Pictures and targets of a batch, float32."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        first = self._flow.batch_size * index
        chosen = self._order[first : first + self._flow.batch_size]
        pictures, targets = self._flow.take(chosen)
        rng = np.random.default_rng((*self._seed, index))
        return self._augmentation.apply(pictures, targets, rng)


def _shown(classes: Numbers, balance: float, rng: np.random.Generator) -> Numbers:
    """Which pictures an epoch shows: each as often as the others of its class, or once more.

    Args:
        classes: int ``(N,)``, class of each picture.
        balance: 0 for every picture once; each class has a share of the epoch in
            proportion to its number of pictures to the power ``1 - balance``.
        rng: draws those that are shown once more.

    Returns:
        ``(N,)`` places of pictures.
    """
    if balance == 0:
        return np.arange(len(classes))
    members = [np.flatnonzero(classes == label) for label in np.unique(classes)]
    weights = np.array([len(each) for each in members]) ** (1 - balance)
    # Rounded as running sums, so that the parts make the whole.
    ends = np.rint(len(classes) * np.cumsum(weights) / weights.sum()).astype(int)
    shown = []
    for each, wanted in zip(members, np.diff(ends, prepend=0), strict=True):
        whole, rest = divmod(int(wanted), len(each))
        shown += [np.tile(each, whole), rng.permutation(each)[:rest]]
    return np.concatenate(shown)
