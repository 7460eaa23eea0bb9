"""Batch normalisation as one operation of TensorFlow's, where Keras takes a dozen.

Keras 3 casts to float32, takes moments, scales and shifts in steps of their own, each of
which goes through all activations once. TensorFlow's ``FusedBatchNormV3`` does the same
sums in two passes and reads bfloat16 itself.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

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
    if not training or mask is not None:
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
