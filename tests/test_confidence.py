from __future__ import annotations

import numpy as np
import pytest

from model.confidence import fit_temperature, milder, reliability, serve, served
from model.evaluation import Answers


def drawn(temperature: float, pictures: int = 4000) -> Answers:
    """Truths drawn from a network's own probabilities, which then are off by a temperature."""
    rng = np.random.default_rng(3)
    logits = 2 * rng.normal(size=(pictures, 5))
    honest = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    truth = (honest.cumsum(axis=1) > rng.random((pictures, 1))).argmax(axis=1)
    return Answers(truth.astype(np.int64), serve(honest, 1 / temperature))


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_temperature_undoes_what_was_done(temperature: float) -> None:
    answers = drawn(temperature)
    found = fit_temperature(answers)
    assert found == pytest.approx(temperature, rel=0.08)
    assert served(answers, found).cross_entropy <= answers.cross_entropy
    assert reliability(served(answers, found)).error < 0.03


def test_a_network_that_is_too_sure_has_a_large_error() -> None:
    assert reliability(drawn(3.0)).error > 0.1


def test_the_error_is_the_mean_gap_of_the_groups() -> None:
    # Half of the pictures at 0.9 and all right, half at 0.6 and none right.
    said = np.repeat(np.array([[0.9, 0.1], [0.6, 0.4]], np.float32), 10, axis=0)
    truth = np.array([0] * 10 + [1] * 10, np.int64)
    found = reliability(Answers(truth, said))
    assert found.counts.sum() == 20
    assert found.error == pytest.approx(0.5 * 0.1 + 0.5 * 0.6, abs=1e-6)


def test_a_certain_answer_has_a_group() -> None:
    assert reliability(Answers(np.array([0]), np.array([[1.0, 0.0]], np.float32))).counts[-1] == 1


def test_serving_keeps_the_order_without_a_prior_and_divides_by_one_with_it() -> None:
    said = np.array([[0.5, 0.3, 0.2]], np.float32)
    assert (np.argsort(serve(said, 2.5)) == np.argsort(said)).all()
    np.testing.assert_allclose(serve(said, 1.0), said, rtol=1e-6)
    even = serve(said, 1.0, (0.5, 0.3, 0.2))
    np.testing.assert_allclose(even, np.full((1, 3), 1 / 3), rtol=1e-6)
    assert np.isfinite(serve(np.array([[1.0, 0.0]]), 0.1)).all()


def test_a_prior_can_be_milder() -> None:
    shares = np.array([0.64, 0.04, 0.32])
    assert milder(shares, 0) == pytest.approx((1 / 3,) * 3)
    assert milder(shares, 1) == pytest.approx(tuple(shares))
    half = milder(shares, 0.5)
    assert half[0] / half[1] == pytest.approx(4)
