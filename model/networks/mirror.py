"""The networks by name, built with Keras. Importing this module loads no Keras."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras

INPUT_SCALE = 1 / 127.5
INPUT_OFFSET = -1.0


def mirror_network(
    size: int,
    colors: int,
    *,
    channels: tuple[int, ...],
    blocks: tuple[int, ...],
    dropout: float,
    classes: int,
) -> keras.Model:
    """3x3 convolutions in growing channels, each stage halved by 2x2 pooling.

    The first stage is one convolution, pooled before its normalisation: at full
    size the memory traffic, not the arithmetic, is what takes the time. Each
    later stage is one convolution and its blocks, each a convolution whose result
    is added to what it got (He et al. 2016, arXiv:1512.03385), which lets a short
    schedule train it.

    Args:
        size: side of the square input in pixels.
        colors: 1 for gray input, 3 for colour.
        channels: channels of each stage.
        blocks: residual blocks of each stage after the first; the last number holds
            for all further stages.
        dropout: share of the features that is dropped before the last layer.
        classes: number of outputs.

    Returns:
        An uncompiled model: float32 ``(N, size, size, colors)`` gray levels 0 to
        255 in, float32 ``(N, classes)`` probabilities out.
    """
    from keras import Input, Model, layers

    faces = Input((size, size, colors), name="faces")
    x: Any = layers.Rescaling(INPUT_SCALE, INPUT_OFFSET, name="to_unit_range")(faces)
    x = layers.MaxPooling2D(2)(_conv(x, channels[0]))
    x = layers.ReLU()(layers.BatchNormalization()(x))
    for stage, width in enumerate(channels[1:]):
        x = layers.ReLU()(layers.BatchNormalization()(_conv(x, width)))
        for _ in range(blocks[min(stage, len(blocks) - 1)]):
            # A residual that starts at nothing keeps the first steps small (Goyal et al. 2017).
            residual = layers.BatchNormalization(gamma_initializer="zeros")(_conv(x, width))
            x = layers.ReLU()(layers.Add()([x, residual]))
        x = layers.MaxPooling2D(2)(x)
    x = layers.Dropout(dropout)(layers.Flatten()(x))
    logits = layers.Dense(classes, name="logits")(x)
    # float32 whatever the precision of the rest: softmax in bfloat16 loses digits.
    probabilities = layers.Softmax(dtype="float32", name="probabilities")(logits)
    return Model(faces, probabilities, name="mirror")


def _conv(x: Any, channels: int) -> Any:
    from keras import layers

    return layers.Conv2D(
        channels, 3, padding="same", use_bias=False, kernel_initializer="he_normal"
    )(x)
