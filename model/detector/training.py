"""The face finder's training loop: saved after each epoch, resumable after any end."""

from __future__ import annotations

import itertools
import logging
import math
import time
from collections.abc import Callable, Sequence
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
from model.detector.evaluation import curve, truth_of
from model.detector.looks import Looks
from model.detector.mining import answers, mine
from model.detector.pictures import Photograph
from model.detector.runs import DetectorState, EpochResult, advance, start_of
from model.detector.samples import EpochSamples, Material
from model.detector.settings import DetectorSettings
from model.epoch import go_through
from model.errors import DivergedError
from model.interrupt import Interrupt
from model.preprocess import Image
from model.runs import RunFolder
from model.schedule import Descent

log = logging.getLogger(__name__)

CURVE_THRESHOLD: Final = 0.05
"""Score from which boxes are looked at when recall is measured."""


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
        DivergedError: the loss is no number any more; all epochs before are saved.
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
    """Train and test once.

    Raises:
        DivergedError: the loss is no number, or the weights are none.
    """
    begun, steps, epoch = time.monotonic(), len(samples), samples.epoch
    warmup, end = round(settings.warmup_epochs * steps), settings.epochs * steps
    descent = Descent(settings.learning_rate, min(warmup, end // 2), end, end)
    numbers = itertools.count(epoch * steps)

    def learn(*pictures_and_targets: Any, **named: Any) -> Any:
        network.optimizer.learning_rate = descent.at(next(numbers))
        return network.train_on_batch(*pictures_and_targets, **named)

    figures = go_through(learn, samples, step)
    # The losses are from before each step, so the last step shows in the weights alone.
    sound = all(np.isfinite(each).all() for each in network.get_weights())
    if not (sound and math.isfinite(figures["loss"])):
        raise DivergedError.of(epoch + 1, settings.learning_rate)
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
