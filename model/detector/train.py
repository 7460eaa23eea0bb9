"""``python -m model.detector.train PICTURES``: trains the face finder."""

from __future__ import annotations

import argparse
import logging
import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from model.console import INTERRUPTED, guarded, start_keras
from model.detector.finish import finish
from model.detector.install import install
from model.detector.options import (
    PROGRAM,
    build_parser,
    given_settings,
    kept_state,
    new_state,
)
from model.detector.pictures import FACE_SIDE, PhotographSource, is_held_out, read_faces
from model.detector.runs import DetectorState, EpochResult, load_state, save_state
from model.detector.training import Photographs, train
from model.ending import finish_what_there_is, trained_to_end
from model.environment import (
    check_packages,
    native_messages_to,
    set_up_environment,
)
from model.errors import DataError, DivergedError
from model.progress import ProgressBar, counted, span
from model.run_log import RunLog
from model.runs import RunFolder

log = logging.getLogger(__name__)

RUNS: Final = Path("runs") / "detector"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: what was typed after the program's name; None takes ``sys.argv``.

    Returns:
        The exit status: 0 done, 2 refused with a sentence, 130 after Ctrl-C, 1 a
        fault of the program.
    """
    typed = list(sys.argv[1:] if arguments is None else arguments)
    chosen = build_parser().parse_args(typed)
    set_up_environment()
    return guarded(lambda run_log: _run(chosen, typed, run_log))


def _run(chosen: argparse.Namespace, typed: list[str], run_log: RunLog) -> int:
    given = given_settings(chosen)
    if chosen.resume:
        folder = RunFolder(chosen.run) if chosen.run else RunFolder.latest(RUNS)
        state = kept_state(load_state(folder), chosen, given)
    else:
        folder, state = None, new_state(chosen, typed, given)
    check_packages()
    state, data = _read(state)
    folder = folder or RunFolder.create(chosen.run, RUNS)
    with folder.locked():
        run_log.move_to(folder.log)
        log.info("%s %s in %s", PROGRAM, shlex.join(typed), folder.path)
        with folder.saving("The run"):
            save_state(folder, state)
        reached, diverged = (state, None) if state.finished else _train(folder, state, data)
        whole_epochs = bool(reached.history)
        finish_what_there_is(whole_epochs, lambda: finish(folder, reached, data), diverged)
        if not reached.finished:
            print(f"Go on with  {PROGRAM} --resume --run {folder.path}")
            return INTERRUPTED
        if chosen.install:
            print(f"The program now uses it: {install(folder.path)}")
        else:
            print(f"Let the program use it with  python -m model.detector.install {folder.path}")
    return 0


def _read(state: DetectorState) -> tuple[DetectorState, Photographs]:
    """Read the data, say what was found, refuse other data than the run's.

    Raises:
        DataError: the data cannot be used, or a resumed run had other data.
    """
    settings = state.settings
    source = PhotographSource(Path(settings.pictures))
    if state.fingerprint not in ("", source.fingerprint):
        raise DataError(
            f"{settings.pictures} does not hold the boxes that the run was started with: give "
            "its pictures, or start another run without --resume."
        )
    held_out = [name for name in source.names if is_held_out(name)]
    training = sorted(set(source.names) - set(held_out))
    if not held_out or not training:
        raise DataError(f"{settings.pictures} holds too few photographs to keep a fifth apart.")
    faces = np.zeros((0, FACE_SIDE, FACE_SIDE), np.uint8)
    data = Photographs(
        source.load(training, settings.colors),
        source.load(held_out, settings.colors),
        read_faces(Path(settings.faces)) if settings.faces else faces,
    )
    print(
        f"{len(data.training)} photographs to train on, {len(data.held_out)} kept out, "
        f"{len(data.faces)} faces to paste."
    )
    return replace(state, fingerprint=source.fingerprint), data


def _train(
    folder: RunFolder, state: DetectorState, data: Photographs
) -> tuple[DetectorState, DivergedError | None]:
    settings = state.settings
    print(
        f"Training in {folder.path}: {counted(settings.epochs, 'epoch')}, {settings.precision}; "
        "Ctrl-C keeps the network of the last whole epoch.",
        flush=True,
    )
    with native_messages_to(folder.log):
        start_keras()
    bar = ProgressBar()

    def tell(result: EpochResult, left: float) -> None:
        bar.clear()
        print(epoch_line(result, settings.epochs, left), flush=True)

    def go() -> DetectorState:
        return train(folder, state, data, tell, bar.show)

    return trained_to_end(go, lambda: load_state(folder), bar)


def epoch_line(result: EpochResult, epochs: int, left: float) -> str:
    """An epoch's one line."""
    return (
        f"Epoch {result.epoch}/{epochs}: loss {result.loss:.3f} (score {result.score_loss:.3f}, "
        f"box {result.box_loss:.3f}, roll {result.roll_loss:.3f}); held out: recall "
        f"{result.recall:.1%} at 0.1 false boxes a picture, average precision "
        f"{result.average_precision:.1%}; learning rate {result.learning_rate:.1e}; "
        f"{span(result.seconds)}, {span(left)} left"
    )


if __name__ == "__main__":
    sys.exit(main())
