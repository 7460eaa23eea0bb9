"""Four plain convolutions and two dense layers on colour pictures: 167,623 parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.networks.ends import faces, probabilities

if TYPE_CHECKING:
    import keras


def bharodiya_network(size: int, colors: int, *, classes: int) -> keras.Model:
    """3x3 convolutions without padding, so that every stage loses its border.

    Args:
        size: side of the square input in pixels.
        colors: 1 for gray input, 3 for colour.
        classes: number of outputs.

    Returns:
        An uncompiled model: float32 ``(N, size, size, colors)`` levels 0 to 255 in,
        float32 ``(N, classes)`` probabilities out.
    """
    from keras import Model, layers

    given, scaled = faces(size, colors)
    x: Any = scaled
    for channels in (32, 64, 64):
        x = layers.MaxPooling2D(2)(layers.Conv2D(channels, 3, activation="relu")(x))
    x = layers.Flatten()(layers.Conv2D(128, 3, activation="relu")(x))
    for units in (64, 64):
        x = layers.Dense(units, activation="relu")(x)
    return Model(given, probabilities(x, classes), name="bharodiya")
