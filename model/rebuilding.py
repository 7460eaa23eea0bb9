"""A network of this program's, back from its LiteRT file as Keras keeps it.

Training leaves the Keras network in its run; what ships and what people pass on is the
``.tflite`` alone. Its weights are rounded to eight bits, and a normalisation is a
scale and a shift there, or part of the convolution before it. What comes back
therefore answers as the file does, but does not know the statistics that training
goes on from: ``renew_statistics`` takes these anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np

from model.description import NetworkDescription
from model.errors import RunError, WeightsError
from model.export import LiteRTNetwork
from model.keras_files import open_network
from model.litert_weights import LayerWeights, layer_weights
from model.network_files import LITERT, find_network
from model.networks import build
from model.settings import TrainingSettings

LARGEST_DIFFERENCE: Final = 0.1
"""Between a probability of the file, whose activations are rounded too, and of what came back."""

ASKED: Final = 8
"""Pictures of noise on which the two are compared."""


def networks_in(file: Path, *, to_train: bool = False) -> list[Any]:
    """The Keras networks of a file, whether Keras or this program wrote it.

    Args:
        file: one that Keras reads, or a ``.tflite``.
        to_train: see ``rebuilt``.

    Returns:
        One Keras model; several where a ``.tflite`` averages the answers of several.

    Raises:
        WeightsError: the file is damaged, or a ``.tflite`` of another program's.
        RunError: nothing says how a ``.tflite`` was trained.
    """
    if file.suffix != LITERT:
        return [open_network(file)]
    return rebuilt(file, description_of(file), to_train=to_train)


def description_of(file: Path) -> NetworkDescription:
    """What a LiteRT file of this program's, or the JSON beside it, says of its network.

    Raises:
        RunError: neither says how it was trained.
        WeightsError: there is no such file, or it is damaged.
    """
    known = find_network(file).known
    if isinstance(known, NetworkDescription) and known.settings:
        return known
    raise RunError(
        f"Nothing says how {file} was trained: give a .tflite that train_model.py wrote, or the "
        "folder of its run."
    )


def rebuilt(file: Path, description: NetworkDescription, *, to_train: bool = False) -> list[Any]:
    """Build the Keras network of a LiteRT file.

    Args:
        file: ``.tflite`` that this program's training or ensemble wrote.
        description: of it; its settings say the structure.
        to_train: spread weights that were rounded over the range that was rounded to
            each. Otherwise all stand in the middle of theirs, where the small steps of
            further training change them together and rounding takes all of it back.

    Returns:
        One Keras model, or those whose answers the network averages.

    Raises:
        WeightsError: the file cannot be read, or does not hold what its description says.
    """
    try:
        content = file.read_bytes()
        found = list(layer_weights(content, np.random.default_rng(0) if to_train else None))
        networks = _built(found, description)
        same = _agree(networks, content, description)
    # A file of another structure fails wherever it first differs.
    except Exception as error:
        raise _other(file) from error
    if not same:
        raise _other(file)
    return networks


def _other(file: Path) -> WeightsError:
    return WeightsError(
        f"The network of {file} cannot be built from its file: this works for what "
        "train_model.py and model.ensemble wrote. Name the folder of its run."
    )


def _built(found: list[LayerWeights], description: NetworkDescription) -> list[Any]:
    members = int(description.scores.get("members", 1))
    each, rest = divmod(len(found), members)
    if rest or not each:
        raise ValueError("other layers than the description says")
    settings = TrainingSettings.from_json(description.settings)
    networks = []
    for start in range(0, len(found), each):
        network = build(settings, len(description.labels))
        _fill(network, found[start : start + each])
        networks.append(network)
    return networks


def _fill(network: Any, found: list[LayerWeights]) -> None:
    """Give each layer its weights, in the order of both."""
    import keras

    given = iter(found)
    weights: LayerWeights | None = None
    offset: Any = 0.0
    scale_before = 1.0
    for layer in network.layers:
        if isinstance(layer, keras.layers.Rescaling):
            scale_before = float(layer.scale)
        elif isinstance(layer, keras.layers.Conv2D | keras.layers.Dense):
            weights = next(given)
            turned = (1, 2, 3, 0) if weights.kernel.ndim == 4 else (1, 0)
            kernel = weights.kernel.transpose(turned) / (scale_before if weights.first else 1)
            layer.set_weights([kernel, weights.bias] if layer.use_bias else [kernel])
            offset = 0.0 if layer.use_bias else weights.bias
        elif isinstance(layer, keras.layers.BatchNormalization) and weights is not None:
            scale, shift = weights.scale, weights.shift
            mean, variance = np.zeros_like(scale), np.full_like(scale, 1 - layer.epsilon)
            layer.set_weights([scale, scale * offset + shift, mean, variance])
    if next(given, None) is not None:
        raise ValueError("more layers than the network has")


def _agree(networks: list[Any], content: bytes, description: NetworkDescription) -> bool:
    """Whether the networks say, on average, what the file says."""
    side, colors = description.size, description.channels
    coarse = np.random.default_rng(0).uniform(0, 255, (ASKED, side // 4 + 1, side // 4 + 1, colors))
    faces = coarse.repeat(4, 1).repeat(4, 2)[:, :side, :side].astype(np.float32)
    ours = np.mean([network.predict_on_batch(faces) for network in networks], axis=0)
    return float(np.abs(ours - LiteRTNetwork(content)(faces)).max()) <= LARGEST_DIFFERENCE
