"""The weights in a LiteRT file, layer by layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]


@dataclass
class LayerWeights:
    """Of one convolution or dense layer, and of the normalisation after it.

    Attributes:
        kernel: as LiteRT keeps it, channels that come out first.
        bias: of each channel.
        first: whether nothing is done to the picture before it, so that a scaling of
            the picture is part of the kernel.
        scale, shift: of each channel, by the normalisation; 1 and 0 where there is
            none, or where it is part of kernel and bias.
    """

    kernel: Numbers
    bias: Numbers
    first: bool
    scale: Numbers
    shift: Numbers


def layer_weights(
    content: bytes, spread: np.random.Generator | None = None
) -> Iterator[LayerWeights]:
    """The layers with weights, in the order in which LiteRT computes them.

    Args:
        content: of a ``.tflite`` file.
        spread: draws where in its step a weight that was rounded stands; None puts it
            in the middle.

    Raises:
        ValueError: a layer's weights are not stored, but computed.
    """
    from ai_edge_litert import schema_py_generated as schema

    operator = schema.BuiltinOperator
    model = schema.ModelT.InitFromPackedBuf(content, 0)
    graph = model.subgraphs[0]
    current: LayerWeights | None = None
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
            first = each.inputs[0] in graph.inputs
            current = LayerWeights(kernel, bias, first, np.ones_like(bias), np.zeros_like(bias))
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
