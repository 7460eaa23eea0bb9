"""The smallest of the published networks: 1,119 parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.networks.ends import faces, probabilities

if TYPE_CHECKING:
    import keras


def purohit_network(size: int, colors: int, *, classes: int) -> keras.Model:
    """Two convolutions with very wide pooling.

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
    x: Any = layers.Conv2D(8, 4, padding="same", activation="relu")(scaled)
    x = layers.MaxPooling2D(8)(x)
    x = layers.Conv2D(16, 2, padding="same", activation="relu")(x)
    x = layers.MaxPooling2D(4, padding="same")(x)
    return Model(given, probabilities(layers.Flatten()(x), classes), name="purohit")
