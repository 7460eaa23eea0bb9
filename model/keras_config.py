"""What a Keras file would build, looked at before Keras sees it.

A Keras file names classes, and some of these run what the file brings: a Lambda
layer its own bytecode, others a saved program at some path. Keras's safe mode stops
most of it (in ``.h5`` files only since 3.11.3; before, it was ignored there, CVE-2025-9905),
yet ways around it have been found again and again (CVE-2025-1550, -8747, -9906). So
this program opens a file only if all that it names is in the list below, of classes
that compute and do nothing else.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from model.errors import ModelError, WeightsError

LARGEST_CONFIG: Final = 20_000_000
"""Bytes above which a configuration is none."""

NEEDS_KERAS: Final = (
    'needs Keras and TensorFlow, which are not installed here: install the extra "train", '
    "for instance with  python3 set_up.py train"
)

CODE: Final = frozenset({"Lambda", "__lambda__", "function", "TorchModuleWrapper", "TFSMLayer"})
"""What runs code that a file brings along."""

_LAYERS = """
    Activation ActivityRegularization Add AlphaDropout Average AveragePooling2D BatchNormalization
    CenterCrop Concatenate Conv2D Conv2DTranspose Cropping2D Dense DepthwiseConv2D Dropout ELU
    EinsumDense Flatten GaussianDropout GaussianNoise GlobalAveragePooling2D GlobalMaxPooling2D
    GroupNormalization Identity InputLayer LayerNormalization LeakyReLU MaxPooling2D Maximum
    Minimum MultiHeadAttention Multiply Normalization PReLU Permute RandomBrightness
    RandomContrast RandomCrop RandomErasing RandomFlip RandomRotation RandomTranslation
    RandomZoom ReLU RepeatVector Rescaling Reshape Resizing SeparableConv2D Softmax
    SpatialDropout2D Subtract TimeDistributed UnitNormalization UpSampling2D ZeroPadding2D
"""
_PARTS = """
    Constant DTypePolicy FloatDTypePolicy GlorotNormal GlorotUniform HeNormal HeUniform L1 L1L2 L2
    LecunNormal LecunUniform MaxNorm MinMaxNorm NonNeg Ones Orthogonal OrthogonalRegularizer
    Policy RandomNormal RandomUniform SeedGenerator TruncatedNormal UnitNorm VarianceScaling Zeros
    __ellipsis__ __keras_tensor__ __numpy__ __slice__ __tensor__ __tuple__
"""
_FUNCTIONS = """
    celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh
    leaky_relu linear log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink
    softmax softplus softsign sparse_plus squareplus swish tanh tanh_shrink threshold
"""

MODELS: Final = frozenset({"Functional", "Model", "Sequential"})
OPERATIONS: Final = frozenset({"Divide", "GetItem", "Negative", "TrueDivide"})
"""What arithmetic between layers becomes; Add, Multiply and Subtract are layers as well."""

HARMLESS: Final = MODELS | OPERATIONS | frozenset(_LAYERS.split()) | frozenset(_PARTS.split())
FUNCTIONS: Final = frozenset(_FUNCTIONS.split())
"""Keras's own activations, which some versions store as functions."""


def check_harmless(path: Path) -> None:
    """Refuse a Keras file that could do more than compute.

    Args:
        path: ``.keras``, ``.h5`` or ``.hdf5``; it is read, nothing in it is run.

    Raises:
        WeightsError: it carries code or names what is not known to be harmless; or
            it holds no network.
        ModelError: the package that reads its format is not installed.
    """
    stored = _keras_config(path) if path.suffix == ".keras" else _h5_config(path)
    if not isinstance(stored, dict) or "class_name" not in stored:
        raise _no_network(path)
    # What it was trained with is not built again.
    stored.pop("compile_config", None)
    for named in _objects(stored):
        _check(named, path)


def _check(named: dict[str, Any], path: Path) -> None:
    kind, own, inner = str(named["class_name"]), named.get("registered_name"), named.get("config")
    function = inner if kind == "function" and isinstance(inner, str) else None
    called = inner.get("name") if isinstance(inner, dict) else None
    title = f'{kind} "{called}"' if isinstance(called, str) else str(function or kind)
    if kind in CODE and function not in FUNCTIONS:
        raise WeightsError(
            f"{path} is not opened, because it carries code that would run on this computer "
            f"({title}): save the network without it, with layers of Keras alone."
        )
    module = named.get("module")
    known = kind in HARMLESS or function in FUNCTIONS
    from_keras = module is None or str(module).split(".")[0] in ("keras", "builtins")
    if not (known and from_keras and own in (None, kind, function)):
        raise WeightsError(
            f"{path} is not opened, because it needs {title}, which is none of the layers of "
            "Keras that are known to do no harm: save the network without it, or as .tflite."
        )


def _objects(stored: Any) -> Iterator[dict[str, Any]]:
    """All that would be built, however deep: whatever says its class."""
    waiting = [stored]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if "class_name" in part:
                yield part
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part


def _keras_config(path: Path) -> Any:
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo("config.json").file_size > LARGEST_CONFIG:
                raise _no_network(path)
            return json.loads(archive.read("config.json"))
    # zipfile and json have an error of their own for each kind of damage.
    except WeightsError:
        raise
    except Exception as error:
        raise _no_network(path) from error


def _h5_config(path: Path) -> Any:
    try:
        import h5py
    except ImportError as error:
        raise ModelError(f"{path} {NEEDS_KERAS}") from error
    try:
        with h5py.File(path, "r") as file:
            if "model_config" not in file.attrs:
                raise WeightsError(
                    f"{path} holds weights without their network, or no network at all: "
                    "save it whole, with model.save()."
                )
            return json.loads(file.attrs["model_config"])
    except WeightsError:
        raise
    except Exception as error:
        raise _no_network(path) from error


def _no_network(path: Path) -> WeightsError:
    return WeightsError(
        f"{path} is no network that Keras wrote, or it is damaged: get the whole file again."
    )
