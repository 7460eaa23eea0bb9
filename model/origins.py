"""The files that a run takes something from: a network to go on from, votes, teachers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from model.description import NetworkDescription, sha256_of
from model.errors import RunError
from model.network_files import LITERT, find_network
from model.runs import STATE_FILE, RunFolder, RunState
from model.settings import TrainingSettings, option_name

NETWORK_SUFFIXES: Final = (".keras", ".h5", ".hdf5")
"""Of the files that Keras reads."""


@dataclass(frozen=True)
class Origin:
    """One file, and what is known of how it came to be.

    Attributes:
        file: where it lies.
        sha256: of the file, hexadecimal.
        command: that trained the network; empty if not known.
        labels: class names in output order; None if not known.
    """

    file: Path
    sha256: str
    command: str = ""
    labels: tuple[str, ...] | None = None

    @classmethod
    def of_network(cls, path: Path) -> Origin:
        """A network of Keras, one in LiteRT, or the best one of a run's folder.

        Raises:
            RunError: there is none, or it is no such file.
            WeightsError: one in LiteRT is damaged, or nothing says what its outputs mean.
        """
        if path.suffix == LITERT:
            return cls._of_litert(path)
        known = _known_run(path if path.is_dir() else path.parent)
        if path.is_dir():
            path /= _best_of(path, known)
        elif path.suffix.lower() not in NETWORK_SUFFIXES:
            raise RunError(
                f"{path} is no network that training can use: give a .keras or .tflite file or "
                "the folder of a run."
            )
        found = cls.of_file(path)
        if known is None:
            return found
        return replace(found, command=known.command, labels=known.labels)

    @classmethod
    def _of_litert(cls, path: Path) -> Origin:
        found, known = cls.of_file(path), find_network(path).known
        command = known.command if isinstance(known, NetworkDescription) else ""
        return replace(found, labels=known.labels, command=command)

    @classmethod
    def of_file(cls, path: Path) -> Origin:
        """Any file.

        Raises:
            RunError: it is missing or cannot be read.
        """
        try:
            return cls(path, sha256_of(path))
        except OSError as error:
            raise RunError(f"{path} cannot be read ({error.strerror}).") from error

    def to_json(self) -> dict[str, str]:
        """What a run keeps of it."""
        return {"file": str(self.file), "sha256": self.sha256, "command": self.command}


def _known_run(folder: Path) -> RunState | None:
    return RunFolder(folder).load() if (folder / STATE_FILE).exists() else None


def _best_of(folder: Path, state: RunState | None) -> str:
    if state is None or state.best is None:
        raise RunError(
            f"{folder} holds no trained network: give the folder of a run, or a .keras file."
        )
    return state.best


def find_origins(settings: TrainingSettings) -> dict[str, tuple[Origin, ...]]:
    """The files that the settings name, by setting; without those that name none.

    Raises:
        RunError, WeightsError: one cannot be read or is none of its kind.
    """
    found: dict[str, tuple[Origin, ...]] = {}
    if settings.start_from:
        found["start_from"] = (Origin.of_network(Path(settings.start_from)),)
    if settings.votes:
        found["votes"] = (Origin.of_file(Path(settings.votes)),)
    if settings.teacher:
        found["teacher"] = tuple(Origin.of_network(Path(path)) for path in settings.teacher)
    return found


def stored_origins(found: dict[str, tuple[Origin, ...]]) -> dict[str, list[dict[str, str]]]:
    """What a run keeps of the files it was started with."""
    return {name: [origin.to_json() for origin in origins] for name, origins in found.items()}


def origins_of(state: RunState, name: str) -> tuple[Origin, ...]:
    """The files of a setting, which must be those that the run was started with.

    Raises:
        RunError, WeightsError: one cannot be read, or holds something else by now.
    """
    found = find_origins(state.settings).get(name, ())
    stored = state.origins.get(name, [])
    if len(found) != len(stored):
        raise RunError(
            f"The run was started with another number of files for {option_name(name)} "
            f"({len(stored)}, not {len(found)}): give those, or start another run without --resume."
        )
    for origin, known in zip(found, stored, strict=True):
        if origin.sha256 != known["sha256"]:
            raise RunError(
                f"{origin.file} is not the file that the run was started with "
                f"({option_name(name)}): put it back, or start another run without --resume."
            )
    return found
