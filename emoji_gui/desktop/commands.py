"""Everything a person can do in the window: one list for buttons, keys, tooltips and help."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final

_COMMAND_KEY = sys.platform == "darwin"
_MODIFIER = "Command" if _COMMAND_KEY else "Control"
_PREFIX = "⌘" if _COMMAND_KEY else "Ctrl+"


@dataclass(frozen=True)
class Command:
    """One thing to do.

    Attributes:
        name: of the method of the application that does it.
        label: on the button.
        tip: what it does, in a few words.
        keys: as a person reads them.
        sequences: as Tk binds them.
        in_menu: what its entry in a menu says, where that is not the label.
    """

    name: str
    label: str
    tip: str
    keys: str
    sequences: tuple[str, ...]
    in_menu: str = ""

    @property
    def entry(self) -> str:
        """What its entry in a menu says."""
        return self.in_menu or self.label


def _letter(letter: str) -> tuple[str, ...]:
    # Both cases, or Caps Lock would switch the shortcuts off.
    return f"<Key-{letter.lower()}>", f"<Key-{letter.upper()}>"


def _control(letter: str) -> tuple[str, ...]:
    return f"<{_MODIFIER}-{letter.lower()}>", f"<{_MODIFIER}-{letter.upper()}>"


COMMANDS: Final = (
    Command("pause", "Pause", "Pause, or go on", "Space", ("<Key-space>",)),
    Command("mirror", "Mirror", "Mirror the picture, or not", "M", _letter("m")),
    Command("camera", "Camera", "Choose a camera or type an address", "C", _letter("c")),
    Command("open", "Open", "Open a picture or a video", "O", (*_letter("o"), *_control("o"))),
    Command("send", "Send", "Copy or save what you see", "S", _letter("s")),
    Command("more", "More", "Everything else", "F10", ("<Key-F10>",)),
    Command(
        "copy", "Copy", "Copy the emoji as a character", f"{_PREFIX}C", _control("c"),
        "Copy the emoji as a character",
    ),
    Command(
        "hour", "How was the hour?", "Which expression was shown when", "H", _letter("h"),
        "How was the hour?…",
    ),
    Command("theme", "Theme", "Light, dark or as the system", "T", _letter("t"), "Colours"),
    Command("full_screen", "Full screen", "Full screen, or a window", "F11", ("<Key-F11>",)),
    Command("help", "Help", "Keys, about, licences", "F1", ("<Key-F1>",)),
    Command("quit", "Quit", "Close Emoji Mirror", f"{_PREFIX}Q", _control("q")),
)  # fmt: skip

MENUS: Final[dict[str, tuple[str | None, ...]]] = {
    "send": ("copy",),
    "more": ("hour", None, "theme", "full_screen", None, "help", "quit"),
}
"""Commands of each menu, from top to bottom; None is a line between two groups."""

BY_NAME: Final = {command.name: command for command in COMMANDS}


def tooltip(name: str) -> str:
    """What the tooltip of a command says, with its key."""
    command = BY_NAME[name]
    return f"{command.tip}  ({command.keys})"
