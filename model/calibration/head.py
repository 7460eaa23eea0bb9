"""The head: what is done with a network's answers so that they fit one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from model.calibration.corrections import AS_IT_IS, CORRECTIONS
from model.calibration.exchanges import Numbers
from model.preprocess import Batch

LARGEST_ERROR: Final = 1e-6
"""By which the columns of a head's matrices may miss a sum of 1."""


@dataclass(frozen=True, eq=False)
class Head:
    """A weighted vote of a few views of the face, each with its reading of the classes.

    Attributes:
        labels: of the network it was fitted on, in output order.
        views: names of corrections; the network is asked once for each.
        matrices: float64 ``(V, C, C)``, one a view: the network's probabilities in, a part
            of the person's out. Not negative; together they keep the sum of 1.
    """

    labels: tuple[str, ...]
    views: tuple[str, ...]
    matrices: Numbers

    def __post_init__(self) -> None:
        """Refuse a head that would not give probabilities.

        Raises:
            ValueError: the parts do not fit each other, a view is unknown, or the
                matrices are no parts of probabilities.
        """
        wanted = (len(self.views), len(self.labels), len(self.labels))
        if not self.views or len(set(self.views)) != len(self.views):
            raise ValueError("a head has one or more different views")
        if unknown := [name for name in self.views if name not in CORRECTIONS]:
            raise ValueError(f"there is no view called {unknown[0]!r}")
        if self.matrices.shape != wanted or self.matrices.dtype != np.float64:
            raise ValueError(f"the matrices are float64 {wanted}, not {self.matrices.shape}")
        if not np.isfinite(self.matrices).all() or (self.matrices < 0).any():
            raise ValueError("the matrices hold shares, which are finite and not negative")
        if np.abs(self.matrices.sum(axis=(0, 1)) - 1).max() > LARGEST_ERROR:
            raise ValueError("each class's shares add up to 1")

    @classmethod
    def neutral(cls, labels: tuple[str, ...]) -> Head:
        """The head that leaves the network's answers as they are."""
        return cls(labels, (AS_IT_IS,), np.eye(len(labels))[np.newaxis])

    @property
    def is_neutral(self) -> bool:
        """Whether it changes nothing."""
        same = np.array_equal(self.matrices[0], np.eye(len(self.labels)))
        return self.views == (AS_IT_IS,) and same

    def combine(self, answers: Numbers | Batch) -> Batch:
        """Float32 ``(N, C)`` probabilities of the network's ``(V, N, C)``, one a view."""
        mixed = np.einsum("vck,vnk->nc", self.matrices, answers.astype(np.float64))
        return np.asarray(mixed / mixed.sum(axis=1, keepdims=True), dtype=np.float32)

    def stored(self) -> dict[str, Any]:
        """The head as plain values for JSON."""
        return {"views": list(self.views), "matrices": self.matrices.tolist()}
