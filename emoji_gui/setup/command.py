"""The command ``set_up.py``: makes the machine ready, then starts what was asked for."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from emoji_gui.setup.environment import Environment
from emoji_gui.setup.errors import SetUpError
from emoji_gui.setup.pythons import Python, choose, pythons, try_python
from emoji_gui.setup.system import ask_for, find_apt, missing_tools

ROOT = Path(__file__).resolve().parents[2]

REFUSED: Final = (
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG),
    *(errno.EACCES, errno.EPERM, errno.EROFS),
)
"""A full disk, and missing rights."""

USAGE = """\
python3 set_up.py [run] [OPTION ...]   set up what the window needs, then open it
python3 set_up.py test [OPTION ...]    set up what the tests need, then run them
python3 set_up.py web [OPTION ...]     set up what the browser's page needs, then serve it
python3 set_up.py train                set up what train_model.py needs

OPTIONs are handed on to main.py or to pytest."""


@dataclass(frozen=True)
class Goal:
    """What to set up for.

    Attributes:
        extras: of ``setup.cfg``.
        size: of the environment in GB, rounded up.
        needs_window: whether it is of no use without Tk.
        starts: arguments for Python once all is there.
        tools: whether to bring the programs that some tests need.
    """

    extras: tuple[str, ...]
    size: float
    needs_window: bool
    starts: tuple[str, ...] = ()
    tools: bool = False


GOALS = {
    "run": Goal((), 0.5, True, (str(ROOT / "main.py"),)),
    "web": Goal(("web",), 0.6, False, (str(ROOT / "main.py"), "--web")),
    "test": Goal(("draw", "test", "train", "web"), 2.5, False, ("-m", "pytest"), tools=True),
    "train": Goal(("train",), 2.4, False),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Set up and start.

    Args:
        arguments: those of the command line by default.

    Returns:
        Exit status, where nothing was started in this process's place.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] in (["-h"], ["--help"], ["help"]):
        print(USAGE)
        return 0
    name = words.pop(0) if words and not words[0].startswith("-") else "run"
    if name not in GOALS:
        print(f"There is no '{name}' to set up.\n{USAGE}", file=sys.stderr)
        return 2
    goal = GOALS[name]
    try:
        environment = set_up(goal, Environment(ROOT))
    except SetUpError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\nThe set-up cannot go on: {_in_words(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return 130
    if not goal.starts:
        print(f"All is there. Train with: {environment.python} train_model.py TRAIN TEST")
        return 0
    if goal.tools:
        os.chdir(ROOT)
    return start([str(environment.python), *goal.starts, *words])


def _in_words(error: OSError) -> str:
    reason = error.strerror or str(error) or type(error).__name__
    file = error.filename
    if not file and error.errno in REFUSED:
        # A full disk's error names no file; what is written here lies in the environment.
        file = Environment(ROOT).folder
    if not file:
        return f"{reason}."
    how = f"cannot be read or written ({reason})"
    return f"{file} {how}.\nIs it yours to write to, with room on the disk?"


def set_up(goal: Goal, environment: Environment) -> Environment:
    """Bring what is missing for a goal, and nothing else.

    Raises:
        SetUpError: something is missing that cannot be installed here.
    """
    if goal.tools:
        _bring_tools()
    python = try_python(str(environment.python))
    if python is None or python.missing or not python.tk:
        better = _prepare(goal)
        # An environment made before Tk came is of use once its Python has it.
        if python is None or (better.tk and not python.tk and better.base != python.base):
            environment.create(better)
    if not environment.has(goal.extras):
        environment.install(goal.extras, goal.size)
    return environment


def _prepare(goal: Goal) -> Python:
    """The Python to take, after the system's package manager brought what it lacks."""
    apt = find_apt()
    python = choose(pythons(), can_install=apt is not None)
    if python is None:
        raise SetUpError(
            "There is no Python here that is 3.11 or newer: "
            "install one from https://www.python.org/downloads/."
        )
    wanted = python.packages if python.of_system else python.libraries
    if apt and wanted:
        try:
            apt.install(wanted)
        except SetUpError as error:
            # What is still missing then is asked for below, if it is needed at all.
            print(error, file=sys.stderr)
        python = try_python(python.path) or python
    if not python.venv or python.missing or (goal.needs_window and not python.tk):
        raise ask_for(python.packages)
    if not python.tk:
        print("Without Tk the tests of the window are skipped.", file=sys.stderr)
    return python


def _bring_tools() -> None:
    """Install the programs that some tests need, where that is possible."""
    tools = missing_tools()
    apt = find_apt() if tools else None
    try:
        if apt:
            apt.install(tools)
    except SetUpError as error:
        print(error, file=sys.stderr)
    if left := missing_tools():
        print(f"Tests that need these are skipped: {', '.join(left)}.", file=sys.stderr)


def start(command: Sequence[str]) -> int:
    """Run a program in this one's place."""
    sys.stdout.flush()
    if sys.platform == "win32":
        # Windows has no exec that the waiting terminal would understand.
        return subprocess.call(command)
    os.execv(command[0], list(command))
