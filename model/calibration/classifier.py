"""Serves a person's head over any network."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import asdict, is_dataclass
from typing import Any, Final

import numpy as np

from model.calibration.corrections import corrected
from model.calibration.head import Head
from model.classifier import Classifier
from model.preprocess import Batch, Image

UNSERVED: Final = (
    *("name", "weights", "data", "seed", "command", "settings", "scores", "versions"),
    "format",
)
"""Fields of a network's description that its answers do not depend on."""


class CalibratedClassifier:
    """A network and, over it, the head of whoever is in front of it; for several threads.

    A head can be put on and taken off while another thread asks.
    """

    def __init__(self, base: Classifier, head: Head | None = None) -> None:
        """Serve ``base``, through ``head`` where there is one.

        Raises:
            ValueError: the head is for other labels.
        """
        self._base = base
        self._lock = threading.Lock()
        self._head: Head | None = None
        self.use(head)

    @property
    def labels(self) -> tuple[str, ...]:
        """The network's labels in output order."""
        return self._base.labels

    @property
    def size(self) -> int:
        """Side of the square faces in pixels."""
        return self._base.size

    @property
    def head(self) -> Head | None:
        """What is put over the network's answers; None leaves them as they are."""
        return self._head

    def use(self, head: Head | None) -> None:
        """Put a head on from the next face on; None takes it off.

        Raises:
            ValueError: it is for other labels.
        """
        if head is not None and head.labels != self.labels:
            raise ValueError(f"the head is for {head.labels}, the network says {self.labels}")
        self._head = None if head is not None and head.is_neutral else head

    def predict(self, faces: Image) -> Batch:
        """Probabilities float32 ``(N, C)`` of uint8 gray faces ``(N, size, size)``."""
        head = self._head
        if head is None:
            return self.predict_plain(faces)
        views = [self.predict_plain(corrected(faces, name)) for name in head.views]
        return head.combine(np.stack(views))

    def predict_plain(self, faces: Image) -> Batch:
        """The same as the network itself says it, whatever head is on."""
        with self._lock:
            return self._base.predict(faces)


class Plain:
    """The network under a ``CalibratedClassifier``, safe to ask from another thread."""

    def __init__(self, personal: CalibratedClassifier) -> None:
        """Ask ``personal``, and always without its head."""
        self._personal = personal
        self.labels, self.size = personal.labels, personal.size

    def predict(self, faces: Image) -> Batch:
        """One face after the other, so that a camera's frame never waits for all of them."""
        if not len(faces):
            return self._personal.predict_plain(faces)
        return np.concatenate([self._personal.predict_plain(face[np.newaxis]) for face in faces])


def network_of(classifier: Classifier) -> str:
    """SHA-256 of all that a network's answers depend on, hexadecimal.

    Equal for two networks of the same weights that are served in the same way; a head
    that was fitted on one of them fits the other.
    """
    description = getattr(classifier, "description", None)
    served: dict[str, Any] = {"labels": classifier.labels, "size": classifier.size}
    if is_dataclass(description) and not isinstance(description, type):
        served |= asdict(description)
    kept = {name: value for name, value in served.items() if name not in UNSERVED}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()
