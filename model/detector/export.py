"""From a trained Keras network to the LiteRT files, and which of them to ship."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from model.detector.evaluation import Curve, measure
from model.detector.network import NetworkDetector, fit, letterbox
from model.detector.pictures import Photograph
from model.detector.settings import DetectorSettings

KINDS: Final = ("int8_weights", "int8_full")
"""Eight bits for the weights alone, activations rounded as they come; and for everything, with
ranges that were measured on training photographs."""

REPRESENTATIVE: Final = 100
FRAME: Final = (480, 640)

LOST: Final = 0.003
"""Recall, and overlap of box and face, by which the smaller arithmetic may fall behind."""

FASTER: Final = 0.9
"""Share of the time that it must take no more than, to be worth any loss at all."""


@dataclass(frozen=True, eq=False)
class Export:
    """One kind of file.

    Attributes:
        kind: one of ``KINDS``.
        content: of the ``.tflite`` file.
        curve: of its answers on the held-out photographs.
        milliseconds: for a frame of 640x480, scaling and decoding included.
    """

    kind: str
    content: bytes
    curve: Curve
    milliseconds: float


def to_litert(
    network: Any, kind: str, settings: DetectorSettings, photographs: Sequence[Photograph]
) -> bytes:
    """Convert a network under TensorFlow.

    Args:
        network: in float32.
        kind: one of ``KINDS``.
        settings: of its run.
        photographs: whose activations give the ranges of ``int8_full``.

    Returns:
        The contents of a ``.tflite`` file whose input may be resized.
    """
    import tensorflow as tf

    shape, _ = fit(FRAME, settings.pixels, settings.multiple)
    signature = tf.TensorSpec((1, *shape, settings.colors), tf.float32, name="pictures")
    function = tf.function(lambda pictures: network(pictures, training=False), [signature])
    # Given a second argument, the converter leaves the weights out as variables, which
    # LiteRT then finds empty; given the function alone, it freezes them into constants.
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function.get_concrete_function()])
    converter.optimizations = [tf.lite.Optimize.DEFAULT]

    def inputs() -> Iterator[list[Any]]:
        for photograph in photographs[:: max(1, len(photographs) // REPRESENTATIVE)]:
            picture = photograph.levels[0]
            scale = min(shape[0] / picture.shape[0], shape[1] / picture.shape[1])
            yield [letterbox(picture, shape, scale)[np.newaxis].astype(np.float32)]

    if kind == "int8_full":
        converter.representative_dataset = inputs
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    return bytes(converter.convert())


def evaluate(kind: str, detector: NetworkDetector, photographs: Sequence[Photograph]) -> Export:
    """Try a file out.

    Args:
        kind: one of ``KINDS``.
        detector: that runs it, with a low threshold.
        photographs: held out.
    """
    found = measure(detector.detect, photographs)
    return Export(kind, b"", found, milliseconds_a_frame(detector))


def milliseconds_a_frame(detector: Any, runs: int = 60) -> float:
    """Median time of a detector for a colour frame of 640x480, the first runs left out."""
    frame = np.random.default_rng(0).integers(0, 256, (*FRAME, 3), dtype=np.uint8)
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        detector.detect(frame)
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times[runs // 6 :])


def choose(exports: Sequence[Export]) -> Export:
    """The file to ship: the finer arithmetic, unless the other is as good and truly faster."""
    finer, smaller = exports
    as_many = smaller.curve.recall_at() >= finer.curve.recall_at() - LOST
    as_tight = smaller.curve.overlap >= finer.curve.overlap - LOST
    faster = smaller.milliseconds <= FASTER * finer.milliseconds
    return smaller if as_many and as_tight and faster else finer
