"""Everything a person can do in the window: one list for buttons, keys, tooltips and help."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final

from emoji_gui.language import N_, _

_COMMAND_KEY = sys.platform == "darwin"
_MODIFIER = "Command" if _COMMAND_KEY else "Control"
_PREFIX = "⌘" if _COMMAND_KEY else "Ctrl+"
_SHIFT = "⇧" if _COMMAND_KEY else "Shift+"


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
        return _(self.in_menu or self.label)


def _letter(letter: str) -> tuple[str, ...]:
    # Both cases, or Caps Lock would switch the shortcuts off.
    return f"<Key-{letter.lower()}>", f"<Key-{letter.upper()}>"


def _control(letter: str) -> tuple[str, ...]:
    return f"<{_MODIFIER}-{letter.lower()}>", f"<{_MODIFIER}-{letter.upper()}>"


def _control_keys(*names: str) -> tuple[str, ...]:
    return tuple(f"<{_MODIFIER}-{name}>" for name in names)


def _control_shift(letter: str) -> tuple[str, ...]:
    return tuple(f"<{_MODIFIER}-Shift-{case}>" for case in (letter.lower(), letter.upper()))


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
        "copy_picture", "Copy picture", "Copy the emoji as a picture",
        f"{_PREFIX}{_SHIFT}C", _control_shift("c"), "Copy the emoji as a picture",
    ),
    Command(
        "save_card", "Save a card", "Save a card with your face and the emoji",
        f"{_PREFIX}S", _control("s"), "Save a card with your face",
    ),
    Command(
        "save_emoji", "Save the emoji", "Save the emoji as a picture",
        f"{_PREFIX}E", _control("e"), "Save the emoji as a picture",
    ),
    Command(
        "save_gif", "Save a GIF", "Save the last five seconds as a GIF",
        f"{_PREFIX}G", _control("g"), "Save the last five seconds as GIF",
    ),
    Command(
        "save_webp", "Save a WebP", "Save the last five seconds as a WebP",
        f"{_PREFIX}W", _control("w"), "Save the last five seconds as WebP",
    ),
    Command(
        "save_mp4", "Save an MP4", "Save the last five seconds as a video",
        f"{_PREFIX}R", _control("r"), "Save the last five seconds as MP4",
    ),
    Command(
        "save_folder", "Folder", "Choose where cards and clips go",
        f"{_PREFIX}D", _control("d"), "Choose the folder…",
    ),
    Command(
        "next_face", "Next face", "The next face, from left to right", "→", ("<Key-Right>",),
    ),
    Command(
        "previous_face", "Previous face", "The face before it; a click chooses one too", "←",
        ("<Key-Left>",),
    ),
    Command(
        "next_picture", "Next picture", "The next picture of the folder", "PgDn",
        ("<Key-Next>",),
    ),
    Command(
        "previous_picture", "Previous picture", "The picture before it", "PgUp",
        ("<Key-Prior>",),
    ),
    Command(
        "living", "Living emoji", "One face that moves with yours, or still ones", "L",
        _letter("l"), "Living emoji",
    ),
    Command(
        "over", "Over the face", "The emoji over every face, or boxes", "E", _letter("e"),
        "Emoji over every face",
    ),
    Command("packs", "Emoji", "Choose other emoji", "P", _letter("p"), "Choose the emoji…"),
    Command(
        "teach", "Teach", "Teach it your face, in half a minute", "F", _letter("f"),
        "Teach it your face…",
    ),
    Command("people", "People", "Whose face it reads", "W", _letter("w"), "Whose face is it?…"),
    Command(
        "hour", "How was the hour?", "Which expression was shown when", "H", _letter("h"),
        "How was the hour?…",
    ),
    Command(
        "record", "Record", "Record the picture with the emoji over the face, or stop", "R",
        _letter("r"), "Record with the emoji over the face",
    ),
    Command(
        "calls", "Camera for calls", "Be a camera for video calls, or stop", "B", _letter("b"),
        "Be a camera for calls",
    ),
    Command(
        "speak", "Say it", "Say the name of each new expression, or not", "V", _letter("v"),
        "Say the expression",
    ),
    Command("text_size", "Text size", "How large the text is", "Z", _letter("z"), "Text size"),
    Command(
        "text_larger", "Larger", "Larger text", f"{_PREFIX}+",
        _control_keys("plus", "equal", "KP_Add"), "Larger",
    ),
    Command(
        "text_smaller", "Smaller", "Smaller text", f"{_PREFIX}−",
        _control_keys("minus", "KP_Subtract"), "Smaller",
    ),
    Command(
        "text_usual", "Usual size", "Text of the usual size", f"{_PREFIX}0",
        _control_keys("Key-0", "KP_0"), "Usual size",
    ),
    Command(
        "calm", "Calm or quick", "How soon the emoji follows your face", "K", _letter("k"),
        "Calm or quick…",
    ),
    Command("theme", "Theme", "Light, dark or as the system", "T", _letter("t"), "Colours"),
    Command(
        "language", "Language", "Choose the language", "G", _letter("g"), "Language…",
    ),
    Command("full_screen", "Full screen", "Full screen, or a window", "F11", ("<Key-F11>",)),
    Command("help", "Help", "Keys, about, licences", "F1", ("<Key-F1>",)),
    Command("quit", "Quit", "Close Emoji Mirror", f"{_PREFIX}Q", _control("q")),
)  # fmt: skip

MENUS: Final[dict[str, tuple[str | None, ...]]] = {
    "send": (
        "copy", "copy_picture", None, "save_card", "save_emoji", None,
        "save_gif", "save_webp", "save_mp4", None, "record", "calls", None, "save_folder",
    ),
    "more": (
        "next_face", "previous_face", "next_picture", "previous_picture", None,
        "living", "over", "packs", None, "teach", "people", "calm", "hour", None,
        "speak", "text_size", "theme", "language", "full_screen", None, "help", "quit",
    ),
    "text_size": ("text_larger", "text_smaller", "text_usual"),
}  # fmt: skip
"""Commands of each menu, from top to bottom; None is a line between two groups.

One that is named like a command is that command's, and opens beside its entry.
"""

BY_NAME: Final = {command.name: command for command in COMMANDS}


def tooltip(name: str) -> str:
    """What the tooltip of a command says, with its key."""
    command = BY_NAME[name]
    return f"{_(command.tip)}  ({key_names(command.keys)})"


KEYS: Final = (
    *(N_("Space"), N_("Ctrl"), N_("Shift"), N_("Tab"), N_("Esc"), N_("Enter")),
    *(N_("PgUp"), N_("PgDn")),
)


def key_names(keys: str) -> str:
    """A key, or keys joined by ``+``, as they are called in this language."""
    return "+".join(_(key) if key in KEYS else key for key in keys.split("+"))
