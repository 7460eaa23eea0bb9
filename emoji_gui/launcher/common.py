"""What the icon starts, and how its files get to their place."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from emoji_gui.language import N_
from model.files import replacing

TITLE = "Emoji Mirror"
COMMENT = N_("Shows the face you make as an emoji")
NAME = "emoji-mirror"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Program:
    """A command and its picture.

    Attributes:
        command: absolute path of the interpreter, then its arguments.
        icon: a PNG of 512 pixels a side.
    """

    command: tuple[str, ...]
    icon: Path


def this_program() -> Program:
    """The program that is running: this Python, this copy of it."""
    # Not resolved: an environment's Python is a link, and only by its own name finds its packages.
    python = Path(sys.executable).absolute()
    if python.name == "python.exe" and python.with_name("pythonw.exe").exists():
        # The same without a console window.
        python = python.with_name("pythonw.exe")
    main = ROOT / "main.py"
    # An installed package has no main.py beside it.
    what = (str(main),) if main.exists() else ("-m", "emoji_gui.cli")
    return Program((str(python), *what), ROOT / "assets" / "emojis" / "default" / "happy.png")


def write(path: Path, content: str | bytes, *, executable: bool = False) -> Path:
    """Write a file whole or not at all, its folders as well.

    Raises:
        OSError: it could not be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as partial:
        partial.write_bytes(content.encode() if isinstance(content, str) else content)
        partial.chmod(0o755 if executable else 0o644)
    return path
