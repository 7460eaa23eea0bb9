"""The face finder's training loop: saved after each epoch, resumable after any end."""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from model.compiling import load_weights
from model.detector.architecture import (
    box_loss,
    face_network,
    loss,
    roll_loss,
    score_loss,
    take_weights,
)
from model.detector.boxes import Box, Floats, as_array, overlaps
from model.detector.decode import decode
from model.detector.evaluation import FOUND, curve, truth_of
from model.detector.looks import Looks
from model.detector.network import fit, letterbox
from model.detector.pictures import Photograph
from model.detector.runs import DetectorState, EpochResult, advance, start_of
from model.detector.samples import EpochSamples, Material, Mistake
from model.detector.settings import DetectorSettings
from model.epoch import go_through
from model.interrupt import Interrupt
from model.preprocess import Image
from model.runs import RunFolder
from model.schedule import Descent

log = logging.getLogger(__name__)

CURVE_THRESHOLD: Final = 0.05
"""Score from which boxes are looked at when recall is measured."""

MISTAKEN: Final = 0.2
"""Score from which a box beside every face is a mistake to train on."""

MOST_MISTAKES: Final = 4000


@dataclass(frozen=True)
class Photographs:
    """The two parts of the data, and the faces that are pasted."""

    training: Sequence[Photograph]
    held_out: Sequence[Photograph]
    faces: Image


def train(
    folder: RunFolder,
    state: DetectorState,
    data: Photographs,
    tell: Callable[[EpochResult, float], None],
    watch: Callable[[int, int, int], None] = lambda epoch, step, steps: None,
) -> DetectorState:
    """Train from where ``state`` stands to the last epoch.

    Args:
        folder: where each epoch is saved.
        state: a new run's, or one that ``load_state`` returned.
        data: what to train and to test with.
        tell: called after each epoch with its result and the seconds left.
        watch: called after each batch with the epoch (from 1), the batches done
            and the batches of an epoch.

    Returns:
        The state after the last epoch.

    Raises:
        KeyboardInterrupt: the user pressed Ctrl-C; all whole epochs are saved.
        RunError: an epoch could not be saved, or the last one not be read.
    """
    settings = state.settings
    network = prepared(folder, state)
    looks = Looks(settings.seed)
    started, first = time.monotonic(), len(state.history)
    with Interrupt() as interrupt:
        for epoch in range(first, settings.epochs):
            material = Material(data.training, data.faces, looks, state.mistakes)
            samples = EpochSamples(material, settings, epoch)

            def step(done: int, steps: int, epoch: int = epoch) -> None:
                interrupt.check()
                watch(epoch + 1, done, steps)

            result = _one_epoch(network, samples, data.held_out, settings, step)
            if (epoch + 1) % settings.mine_every == 0 and settings.negatives > 0:
                mistakes = mine(network, data.training, settings)
                log.info("%s mistakes to train on", len(mistakes))
                state = replace(state, mistakes=mistakes)
            state = advance(folder, state, network, result)
            log.info("%s", result)
            mean = (time.monotonic() - started) / (epoch + 1 - first)
            tell(result, mean * (settings.epochs - epoch - 1))
            if not state.finished:
                interrupt.check()
    return state


def prepared(folder: RunFolder, state: DetectorState) -> Any:
    """The network with its optimizer, both as after the last whole epoch.

    AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101); ``Descent`` sets its rate.
    """
    import keras

    settings = state.settings
    keras.utils.clear_session()
    keras.utils.set_random_seed(settings.seed)
    keras.mixed_precision.set_global_policy(settings.precision)
    network = face_network(settings)
    optimizer = keras.optimizers.AdamW(
        settings.learning_rate, weight_decay=settings.weight_decay, clipnorm=10.0
    )
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    network.compile(optimizer=optimizer, loss=loss, metrics=[score_loss, box_loss, roll_loss])
    if state.checkpoint is not None:
        network.optimizer.build(network.trainable_variables)
        load_weights(network, folder.path / state.checkpoint)
    elif settings.start:
        origin, checkpoint = start_of(settings)
        start = face_network(origin.settings)
        load_weights(start, checkpoint)
        take_weights(network, start)
    return network


