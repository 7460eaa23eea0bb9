"""Faces in, probabilities out: a stored network, run by LiteRT."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from model.confidence import serve
from model.description import GRAY_LEVELS, LOGITS, NetworkDescription
from model.errors import WeightsError
from model.interpreter import Shape, open_interpreter, shape_of
from model.network_files import NetworkFile, find_network
from model.preprocess import Batch, Image, to_batch

THREADS: Final = 2
TOLERANCE: Final = 0.01
"""By which probabilities may miss 0 and the sum of 1: int8 and float16 networks round."""


class Classifier(Protocol):
    """Anything that reads expressions.

    Attributes:
        labels: names in output order.
        size: side of the square faces in pixels.
    """

    @property
    def labels(self) -> tuple[str, ...]:
        """Names in output order."""

    @property
    def size(self) -> int:
        """Side of the square faces in pixels."""

    def predict(self, faces: Image) -> Batch:
        """Probabilities float32 ``(N, C)`` of uint8 gray faces ``(N, size, size)``."""


class ExpressionClassifier:
    """A network with all that serving does to its answers. For one thread at a time."""

    def __init__(self, description: NetworkDescription, interpreter: Any) -> None:
        """Take over an allocated interpreter; see ``load``."""
        self.description = description
        self._interpreter = interpreter
        self._input = interpreter.get_input_details()[0]["index"]
        self._output = interpreter.get_output_details()[0]["index"]

    @classmethod
    def load(
        cls, path: str | Path | None = None, *, threads: int = THREADS
    ) -> ExpressionClassifier:
        """Load a network.

        Args:
            path: its ``.tflite``, ``.keras``, ``.h5`` or ``.json`` file, or the name of one
                that lies in ``model/weights``; None is the installed network, or else the
                shipped one.
            threads: that LiteRT may use.

        Raises:
            WeightsError: the network is missing, damaged, not what its description says,
                or nothing says what its outputs mean; a Keras file carries code.
            ModelError: LiteRT is not installed, or for a Keras file Keras is not.
        """
        file = find_network(path)
        interpreter = open_interpreter(_content(file), file.weights, threads)
        network = cls(_describe(file, shape_of(interpreter, file.weights)), interpreter)
        network.check_answers(file.weights)
        return network

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the expressions, in output order."""
        return self.description.labels

    @property
    def size(self) -> int:
        """Side of the square faces in pixels."""
        return self.description.size

    def predict(self, faces: Image) -> Batch:
        """Read the expressions of faces.

        Args:
            faces: uint8 gray ``(N, size, size)``; a colour network takes RGB
                ``(N, size, size, 3)`` as well. N may be 0.

        Returns:
            float32 ``(N, C)``, each row summing to 1, columns in the order of ``labels``.

        Raises:
            ValueError: for another shape or dtype.
        """
        batch = self._checked(np.asarray(faces))
        # One face at a time: the interpreter plans its memory anew for every other
        # batch size, which costs more than the few faces of a frame together.
        answers = np.zeros((len(batch), len(self.labels)), dtype=np.float64)
        views = self.description.views
        for row, face in enumerate(batch):
            for view in (face, face[:, ::-1])[:views]:
                answers[row] += self._ask(view) / views
        return self._served(answers)

    def check_answers(self, path: Path) -> None:
        """Try the network out.

        Args:
            path: of the network, for the message.

        Raises:
            WeightsError: its outputs are not what its description says.
        """
        size, channels = self.size, self.description.channels
        slope = np.broadcast_to(np.linspace(0, 255, size, dtype=np.float32), (size, size))
        for face in (np.full((size, size), 128, np.float32), slope):
            raw = self._run(np.repeat(face[..., np.newaxis], channels, axis=-1))
            if not np.isfinite(raw).all():
                raise WeightsError(
                    f"The network {path} answers with what is no number: it is damaged, or its "
                    "training went wrong."
                )
            if self.description.outputs != LOGITS and not _are_probabilities(raw):
                raise WeightsError(
                    f"The outputs of {path} are no probabilities, for they lie between "
                    f"{raw.min():.3g} and {raw.max():.3g} and sum to {raw.sum():.3g}: if a "
                    f'softmax is missing at its end, write  "outputs": "logits"  into '
                    f"{path.with_suffix('.json')}."
                )

    def _ask(self, face: Batch) -> Batch:
        raw = self._run(face)
        if self.description.outputs != LOGITS:
            return raw
        raised = np.exp(raw - raw.max())
        return np.asarray(raised / raised.sum(), dtype=np.float32)

    def _run(self, face: Batch) -> Batch:
        """The outputs, float32 ``(C,)``, for gray levels float32 ``(size, size, channels)``."""
        low, high = self.description.input_range
        if (low, high) != GRAY_LEVELS:
            face = np.asarray(low + face * ((high - low) / GRAY_LEVELS[1]), dtype=np.float32)
        self._interpreter.set_tensor(self._input, np.ascontiguousarray(face[np.newaxis]))
        self._interpreter.invoke()
        return np.asarray(self._interpreter.get_tensor(self._output)[0], dtype=np.float32)

    def _checked(self, faces: Image) -> Batch:
        size, channels = self.size, self.description.channels
        gray = faces.shape[1:] == (size, size)
        colour = channels > 1 and faces.shape[1:] == (size, size, channels)
        if faces.dtype != np.uint8 or not (gray or colour):
            raise ValueError(
                f"faces are uint8 (N, {size}, {size}), not {faces.dtype} {faces.shape}"
            )
        if gray and channels > 1:
            faces = np.repeat(faces[..., np.newaxis], channels, axis=-1)
        return to_batch(faces)

    def _served(self, probabilities: np.ndarray[Any, np.dtype[np.float64]]) -> Batch:
        return serve(probabilities, self.description.temperature, self.description.prior)


def _content(file: NetworkFile) -> Path | bytes:
    """What the interpreter opens: a LiteRT file as it is, a Keras file converted."""
    if not file.is_keras:
        return file.weights
    from model.keras_files import keras_as_litert

    return keras_as_litert(file.weights)


def _describe(file: NetworkFile, shape: Shape) -> NetworkDescription:
    """The description of an opened network, compared with what it takes and gives."""
    known = file.known
    if not isinstance(known, NetworkDescription):
        known = known.complete(file.weights, shape.size, shape.channels)
    described = Shape(known.size, known.channels, len(known.labels))
    if described != shape:
        size, channels = known.size, known.channels
        raise WeightsError(
            f"The weights {file.weights} do not fit their description: it promises faces of "
            f"{size} x {size} x {channels} in and {len(known.labels)} float32 probabilities out, "
            f"and they take {shape.size} x {shape.size} x {shape.channels} and give "
            f"{shape.outputs}."
        )
    return known


def _are_probabilities(raw: Batch) -> bool:
    return bool(raw.min() >= -TOLERANCE and abs(raw.sum() - 1) <= TOLERANCE)
