"""``train_model.py``: from what was typed to a finished run, and to sentences for a person."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from model.compiling import check_start
from model.console import INTERRUPTED, complain, guarded, start_keras
from model.data import Parts, find_parts, labelled
from model.ending import finish_what_there_is, trained_to_end
from model.environment import (
    check_packages,
    native_messages_to,
    package_versions,
    resolve_precision,
    set_up_environment,
)
from model.errors import DataError, DivergedError
from model.finish import finish
from model.install import install
from model.live import live_window
from model.native import silent_stderr
from model.options import Options, kept_settings, new_settings, parse
from model.origins import find_origins, origins_of, stored_origins
from model.plots import draw_curves
from model.progress import ProgressBar, counted, epoch_line
from model.results import write_data_plots
from model.run_log import RunLog
from model.runs import RunFolder, RunState
from model.settings import TrainingSettings
from model.teachers import check_teachers
from model.training import Progress, train
from model.typed import typed_command

log = logging.getLogger(__name__)

RUNS = Path("runs")
MOST_NAMES = 10
"""Classes that are named on the screen."""
NAMED = 5
"""Unreadable pictures named on the screen; the log names all."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: what was typed after the program's name; None takes ``sys.argv``.

    Returns:
        The exit status: 0 done, 2 refused with a sentence, 130 after Ctrl-C, 1 a
        fault of the program.
    """
    typed = list(sys.argv[1:] if arguments is None else arguments)
    chosen = parse(typed)
    set_up_environment()
    return guarded(lambda run_log: _run(chosen, typed, run_log))


def _run(chosen: Options, typed: list[str], run_log: RunLog) -> int:
    folder, state = _find(chosen) if chosen.resume else (None, _new(chosen, typed))
    check_packages()
    parts = _check_data(state)
    state = replace(state, fingerprints=parts.fingerprints)
    if folder is None:
        state = replace(state, labels=parts.train.labels)
        with silent_stderr():
            check_start(state)
            check_teachers(state)
        # Votes that do not fit are better known before there is a run.
        labelled(state.settings, parts.train)
        folder = RunFolder.create(chosen.run, RUNS)
    with folder.locked():
        run_log.move_to(folder.log)
        log.info("%s in %s", typed_command(typed), folder.path)
        with folder.saving("The run"):
            folder.save(state)
        with native_messages_to(folder.log):
            start_keras()
        with live_window(folder.path, chosen.live):
            reached, diverged = (state, None) if state.finished else _train(folder, state, parts)
        whole_epochs = reached.best is not None
        finish_what_there_is(whole_epochs, lambda: finish(folder, reached, parts), diverged)
        if not reached.finished:
            print(f"Go on with  {_resume_command(folder)}")
            return INTERRUPTED
        if chosen.install:
            print(f"The window now uses it: {install(folder.path)}")
        else:
            print(f"Let the window use it with  {_resume_command(folder)} --install")
    return 0


def _new(chosen: Options, typed: list[str]) -> RunState:
    settings = new_settings(chosen)
    settings = replace(settings, precision=resolve_precision(settings.precision))
    return RunState(
        settings,
        labels=(),
        command=typed_command(typed),
        versions=package_versions(),
        origins=stored_origins(find_origins(settings)),
    )


def _find(chosen: Options) -> tuple[RunFolder, RunState]:
    folder = RunFolder(chosen.run) if chosen.run else RunFolder.latest(RUNS)
    state = folder.load()
    settings = kept_settings(chosen, state.settings, folder.path)
    done, total = len(state.history), state.settings.epochs
    over = ", stopped early" if state.finished and done < total else ""
    print(f"The run in {folder.path} stands at epoch {done} of {total}{over}.")
    origins_of(replace(state, settings=settings), "votes")
    return folder, replace(state, settings=settings)


def _check_data(state: RunState) -> Parts:
    """Look at the data, say what was found, refuse other data than the run's.

    Raises:
        DataError: the data cannot be used, or a resumed run had other data.
    """
    parts = find_parts(state.settings)
    places = {id(part.pictures): part.pictures for _, part in parts.named()}
    for pictures in places.values():
        if pictures.unreadable:
            complain(_unreadable_sentence(pictures.unreadable))
    if state.settings.test and os.path.samefile(state.settings.train, state.settings.test):
        complain(
            "TRAIN and TEST are the same folder: the test figures will only say how well the "
            "network remembers its training pictures."
        )
    known = state.fingerprints
    if state.labels and (
        parts.train.labels != state.labels or (known is not None and known != parts.fingerprints)
    ):
        given = " and ".join(filter(None, (state.settings.train, state.settings.test)))
        raise DataError(
            f"{given} do not hold the pictures that the run was started with: "
            "give its data, or start another run without --resume."
        )
    print(_found_sentence(parts))
    return parts


def _found_sentence(parts: Parts) -> str:
    counts = [f"{len(part)} {name}" for name, part in parts.named()]
    labels = parts.train.labels
    names = f": {', '.join(labels)}" if len(labels) <= MOST_NAMES else ""
    sentence = (
        f"{', '.join(counts[:-1])} and {counts[-1]} pictures of {len(labels)} classes{names}."
    )
    if parts.validation is not None:
        sentence += (
            "\nThe best epoch is chosen on the validation pictures; the figures at the end are "
            "of the test pictures."
        )
    return sentence


def _unreadable_sentence(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - NAMED} more, named in the run's log" if len(names) > NAMED else ""
    files = "1 file is no readable picture and is" if len(names) == 1 else (
        f"{len(names)} files are no readable pictures and are"
    )  # fmt: skip
    return f"{files} left out: {', '.join(names[:NAMED])}{more}."


def first_sentence(settings: TrainingSettings, folder: Path) -> str:
    """What is said before the first epoch."""
    return (
        f"Training {settings.network} in {folder}: {counted(settings.epochs, 'epoch')}, "
        f"{settings.precision}; "
        "Ctrl-C keeps the best network."
    )


def _train(
    folder: RunFolder, state: RunState, parts: Parts
) -> tuple[RunState, DivergedError | None]:
    settings: TrainingSettings = state.settings
    print(first_sentence(settings, folder.path), flush=True)
    # Matplotlib may say that it makes its list of fonts.
    with folder.saving("The plots of the data"), native_messages_to(folder.log):
        write_data_plots(folder.path, settings, parts)
    bar = ProgressBar()

    def tell(progress: Progress) -> None:
        bar.clear()
        print(epoch_line(progress), flush=True)
        _draw(folder)

    def say(sentence: str) -> None:
        print(sentence, flush=True)

    def go() -> RunState:
        return train(folder, state, parts, tell, bar.show, say=say)

    return trained_to_end(go, folder.load, bar)


def _draw(folder: RunFolder) -> None:
    """Draw the curves so far: whoever looks at the file sees the training go on."""
    state = folder.load()
    assert state.best_epoch is not None  # an epoch was just saved
    with folder.saving("The curves"):
        draw_curves(state.history, state.best_epoch, folder.path / "curves.png", state.judge)


def _resume_command(folder: RunFolder) -> str:
    return typed_command(["--resume", "--run", str(folder.path)])
