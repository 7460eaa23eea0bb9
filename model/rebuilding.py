"""A network of this program's, back from its LiteRT file as Keras keeps it.

Training leaves the Keras network in its run; what ships and what people pass on is the
``.tflite`` alone. Its weights are rounded to eight bits, and a normalisation is a
scale and a shift there, or part of the convolution before it. What comes back
therefore answers as the file does, but does not know the statistics that training
goes on from: ``renew_statistics`` takes these anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from model.description import NetworkDescription
from model.errors import RunError, WeightsError
from model.export import LiteRTNetwork
from model.network_files import find_network
from model.networks import build
from model.settings import TrainingSettings

Numbers = npt.NDArray[np.float32]

LARGEST_DIFFERENCE: Final = 0.1
"""Between a probability of the file, whose activations are rounded too, and of what came back."""

ASKED: Final = 8
"""Pictures of noise on which the two are compared."""


@dataclass
class _Weights:
    """Of one convolution or dense layer, and of the normalisation after it.

    ``first`` says that nothing is done to the picture before it, so that a scaling of
    the picture is part of the kernel.
    """

    kernel: Numbers
    bias: Numbers
    first: bool
    scale: Numbers | None = None
    shift: Numbers | None = None


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
        found = list(_weights(content, np.random.default_rng(0) if to_train else None))
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


def _built(found: list[_Weights], description: NetworkDescription) -> list[Any]:
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


def _fill(network: Any, found: list[_Weights]) -> None:
    """Give each layer its weights, in the order of both."""
    import keras

    given = iter(found)
    weights, scale_before = None, 1.0
    for layer in network.layers:
        if isinstance(layer, keras.layers.Rescaling):
            scale_before = float(layer.scale)
        elif isinstance(layer, keras.layers.Conv2D | keras.layers.Dense):
            weights = next(given)
            turned = (1, 2, 3, 0) if weights.kernel.ndim == 4 else (1, 0)
            kernel = weights.kernel.transpose(turned) / (scale_before if weights.first else 1)
            layer.set_weights([kernel, weights.bias] if layer.use_bias else [kernel])
            if layer.use_bias:
                weights.bias = np.zeros_like(weights.bias)
        elif isinstance(layer, keras.layers.BatchNormalization) and weights is not None:
            scale = np.ones_like(weights.bias) if weights.scale is None else weights.scale
            shift = np.zeros_like(scale) if weights.shift is None else weights.shift
            mean, variance = np.zeros_like(scale), np.full_like(scale, 1 - layer.epsilon)
            layer.set_weights([scale, scale * weights.bias + shift, mean, variance])
    if next(given, None) is not None:
        raise ValueError("more layers than the network has")


def _weights(content: bytes, spread: np.random.Generator | None) -> Iterator[_Weights]:
    """The layers with weights, in the order in which LiteRT computes them."""
    from ai_edge_litert import schema_py_generated as schema

    operator = schema.BuiltinOperator
    model = schema.ModelT.InitFromPackedBuf(content, 0)
    graph = model.subgraphs[0]
    current: _Weights | None = None
    for each in graph.operators:
        code = model.operatorCodes[each.opcodeIndex].builtinCode
        if code in (operator.CONV_2D, operator.FULLY_CONNECTED):
            if current is not None:
                yield current
            kernel, bias = (
                _constant(model, graph.tensors[index], spread) for index in each.inputs[1:3]
            )
            if kernel is None or bias is None:
                raise ValueError("weights that are computed")
            current = _Weights(kernel, bias, first=each.inputs[0] in graph.inputs)
        elif current is not None and code in (operator.MUL, operator.ADD):
            factor = _constant(model, graph.tensors[each.inputs[1]], spread)
            if factor is None or factor.shape != current.bias.shape:
                continue  # a residual, or what follows the last layer
            if code == operator.MUL:
                current.scale = factor
            else:
                current.shift = factor
    if current is not None:
        yield current


def _constant(model: Any, tensor: Any, spread: np.random.Generator | None) -> Numbers | None:
    """The numbers of a tensor that is stored in the file; None for a computed one."""
    from ai_edge_litert import schema_py_generated as schema

    stored = model.buffers[tensor.buffer].data
    if stored is None or not len(stored):
        return None
    data = np.asarray(stored, np.uint8).tobytes()
    shape = tuple(int(side) for side in tensor.shape)
    if tensor.type == schema.TensorType.FLOAT32:
        return np.frombuffer(data, np.float32).reshape(shape).copy()
    steps = np.asarray(tensor.quantization.scale, np.float32)
    # One scale for each channel that comes out, which is the first axis of both kinds.
    columns = steps.reshape(-1, *[1] * (len(shape) - 1))
    rounded = np.frombuffer(data, np.int8).reshape(shape).astype(np.float32)
    if spread is not None:
        rounded += spread.uniform(-0.5, 0.5, shape).astype(np.float32)
    return np.asarray(rounded * columns, np.float32)


def _agree(networks: list[Any], content: bytes, description: NetworkDescription) -> bool:
    """Whether the networks say, on average, what the file says."""
    side, colors = description.size, description.channels
    coarse = np.random.default_rng(0).uniform(0, 255, (ASKED, side // 4 + 1, side // 4 + 1, colors))
    faces = coarse.repeat(4, 1).repeat(4, 2)[:, :side, :side].astype(np.float32)
    ours = np.mean([network.predict_on_batch(faces) for network in networks], axis=0)
    return float(np.abs(ours - LiteRTNetwork(content)(faces)).max()) <= LARGEST_DIFFERENCE
