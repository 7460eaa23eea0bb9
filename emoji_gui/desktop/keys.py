"""The keys of the main window: each command's own, and what a person expects besides."""

from __future__ import annotations

import sys
import tkinter as tk
from collections.abc import Callable, Mapping
from typing import Any, Final

from emoji_gui.desktop.commands import COMMANDS

MODIFIERS: Final = 0x4 | (0x20000 if sys.platform == "win32" else 0x8)
"""Bits of an event's state that say that Control is held, or Alt, on macOS the command key."""


def bind_keys(root: tk.Tk, actions: Mapping[str, Callable[[], None]]) -> None:
    """Let every command be done by its keys.

    Args:
        root: the main window.
        actions: of all commands, by name.
    """
    for command in COMMANDS:
        for sequence in command.sequences:
            plain = sequence.startswith("<Key-")
            root.bind(sequence, _unless_used(actions[command.name], command.name, plain))
    root.bind("<Escape>", lambda _event: root.attributes("-fullscreen", False))
    # ttk presses a button with Space only; people expect Enter as well.
    root.bind_class("TButton", "<Return>", _press)


def _press(event: tk.Event[Any]) -> None:
    event.widget.invoke()


def _unless_used(
    action: Callable[[], None], name: str, plain: bool
) -> Callable[[tk.Event[tk.Misc]], None]:
    """Leave Space to the button that has the focus, Ctrl+letter and Alt+letter to their own."""

    def handle(event: tk.Event[tk.Misc]) -> None:
        if name == "pause" and event.widget.winfo_class() == "TButton":
            return
        if plain and isinstance(event.state, int) and event.state & MODIFIERS:
            return
        action()

    return handle
