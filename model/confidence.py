"""How sure a network is, and how sure it should be: temperature, prior, calibration error."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from model.evaluation import Answers
from model.preprocess import Batch

BINS: Final = 15
"""Of the calibration error, as in Guo et al. 2017 (arXiv:1706.04599)."""

TEMPERATURES: Final = (0.05, 20.0)
"""Between these the best temperature is looked for."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Reliability:
    """Pictures grouped by how sure the network was of its answer.

    Attributes:
        counts: int ``(bins,)`` pictures of each group.
        confidence: float64 ``(bins,)`` mean probability of the answers, 0 where there are none.
        accuracy: float64 ``(bins,)`` share of the answers that were right.
    """

    counts: npt.NDArray[np.int64]
    confidence: Floats
    accuracy: Floats

    @property
    def error(self) -> float:
        """Expected calibration error (Naeini et al. 2015): mean gap between the two, 0 to 1."""
        gaps = np.abs(self.confidence - self.accuracy)
        return float((gaps * self.counts).sum() / max(1, self.counts.sum()))


def reliability(answers: Answers, bins: int = BINS) -> Reliability:
    """Group the pictures into ``bins`` equal ranges of the answers' probability."""
    sure = answers.probabilities.max(axis=1).astype(np.float64)
    right = (answers.chosen == answers.truth).astype(np.float64)
    group = np.minimum((sure * bins).astype(np.int64), bins - 1)
    counts = np.bincount(group, minlength=bins)
    many = np.maximum(1, counts)
    return Reliability(
        counts=counts,
        confidence=np.bincount(group, sure, bins) / many,
        accuracy=np.bincount(group, right, bins) / many,
    )


def serve(
    probabilities: npt.NDArray[Any], temperature: float, prior: tuple[float, ...] | None = None
) -> Batch:
    """Divide the logits by a temperature and the probabilities by a prior.

    A softmax's logits are the logarithms of its probabilities, up to a constant
    that the new normalisation takes out.

    Args:
        probabilities: float ``(N, classes)``.
        temperature: above 1 for less sure answers, below 1 for surer ones.
        prior: a positive number a class, or None for no division.

    Returns:
        float32 ``(N, classes)``, each row summing to 1.
    """
    logits = np.log(np.maximum(np.asarray(probabilities, np.float64), 1e-12)) / temperature
    if prior is not None:
        logits -= np.log(np.asarray(prior, np.float64))
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def served(answers: Answers, temperature: float, prior: tuple[float, ...] | None = None) -> Answers:
    """The same pictures with what ``serve`` makes of the answers."""
    return replace(answers, probabilities=serve(answers.probabilities, temperature, prior))


def fit_temperature(answers: Answers) -> float:
    """The temperature with the smallest cross-entropy (Guo et al. 2017).

    The cross-entropy has one minimum over the logarithm of the temperature, which
    golden-section search finds.
    """
    golden = (math.sqrt(5) - 1) / 2
    low, high = (math.log(limit) for limit in TEMPERATURES)

    def loss(logarithm: float) -> float:
        return served(answers, math.exp(logarithm)).cross_entropy

    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = loss(left), loss(right)
    while high - low > 1e-4:
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = loss(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = loss(right)
    return math.exp((low + high) / 2)


def milder(frequencies: Floats, strength: float) -> tuple[float, ...]:
    """Class frequencies as a prior: raised to ``strength``, 0 none and 1 all of it; sum 1."""
    raised = np.asarray(frequencies, np.float64) ** strength
    return tuple(float(share) for share in raised / raised.sum())
