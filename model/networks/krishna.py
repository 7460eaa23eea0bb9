"""Four wide convolutions and two dense layers, each normalised: 4,478,727 parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.networks.ends import faces, probabilities

if TYPE_CHECKING:
    import keras

CONVOLUTIONS = ((64, 3), (128, 5), (512, 3), (512, 3))
"""Channels and side of each."""


def krishna_network(size: int, colors: int, *, dropout: float, classes: int) -> keras.Model:
    """Convolutions with batch normalisation (Ioffe and Szegedy 2015, arXiv:1502.03167).

    Args:
        size: side of the square input in pixels.
        colors: 1 for gray input, 3 for colour.
        dropout: share of the features that is dropped after every layer.
        classes: number of outputs.

    Returns:
        An uncompiled model: float32 ``(N, size, size, colors)`` gray levels 0 to
        255 in, float32 ``(N, classes)`` probabilities out.
    """
    from keras import Model, layers

    given, scaled = faces(size, colors)
    x: Any = scaled
    for channels, side in CONVOLUTIONS:
        x = _normalised(layers.Conv2D(channels, side, padding="same")(x))
        x = layers.Dropout(dropout)(layers.MaxPooling2D(2)(x))
    x = layers.Flatten()(x)
    for units in (256, 512):
        x = layers.Dropout(dropout)(_normalised(layers.Dense(units)(x)))
    return Model(given, probabilities(x, classes), name="krishna")


def _normalised(x: Any) -> Any:
    from keras import layers

    return layers.ReLU()(layers.BatchNormalization()(x))
