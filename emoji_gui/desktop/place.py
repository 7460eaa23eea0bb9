"""Where the window stands: its size and place on the screen, or all of it."""

from __future__ import annotations

import tkinter as tk
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emoji_gui.desktop.host import Host


class Place:
    """The command that fills the screen, and what is remembered of the place."""

    def __init__(self, host: Host) -> None:
        """Use the host's main window."""
        self._host = host

    def full_screen(self) -> None:
        """Fill the screen, or go back to a window."""
        root = self._host.root
        root.attributes("-fullscreen", not root.attributes("-fullscreen"))

    def keep(self) -> None:
        """Remember size and place, unless the window is as large as the screen, or an icon."""
        root = self._host.root
        if root.state() == "normal" and not any(map(self._has, ("-fullscreen", "-zoomed"))):
            self._host.remember(geometry=root.geometry())

    def _has(self, attribute: str) -> bool:
        try:
            return bool(self._host.root.attributes(attribute))
        except tk.TclError:
            return False  # not every windowing system knows every attribute
