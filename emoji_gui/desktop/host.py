"""What a feature of the window sees of the rest: the controller, by what it promises."""

from __future__ import annotations

import tkinter as tk
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from emoji_gui.desktop.parts import Parts
    from emoji_gui.desktop.window import Window
    from emoji_gui.pipeline.records import Snapshot
    from emoji_gui.settings import Settings


class Host(Protocol):
    """The window's controller, as a feature uses it."""

    root: tk.Tk
    window: Window
    parts: Parts
    settings: Settings
    closed: bool
    snapshot: Snapshot | None
    """What is shown, None before the first tick."""

    @property
    def mirrored(self) -> bool:
        """Whether left and right change places in the picture."""

    def say(self, text: str) -> None:
        """Put a sentence into the status line for a while."""

    def remember(self, **changes: object) -> None:
        """Change choices and keep them for the next start."""

    def copy_text(self, text: str) -> None:
        """Put a text on the clipboard."""
