"""The command line of the face finder's training, made from the fields of its settings."""

from __future__ import annotations

import argparse
import dataclasses
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NoReturn

from model.console import REFUSED
from model.detector.runs import DetectorState, origin_of
from model.detector.settings import DetectorSettings, options
from model.environment import package_versions, resolve_precision
from model.errors import RunError
from model.fields import option_name

PROGRAM: Final = "python -m model.detector.train"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One sentence instead of the whole usage."""
        self.exit(REFUSED, f"{message}. See {PROGRAM} --help.\n")


def build_parser() -> argparse.ArgumentParser:
    """The parser; a setting that was not typed is absent from what it returns."""
    parser = _Parser(
        prog=PROGRAM,
        description="Train the face finder on photographs with boxes. Of every five photographs "
        "one is kept out, by the SHA-256 of its name, and tested after each epoch.",
        epilog="Each run has a folder, runs/detector/<time> unless --run names one. Ctrl-C keeps "
        "the network of the last whole epoch; --resume goes on after any kind of end.",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("pictures", metavar="PICTURES", nargs="?", help="zip or folder with boxes.csv and images/")
    add("--faces", metavar="DIR", help="class folders of upright faces, such as data/train, to "
        "paste into the photographs and to fit the frame of a face (default: none)")  # fmt: skip
    add(
        "--from",
        dest="start",
        metavar="RUN",
        help="start from the last network of another run, "
        "which must have the same channels, blocks, head and colors (default: from chance)",
    )
    add("--run", type=Path, metavar="DIR", help="the run's folder (default: "
        "runs/detector/<time>; with --resume, the newest there)")  # fmt: skip
    add("--resume", action="store_true", help="go on with an interrupted run, or redo what "
        "follows the last epoch of a finished one (default: off)")  # fmt: skip
    add("--install", action="store_true", help="let the program use the result (default: off)")
    group = parser.add_argument_group("settings (a resumed run keeps its own)")
    for setting in options():
        _add(group, setting)
    return parser


def _add(group: Any, setting: dataclasses.Field[Any]) -> None:
    default = setting.default
    words: dict[str, Any] = {"default": argparse.SUPPRESS, "type": type(default)}
    shown = default
    if isinstance(default, tuple):
        words |= {"nargs": "+", "type": int, "metavar": "N"}
        shown = " ".join(map(str, default))
    else:
        words["metavar"] = "N" if isinstance(default, int) else "X"
    text = f"{setting.metadata['help']} (default: {shown})"
    group.add_argument(option_name(setting.name), help=text, **words)


def given_settings(chosen: argparse.Namespace) -> dict[str, Any]:
    """The settings that were typed, by field."""
    names = {setting.name for setting in options()}
    typed = {name: value for name, value in vars(chosen).items() if name in names}
    return {name: tuple(v) if isinstance(v, list) else v for name, v in typed.items()}


def new_state(chosen: argparse.Namespace, typed: list[str], given: dict[str, Any]) -> DetectorState:
    """The state of a new run.

    Raises:
        RunError: a value is out of its range, or there are no pictures.
    """
    if chosen.pictures is None:
        raise RunError("Give a zip or a folder of photographs, or --resume.")
    try:
        settings = DetectorSettings(
            chosen.pictures, chosen.faces or "", chosen.start or "", **given
        )
    except ValueError as error:
        raise RunError(str(error)) from error
    settings = replace(settings, precision=resolve_precision(settings.precision))
    command = f"{PROGRAM} {shlex.join(typed)}"
    return DetectorState(
        settings, "", command=command, versions=package_versions(), origin=origin_of(settings)
    )


def kept_state(
    state: DetectorState, chosen: argparse.Namespace, given: dict[str, Any]
) -> DetectorState:
    """A resumed run keeps its settings; its data may have moved, and ``pixels`` may change.

    The network answers at any size, so a finished run can be tried at another one.

    Raises:
        RunError: something else was typed than the run was started with.
    """
    settings = state.settings
    if chosen.start is not None:
        raise RunError("--from begins a run: leave it away to go on with one.")
    for name, value in given.items():
        if name != "pixels" and value not in (getattr(settings, name), "auto"):
            option = option_name(name)
            raise RunError(
                f"The run was started with {option} {getattr(settings, name)}, not {value}: leave "
                f"{option} away to go on with it, or leave --resume away to start another."
            )
    try:
        moved = replace(
            settings,
            pictures=chosen.pictures or settings.pictures,
            faces=chosen.faces or settings.faces,
            pixels=given.get("pixels", settings.pixels),
        )
    except ValueError as error:
        raise RunError(str(error)) from error
    print(f"The run stands at epoch {len(state.history)} of {settings.epochs}.")
    return replace(state, settings=moved)
