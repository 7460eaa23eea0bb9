"""The icon on macOS: a ``.command`` file, which the Finder opens in the Terminal."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from emoji_gui.launcher.common import TITLE, Program, write


def command_file(program: Program) -> str:
    """The text of the file: a shell script that becomes the program."""
    return f"#!/bin/sh\nexec {shlex.join(program.command)}\n"


def installed_files() -> list[Path]:
    """All files that ``install`` writes."""
    return [Path.home() / "Desktop" / f"{TITLE}.command"]


def install(program: Program) -> Iterator[str]:
    """Write the file.

    Yields:
        What was done, for a person.
    """
    for path in installed_files():
        yield f"On the desktop: {write(path, command_file(program), executable=True)}"
