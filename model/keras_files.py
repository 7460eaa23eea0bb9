"""A network in a Keras file, turned into LiteRT when it is opened."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from model.environment import set_up_environment
from model.errors import ModelError, WeightsError
from model.keras_config import NEEDS_KERAS, check_harmless
from model.native import silent_stderr


def keras_as_litert(path: Path) -> bytes:
    """Open a Keras file and convert its network.

    Converted, it is run as all others are, and answers in a millisecond where Keras
    takes ten or more. It takes some seconds, most of them TensorFlow's start.

    Args:
        path: ``.keras``, ``.h5`` or ``.hdf5``.

    Returns:
        The contents of a ``.tflite`` file, float32.

    Raises:
        WeightsError: the file carries code, is damaged, or holds no network for faces.
        ModelError: Keras or TensorFlow is not installed.
    """
    check_harmless(path)
    if find_spec("tensorflow") is None or find_spec("keras") is None:
        raise ModelError(f"{path} {NEEDS_KERAS}")
    set_up_environment()
    with silent_stderr():
        network = open_network(path)
        _check_shape(network, path)
        return _convert(network, path)


def open_network(path: Path) -> Any:
    """Open a Keras file, without what its network was trained with.

    Args:
        path: ``.keras``, ``.h5`` or ``.hdf5``.

    Returns:
        An uncompiled Keras model.

    Raises:
        WeightsError: the file carries code, is damaged, or of another version.
        ModelError: the package that reads its format is not installed.
    """
    check_harmless(path)
    import keras

    try:
        # What was checked is all that is built: not what the network was trained with.
        return keras.models.load_model(path, compile=False, safe_mode=True)
    # Keras, h5py and zipfile have an error of their own for each kind of damage.
    except Exception as error:
        raise WeightsError(
            f"Keras {keras.__version__} cannot open {path}: it is damaged, or another version "
            "wrote it."
        ) from error


def _check_shape(network: Any, path: Path) -> None:
    """Refuse a network that is none for faces, before it is converted."""
    shapes = [tuple(tensor.shape) for tensor in (*network.inputs, *network.outputs)]
    match shapes:
        case [(_, int(height), int(width), 1 | 3), (_, int())] if height == width:
            return
    found = " and ".join(str(shape) for shape in shapes)
    raise WeightsError(
        f"The network {path} is none for faces: it takes and gives {found}, where "
        "(pictures, size, size, 1 or 3) in and (pictures, labels) out are needed."
    )


def _convert(network: Any, path: Path) -> bytes:
    from model.export import to_litert

    try:
        return to_litert(network, "float32")
    # The converter raises errors of its own, of MLIR's and of each layer's.
    except Exception as error:
        raise WeightsError(
            f"The network {path} cannot be turned into LiteRT, which runs it here: one of its "
            "layers has no counterpart there."
        ) from error