def _one_epoch(
    network: Any,
    samples: EpochSamples,
    held_out: Sequence[Photograph],
    settings: DetectorSettings,
    step: Callable[[int, int], None],
) -> EpochResult:
    """Train and test once."""
    begun, steps, epoch = time.monotonic(), len(samples), samples.epoch
    warmup, end = round(settings.warmup_epochs * steps), settings.epochs * steps
    descent = Descent(settings.learning_rate, min(warmup, end // 2), end, end)
    numbers = itertools.count(epoch * steps)

    def learn(*pictures_and_targets: Any, **named: Any) -> Any:
        network.optimizer.learning_rate = descent.at(next(numbers))
        return network.train_on_batch(*pictures_and_targets, **named)

    figures = go_through(learn, samples, step)
    found = curve(
        (boxes, truth_of(photograph))
        for photograph, boxes in answers(network, held_out, settings, CURVE_THRESHOLD)
    )
    return EpochResult(
        epoch=epoch + 1,
        loss=figures["loss"],
        score_loss=figures["score_loss"],
        box_loss=figures["box_loss"],
        roll_loss=figures["roll_loss"],
        recall=found.recall_at(),
        average_precision=found.average_precision,
        learning_rate=descent.at((epoch + 1) * steps - 1),
        seconds=time.monotonic() - begun,
    )


def answers(
    network: Any, photographs: Sequence[Photograph], settings: DetectorSettings, threshold: float
) -> Iterator[tuple[Photograph, list[Box]]]:
    """What a Keras network finds in photographs, which it gets in batches of one shape."""
    by_shape: dict[tuple[int, int], list[tuple[Photograph, float]]] = {}
    for photograph in photographs:
        shape, scale = fit(photograph.levels[0].shape, settings.pixels, settings.multiple)
        by_shape.setdefault(shape, []).append((photograph, scale))
    for shape, group in by_shape.items():
        for first in range(0, len(group), settings.batch_size):
            batch = group[first : first + settings.batch_size]
            inputs = np.stack([letterbox(each.levels[0], shape, scale) for each, scale in batch])
            cells = np.asarray(network.predict_on_batch(inputs.astype(np.float32)), np.float32)
            for (photograph, scale), answer in zip(batch, cells, strict=True):
                yield photograph, _boxes(answer, settings.stride, threshold, scale)


def _boxes(cells: Floats, stride: int, threshold: float, scale: float) -> list[Box]:
    boxes, scores, rolls = decode(cells, stride, threshold)
    rows = zip((boxes / scale).tolist(), scores.tolist(), rolls.tolist(), strict=True)
    return [Box(x, y, w, h, score, roll) for (x, y, w, h), score, roll in rows]


def mine(
    network: Any, photographs: Sequence[Photograph], settings: DetectorSettings
) -> tuple[Mistake, ...]:
    """What a network takes for faces in photographs where there are none.

    Returns:
        The worst ones, worst first.
    """
    numbers = {id(photograph): number for number, photograph in enumerate(photographs)}
    found: list[tuple[float, Mistake]] = []
    for photograph, boxes in answers(network, photographs, settings, MISTAKEN):
        shared = overlaps(as_array(boxes), photograph.faces)
        for box, row in zip(boxes, shared, strict=True):
            if row.max(initial=0) < FOUND / 2:
                middle = (box.x + box.w / 2, box.y + box.h / 2)
                side = float(np.sqrt(box.w * box.h))
                found.append((box.score, (numbers[id(photograph)], *middle, side)))
    found.sort(key=lambda pair: -pair[0])
    return tuple(mistake for _, mistake in found[:MOST_MISTAKES])
