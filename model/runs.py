"""The folder of a training run, and the state from which an interrupted run goes on."""

from __future__ import annotations

import contextlib
import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from model.errors import RunError
from model.files import lock, replacing, write_text
from model.settings import TrainingSettings
from model.state import EpochResult, RunState, checkpoint_name

__all__ = ["EpochResult", "RunFolder", "RunState"]

STATE_FILE = "state.json"
LOG_FILE = "train.log"
CHECKPOINTS = "checkpoints"
"""Folder of the networks that ``checkpoint_every`` keeps."""


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
                origins=stored.get("origins", {}),
                fingerprints=tuple(stored["fingerprints"]) if stored.get("fingerprints") else None,
            ).without_diverged()
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
        checkpoint, best = checkpoint_name(result.epoch), state.best
        averaged = state.average if average is None else f"average-{result.epoch:04}.keras"
        with self.saving(f"Epoch {result.epoch}"):
            self._keep(model, checkpoint)
            if average is not None and averaged is not None:
                self._keep(average, averaged)
            if before is None or result.reached > before.reached:
                better = checkpoint if result.reached == result.test_accuracy else averaged
                best = f"best-{result.epoch:04}.keras"
                self._copy(better or checkpoint, best)
            every = state.settings.checkpoint_every
            if every and result.epoch % every == 0:
                (self.path / CHECKPOINTS).mkdir(exist_ok=True)
                self._copy(checkpoint, f"{CHECKPOINTS}/{checkpoint}")
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

    def _copy(self, name: str, copy: str) -> None:
        with replacing(self.path / copy) as partial:
            shutil.copyfile(self.path / name, partial)

    @contextlib.contextmanager
    def saving(self, what: str) -> Iterator[None]:
        """Turn the faults of a disk into one sentence.

        Raises:
            RunError: what could not be saved, and why.
        """
        try:
            yield
        except OSError as error:
            begun = (self.path / STATE_FILE).exists()
            raise RunError(
                f"{what} could not be saved in {self.path} ({error.strerror or error}): make room, "
                f"then {f'go on with --resume --run {self.path}' if begun else 'start again'}."
            ) from error


def _unused(path: Path) -> Path:
    """``path``, or with a number if two runs start in one second."""
    candidates = (path, *(path.with_name(f"{path.name}-{number}") for number in range(2, 100)))
    return next((folder for folder in candidates if not folder.exists()), path)
