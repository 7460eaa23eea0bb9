"""The training loop: one epoch at a time, saved after each, resumable after any end."""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from model.augmentation import Augmentation
from model.averaging import WeightAverage
from model.data import EpochBatches, FolderReport, reader
from model.errors import RunError
from model.interrupt import Interrupt
from model.networks import mirror_network
from model.runs import EpochResult, RunFolder, RunState
from model.schedule import Descent
from model.settings import TrainingSettings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Progress:
    """What is known after an epoch.

    Attributes:
        result: the epoch's figures.
        epochs: of the whole run.
        improved: whether this is the best network so far.
        seconds_left: estimated from the epochs of this process.
    """

    result: EpochResult
    epochs: int
    improved: bool
    seconds_left: float


def train(
    folder: RunFolder,
    state: RunState,
    reports: tuple[FolderReport, FolderReport],
    tell: Callable[[Progress], None],
    watch: Callable[[int, int, int], None] = lambda epoch, step, steps: None,
) -> RunState:
    """Train from where ``state`` stands to the last epoch.

    Args:
        folder: where each epoch is saved.
        state: a new run's, or one that ``RunFolder.load`` returned.
        reports: what ``check_folders`` found.
        tell: called after each epoch.
        watch: called after each batch with the epoch (from 1), the batches done
            and the batches of an epoch.

    Returns:
        The state after the last epoch.

    Raises:
        KeyboardInterrupt: the user pressed Ctrl-C; all whole epochs are saved.
        RunError: an epoch could not be saved, or the last one not be read.
    """
    import keras

    settings = state.settings
    keras.utils.clear_session()
    keras.utils.set_random_seed(settings.seed)
    keras.mixed_precision.set_global_policy(settings.precision)
    augmentation = Augmentation(settings)
    training = reader(settings, reports[0], training=True)
    testing = reader(settings, reports[1], training=False)
    model = _model(folder, state)
    average = _average(folder, state)
    descent = Descent.of(settings, len(training))
    first = len(state.history)
    with Interrupt() as interrupt:
        started = time.monotonic()
        for epoch in range(first, settings.epochs):
            _seed_dropout(model, settings.seed, epoch)
            batches = EpochBatches(training, augmentation, settings.seed, epoch)
            step = _step(interrupt, watch, epoch)
            result = _one_epoch(model, batches, testing, epoch, descent=descent, step=step)
            if result.learning_rate > settings.average * settings.learning_rate:
                state = folder.advance(state, model, result)
            else:
                average.include(model)
                tested = go_through(average.network.test_on_batch, testing, _tests(step))
                result = replace(result, average_accuracy=float(tested["accuracy"]))
                state = folder.advance(state, model, result, average.network)
            mean = (time.monotonic() - started) / (epoch + 1 - first)
            left = mean * (settings.epochs - epoch - 1)
            log.info("%s", result)
            tell(Progress(result, settings.epochs, state.best_epoch == result, left))
            if not state.finished:
                interrupt.check()
    return state


def _step(
    interrupt: Interrupt, watch: Callable[[int, int, int], None], epoch: int
) -> Callable[[int, int], None]:
    """What is done after each batch of an epoch (from 0); 0 done means a test batch."""

    def step(done: int, steps: int) -> None:
        interrupt.check()
        if done:
            watch(epoch + 1, done, steps)

    return step


def _tests(step: Callable[[int, int], None]) -> Callable[[int, int], None]:
    """The same step for the batches of a test."""
    return lambda done, steps: step(0, steps)


def _one_epoch(
    model: Any,
    batches: Sequence[Any],
    testing: Sequence[Any],
    epoch: int,
    *,
    descent: Descent,
    step: Callable[[int, int], None],
) -> EpochResult:
    """Train and test once; ``epoch`` counts from 0, the result from 1."""
    begun = time.monotonic()
    numbers = itertools.count(epoch * len(batches))

    def learn(*pictures_and_targets: Any, **named: Any) -> Any:
        model.optimizer.learning_rate = descent.at(next(numbers))
        return model.train_on_batch(*pictures_and_targets, **named)

    trained = go_through(learn, batches, step)
    tested = go_through(model.test_on_batch, testing, _tests(step))
    return EpochResult(
        epoch=epoch + 1,
        loss=float(trained["loss"]),
        accuracy=float(trained["accuracy"]),
        test_loss=float(tested["loss"]),
        test_accuracy=float(tested["accuracy"]),
        learning_rate=descent.at((epoch + 1) * len(batches) - 1),
        seconds=time.monotonic() - begun,
    )


