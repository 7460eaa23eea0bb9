"""3x3 convolutions in growing channels with 2x2 pooling; the report gives no more than that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.networks.ends import faces, probabilities

if TYPE_CHECKING:
    import keras

UNITS = 256
"""Of the dense layer."""


def li_network(
    size: int, colors: int, *, channels: tuple[int, ...], dropout: float, classes: int
) -> keras.Model:
    """One convolution a stage, then a dense layer between two dropouts.

    The report names the kinds of layers and the dropout, not their numbers: one
    convolution a stage and the dense layer are the plainest reading of it.

    Args:
        size: side of the square input in pixels.
        colors: 1 for gray input, 3 for colour.
        channels: of each stage; every stage halves the picture.
        dropout: share of the features that is dropped, twice.
        classes: number of outputs.

    Returns:
        An uncompiled model: float32 ``(N, size, size, colors)`` gray levels 0 to
        255 in, float32 ``(N, classes)`` probabilities out.
    """
    from keras import Model, layers

    given, scaled = faces(size, colors)
    x: Any = scaled
    ways = {"activation": "relu", "kernel_initializer": "he_normal"}
    for width in channels:
        x = layers.MaxPooling2D(2)(layers.Conv2D(width, 3, padding="same", **ways)(x))
    x = layers.Dropout(dropout)(layers.Flatten()(x))
    x = layers.Dropout(dropout)(layers.Dense(UNITS, **ways)(x))
    return Model(given, probabilities(x, classes), name="li")
