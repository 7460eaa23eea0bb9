"""Batch normalisation: trained fast, and given statistics where a file holds none.

Keras 3 casts to float32, takes moments, scales and shifts in steps of their own, each of
which goes through all activations once. TensorFlow's ``FusedBatchNormV3`` does the same
sums in two passes and reads bfloat16 itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

import numpy as np

from model.preprocess import Batch

PICTURES: Final = 4
"""Dimensions of a batch of feature maps; the operation takes no other."""


def fuse_normalization(model: Any) -> None:
    """Make a model's batch normalisation fast to train.

    The layers stay Keras's own, so the model is saved and loaded as before, and what it
    says when it is not training is computed as before. Does nothing under other backends.

    Args:
        model: a Keras model; changed in place.
    """
    import keras

    if keras.config.backend() != "tensorflow":
        return
    for layer in model.layers:
        if type(layer) is keras.layers.BatchNormalization and _is_plain(layer):
            # Scale and offset stay float32 under mixed precision, as the operation wants them.
            layer.autocast = False
            layer.call = partial(_call, layer, layer.call)


def _is_plain(layer: Any) -> bool:
    """Whether a built layer normalises the last axis, with nothing that Keras adds to it."""
    axes = len(layer.input.shape)
    whole = layer.scale and layer.center and layer.trainable and not layer.renorm
    return bool(whole and axes == PICTURES and layer.axis in (-1, axes - 1))


def _call(layer: Any, plain: Any, inputs: Any, training: Any = None, mask: Any = None) -> Any:
    """What the layer's ``call`` does, which is ``plain``."""
    if not training or not layer.trainable or mask is not None:
        return plain(inputs, training=training, mask=mask)
    import tensorflow as tf

    empty = tf.zeros([0])
    outputs, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
        x=inputs, scale=layer.gamma, offset=layer.beta, mean=empty, variance=empty,
        epsilon=layer.epsilon, exponential_avg_factor=1.0, is_training=True,
    )  # fmt: skip
    # The operation's variance is that of a sample; Keras keeps that of the batch itself.
    seen = tf.cast(tf.size(inputs) / tf.shape(inputs)[-1], tf.float32)
    variance *= (seen - 1) / seen
    for kept, new in ((layer.moving_mean, mean), (layer.moving_variance, variance)):
        kept.assign(kept * layer.momentum + new * (1 - layer.momentum))
    return outputs


def renew_statistics(network: Any, batches: Iterable[Batch]) -> None:
    """Let training go on from a network whose normalisations only scale and shift.

    In training a normalisation takes the statistics of the batch, so one that says
    mean 0 and variance 1 where they are others would then answer otherwise than before.
    Each gets the statistics of what it is fed while features are dropped, as in training,
    and the scale and offset with which it does to that what it did before. One that is
    part of the dense layer after it is taken out of that layer again: of features that do
    not lie around zero, dropping would take far more than in training before.

    Args:
        network: a Keras model; changed in place.
        batches: pictures, float32 ``(N, S, S, C)``, as training sees them.
    """
    import keras

    kind = keras.layers.BatchNormalization
    layers = [layer for layer in network.layers if isinstance(layer, kind)]
    if not layers:
        return
    fed = keras.Model(network.inputs, [layer.input for layer in layers])
    sums = [np.zeros((2, layer.gamma.shape[0])) for layer in layers]
    counts = [0] * len(layers)
    with _held(layers):
        for batch in batches:
            for index, maps in enumerate(keras.tree.flatten(fed([batch], training=True))):
                wide = keras.ops.convert_to_numpy(keras.ops.cast(maps, "float32"))
                rows = np.asarray(wide, np.float64).reshape(-1, maps.shape[-1])
                sums[index] += rows.sum(axis=0), np.square(rows).sum(axis=0)
                counts[index] += len(rows)
    for layer, (total, squares), count in zip(layers, sums, counts, strict=True):
        mean = total / count
        variance = np.maximum(squares / count - np.square(mean), 0)
        after = _dense_after(network, layer)
        if after is None or not _does_nothing(layer):
            _renew(layer, mean, variance)
        else:
            _take_out(after, layer, mean, variance)


@contextmanager
def _held(layers: Iterable[Any]) -> Iterator[None]:
    """Let normalisations do in training what they do when it is over."""
    for layer in layers:
        layer.trainable = False
    try:
        yield
    finally:
        for layer in layers:
            layer.trainable = True


def _dense_after(network: Any, layer: Any) -> Any:
    """The dense layer that follows with at most a dropout between; None if another does."""
    import keras

    following = network.layers[network.layers.index(layer) + 1 :]
    after = next((each for each in following if not isinstance(each, keras.layers.Dropout)), None)
    return after if isinstance(after, keras.layers.Dense) else None


def _does_nothing(layer: Any) -> bool:
    gamma, beta, mean, variance = layer.get_weights()
    scale = gamma / np.sqrt(variance + layer.epsilon)
    return bool(np.allclose(scale, 1) and np.allclose(beta, scale * mean))


def _take_out(dense: Any, layer: Any, mean: Any, variance: Any) -> None:
    kernel, bias = dense.get_weights()
    scale = np.sqrt(variance + layer.epsilon)
    layer.set_weights([np.ones_like(mean), np.zeros_like(mean), mean, variance])
    dense.set_weights([kernel * scale[:, np.newaxis], bias + mean @ kernel])


def _renew(layer: Any, mean: Any, variance: Any) -> None:
    gamma, beta, old_mean, old_variance = layer.get_weights()
    scale = gamma / np.sqrt(old_variance + layer.epsilon)
    shift = beta - scale * old_mean
    layer.set_weights(
        [scale * np.sqrt(variance + layer.epsilon), shift + scale * mean, mean, variance]
    )
