"""What training needs of the machine: packages, variables, arithmetic; no import at import."""

from __future__ import annotations

import contextlib
import os
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from model.errors import ModelError

NEEDED = {
    "keras": "Keras",
    "matplotlib": "Matplotlib",
    "sklearn": "scikit-learn",
    "yaml": "PyYAML",
}
"""Modules of the training path, by import name; the backend comes on top."""

CPU_INFO = Path("/proc/cpuinfo")


def set_up_environment() -> None:
    """Set what TensorFlow and Keras read when they are imported; call it before that.

    oneDNN is off by default on processors without AVX-512, where it was measured
    to train 1.6 to 1.8 times faster. What the user has set is left alone.
    """
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    if not has_tensorflow() and find_spec("jax") is not None:
        os.environ.setdefault("KERAS_BACKEND", "jax")


def has_tensorflow() -> bool:
    """Whether TensorFlow is installed, without importing it."""
    return find_spec("tensorflow") is not None


def check_packages() -> None:
    """Look for what training imports.

    Raises:
        ModelError: something is missing; the sentence says how to install it.
    """
    missing = [name for module, name in NEEDED.items() if find_spec(module) is None]
    backend = os.environ.get("KERAS_BACKEND", "tensorflow")
    if find_spec(backend) is None:
        missing.insert(0, "TensorFlow" if backend == "tensorflow" else backend)
    if missing:
        raise ModelError(
            f"Training needs {' and '.join(missing)}, not installed here: "
            'install the extra "train", for instance with  python3 set_up.py train'
        )


def resolve_precision(precision: str, cpu_info: Path = CPU_INFO) -> str:
    """Turn ``auto`` into the arithmetic that is fast on this processor.

    The flags come from Linux's own list. The package ``py-cpuinfo`` would ask the
    processor itself elsewhere, but does not read the leaf that holds
    ``avx512_bf16`` (CPUID 7, subleaf 1), so it would add nothing; other systems
    train in float32 unless told.

    Args:
        precision: auto, float32 or mixed_bfloat16.
        cpu_info: the list.
    """
    if precision != "auto":
        return precision
    try:
        words = set(cpu_info.read_text("utf-8", errors="replace").split())
    except OSError:
        words = set()
    return "mixed_bfloat16" if words & {"avx512_bf16", "amx_bf16"} else "float32"


def package_versions() -> dict[str, str]:
    """Versions of what trains and exports a network, those that are installed."""
    versions = {"python": platform.python_version()}
    for package in ("keras", "tensorflow", "jax", "numpy", "ai-edge-litert"):
        with contextlib.suppress(PackageNotFoundError):
            versions[package] = version(package)
    return versions


@contextlib.contextmanager
def native_messages_to(log: Path) -> Iterator[None]:
    """Send what libraries write to stderr past Python's logging into a file.

    TensorFlow's start and its converter write dozens of lines there that no
    variable silences. They are kept, since a crash would explain itself there.
    """
    try:
        file = log.open("ab")
    except OSError:
        yield
        return
    sys.stderr.flush()
    with file:
        saved = os.dup(2)
        os.dup2(file.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(saved, 2)
            os.close(saved)
