from __future__ import annotations

import pytest

from model.schedule import SECOND_HEIGHT, Descent
from model.settings import TrainingSettings


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
