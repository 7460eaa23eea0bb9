"""The command line of ``train_model.py``, made from the fields of the settings."""

from __future__ import annotations

import argparse
import dataclasses
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

from model.errors import RunError
from model.networks import MIRROR, NETWORKS
from model.networks.registry import PLAIN, SHAPING
from model.settings import NEEDED, ORIGINS, TrainingSettings, option_name, options
from model.typed import PROGRAM, typed_value, typed_words

EPILOG = """Each run has a folder, runs/<time> unless --run names one: networks, figures, plots,
log. Ctrl-C keeps the best network; --resume goes on after any kind of end. docs/training.md
says more."""

NETWORKS_TEXT = """The published networks, --network NAME, have their own defaults, which an option
overrides:"""


@dataclass(frozen=True)
class Options:
    """What was typed.

    Attributes:
        train, test: the two places of the data; None where --resume stands for them, or
            where the first holds both.
        run: the run's folder, or None.
        resume: go on with a run instead of starting one.
        install: make the result the window's network.
        live: show the curves in a window meanwhile.
        given: the settings that were typed, by field.
    """

    train: str | None
    test: str | None
    run: Path | None
    resume: bool
    install: bool
    live: bool
    given: dict[str, Any]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One sentence instead of the whole usage."""
        self.exit(2, f"{PROGRAM}: {message}. See {PROGRAM} --help.\n")


def build_parser() -> argparse.ArgumentParser:
    """The parser; a setting that was not typed is absent from what it returns."""
    parser = _Parser(
        prog=PROGRAM,
        description="Train a network on labelled pictures, test it after each epoch.",
        epilog=_epilog(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "train", metavar="TRAIN", nargs="?", help="folder of class folders, or a fer2013.csv"
    )
    parser.add_argument(
        "test",
        metavar="TEST",
        nargs="?",
        help="the same classes, other pictures; none with --split, or where the column Usage of "
        "a table says which are which",
    )
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
    parser.add_argument(
        "--live",
        action="store_true",
        help="show the curves in a window while it trains (default: off)",
    )
    group = parser.add_argument_group("settings (a resumed run keeps its own)")
    for setting in options():
        _add(group, setting)
    return parser


def _epilog() -> str:
    """What differs for each published network, from the registry."""
    rows = {"all": PLAIN} | {
        name: {n: v for n, v in network.defaults.items() if PLAIN.get(n) != v}
        for name, network in NETWORKS.items()
        if name != MIRROR
    }
    lines = [
        textwrap.fill(
            f"  {name:<10} {' '.join(typed_words(defaults))}",
            width=96,
            subsequent_indent=" " * 13,
            break_on_hyphens=False,
        )
        for name, defaults in rows.items()
    ]
    return "\n".join([NETWORKS_TEXT, *lines, "", EPILOG])


def _add(group: Any, setting: dataclasses.Field[Any]) -> None:
    default, name = setting.default, option_name(setting.name)
    words: dict[str, Any] = {"default": argparse.SUPPRESS, "dest": setting.name}
    shown = typed_value(default)
    if isinstance(default, bool):
        words["action"] = argparse.BooleanOptionalAction
    elif isinstance(default, tuple):
        item = setting.metadata["item"] or type(default[0])
        words |= {"nargs": "+", "type": item, "metavar": _metavar(setting)}
        shown = shown or "none"
    elif isinstance(default, str) and not default:
        words["metavar"], shown = "FILE", "none"
    elif setting.metadata["choices"]:
        words["choices"] = setting.metadata["choices"]
    else:
        words |= {"type": type(default), "metavar": "N" if isinstance(default, int) else "X"}
    group.add_argument(name, help=f"{setting.metadata['help']} (default: {shown})", **words)


def _metavar(setting: dataclasses.Field[Any]) -> str:
    if setting.metadata["item"] is not str:
        return "N"
    return "FILE" if setting.name in ORIGINS else "NAME"


def parse(arguments: Sequence[str]) -> Options:
    """Read the command line; ends the program with status 2 and a sentence on a mistake."""
    parser = build_parser()
    typed = vars(parser.parse_args(arguments))
    own = ("train", "test", "run", "resume", "install", "live")
    chosen = Options(
        **{name: typed.pop(name) for name in own},
        given={n: tuple(v) if isinstance(v, list) else v for n, v in typed.items()},
    )
    if chosen.train is None and not chosen.resume:
        parser.error("two folders are needed, TRAIN and TEST (or --resume)")
    if not (chosen.resume or chosen.test or _holds_both(chosen)):
        parser.error("TEST is missing: give two folders, TRAIN and TEST, or --split 90 10")
    return chosen


def _holds_both(chosen: Options) -> bool:
    """Whether the training pictures come with the test pictures."""
    split = "split" in chosen.given or "split" in _defaults(chosen)
    return split or Path(chosen.train or "").suffix.lower() == ".csv"


def _defaults(chosen: Options) -> dict[str, Any]:
    """The defaults of the network that was asked for."""
    defaults = dict(NETWORKS[chosen.given.get("network", MIRROR)].defaults)
    if chosen.test is not None:
        defaults.pop("split", None)
    return defaults


def new_settings(chosen: Options) -> TrainingSettings:
    """The settings of a new run: what was typed, else what its network is trained with.

    Raises:
        RunError: a value is out of its range, shapes a network of fixed structure, or
            does nothing without another one.
    """
    assert chosen.train is not None
    network = chosen.given.get("network", MIRROR)
    for name in SHAPING:
        if name in chosen.given and name not in NETWORKS[network].shaped_by:
            raise RunError(
                f"The network {network} has a fixed structure: leave {option_name(name)} away."
            )
    settings = _defaults(chosen) | chosen.given
    # Refused only where it is typed: a stored run may well hold what did nothing.
    for name, (needed, meaning) in NEEDED.items():
        if name in chosen.given and not settings.get(needed):
            raise RunError(f"{option_name(name)} needs {option_name(needed)}, {meaning}.")
    try:
        return TrainingSettings(chosen.train, chosen.test or "", **settings)
    except ValueError as error:
        raise RunError(str(error)) from error


def kept_settings(chosen: Options, stored: TrainingSettings, run: Path) -> TrainingSettings:
    """The settings of a resumed run: its own, with its files where they lie now.

    Raises:
        RunError: something else was typed than the run was started with.
    """
    moved = {name: value for name, value in chosen.given.items() if name in ORIGINS}
    for name, value in chosen.given.items():
        kept = getattr(stored, name)
        if name in ORIGINS and bool(kept):
            if isinstance(value, tuple) and len(value) != len(kept):
                raise RunError(
                    f"The run in {run} was started with another number of files for "
                    f"{option_name(name)} ({len(kept)}, not {len(value)}): give all of them, in "
                    "the same order."
                )
            continue
        if value not in (kept, "auto"):
            option = option_name(name)
            raise RunError(
                f"The run in {run} was started with {option} {typed_value(kept)}, not "
                f"{typed_value(value)}: leave {option} away to go on with it, or leave --resume "
                "away to start another."
            )
    stored = replace(stored, **moved)
    if chosen.train is None:
        return stored
    if (chosen.test is None) != (not stored.test):
        places = "two places, TRAIN and TEST" if stored.test else "one place, without a TEST"
        raise RunError(
            f"The run in {run} was started with {places}: give as many, or none where they "
            "still lie where they were."
        )
    return replace(stored, train=chosen.train, test=chosen.test or "")
