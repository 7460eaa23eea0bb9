"""From a trained Keras network to the LiteRT files that serving loads, each checked first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from model.errors import RunError
from model.evaluation import Difference
from model.preprocess import Batch


@dataclass(frozen=True)
class Limits:
    """How far an exported network may be from the one it was made of.

    Attributes:
        largest: difference between two probabilities.
        mean: of all such differences.
        changed: share of the pictures that get another label.
        lost: share of the pictures by which the accuracy may fall.
    """

    largest: float
    mean: float
    changed: float
    lost: float


FLOAT32 = Limits(largest=1e-3, mean=1e-5, changed=0.001, lost=0.001)
# int8 weights and, in each convolution, activations rounded on the fly: single
# answers move, the accuracy must not.
INT8 = Limits(largest=0.2, mean=0.01, changed=0.02, lost=0.005)
LIMITS = {"float32": FLOAT32, "int8": INT8}
"""The kinds of files that are made, and what each must keep to."""

TOLERATED = 2
"""Changed or lost pictures that any number of test pictures may have: near ties."""


def to_litert(network: Any, kind: str) -> bytes:
    """Convert a network under TensorFlow.

    Args:
        network: a Keras model, float32 ``(N, S, S, C)`` in, ``(N, classes)`` out.
        kind: ``float32``, or ``int8`` for weights rounded to eight bits a
            channel (LiteRT's dynamic-range quantisation).

    Returns:
        The contents of a ``.tflite`` file that takes any number of pictures.
    """
    import tensorflow as tf

    signature = tf.TensorSpec((None, *network.input_shape[1:]), tf.float32, name="faces")
    function = tf.function(lambda faces: network(faces, training=False), [signature])
    # Given a second argument, the converter leaves the weights out as variables, which
    # LiteRT then finds empty; given the function alone, it freezes them into constants.
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function.get_concrete_function()])
    if kind == "int8":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    return bytes(converter.convert())


class LiteRTNetwork:
    """A converted network, run the way serving runs it."""

    def __init__(self, content: bytes) -> None:
        """Open a network.

        Args:
            content: of a ``.tflite`` file.
        """
        from ai_edge_litert.interpreter import Interpreter

        self._interpreter = Interpreter(model_content=content)
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._output = self._interpreter.get_output_details()[0]["index"]
        self._shape: tuple[int, ...] = ()

    def __call__(self, faces: Batch) -> Batch:
        """Probabilities, float32 ``(N, classes)``, of float32 ``(N, S, S, C)``."""
        if faces.shape != self._shape:
            self._interpreter.resize_tensor_input(self._input, faces.shape)
            self._interpreter.allocate_tensors()
            self._shape = faces.shape
        self._interpreter.set_tensor(self._input, np.ascontiguousarray(faces, np.float32))
        self._interpreter.invoke()
        return np.asarray(self._interpreter.get_tensor(self._output), dtype=np.float32)


def check_export(kind: str, difference: Difference) -> None:
    """Refuse an exported network that does not say what the Keras network says.

    Args:
        kind: a key of ``LIMITS``.
        difference: between the two on the test pictures.

    Raises:
        RunError: it is off; the sentence gives the figures.
    """
    limits, pictures = LIMITS[kind], difference.pictures
    off = []
    if not difference.largest <= limits.largest:
        off.append(f"a probability differs by {difference.largest:.3g}")
    if not difference.mean <= limits.mean:
        off.append(f"probabilities differ by {difference.mean:.3g} on average")
    if difference.changed > max(TOLERATED, limits.changed * pictures):
        off.append(f"{difference.changed} labels change")
    if difference.lost > max(TOLERATED, limits.lost * pictures):
        off.append(f"{difference.lost} fewer are right")
    if off:
        raise RunError(
            f"The {kind} network was not kept, it does not say what the trained one says: on "
            f"{pictures} test pictures {', '.join(off)}. The trained network is in network.keras."
        )
