"""The folder of a training run, and the state from which an interrupted run goes on."""

from __future__ import annotations

import contextlib
import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from model.errors import RunError
from model.files import lock, replacing, write_text
from model.settings import TrainingSettings

STATE_FILE = "state.json"
LOG_FILE = "train.log"


@dataclass(frozen=True)
class EpochResult:
    """One row of the history.

    Attributes:
        epoch: counted from 1.
        loss, test_loss: cross-entropy on the augmented training pictures and on the
            test pictures, both against smoothed labels, so that they compare; the
            plain one of the finished network is among its scores.
        accuracy, test_accuracy: shares, 0 to 1, on the same.
        learning_rate: at the end of the epoch.
        seconds: wall-clock time of the epoch.
        average_accuracy: on the test pictures, of the weights' mean over the last
            epochs; None before there is one.
    """

    epoch: int
    loss: float
    accuracy: float
    test_loss: float
    test_accuracy: float
    learning_rate: float
    seconds: float
    average_accuracy: float | None = None

    @property
    def reached(self) -> float:
        """The test accuracy of the better of the epoch's two networks."""
        return max(self.test_accuracy, self.average_accuracy or 0.0)


@dataclass(frozen=True)
class RunState:
    """Where a run stands after its last whole epoch.

    Attributes:
        settings: what the run was started with.
        labels: class names in output order.
        history: one result an epoch.
        checkpoint: file with network and optimizer after the last epoch, or None.
        best: file with the network of the best epoch, or None.
        average: file with the weights' mean over the last epochs, or None.
        command: what was typed to start the run; empty if not known.
        versions: of the packages that started it.
        fingerprints: of the training and the test data, or None if not known.
    """

    settings: TrainingSettings
    labels: tuple[str, ...]
    history: tuple[EpochResult, ...] = ()
    checkpoint: str | None = None
    best: str | None = None
    average: str | None = None
    command: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    fingerprints: tuple[str, str] | None = None

    @property
    def finished(self) -> bool:
        """Whether the last epoch is done."""
        return len(self.history) >= self.settings.epochs

    @property
    def averaged(self) -> int:
        """How many epochs are in the mean of the weights."""
        return sum(row.average_accuracy is not None for row in self.history)

    @property
    def best_epoch(self) -> EpochResult | None:
        """The epoch with the highest test accuracy, the earliest of equals."""
        return max(self.history, key=lambda row: row.reached, default=None)


@dataclass(frozen=True)
class RunFolder:
    """The files of one run."""

    path: Path

    @property
    def log(self) -> Path:
        """The log file, where tracebacks go."""
        return self.path / LOG_FILE

    @classmethod
    def create(cls, path: Path | None, root: Path) -> RunFolder:
        """Make a new folder: ``path``, or one named after the time under ``root``.

        Raises:
            RunError: it exists with a run in it, or cannot be made.
        """
        folder = path or _unused(root / time.strftime("%Y%m%d-%H%M%S"))
        if (folder / STATE_FILE).exists():
            raise RunError(f"{folder} holds a run already: give --resume, or another --run folder.")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunError(f"The run folder {folder} cannot be made: {error.strerror}.") from error
        return cls(folder)

    @classmethod
    def latest(cls, root: Path) -> RunFolder:
        """The run under ``root`` that was written to last.

        Raises:
            RunError: there is none.
        """
        states = list(root.glob(f"*/{STATE_FILE}"))
        if not states:
            raise RunError(f"There is no run to resume under {root}: start one without --resume.")
        return cls(max(states, key=lambda file: file.stat().st_mtime).parent)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep a second process out while this one trains; the lock ends with the process.

        Raises:
            RunError: another process has the run.
        """
        try:
            file = (self.path / "lock").open("a")
        except OSError as error:
            raise RunError(
                f"The run folder {self.path} cannot be written to: {error.strerror}."
            ) from error
        with file:
            try:
                lock(file.fileno())
            except OSError as error:
                raise RunError(
                    f"{self.path} is being trained by another process: wait for its end, "
                    "or name another folder with --run."
                ) from error
            yield

    def load(self) -> RunState:
        """Read the state.

        Raises:
            RunError: there is none, or it cannot be understood.
        """
        try:
            stored = json.loads((self.path / STATE_FILE).read_text("utf-8"))
            return RunState(
                settings=TrainingSettings.from_json(stored["settings"]),
                labels=tuple(stored["labels"]),
                history=tuple(EpochResult(**row) for row in stored["history"]),
                checkpoint=stored["checkpoint"],
                best=stored["best"],
                average=stored.get("average"),
                command=stored.get("command", ""),
                versions=stored.get("versions", {}),
                fingerprints=tuple(stored["fingerprints"]) if stored.get("fingerprints") else None,
            )
        except FileNotFoundError as error:
            raise RunError(f"{self.path} holds no run: it has no {STATE_FILE}.") from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise RunError(
                f"The run in {self.path} cannot be resumed: {STATE_FILE} cannot be understood."
            ) from error

    def save(self, state: RunState) -> None:
        """Write the state, then remove the checkpoints that it no longer names.

        The rename of the state file is the one moment at which an epoch counts:
        networks are written before it under new names, so an end at any instant
        leaves a state whose files exist.
        """
        stored = vars(state) | {
            "settings": state.settings.to_json(),
            "history": [vars(row) for row in state.history],
        }
        write_text(self.path / STATE_FILE, json.dumps(stored, indent=1))
        wanted = {state.checkpoint, state.best, state.average}
        for pattern in ("epoch-*.keras", "average-*.keras", "best-*.keras", "partial-*"):
            for file in self.path.glob(pattern):
                if file.name not in wanted:
                    file.unlink(missing_ok=True)

    def advance(
        self, state: RunState, model: Any, result: EpochResult, average: Any = None
    ) -> RunState:
        """Store networks, optimizer and history after an epoch; return the new state.

        Args:
            state: before the epoch.
            model: with its optimizer.
            result: the epoch's figures.
            average: the network with the mean of the weights, once there is one.

        Raises:
            RunError: the disk is full or the folder gone; the last state stays whole.
        """
        before = state.best_epoch
        checkpoint, best = f"epoch-{result.epoch:04}.keras", state.best
        averaged = state.average if average is None else f"average-{result.epoch:04}.keras"
        with self.saving(f"Epoch {result.epoch}"):
            self._keep(model, checkpoint)
            if average is not None and averaged is not None:
                self._keep(average, averaged)
            if before is None or result.reached > before.reached:
                better = checkpoint if result.reached == result.test_accuracy else averaged
                best = f"best-{result.epoch:04}.keras"
                with replacing(self.path / best) as partial:
                    shutil.copyfile(self.path / (better or checkpoint), partial)
            state = replace(
                state,
                history=(*state.history, result),
                checkpoint=checkpoint,
                best=best,
                average=averaged,
            )
            self.save(state)
        return state

    def _keep(self, network: Any, name: str) -> None:
        with replacing(self.path / name) as partial:
            network.save(partial)

    @contextlib.contextmanager
    def saving(self, what: str) -> Iterator[None]:
        """Turn the faults of a disk into one sentence.

        Raises:
            RunError: what could not be saved, and why.
        """
        try:
            yield
        except OSError as error:
            raise RunError(
                f"{what} could not be saved in {self.path} ({error.strerror or error}): "
                f"make room, then go on with --resume --run {self.path}."
            ) from error


def _unused(path: Path) -> Path:
    """``path``, or with a number if two runs start in one second."""
    candidates = (path, *(path.with_name(f"{path.name}-{number}") for number in range(2, 100)))
    return next((folder for folder in candidates if not folder.exists()), path)
