"""The training loop: one epoch at a time, saved after each, resumable after any end."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from model.augmentation import Augmentation
from model.compiling import averaged, prepared, seed_dropout
from model.data import EpochBatches, Flow, Parts, labelled
from model.devices import all_devices
from model.epoch import as_test, go_through, one_epoch
from model.errors import DivergedError
from model.interrupt import Interrupt
from model.network_files import LITERT
from model.normalization import renew_statistics
from model.runs import EpochResult, RunFolder, RunState
from model.schedule import is_averaged, schedule
from model.teachers import taught

log = logging.getLogger(__name__)

STATISTICS_BATCHES: Final = 20
"""From which the statistics are taken that a network in LiteRT does not hold."""


@dataclass(frozen=True)
class Progress:
    """What is known after an epoch.

    Attributes:
        result: the epoch's figures.
        epochs: of the whole run.
        improved: whether this is the best network so far.
        seconds_left: estimated from the epochs of this process.
        judge: name of the part that each epoch is tested on.
    """

    result: EpochResult
    epochs: int
    improved: bool
    seconds_left: float
    judge: str = "test"


def train(
    folder: RunFolder,
    state: RunState,
    parts: Parts,
    tell: Callable[[Progress], None],
    watch: Callable[[int, int, int], None] = lambda epoch, step, steps: None,
    *,
    say: Callable[[str], None] = lambda sentence: None,
) -> RunState:
    """Train from where ``state`` stands to the last epoch, or to an early end.

    Args:
        folder: where each epoch is saved.
        state: a new run's, or one that ``RunFolder.load`` returned.
        parts: the pictures.
        tell: called after each epoch, when it is saved.
        watch: called after each batch with the epoch (from 1), the batches done
            and the batches of an epoch.
        say: called with a sentence on what is done before the first epoch.

    Returns:
        The state after the last epoch.

    Raises:
        KeyboardInterrupt: the user pressed Ctrl-C; all whole epochs are saved.
        DivergedError: the loss is no number any more; all epochs before are saved.
        RunError: an epoch could not be saved, or the last one not be read.
    """
    settings = state.settings
    if state.diverged:
        # Its weights are no numbers, and one more epoch would only say so again.
        raise DivergedError.of(len(state.history) + 1, settings.learning_rate)
    import keras

    # Before the seed is set: teachers draw from it when they are opened.
    targets = taught(folder, state, parts.train, labelled(settings, parts.train), say)
    keras.utils.clear_session()
    keras.utils.set_random_seed(settings.seed)
    keras.mixed_precision.set_global_policy(settings.precision)
    augmentation = Augmentation(settings)
    drawn = replace(settings, seed=state.draw_seed)
    training = Flow(settings, parts.train, targets)
    testing = Flow(settings, parts.choice)
    first = len(state.history)
    with contextlib.ExitStack() as held:
        # Not before the session is cleared, which takes TensorFlow's scope away.
        devices = held.enter_context(all_devices())
        if devices > 1:
            say(f"Each batch is shared by {devices} devices.")
        model = prepared(folder, state)
        average = averaged(folder, state)
        interrupt = held.enter_context(Interrupt())
        if settings.start_from and not first:
            if Path(settings.start_from).suffix == LITERT:
                pictures = EpochBatches(training, augmentation, drawn, 0)
                seen = range(min(len(pictures), STATISTICS_BATCHES))
                renew_statistics(model, (pictures[index][0] for index in seen))
            begun = go_through(model.test_on_batch, testing, as_test(_step(interrupt, watch, 0)))
            say(f"It starts at {begun['accuracy']:.1%} of the {state.judge} pictures.")
        started = time.monotonic()
        while not state.finished:
            epoch = len(state.history)
            seed_dropout(model, drawn.seed, epoch * len(training))
            batches = EpochBatches(training, augmentation, drawn, epoch)
            rates = schedule(settings, state.accuracies, len(training))
            step = _step(interrupt, watch, epoch)
            result = one_epoch(model, batches, testing, epoch, rates=rates, step=step)
            check_loss(result, settings.learning_rate)
            if not is_averaged(settings, epoch, len(training), result.learning_rate):
                state = folder.advance(state, model, result)
            else:
                average.include(model)
                tested = go_through(average.network.test_on_batch, testing, as_test(step))
                result = replace(result, average_accuracy=float(tested["accuracy"]))
                state = folder.advance(state, model, result, average.network)
            mean = (time.monotonic() - started) / (epoch + 1 - first)
            left = mean * (settings.epochs - epoch - 1)
            log.info("%s", result)
            tell(Progress(result, settings.epochs, state.best_epoch == result, left, state.judge))
            if not state.finished:
                interrupt.check()
    return state


def check_loss(result: EpochResult, learning_rate: float) -> None:
    """Refuse to go on after an epoch from which nothing can be learnt any more.

    Raises:
        DivergedError: its loss is no number.
    """
    if result.diverged:
        raise DivergedError.of(result.epoch, learning_rate)


def _step(
    interrupt: Interrupt, watch: Callable[[int, int, int], None], epoch: int
) -> Callable[[int, int], None]:
    """What is done after each batch of an epoch (from 0); 0 done means a test batch."""

    def step(done: int, steps: int) -> None:
        interrupt.check()
        if done:
            watch(epoch + 1, done, steps)

    return step