def go_through(
    use: Any, batches: Sequence[Any], step: Callable[[int, int], None]
) -> dict[str, float]:
    """Give every batch to ``use``, the next one read meanwhile.

    Args:
        use: a Keras model's ``train_on_batch`` or ``test_on_batch``.
        batches: pictures and targets.
        step: called after each batch with how many are done, and how many there are.

    Returns:
        The mean of each figure over all pictures.

    Not ``fit``: under TensorFlow it reads in threads that cannot be ended from
    outside, and a program that stopped in the middle of an epoch hung at its exit.
    """
    sums: dict[str, float] = {}
    seen = 0
    with ThreadPoolExecutor(1) as reading:
        coming = reading.submit(batches.__getitem__, 0)
        for done in range(1, len(batches) + 1):
            pictures, targets = coming.result()
            if done < len(batches):
                coming = reading.submit(batches.__getitem__, done)
            figures = use(pictures, targets, return_dict=True)
            # These are of this batch alone, and the last batch is smaller.
            seen += len(targets)
            for name, value in figures.items():
                sums[name] = sums.get(name, 0.0) + float(value) * len(targets)
            step(done, len(batches))
    return {name: total / seen for name, total in sums.items()}


def _model(folder: RunFolder, state: RunState) -> Any:
    """The network with its optimizer, both as after the last whole epoch."""
    model = build_network(state)
    _compile(model, state.settings)
    if state.checkpoint is not None:
        # Not load_model: it forgets which variables are not to decay.
        model.optimizer.build(model.trainable_variables)
        load_weights(model, folder.path / state.checkpoint)
    return model


def _average(folder: RunFolder, state: RunState) -> WeightAverage:
    """The mean of the weights so far, as after the last whole epoch."""
    network = build_network(state)
    _compile(network, state.settings)
    if state.average is not None:
        load_weights(network, folder.path / state.average)
    return WeightAverage(network, state.averaged)


def build_network(state: RunState) -> Any:
    """The run's network with fresh weights, in Keras's precision of the moment."""
    settings = state.settings
    return mirror_network(
        settings.size,
        settings.colors,
        channels=settings.channels,
        blocks=settings.blocks,
        dropout=settings.dropout,
        classes=len(state.labels),
    )


def load_weights(model: Any, path: Any) -> None:
    """Load weights, and the optimizer's state if the model has an optimizer.

    Raises:
        RunError: the file is missing or damaged.
    """
    try:
        model.load_weights(path)
    # h5py and zipfile have an error of their own for each kind of damage.
    except Exception as error:
        raise RunError(
            f"The saved network {path} cannot be read: it is missing or damaged, so the run "
            "cannot go on. Start another without --resume."
        ) from error


def _compile(model: Any, settings: TrainingSettings) -> None:
    """AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101); ``Descent`` sets its learning rate."""
    import keras

    optimizer = keras.optimizers.AdamW(settings.learning_rate, weight_decay=settings.weight_decay)
    # Decaying what normalises the activations only weakens the normalisation.
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    model.compile(
        optimizer=optimizer,
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=settings.label_smoothing),
        metrics=["accuracy"],
    )


def _seed_dropout(model: Any, seed: int, epoch: int) -> None:
    """Make the dropout masks of an epoch depend on seed and epoch alone."""
    for number, layer in enumerate(model.layers):
        generator = getattr(layer, "seed_generator", None)
        if generator is not None:
            # Two numbers, as Keras keeps them: int64 under TensorFlow, uint32 under JAX.
            generator.state.assign([seed + 7919 * number, epoch])
