"""The members of an ensemble: trained networks that take, give and were tested on the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from model.data import Part, Parts, find_parts
from model.description import NetworkDescription, read_description, sha256_of
from model.errors import RunError
from model.network_files import LITERT
from model.rebuilding import description_of
from model.results import KERAS_FILES
from model.run_files import described_name
from model.settings import TrainingSettings

FEWEST: Final = 2


@dataclass(frozen=True)
class Member:
    """A finished run, or the LiteRT file of one.

    Attributes:
        file: its network, as Keras keeps it or in LiteRT.
        description: of the same network.
    """

    file: Path
    description: NetworkDescription

    @classmethod
    def of(cls, run: Path) -> Member:
        """Read a run's folder, or a ``.tflite`` and what is known of it.

        Raises:
            RunError: it holds no exported network.
            WeightsError: its description cannot be understood, or there is no such file.
        """
        if run.suffix == LITERT:
            return cls(run, description_of(run))
        file, described = run / KERAS_FILES[0], run / described_name()
        for path in (file, described):
            if not path.exists():
                raise RunError(
                    f"{run} has no {path.name}: finish the run first, "
                    f"with  python train_model.py --resume --run {run}"
                )
        return cls(file, read_description(described))

    def origin(self) -> dict[str, str]:
        """What the ensemble keeps of it."""
        checksum = sha256_of(self.file)
        return {"file": str(self.file), "sha256": checksum, "command": self.description.command}


def members_of(runs: Sequence[Path]) -> list[Member]:
    """Read several runs.

    Raises:
        RunError: there are fewer than two, or they differ in what they take, give or
            were tested on.
        WeightsError: a description cannot be understood.
    """
    if len(runs) < FEWEST:
        raise RunError("An ensemble has two members or more: name more runs.")
    members = [Member.of(run) for run in runs]
    first, *others = (_promises(member.description) for member in members)
    for run, other in zip(runs[1:], others, strict=True):
        for name, ours in first.items():
            if other[name] != ours:
                raise RunError(
                    f"{run} has other {name} than {runs[0]}: the members of an ensemble take and "
                    "give the same, and are tested on the same pictures."
                )
    return members


def _promises(described: NetworkDescription) -> dict[str, Any]:
    return {
        "labels": described.labels,
        "input": (described.size, described.channels),
        "test pictures": described.data["test"]["sha256_of_names_and_sizes"],
    }


def parts_of(member: Member, data: Sequence[Path] = ()) -> Parts:
    """The pictures of a member, of which those that it was tested on are its own for sure.

    Args:
        member: a finished run.
        data: where its pictures lie by now, if elsewhere: as many places as it was given.

    Raises:
        DataError, RunError: they are not there, or are others.
    """
    settings = TrainingSettings.from_json(member.description.settings)
    wanted = 2 if settings.test else 1
    words = "--data TRAIN TEST" if settings.test else "--data DATA"
    if data:
        if len(data) != wanted:
            raise RunError(
                f"The pictures of {member.file.parent} lay in {_places(wanted)}, not in "
                f"{_places(len(data))}: give {words}."
            )
        train, test = (*map(str, data), "")[:2]
        settings = replace(settings, train=train, test=test)
    parts = find_parts(replace(settings, votes="", drop_no_face=False))
    if not is_of(member, "test", parts.test):
        raise RunError(
            f"{parts.test.pictures.place} does not hold the pictures that {member.file.parent} was "
            f"tested on: give them with {words}."
        )
    return parts


def is_of(member: Member, name: str, part: Part) -> bool:
    """Whether these are a member's own pictures of this name, such as ``test``."""
    known = member.description.data.get(name, {})
    return bool(known.get("sha256_of_names_and_sizes") == part.fingerprint)


def _places(number: int) -> str:
    return {1: "one place", 2: "two places"}.get(number, f"{number} places")
