"""The dialog that lists things to choose from: rows, a note under them, buttons."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Final

from emoji_gui.desktop.dialogs import Dialog
from emoji_gui.desktop.theme import Theme
from emoji_gui.language import _, local

WIDTH: Final = 420
"""Of the rows, in pixels at 96 dots an inch."""


class ListDialog(Dialog):
    """Empty rows over a note and buttons; a subclass fills the rows and opens it."""

    def __init__(
        self,
        parent: tk.Tk,
        theme: Theme,
        title: str,
        note: str,
        actions: dict[str, Callable[[], None]],
    ) -> None:
        """Make everything but the rows.

        Args:
            parent: the main window.
            theme: colours and sizes.
            title: of the dialog.
            note: what stands under the rows at first.
            actions: what the buttons beside "Close" do, by their text.
        """
        super().__init__(parent, theme, title)
        px = theme.metrics.px
        self.body.columnconfigure(0, weight=1, minsize=self.line(WIDTH))
        self.rows = ttk.Frame(self.body)
        self.rows.grid(sticky="ew")
        self.rows.columnconfigure(0, weight=1)
        self.note = ttk.Label(
            self.body, text=note, style="Muted.TLabel", wraplength=self.line(WIDTH), justify="left"
        )
        self.note.grid(sticky="w", padx=px(3), pady=(px(12), px(16)))
        buttons = ttk.Frame(self.body)
        buttons.grid(sticky="ew")
        buttons.columnconfigure(len(actions), weight=1)
        self.buttons = {
            text: ttk.Button(buttons, text=text, command=action) for text, action in actions.items()
        }
        """The buttons beside "Close" by their text."""
        for column, button in enumerate(self.buttons.values()):
            button.grid(row=0, column=column, padx=px(2))
        self.last = ttk.Button(buttons, text=_("Close"), style="Accent.TButton", command=self.close)
        self.last.grid(row=0, column=len(actions) + 1, padx=px(2))

    def clear(self) -> None:
        """Take all rows away."""
        for child in self.rows.winfo_children():
            child.destroy()

    def say(self, text: str, *, bad: bool) -> None:
        """Put a sentence in the note's place."""
        palette = self.theme.palette
        self.note.configure(text=local(text), foreground=palette.bad if bad else palette.text)
