"""How long an epoch and a face take each network, timed in one process.

The seconds in a run's history are those of a machine that may have done other work
beside it, on other days; these compare.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import numpy as np

from model.augmentation import Augmentation
from model.compiling import prepared
from model.data import EpochBatches, Flow, Part
from model.data.parts import find_parts
from model.epoch import go_through
from model.interpreter import open_interpreter
from model.preprocess import Batch
from model.runs import RunFolder, RunState
from model.settings import TrainingSettings

WARM_UP: Final = 8
"""Steps; TensorFlow builds its graph in the first."""

TIMED: Final = 40
"""Steps, whose median counts."""

FIRST_FACES: Final = 20
FACES: Final = 400
"""That each network is timed on after the first ones, the networks taking turns."""


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


def ms_a_face(
    networks: Mapping[str, tuple[Path, TrainingSettings]], part: Part
) -> dict[str, dict[str, float]]:
    """Milliseconds that a face takes in LiteRT with one thread: median and quartiles.

    Args:
        networks: by name, a ``.tflite`` file and the settings that it was trained with.
        part: pictures to ask about.
    """
    asked = {}
    for name, (weights, settings) in networks.items():
        faces, _ = Flow(replace(settings, batch_size=64), part)[0]
        asked[name] = (open_interpreter(weights, weights, 1), faces)
    taken: dict[str, list[float]] = {name: [] for name in asked}
    for turn in range(FIRST_FACES + FACES):
        for name, (interpreter, faces) in asked.items():
            seconds = _ask(interpreter, faces[turn % len(faces)][np.newaxis])
            if turn >= FIRST_FACES:
                taken[name].append(1000 * seconds)
    return {name: _spread(times) for name, times in taken.items()}


def _spread(times: Sequence[float]) -> dict[str, float]:
    low, middle, high = statistics.quantiles(times, n=4)
    return {"ms_a_face": middle, "ms_a_face_quarter": low, "ms_a_face_three_quarters": high}


def _ask(interpreter: Any, face: Batch) -> float:
    """Seconds that an answer took, the face put in and the answer taken out."""
    begun = perf_counter()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], face)
    interpreter.invoke()
    interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
    return perf_counter() - begun
