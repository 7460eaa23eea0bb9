from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from model.schedule import (
    SECOND_HEIGHT,
    Descent,
    Level,
    has_stopped,
    is_averaged,
    plateau_rate,
    schedule,
)
from model.settings import TrainingSettings
from tests.training_support import needs_tensorflow


def test_it_rises_falls_and_falls_once_more() -> None:
    descent = Descent(highest=1.0, warmup=10, restart=50, end=90)
    rates = [descent.at(step) for step in range(90)]
    assert rates[:11] == sorted(rates[:11])
    assert rates[10:50] == sorted(rates[10:50], reverse=True)
    assert rates[50:] == sorted(rates[50:], reverse=True)
    assert rates[10] == pytest.approx(1.0)
    assert rates[49] < 0.01
    assert rates[50] == pytest.approx(SECOND_HEIGHT)
    assert rates[89] < 0.01
    assert min(rates) > 0


@pytest.mark.parametrize("restart", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("epochs", [1, 2, 3, 40])
def test_any_run_has_a_learning_rate_at_every_step(epochs: int, restart: float) -> None:
    settings = TrainingSettings("a", "b", epochs=epochs, restart=restart)
    descent = Descent.of(settings, steps=7)
    assert all(0 < descent.at(step) <= settings.learning_rate for step in range(7 * epochs))


def test_without_a_restart_the_end_is_at_the_bottom() -> None:
    descent = Descent.of(TrainingSettings("a", "b", epochs=10, restart=1.0), steps=100)
    assert descent.at(999) < 1e-8


def course(seed: int) -> list[float]:
    """Accuracies that rise, stand still and fall, as float32 gives them."""
    rng = np.random.default_rng(seed)
    steps = 0.02 * rng.integers(-3, 4, 40) / 3
    return [float(np.float32(0.5 + height)) for height in steps.cumsum()]


def watched(callback: Any, accuracies: list[float], rate: float) -> tuple[list[float], int | None]:
    """What one of Keras's callbacks makes of them: learning rates, and after which it stops."""
    rates: list[float] = []
    model = SimpleNamespace(stop_training=False, optimizer=SimpleNamespace(learning_rate=rate))
    callback.set_model(model)
    callback.on_train_begin()
    for epoch, accuracy in enumerate(accuracies):
        callback.on_epoch_end(epoch, {"accuracy": accuracy})
        rates.append(float(np.asarray(model.optimizer.learning_rate)))
        if model.stop_training:
            return rates, epoch + 1
    return rates, None


@pytest.mark.train
@needs_tensorflow
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("factor", "patience", "least"), [(0.5, 2, 1e-4), (0.1, 5, 0.0)])
def test_a_plateau_is_what_keras_calls_one(
    seed: int, factor: float, patience: int, least: float
) -> None:
    import keras

    settings = TrainingSettings(
        "a", "b", schedule="plateau", plateau_factor=factor, plateau_patience=patience,
        plateau_minimum=least, learning_rate=2e-3,
    )  # fmt: skip
    accuracies = course(seed)
    callback = keras.callbacks.ReduceLROnPlateau(
        monitor="accuracy", mode="max", factor=factor, patience=patience, min_lr=least
    )
    theirs, _ = watched(callback, accuracies, settings.learning_rate)
    ours = [plateau_rate(settings, accuracies[: n + 1]) for n in range(len(accuracies))]
    np.testing.assert_allclose(ours, theirs, rtol=1e-5)
    assert min(ours) < settings.learning_rate


@pytest.mark.train
@needs_tensorflow
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("delta", "patience"), [(5e-5, 3), (0.02, 2), (0.0, 1), (0.0, 30)])
def test_a_run_ends_early_where_keras_would_end_it(seed: int, delta: float, patience: int) -> None:
    import keras

    settings = TrainingSettings("a", "b", stop_delta=delta, stop_patience=patience)
    accuracies = course(seed)
    callback = keras.callbacks.EarlyStopping(
        monitor="accuracy", mode="max", min_delta=delta, patience=patience
    )
    _, theirs = watched(callback, accuracies, 1.0)
    ends = (n for n in range(len(accuracies) + 1) if has_stopped(settings, accuracies[:n]))
    assert next(ends, None) == theirs


def test_without_patience_no_run_ends_early() -> None:
    assert not has_stopped(TrainingSettings("a", "b"), [0.5] * 1000)


def averaged_epochs(steps: int = 10, **changes: Any) -> list[int]:
    """Which epochs enter the weights' mean."""
    settings = TrainingSettings("a", "b", epochs=12, **changes)
    rates = schedule(settings, [], steps)
    ends = enumerate(rates.at((epoch + 1) * steps - 1) for epoch in range(settings.epochs))
    return [epoch for epoch, rate in ends if is_averaged(settings, epoch, steps, rate)]


def test_the_epochs_of_the_warm_up_enter_no_mean() -> None:
    assert averaged_epochs(average=0.5, warmup_epochs=5) == [8, 9, 10, 11]
    assert averaged_epochs(average=1, warmup_epochs=2) == list(range(2, 12))
    assert averaged_epochs(average=1, warmup_epochs=3, schedule="constant") == list(range(3, 12))
    assert averaged_epochs(average=0) == []


def test_the_epochs_of_the_last_descent_alone_enter_the_mean() -> None:
    assert averaged_epochs(average=0.3, restart=0.5, warmup_epochs=0) == [8, 9, 10, 11]
    assert averaged_epochs(average=0.3, restart=0, warmup_epochs=0)[-1] == 11
    # Only the cosine has a second descent.
    assert len(averaged_epochs(average=1, restart=0.5, warmup_epochs=0, schedule="constant")) == 12


def test_the_rate_of_an_epoch_follows_from_the_history_alone() -> None:
    settings = TrainingSettings(
        "a", "b", schedule="plateau", plateau_patience=1, learning_rate=1.0, warmup_epochs=2
    )
    assert schedule(settings, [], 10) == Level(1.0, 20)
    assert schedule(settings, [0.5, 0.5, 0.4], 10) == Level(0.25, 20)
    assert schedule(settings, [0.5], 10).at(5) == 0.25
    steady = TrainingSettings("a", "b", schedule="constant", learning_rate=0.1, warmup_epochs=0)
    assert {schedule(steady, [0.5] * 9, 10).at(step) for step in (0, 5, 99)} == {0.1}
