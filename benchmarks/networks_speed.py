"""How long an epoch takes each network: training steps timed in one process, one after the other.

The seconds in a run's history are those of a machine that may have done other work
beside it, on other days; these compare.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from model.augmentation import Augmentation
from model.compiling import prepared
from model.data import EpochBatches, Flow
from model.data.parts import find_parts
from model.epoch import go_through
from model.runs import RunFolder, RunState
from model.settings import TrainingSettings

WARM_UP: Final = 8
"""Steps; TensorFlow builds its graph in the first."""

TIMED: Final = 40
"""Steps, whose median counts."""


class _First(Sequence[Any]):
    """The first batches of an epoch, over and over where it has fewer."""

    def __init__(self, batches: Sequence[Any], number: int) -> None:
        self._batches, self._number = batches, number

    def __len__(self) -> int:
        return self._number

    def __getitem__(self, index: Any) -> Any:
        return self._batches[index % len(self._batches)]


def seconds_an_epoch(settings: TrainingSettings) -> float:
    """The time of an epoch's training steps, reading and augmentation included, testing not.

    Args:
        settings: of a run, with its pictures. Votes, teachers and weights to start from
            are left aside: they change what a step learns, not how long it takes.

    Raises:
        DataError: the pictures cannot be used.
    """
    import keras

    settings = replace(settings, votes="", drop_no_face=False, teacher=(), start_from="")
    part = find_parts(settings).train
    keras.utils.clear_session()
    keras.mixed_precision.set_global_policy(settings.precision)
    network = prepared(RunFolder(Path()), RunState(settings, part.labels))
    batches = EpochBatches(Flow(settings, part), Augmentation(settings), settings, 0)
    ends: list[float] = []
    some = _First(batches, WARM_UP + TIMED)
    go_through(network.train_on_batch, some, lambda done, steps: ends.append(perf_counter()))
    steps = [after - before for before, after in pairwise(ends)]
    return statistics.median(steps[WARM_UP - 1 :]) * len(batches)
