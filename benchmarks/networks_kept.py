"""The published networks, trained: kept in files, since training them takes hours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from benchmarks.networks_measure import SHIPPED_ROWS, Candidate, portable
from model.description import NetworkDescription, check_weights
from model.errors import RunError
from model.packed import write_network

PLACES: Final = {"train": "TRAIN", "test": "TEST"}
"""How the two places of the data are called in what is kept."""


def keep(candidate: Candidate, folder: Path) -> Candidate:
    """Copy a trained network with its description, without the places of this machine.

    Args:
        candidate: a network; one that ships is left where it is.
        folder: of the copies.

    Returns:
        The copy.

    Raises:
        RunError: it cannot be written.
        WeightsError: the network is damaged.
    """
    if candidate.name in SHIPPED_ROWS:
        return candidate
    source = check_weights(candidate.description, candidate.described.parent)
    copy = folder / f"{candidate.name}.tflite"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_network(copy, source.read_bytes(), _placeless(candidate))
    except OSError as error:
        raise RunError(
            f"{copy} cannot be written ({error.strerror or error}): make room there or name "
            "another folder with --keep."
        ) from error
    return kept(candidate.name, folder)


def kept(name: str, folder: Path) -> Candidate:
    """A network that was kept; whether it is there is seen when it is read."""
    return Candidate(name, folder / f"{name}.json")


def _placeless(candidate: Candidate) -> NetworkDescription:
    described: NetworkDescription = candidate.description
    data: dict[str, Any] = {
        name: part | {"folder": PLACES.get(name, PLACES["train"])}
        for name, part in described.data.items()
    }
    return replace(
        described,
        name=candidate.name,
        data=data,
        settings=described.settings | PLACES,
        command=portable(described.command, candidate.settings),
    )
