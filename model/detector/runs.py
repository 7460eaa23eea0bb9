"""The state from which an interrupted training of the face finder goes on."""

from __future__ import annotations

import json
import operator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from model.description import sha256_of
from model.detector.samples import Mistake
from model.detector.settings import DetectorSettings
from model.errors import RunError
from model.files import replacing, write_text
from model.runs import STATE_FILE, RunFolder

SHAPING: Final = ("colors", "channels", "head")
"""Settings that shape the network; one run can start from another where they agree. Blocks may be
more."""


@dataclass(frozen=True)
class EpochResult:
    """One row of the history.

    Attributes:
        epoch: counted from 1.
        loss: of the training pictures, and its parts ``score_loss``, ``box_loss``
            (1 - GIoU) and ``roll_loss``.
        score_loss: see there.
        box_loss: see there.
        roll_loss: see there.
        recall: on the held-out photographs at 0.1 false boxes a picture.
        average_precision: on the same.
        learning_rate: at the end of the epoch.
        seconds: wall-clock time of the epoch.
    """

    epoch: int
    loss: float
    score_loss: float
    box_loss: float
    roll_loss: float
    recall: float
    average_precision: float
    learning_rate: float
    seconds: float


@dataclass(frozen=True)
class DetectorState:
    """Where a run stands after its last whole epoch.

    Attributes:
        settings: what the run was started with.
        fingerprint: of the boxes it was started with.
        history: one result an epoch.
        checkpoint: file with network and optimizer after the last epoch, or None.
        mistakes: mined ones that the next epochs train on.
        command: what was typed to start the run.
        versions: of the packages that started it.
        origin: of the network it started from: ``command``, ``epochs`` and ``sha256``
            of its file; empty where it started from chance.
    """

    settings: DetectorSettings
    fingerprint: str
    history: tuple[EpochResult, ...] = ()
    checkpoint: str | None = None
    mistakes: tuple[Mistake, ...] = ()
    command: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    origin: dict[str, Any] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        """Whether the last epoch is done."""
        return len(self.history) >= self.settings.epochs


def load_state(folder: RunFolder) -> DetectorState:
    """Read the state of a run.

    Raises:
        RunError: there is none, or it cannot be understood.
    """
    try:
        stored = json.loads((folder.path / STATE_FILE).read_text("utf-8"))
        return DetectorState(
            settings=DetectorSettings.from_json(stored["settings"]),
            fingerprint=stored["fingerprint"],
            history=tuple(EpochResult(**row) for row in stored["history"]),
            checkpoint=stored["checkpoint"],
            mistakes=tuple((int(n), x, y, side) for n, x, y, side in stored["mistakes"]),
            command=stored["command"],
            versions=stored["versions"],
            # Runs from before a run could start from another have none.
            origin=stored.get("origin", {}),
        )
    except FileNotFoundError as error:
        raise RunError(f"{folder.path} holds no run: it has no {STATE_FILE}.") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(
            f"The run in {folder.path} cannot be resumed: {STATE_FILE} is not that of a face "
            "finder's training."
        ) from error


def origin_of(settings: DetectorSettings) -> dict[str, Any]:
    """What is told of the network that a new run starts from.

    Raises:
        RunError: there is none, it cannot be read, or its structure is another.
    """
    if not settings.start:
        return {}
    other, checkpoint = start_of(settings)
    for name in (*SHAPING, "blocks"):
        theirs, ours = getattr(other.settings, name), getattr(settings, name)
        deeper = name == "blocks" and all(map(operator.ge, ours, theirs))
        if theirs != ours and not deeper:
            raise RunError(
                f"The network of {settings.start} has other {name}, {theirs} and not {ours}: give "
                "this run the same, or leave --from away."
            )
    try:
        checksum = sha256_of(checkpoint)
    except OSError as error:
        raise RunError(f"The network of {settings.start} cannot be read: {error}.") from error
    return {"command": other.command, "epochs": len(other.history), "sha256": checksum} | (
        {"origin": other.origin} if other.origin else {}
    )


def start_of(settings: DetectorSettings) -> tuple[DetectorState, Path]:
    """The run that a new one starts from, and the file with its last network.

    Raises:
        RunError: there is none, or it has no whole epoch.
    """
    folder = RunFolder(Path(settings.start))
    state = load_state(folder)
    if state.checkpoint is None:
        raise RunError(f"The run in {folder.path} has no whole epoch to start from.")
    return state, folder.path / state.checkpoint


def save_state(folder: RunFolder, state: DetectorState) -> None:
    """Write the state, then remove the checkpoints that it no longer names.

    The rename of the state file is the one moment at which an epoch counts: the
    network is written before it under a new name, so an end at any instant leaves
    a state whose files exist.
    """
    stored = vars(state) | {
        "settings": state.settings.to_json(),
        "history": [asdict(row) for row in state.history],
    }
    write_text(folder.path / STATE_FILE, json.dumps(stored, indent=1))
    for pattern in ("epoch-*.keras", "partial-*"):
        for file in folder.path.glob(pattern):
            if file.name != state.checkpoint:
                file.unlink(missing_ok=True)


def advance(
    folder: RunFolder, state: DetectorState, network: Any, result: EpochResult
) -> DetectorState:
    """Store network, optimizer and history after an epoch; return the new state.

    Raises:
        RunError: the disk is full or the folder gone; the last state stays whole.
    """
    checkpoint = f"epoch-{result.epoch:04}.keras"
    with folder.saving(f"Epoch {result.epoch}"):
        with replacing(folder.path / checkpoint) as partial:
            network.save(partial)
        state = replace(state, history=(*state.history, result), checkpoint=checkpoint)
        save_state(folder, state)
    return state
