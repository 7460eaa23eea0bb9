"""How every network begins and ends: gray levels in, probabilities out."""

from __future__ import annotations

from typing import Any


def faces(size: int, colors: int) -> tuple[Any, Any]:
    """The input, and the same scaled to the range 0 to 1.

    Scaling is a layer, so that whoever feeds the network gives it plain gray levels.

    Args:
        size: side of the square input in pixels.
        colors: 1 for gray input, 3 for colour.

    Returns:
        Two Keras tensors ``(N, size, size, colors)``.
    """
    from keras import Input, layers

    given = Input((size, size, colors), name="faces")
    return given, layers.Rescaling(1 / 255, name="to_unit_range")(given)


def probabilities(features: Any, classes: int) -> Any:
    """The last layer: float32 ``(N, classes)``, rows summing to 1."""
    from keras import layers

    logits = layers.Dense(classes, name="logits")(features)
    # float32 whatever the precision of the rest: softmax in bfloat16 loses digits.
    return layers.Softmax(dtype="float32", name="probabilities")(logits)
