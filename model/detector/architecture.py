"""The face finder's network, built with Keras, and what it learns by. Importing loads no Keras."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from model.detector.decode import OUTPUTS
from model.detector.settings import DetectorSettings
from model.detector.targets import COUNTS, DISTANCES, HEAT, ROLL, WEIGHT

if TYPE_CHECKING:
    import keras

FIRST_SHARE: Final = 0.01
"""The score of every cell before training (Lin et al. 2017): most cells are no faces."""

BOX_WEIGHT: Final = 2.5
ROLL_WEIGHT: Final = 1.0


def face_network(settings: DetectorSettings) -> keras.Model:
    """A single shot: one map of cells 8 pixels apart answers for faces of every size.

    Plain 3x3 convolutions, which processors and LiteRT run fast at this width. The
    stages after the third see what is around a face; what they found is brought
    back to the third by a 1x1 convolution that gives each cell its four children,
    so that the network runs at any size of input.

    Args:
        settings: channels, blocks, head and colours.

    Returns:
        An uncompiled model: float32 ``(N, H, W, colors)`` gray levels 0 to 255 in,
        float32 ``(N, H / 8, W / 8, OUTPUTS)`` out, see ``decode``.
    """
    from keras import Input, Model, layers

    pictures = Input((None, None, settings.colors), name="pictures")
    x: Any = layers.Rescaling(1 / 127.5, -1.0, name="to_unit_range")(pictures)
    for stage, width in enumerate(settings.channels[:2], 1):
        x = _relu(_conv(x, width, f"stage{stage}", strides=2))
    stages = []
    for stage, (width, blocks) in enumerate(
        zip(settings.channels[2:], settings.blocks, strict=True), 3
    ):
        x = _relu(_conv(x, width, f"stage{stage}", strides=2))
        for block in range(1, blocks + 1):
            # It begins as nothing: a deeper network starts as good as a shallower one.
            change = _conv(x, width, f"stage{stage}_block{block}", start="zeros")
            x = _relu(layers.Add()([x, change]))
        stages.append(x)
    for finer in reversed(range(len(stages) - 1)):
        name = f"back_to_stage{finer + 3}"
        x = _doubled(_conv(x, 4 * stages[finer].shape[-1], name, kernel=1))
        x = _relu(layers.Add()([stages[finer], x]))
    x = _relu(_conv(x, settings.head, "head"))
    # float32 whatever the precision of the rest: box sides in bfloat16 jump by a pixel.
    cells = layers.Conv2D(
        OUTPUTS, 1, bias_initializer=_first_answer, dtype="float32", name="cells"
    )(x)
    return Model(pictures, cells, name="faces")


def take_weights(network: keras.Model, start: keras.Model) -> None:
    """Let a network begin as another one, which may have fewer blocks and nothing else different.

    Args:
        network: built by ``face_network``; its further blocks change nothing yet.
        start: built by the same.
    """
    for layer in start.layers:
        if layer.weights:
            network.get_layer(layer.name).set_weights(layer.get_weights())


def loss(truth: Any, answer: Any) -> Any:
    """What a batch of answers costs, a number."""
    return (
        score_loss(truth, answer)
        + BOX_WEIGHT * box_loss(truth, answer)
        + ROLL_WEIGHT * roll_loss(truth, answer)
    )


def score_loss(truth: Any, answer: Any) -> Any:
    """Focal loss on the hills, as in CenterNet (Zhou et al. 2019, arXiv:1904.07850), a face."""
    from keras import ops

    heat, logit = truth[..., HEAT], answer[..., 0]
    log_face, log_none = -ops.softplus(-logit), -ops.softplus(logit)
    face, none = ops.exp(log_face), ops.exp(log_none)
    at_top = ops.cast(heat >= 1.0, "float32")
    hit = at_top * none**2 * log_face
    miss = (1 - at_top) * truth[..., COUNTS] * (1 - heat) ** 4 * face**2 * log_none
    return -ops.sum(hit + miss) / ops.maximum(1.0, ops.sum(at_top))


def box_loss(truth: Any, answer: Any) -> Any:
    """1 - GIoU (Rezatofighi et al. 2019, arXiv:1902.09630), the mean over the cells of faces."""
    from keras import ops

    real = truth[..., DISTANCES]
    said = ops.exp(ops.clip(answer[..., 1:5], -6.0, 6.0))
    least, most = ops.minimum(real, said), ops.maximum(real, said)
    shared, hull = _area(least), _area(most)
    joint = _area(real) + _area(said) - shared
    giou = shared / ops.maximum(joint, 1e-6) - (hull - joint) / ops.maximum(hull, 1e-6)
    return _mean(1 - giou, truth)


def roll_loss(truth: Any, answer: Any) -> Any:
    """Squared error of sine and cosine, the mean over the cells of faces."""
    from keras import ops

    return _mean(ops.sum((truth[..., ROLL] - answer[..., 5:7]) ** 2, axis=-1), truth)


def _mean(values: Any, truth: Any) -> Any:
    from keras import ops

    weight = truth[..., WEIGHT]
    return ops.sum(values * weight) / ops.maximum(1e-6, ops.sum(weight))


def _area(distances: Any) -> Any:
    """Of a box, from the distances of its left, top, right and bottom from one cell."""
    return (distances[..., 0] + distances[..., 2]) * (distances[..., 1] + distances[..., 3])


def _first_answer(shape: Any, dtype: Any = None) -> Any:
    """No face anywhere; if one, then 5 strides wide and high and upright."""
    import math

    from keras import ops

    score = -math.log((1 - FIRST_SHARE) / FIRST_SHARE)
    return ops.convert_to_tensor([score, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0], dtype=dtype)


def _conv(
    x: Any, width: int, name: str, *, kernel: int = 3, strides: int = 1, start: str = "ones"
) -> Any:
    from keras import layers

    x = layers.Conv2D(
        width,
        kernel,
        strides=strides,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        name=name,
    )(x)
    return layers.BatchNormalization(gamma_initializer=start, name=f"{name}_norm")(x)


def _relu(x: Any) -> Any:
    from keras import layers

    return layers.ReLU()(x)


def _doubled(x: Any) -> Any:
    """Four channels of a cell become its four children (Shi et al. 2016, arXiv:1609.05158).

    Not ``UpSampling2D`` nor a transposed convolution: both are exported with the
    size of their output fixed.
    """
    from keras import ops

    return ops.depth_to_space(x, 2)
