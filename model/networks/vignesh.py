"""Three pairs of convolutions with exponential units: 2,395,075 parameters for three classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.networks.ends import faces, probabilities

if TYPE_CHECKING:
    import keras

PAIRS = ((64, 5, 0.4), (128, 3, 0.4), (256, 3, 0.5))
"""Channels, side and the dropout that follows, for each pair."""

LAST_DROPOUT = 0.6


def vignesh_network(size: int, colors: int, *, classes: int) -> keras.Model:
    """Pairs of convolutions with ELU (Clevert et al. 2016, arXiv:1511.07289).

    Weights start as He et al. 2015 (arXiv:1502.01852) draw them.

    Args:
        size: side of the square input in pixels.
        colors: 1 for gray input, 3 for colour.
        classes: number of outputs.

    Returns:
        An uncompiled model: float32 ``(N, size, size, colors)`` gray levels 0 to
        255 in, float32 ``(N, classes)`` probabilities out.
    """
    from keras import Model, layers

    given, scaled = faces(size, colors)
    x: Any = scaled
    ways = {"activation": "elu", "kernel_initializer": "he_normal"}
    for channels, side, dropout in PAIRS:
        for _ in range(2):
            x = layers.Conv2D(channels, side, padding="same", **ways)(x)
            x = layers.BatchNormalization()(x)
        x = layers.Dropout(dropout)(layers.MaxPooling2D(2)(x))
    x = layers.Dense(128, **ways)(layers.Flatten()(x))
    x = layers.Dropout(LAST_DROPOUT)(layers.BatchNormalization()(x))
    return Model(given, probabilities(x, classes), name="vignesh")
