"""Faces in, probabilities out: a stored network, run by LiteRT."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from model.description import (
    INSTALLED,
    SHIPPED,
    WEIGHTS_FOLDER,
    NetworkDescription,
    check_weights,
    read_description,
)
from model.errors import ModelError, WeightsError
from model.preprocess import Batch, Image, to_batch

THREADS: Final = 2


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
        prior = description.prior or (1.0,) * len(description.labels)
        self._log_prior = np.log(np.asarray(prior, dtype=np.float64))

    @classmethod
    def load(
        cls, path: str | Path | None = None, *, threads: int = THREADS
    ) -> ExpressionClassifier:
        """Load a network.

        Args:
            path: its ``.tflite`` or ``.json`` file, or the name of one that lies in
                ``model/weights``; None is the installed network, or else the shipped one.
            threads: that LiteRT may use.

        Raises:
            WeightsError: the network is missing, damaged, or not what its description says.
            ModelError: LiteRT is not installed.
        """
        described = _description_path(path)
        description = read_description(described)
        if path is not None and Path(path).suffix == ".tflite":
            # The file that was asked for must be the one described, whatever the JSON names.
            description = replace(description, weights=Path(path).name)
        weights = check_weights(description, described.parent)
        return cls(description, _interpreter(weights, description, threads))

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

    def _ask(self, face: Batch) -> Batch:
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
        """Divide the logits by the temperature and the probabilities by the prior.

        A softmax's logits are the logarithms of its probabilities, up to a constant
        that the new normalisation takes out.
        """
        logits = np.log(np.maximum(probabilities, 1e-12)) / self.description.temperature
        logits -= self._log_prior
        raised = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def known_networks(folder: Path = WEIGHTS_FOLDER) -> tuple[str, ...]:
    """Names of the networks in a folder."""
    return tuple(sorted(path.stem for path in folder.glob("*.json")))


def _description_path(path: str | Path | None) -> Path:
    if path is None:
        installed = WEIGHTS_FOLDER / f"{INSTALLED}.json"
        return installed if installed.exists() else WEIGHTS_FOLDER / f"{SHIPPED}.json"
    given = Path(path)
    if given.suffix in (".tflite", ".json"):
        return given.with_suffix(".json")
    if given.name == str(path) and (WEIGHTS_FOLDER / f"{given}.json").exists():
        return WEIGHTS_FOLDER / f"{given}.json"
    known = ", ".join(known_networks()) or "none"
    raise WeightsError(
        f'There is no network "{path}": give a .tflite file or one of these names: {known}.'
    )


@contextlib.contextmanager
def _silent_stderr() -> Iterator[None]:
    """Keep LiteRT's greeting off the terminal: it writes to the descriptor, with no switch."""
    try:
        kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    # A program without a console has no descriptor 2.
    except OSError:
        yield
        return
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


def _interpreter(weights: Path, description: NetworkDescription, threads: int) -> Any:
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError as error:
        raise ModelError(
            f'LiteRT, which runs the network, cannot be loaded ({error}): install "ai-edge-litert".'
        ) from error
    try:
        with _silent_stderr():
            interpreter = Interpreter(model_path=str(weights), num_threads=threads)
            interpreter.allocate_tensors()
        given = interpreter.get_input_details()
        taken = interpreter.get_output_details()
    # LiteRT raises ValueError or RuntimeError by the part that stumbled.
    except Exception as error:
        raise WeightsError(f"The weights {weights} hold no network that can be run.") from error
    size, channels, classes = description.size, description.channels, len(description.labels)
    shapes = [tuple(detail["shape"]) for detail in (*given, *taken)]
    types = {np.dtype(detail["dtype"]) for detail in (*given, *taken)}
    if shapes != [(1, size, size, channels), (1, classes)] or types != {np.dtype(np.float32)}:
        raise WeightsError(
            f"The weights {weights} do not fit their description: it promises faces of "
            f"{size} x {size} x {channels} in and {classes} float32 probabilities out."
        )
    return interpreter
