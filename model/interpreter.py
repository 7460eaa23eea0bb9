"""LiteRT's interpreter: opened without a word on the terminal, its shapes looked at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from model.errors import ModelError, WeightsError
from model.native import silent_stderr


@dataclass(frozen=True)
class Shape:
    """What a network takes and gives.

    Attributes:
        size: side of the square picture in pixels.
        channels: of the picture.
        outputs: numbers that come out for each picture.
    """

    size: int
    channels: int
    outputs: int


def open_interpreter(
    network: Path | bytes, path: Path, threads: int, *, what: str = "network"
) -> Any:
    """Open a network.

    Args:
        network: the file, or its contents.
        path: what the network is called in messages.
        threads: that LiteRT may use.
        what: it is, in messages.

    Returns:
        An interpreter, its tensors allocated.

    Raises:
        WeightsError: it is no network.
        ModelError: LiteRT is not installed.
    """
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError as error:
        raise ModelError(
            f'LiteRT, which runs the network, cannot be loaded ({error}): install "ai-edge-litert".'
        ) from error
    given: dict[str, Any] = (
        {"model_content": network} if isinstance(network, bytes) else {"model_path": str(network)}
    )
    try:
        with silent_stderr():
            interpreter = Interpreter(**given, num_threads=threads)
            interpreter.allocate_tensors()
    # LiteRT raises ValueError or RuntimeError by the part that stumbled.
    except Exception as error:
        raise WeightsError(f"The weights {path} hold no {what} that can be run.") from error
    return interpreter


def shape_of(interpreter: Any, path: Path) -> Shape:
    """What an opened network takes and gives.

    Raises:
        WeightsError: it is not one square picture in and one row of numbers out.
    """
    given, taken = interpreter.get_input_details(), interpreter.get_output_details()
    shapes = [[int(side) for side in detail["shape"]] for detail in (*given, *taken)]
    types = {np.dtype(detail["dtype"]) for detail in (*given, *taken)}
    if len(given) == len(taken) == 1 and types == {np.dtype(np.float32)}:
        match shapes:
            case [[1, height, width, (1 | 3) as channels], [1, outputs]] if height == width > 1:
                return Shape(height, channels, outputs)
    found = " and ".join(f"({', '.join(map(str, shape))})" for shape in shapes)
    raise WeightsError(
        f"The network {path} is none for faces: it takes and gives {found} of "
        f"{' and '.join(sorted(map(str, types)))}, where (1, size, size, 1 or 3) in and "
        "(1, labels) out of float32 are needed."
    )
