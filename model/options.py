"""The command line of ``train_model.py``, made from the fields of the settings."""

from __future__ import annotations

import argparse
import dataclasses
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

from model.errors import RunError
from model.settings import TrainingSettings, option_name, options

PROGRAM = "train_model.py"

EPILOG = """Each run has a folder, runs/<time> unless --run names one: networks, figures, plots,
log. Ctrl-C keeps the best network; --resume goes on after any kind of end. docs/training.md
says more."""


@dataclass(frozen=True)
class Options:
    """What was typed.

    Attributes:
        train, test: the two data folders; None where --resume stands for them.
        run: the run's folder, or None.
        resume: go on with a run instead of starting one.
        install: make the result the window's network.
        given: the settings that were typed, by field.
    """

    train: str | None
    test: str | None
    run: Path | None
    resume: bool
    install: bool
    given: dict[str, Any]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One sentence instead of the whole usage."""
        self.exit(2, f"{PROGRAM}: {message}. See {PROGRAM} --help.\n")


def build_parser() -> argparse.ArgumentParser:
    """The parser; a setting that was not typed is absent from what it returns."""
    parser = _Parser(
        prog=PROGRAM,
        description="Train a network on pictures in class folders, test it after each epoch.",
        epilog=EPILOG,
        allow_abbrev=False,
    )
    parser.add_argument("train", metavar="TRAIN", nargs="?", help="folder of class folders")
    parser.add_argument("test", metavar="TEST", nargs="?", help="the same classes, other pictures")
    parser.add_argument(
        "--run",
        type=Path,
        metavar="DIR",
        help="the run's folder (default: runs/<time>; with --resume, the newest under runs)",
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help="go on with an interrupted run, or redo what follows the last epoch of a finished "
        "one (default: off)",
    )
    parser.add_argument(
        "--install",
        action="store_true",
        help="make the result the network that the window uses (default: off)",
    )
    group = parser.add_argument_group("settings (a resumed run keeps its own)")
    for setting in options():
        _add(group, setting)
    return parser


def _add(group: Any, setting: dataclasses.Field[Any]) -> None:
    default, name = setting.default, option_name(setting.name)
    words: dict[str, Any] = {"default": argparse.SUPPRESS}
    shown = " ".join(map(str, default)) if isinstance(default, tuple) else default
    if isinstance(default, bool):
        words["action"], shown = argparse.BooleanOptionalAction, "on" if default else "off"
    elif isinstance(default, tuple):
        words |= {"nargs": "+", "type": type(default[0]), "metavar": "N"}
    elif setting.metadata["choices"]:
        words["choices"] = setting.metadata["choices"]
    else:
        words |= {"type": type(default), "metavar": "N" if isinstance(default, int) else "X"}
    group.add_argument(name, help=f"{setting.metadata['help']} (default: {shown})", **words)


def parse(arguments: Sequence[str]) -> Options:
    """Read the command line; ends the program with status 2 and a sentence on a mistake."""
    parser = build_parser()
    typed = vars(parser.parse_args(arguments))
    if isinstance(typed.get("channels"), list):
        typed["channels"] = tuple(typed["channels"])
    chosen = Options(
        **{name: typed.pop(name) for name in ("train", "test", "run", "resume", "install")},
        given=typed,
    )
    if chosen.train is not None and chosen.test is None:
        parser.error("TEST is missing: give two folders, TRAIN and TEST")
    if chosen.test is None and not chosen.resume:
        parser.error("two folders are needed, TRAIN and TEST (or --resume)")
    return chosen


def new_settings(chosen: Options) -> TrainingSettings:
    """The settings of a new run.

    Raises:
        RunError: a value is out of its range.
    """
    assert chosen.train is not None and chosen.test is not None
    try:
        return TrainingSettings(chosen.train, chosen.test, **chosen.given)
    except ValueError as error:
        raise RunError(str(error)) from error


def kept_settings(chosen: Options, stored: TrainingSettings, run: Path) -> TrainingSettings:
    """The settings of a resumed run: its own, with the folders where they lie now.

    Raises:
        RunError: something else was typed than the run was started with.
    """
    for name, value in chosen.given.items():
        kept = getattr(stored, name)
        if value not in (kept, "auto"):
            option = option_name(name)
            raise RunError(
                f"The run in {run} was started with {option} {_typed(kept)}, not {_typed(value)}: "
                f"leave {option} away to go on with it, or leave --resume away to start another."
            )
    if chosen.train is None or chosen.test is None:
        return stored
    return replace(stored, train=chosen.train, test=chosen.test)


def command_of(settings: TrainingSettings) -> str:
    """A command that starts such a run, naming what differs from the defaults."""
    words = [settings.train, settings.test]
    for setting in options():
        value = getattr(settings, setting.name)
        if value == setting.default:
            continue
        name = option_name(setting.name)
        if isinstance(value, bool):
            words.append(name if value else name.replace("--", "--no-", 1))
        else:
            words += [name, *_typed(value).split()]
    return typed_command(words)


def typed_command(arguments: Sequence[str] | None = None) -> str:
    """The command as a person would type it again."""
    words = sys.argv[1:] if arguments is None else arguments
    return f"python {PROGRAM} {shlex.join(words)}".strip()


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
