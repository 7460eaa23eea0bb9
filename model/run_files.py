"""The names of the exported networks in a run's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

SERVED: Final = "int8"
"""The kind of exported network that is installed."""


def weights_name(kind: str = SERVED) -> str:
    """File name of an exported network in its run folder."""
    return f"network.{kind}.tflite"


def described_name(kind: str = SERVED) -> str:
    """File name of its description beside it."""
    return f"network.{kind}.json"


def served_network(path: Path) -> Path:
    """The JSON of what is installed of a run, or of a network in a ``.tflite`` file."""
    return path.with_suffix(".json") if path.suffix == ".tflite" else path / described_name()
