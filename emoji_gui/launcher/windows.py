"""The icon on Windows: shortcuts on the desktop and in the start menu.

Only Windows itself writes shortcuts, so PowerShell is asked to, by a script
that it gets as base64: no word of it can be taken for anything else.
"""

from __future__ import annotations

import base64
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from emoji_gui.launcher.common import NAME, TITLE, Program

Run = Callable[[Sequence[str]], str]


def script(program: Program, links: Sequence[Path], icon: Path) -> str:
    """The PowerShell that writes the shortcuts.

    Args:
        program: what they start.
        links: the shortcuts' paths.
        icon: an ``.ico`` file.
    """
    target, *arguments = program.command
    lines = ["$ErrorActionPreference = 'Stop'", "$shell = New-Object -ComObject WScript.Shell"]
    for link in links:
        lines += [
            f"$link = $shell.CreateShortcut({_literal(str(link))})",
            f"$link.TargetPath = {_literal(target)}",
            f"$link.Arguments = {_literal(subprocess.list2cmdline(arguments))}",
            f"$link.IconLocation = {_literal(f'{icon},0')}",
            "$link.Save()",
        ]
    return "\n".join(lines)


def powershell(text: str) -> list[str]:
    """The command that runs a PowerShell script."""
    encoded = base64.b64encode(text.encode("utf-16-le")).decode()
    return ["powershell", "-NoProfile", "-NonInteractive", "-EncodedCommand", encoded]


def installed_files(run: Run | None = None) -> list[Path]:
    """All files that ``install`` writes; the folders may be elsewhere, so Windows is asked."""
    return [*_links(run or _run), _icon_file()]


def install(program: Program, run: Run | None = None) -> Iterator[str]:
    """Write the shortcuts and their picture.

    Args:
        program: what they start.
        run: runs a command and returns its output.

    Yields:
        What was done, for a person.
    """
    from PIL import Image

    run = run or _run
    links = _links(run)
    _icon_file().parent.mkdir(parents=True, exist_ok=True)
    with Image.open(program.icon) as picture:
        picture.save(_icon_file(), sizes=[(side, side) for side in (256, 64, 48, 32, 16)])
    run(powershell(script(program, links, _icon_file())))
    for link in links:
        yield f"Shortcut: {link}"


def _links(run: Run) -> list[Path]:
    ask = (
        "[Console]::OutputEncoding = [Text.Encoding]::UTF8\n"
        "[Environment]::GetFolderPath('Desktop')\n[Environment]::GetFolderPath('Programs')"
    )
    return [Path(line) / f"{TITLE}.lnk" for line in run(powershell(ask)).split("\n") if line]


def _icon_file() -> Path:
    # The temporary folder only where a service without a profile runs this.
    base = os.environ.get("LOCALAPPDATA") or tempfile.gettempdir()
    return Path(base) / NAME / f"{NAME}.ico"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise OSError(f"PowerShell could not write the shortcuts: {done.stderr!r}")
    return done.stdout.decode("utf-8-sig", "replace").replace("\r\n", "\n")
