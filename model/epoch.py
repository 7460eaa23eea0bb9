"""One epoch: every training picture seen once, every test picture asked about once."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from model.devices import batch_step
from model.schedule import Schedule
from model.state import EpochResult


def one_epoch(
    model: Any,
    batches: Sequence[Any],
    testing: Sequence[Any],
    epoch: int,
    *,
    rates: Schedule,
    step: Callable[[int, int], None],
) -> EpochResult:
    """Train and test once; ``epoch`` counts from 0, the result from 1."""
    begun = time.monotonic()
    numbers, take_step = itertools.count(epoch * len(batches)), batch_step(model)

    def learn(*pictures_and_targets: Any, **named: Any) -> Any:
        model.optimizer.learning_rate = rates.at(next(numbers))
        return take_step(*pictures_and_targets, **named)

    trained = go_through(learn, batches, step)
    tested = go_through(model.test_on_batch, testing, as_test(step))
    return EpochResult(
        epoch=epoch + 1,
        loss=float(trained["loss"]),
        accuracy=float(trained["accuracy"]),
        test_loss=float(tested["loss"]),
        test_accuracy=float(tested["accuracy"]),
        learning_rate=rates.at((epoch + 1) * len(batches) - 1),
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


def as_test(step: Callable[[int, int], None]) -> Callable[[int, int], None]:
    """The same step for the batches of a test: 0 done."""
    return lambda done, steps: step(0, steps)
