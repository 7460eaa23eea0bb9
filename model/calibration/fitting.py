"""Finds a person's head from a few labelled faces.

A head is not one guess: every way to correct the picture, together with every
exchange of classes, is weighed by how well it explains the samples, and all that
matter vote (Bayesian model averaging; Hoeting, Madigan, Raftery and Volinsky 1999).
The network as it ships has most of the weight beforehand, so it takes samples to
move it, and few samples move it little. ``benchmarks.calibration`` chose the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from model.calibration.corrections import CORRECTIONS, corrected
from model.calibration.exchanges import Numbers, Orders, exchanges
from model.calibration.head import Head
from model.classifier import Classifier
from model.preprocess import Image

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Pull:
    """How strongly a head is pulled toward the network as it ships.

    Attributes:
        corrections: probability beforehand that another view than the face itself fits.
        exchanges: weight beforehand of all exchanges of two classes, see ``exchanges``.
        doubt: share of the samples that may show something else than was asked for.
        samples: a class counts for no more than this many, however many there are:
            the frames of one held expression are nearly the same picture.
        views: that a head keeps at most; each is one more question a face.
        least: weight below which a view is dropped.
    """

    corrections: float = 0.3
    exchanges: float = 0.2
    doubt: float = 0.05
    samples: int = 5
    views: int = 3
    least: float = 0.05


PULL: Final = Pull()


@dataclass(frozen=True)
class Gain:
    """What a head brings, by leaving out: each group is read by a head fitted on the others.

    Attributes:
        before, after: share read rightly, each class counting alike.
        surprise_before, surprise_after: mean of minus the logarithm of the probability
            given to what was shown, each class counting alike.
        samples: that were read.
    """

    before: float
    after: float
    surprise_before: float
    surprise_after: float
    samples: int

    @property
    def helps(self) -> bool:
        """Whether the head is worth using: less surprised, and not less often right."""
        return self.surprise_after < self.surprise_before and self.after >= self.before


def ask(classifier: Classifier, faces: Image) -> Numbers:
    """The network's answers to every view, float64 ``(V, N, C)``, of uint8 ``(N, S, S)``."""
    return np.stack(
        [classifier.predict(corrected(faces, name)).astype(np.float64) for name in CORRECTIONS]
    )


def fit(answers: Numbers, shown: Indices, labels: tuple[str, ...], pull: Pull = PULL) -> Head:
    """The head for some samples.

    Args:
        answers: ``(V, N, C)`` of ``ask``; N may be 0.
        shown: which class each face was meant to show, int ``(N,)``.
        labels: of the network.
        pull: toward the network as it ships.
    """
    weights = _posterior(answers, shown, pull)
    orders, _ = exchanges(len(labels), pull.exchanges)
    of_views = weights.sum(axis=1)
    kept = [int(v) for v in np.argsort(-of_views, kind="stable")[: pull.views]]
    kept = [v for v in kept if of_views[v] >= pull.least]
    chosen = np.stack([_votes(orders, weights[v]) for v in kept])
    chosen /= chosen.sum(axis=(0, 1), keepdims=True)
    return Head(labels, tuple(list(CORRECTIONS)[v] for v in kept), chosen)


def leave_out(
    answers: Numbers,
    shown: Indices,
    groups: Indices,
    labels: tuple[str, ...],
    pull: Pull = PULL,
) -> Gain:
    """What a head would bring on faces that it was not fitted on.

    Args:
        answers: as for ``fit``.
        shown: likewise.
        groups: int ``(N,)``; samples of one group, such as neighbouring frames, are
            left out together, for one would give the other away.
        labels: as for ``fit``.
        pull: likewise.
    """
    plain, personal = answers[0], np.zeros_like(answers[0])
    for group in np.unique(groups):
        out = groups == group
        head = fit(answers[:, ~out], shown[~out], labels, pull)
        personal[out] = head.combine(_of(head, answers[:, out]))
    return Gain(
        before=_share_right(plain, shown),
        after=_share_right(personal, shown),
        surprise_before=_surprise(plain, shown),
        surprise_after=_surprise(personal, shown),
        samples=len(shown),
    )


def calibrate(
    classifier: Classifier, faces: Image, shown: Indices, groups: Indices, pull: Pull = PULL
) -> tuple[Head, Gain]:
    """Ask a network about a person's faces and fit their head; a second for 70 faces.

    Args:
        classifier: the network as it ships, without any head.
        faces: uint8 ``(N, S, S)``, one or more.
        shown: which class each was meant to show, int ``(N,)``.
        groups: as for ``leave_out``.
        pull: toward the network as it ships.

    Returns:
        The head, the neutral one if it brought nothing, and what it brings.
    """
    return fit_if_it_helps(ask(classifier, faces), shown, groups, classifier.labels, pull)


def fit_if_it_helps(
    answers: Numbers, shown: Indices, groups: Indices, labels: tuple[str, ...], pull: Pull = PULL
) -> tuple[Head, Gain]:
    """The same for answers that the network has given already.

    Args:
        answers: what ``ask`` returned.
        shown: as for ``calibrate``.
        groups: as for ``leave_out``.
        labels: class names in output order.
        pull: toward the network as it ships.
    """
    gain = leave_out(answers, shown, groups, labels, pull)
    return (fit(answers, shown, labels, pull) if gain.helps else Head.neutral(labels)), gain


def _of(head: Head, answers: Numbers) -> Numbers:
    names = list(CORRECTIONS)
    return answers[[names.index(view) for view in head.views]]


def _posterior(answers: Numbers, shown: Indices, pull: Pull) -> Numbers:
    """Probability of each view with each exchange, ``(V, K)``, after the samples."""
    views, _, classes = answers.shape
    orders, log_prior = exchanges(classes, pull.exchanges)
    believed = np.log((1 - pull.doubt) * answers + pull.doubt / classes)
    # One number for each view, class shown and class read: all that an exchange needs.
    evidence = np.zeros((views, classes, classes))
    for label in np.unique(shown):
        of_label = believed[:, shown == label]
        evidence[:, label] = of_label.mean(axis=1) * min(pull.samples, of_label.shape[1])
    # Not as a product of matrices: the threads of a BLAS wait for each other and for the
    # running mirror ten times as long as this takes.
    scores = np.tile(log_prior, (views, 1))
    for label in range(classes):
        scores += evidence[:, label].take(orders[:, label], axis=1)
    others = np.log(pull.corrections / max(1, views - 1))
    scores += np.where(np.arange(views) == 0, np.log(1 - pull.corrections), others)[:, np.newaxis]
    weights = np.exp(scores - scores.max())
    return np.asarray(weights / weights.sum())


def _votes(orders: Orders, weights: Numbers) -> Numbers:
    """The mean of the exchanges' matrices, ``(C, C)``, each with its weight."""
    classes = orders.shape[1]
    rows = [np.bincount(orders[:, c], weights, minlength=classes) for c in range(classes)]
    return np.array(rows)


def _share_right(probabilities: Numbers, shown: Indices) -> float:
    right = probabilities.argmax(axis=1) == shown
    return float(np.mean([right[shown == label].mean() for label in np.unique(shown)]))


def _surprise(probabilities: Numbers, shown: Indices) -> float:
    given = -np.log(np.maximum(probabilities[np.arange(len(shown)), shown], 1e-6))
    return float(np.mean([given[shown == label].mean() for label in np.unique(shown)]))
