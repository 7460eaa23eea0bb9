"""What ``benchmarks.networks`` measures: networks of runs, kept in files, and those that ship."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from model.card import MEMBER
from model.description import (
    SHIPPED,
    WEIGHTS_FOLDER,
    NetworkDescription,
    check_weights,
    read_description,
)
from model.errors import RunError
from model.packed import write_network
from model.settings import TrainingSettings

SHIPPED_ROWS: Final = (SHIPPED, "fer2013")
"""The networks that the program brings, by name: the window's, and the one trained for this."""

PLACES: Final = {"train": "TRAIN", "test": "TEST"}
"""How the two places of the data are called in what is kept."""


@dataclass(frozen=True)
class Candidate:
    """A network to be measured.

    Attributes:
        name: of the network.
        described: JSON beside its int8 file.
    """

    name: str
    described: Path

    @cached_property
    def description(self) -> NetworkDescription:
        """What the JSON says.

        Raises:
            WeightsError: it is missing or cannot be understood.
        """
        return read_description(self.described)

    @property
    def settings(self) -> TrainingSettings:
        """Of the run."""
        return TrainingSettings.from_json(self.description.settings)

    @property
    def weights(self) -> Path:
        """The int8 file."""
        return self.described.with_name(self.description.weights)

    @classmethod
    def shipped(cls, name: str) -> Candidate:
        """A network that the program brings."""
        return cls(name, WEIGHTS_FOLDER / f"{name}.json")


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


def portable(command: str, settings: TrainingSettings) -> str:
    """A command without the places where the data and the runs lie on this machine."""
    words = command.split()
    if "--run" in words:
        place = words.index("--run")
        del words[place : place + 2]
    names = {settings.train: "TRAIN", settings.test: "TEST"}
    return " ".join(names.get(word, word) for word in words)


def started_from(described: NetworkDescription, settings: TrainingSettings) -> list[str]:
    """The commands that trained what a network started from; none for an ensemble.

    Args:
        described: the network.
        settings: of its run.
    """
    # An ensemble's origins are those of its members, whose runs its own command names.
    if MEMBER in described.origins:
        return []
    origins = described.origins.get("start_from", [])
    return [portable(origin["command"], settings) for origin in origins if origin["command"]]
