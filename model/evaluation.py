"""How good a network is, and whether two networks say the same: arrays in, figures out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from model.preprocess import Batch

Predict = Callable[[Batch], Batch]
"""float32 ``(N, S, S, C)`` gray levels in, float32 ``(N, classes)`` probabilities out."""
Classes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Answers:
    """What a network said of pictures whose class is known.

    Attributes:
        truth: int ``(N,)`` class of each picture.
        probabilities: float32 ``(N, classes)``.
    """

    truth: Classes
    probabilities: Batch

    @property
    def chosen(self) -> Classes:
        """The most probable class of each picture."""
        return np.asarray(self.probabilities.argmax(axis=1), dtype=np.int64)

    @property
    def accuracy(self) -> float:
        """Share of the pictures that were told right."""
        return float((self.chosen == self.truth).mean())

    @property
    def cross_entropy(self) -> float:
        """Mean of ``-log p(truth)``, in nats, without label smoothing."""
        own = self.probabilities[np.arange(len(self.truth)), self.truth]
        return float(-np.log(np.maximum(own, 1e-7)).mean())

    @property
    def confusion(self) -> Classes:
        """Pictures of class i told to be class j, ``(classes, classes)``."""
        classes = self.probabilities.shape[1]
        pairs = np.bincount(self.truth * classes + self.chosen, minlength=classes**2)
        return np.asarray(pairs.reshape(classes, classes), dtype=np.int64)

    @property
    def recalls(self) -> npt.NDArray[np.float64]:
        """Share of each class's pictures that was told right, ``(classes,)``."""
        counts = self.confusion
        return np.asarray(counts.diagonal() / np.maximum(1, counts.sum(axis=1)), dtype=np.float64)


@dataclass(frozen=True)
class Difference:
    """How far one network's answers are from another's on the same pictures.

    Attributes:
        largest: of all differences between two probabilities.
        mean: of the same differences, absolute.
        changed: pictures whose most probable class differs.
        lost: pictures told right by the reference, less those told right by the other.
        pictures: compared.
    """

    largest: float
    mean: float
    changed: int
    lost: int
    pictures: int


def compare(reference: Answers, other: Answers) -> Difference:
    """Measure how far ``other`` is from ``reference``."""
    gap = np.abs(reference.probabilities - other.probabilities)
    right = [int((answers.chosen == answers.truth).sum()) for answers in (reference, other)]
    return Difference(
        largest=float(gap.max()),
        mean=float(gap.mean()),
        changed=int((reference.chosen != other.chosen).sum()),
        lost=right[0] - right[1],
        pictures=len(reference.truth),
    )


def two_views(predict: Predict) -> Predict:
    """A network that is asked about each face and its mirror image, the answers averaged."""

    def both(faces: Batch) -> Batch:
        answers = predict(faces) + predict(faces[:, :, ::-1])
        return np.asarray(answers / 2, dtype=np.float32)

    return both


def ask(flow: Any, networks: Mapping[str, Predict]) -> dict[str, Answers]:
    """Give every picture of a part to every network.

    Args:
        flow: the batches of a part, a ``model.data.Flow``.
        networks: by name.

    Returns:
        The answers by name, in the order of the part.
    """
    truth: list[Any] = []
    said: dict[str, list[Batch]] = {name: [] for name in networks}
    for index in range(len(flow)):
        pictures, targets = flow[index]
        truth.append(targets.argmax(axis=1))
        for name, predict in networks.items():
            said[name].append(np.asarray(predict(pictures), dtype=np.float32))
    classes = np.concatenate(truth).astype(np.int64)
    return {name: Answers(classes, np.concatenate(parts)) for name, parts in said.items()}


def scores(answers: Answers, labels: tuple[str, ...]) -> dict[str, float]:
    """The figures of a network by name."""
    recalls = dict(zip(labels, answers.recalls.tolist(), strict=True))
    return {
        "test_accuracy": answers.accuracy,
        "mean_recall": float(answers.recalls.mean()),
        "test_cross_entropy": answers.cross_entropy,
        **{f"recall_{label}": recall for label, recall in recalls.items()},
    }


def class_report(answers: Answers, labels: tuple[str, ...]) -> str:
    """Precision, recall and F1 of each class, as scikit-learn prints them."""
    from sklearn.metrics import classification_report

    return str(
        classification_report(
            answers.truth,
            answers.chosen,
            labels=range(len(labels)),
            target_names=labels,
            digits=3,
            zero_division=0,
        )
    )
