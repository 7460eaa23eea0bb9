"""Help: the keys, what the program is and does not do, licences, where the log is."""

from __future__ import annotations

import os
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import ttk
from typing import Final

from emoji_gui.desktop.commands import COMMANDS
from emoji_gui.desktop.dialogs import Dialog
from emoji_gui.desktop.theme import Theme
from emoji_gui.version import version

PRIVACY: Final = (
    "Everything stays on this computer: no picture is stored and none is sent anywhere."
)
LICENCES: Final = (
    "Free under the MIT licence. Built on Python, Tk, OpenCV, NumPy, Pillow and LiteRT, "
    "each under its own."
)


def where_is(path: str) -> str:
    """Where a file is, with ~ for the person's own folder."""
    folder, home = str(Path(path).parent), str(Path.home())
    if folder.startswith(home + os.sep):
        folder = f"~{folder[len(home) :]}"
    return f"{Path(path).name} in {folder}"


class HelpDialog(Dialog):
    """What the keys do, and about the program."""

    def __init__(self, parent: tk.Tk, theme: Theme, log: str, copy: Callable[[str], None]) -> None:
        """Fill the dialog.

        Args:
            parent: the main window.
            theme: colours and sizes.
            log: where the log file is, or "".
            copy: puts a text on the clipboard.
        """
        super().__init__(parent, theme, "Emoji Mirror help")
        px = theme.metrics.px
        left, right = ttk.Frame(self.body), ttk.Frame(self.body)
        self._keys(left)
        self._about(right, log)
        self.update_idletasks()
        wide = left.winfo_reqwidth() + right.winfo_reqwidth() + px(100)
        beside = wide <= self.winfo_screenwidth()
        left.grid(row=0, column=0, sticky="nw")
        right.grid(
            row=0 if beside else 1, column=int(beside), sticky="nw",
            padx=(px(32) if beside else 0, 0), pady=(0 if beside else px(24), 0),
        )  # fmt: skip
        buttons = ttk.Frame(self.body)
        buttons.grid(row=2, column=0, columnspan=2, sticky="e", pady=(px(20), 0))
        if log:
            ttk.Button(buttons, text="Copy the log's path", command=lambda: copy(log)).grid(
                row=0, column=0, padx=px(2)
            )
        close = ttk.Button(buttons, text="Close", style="Accent.TButton", command=self.close)
        close.grid(row=0, column=1)
        self.bind("<F1>", lambda _event: self.close())
        self.open(close)

    def _keys(self, master: ttk.Frame) -> None:
        px = self.theme.metrics.px
        ttk.Label(master, text="Keys", style="Title.TLabel").grid(
            row=0, column=0, columnspan=2, sticky="w", pady=(0, px(10))
        )
        rows = [(command.keys, command.tip) for command in COMMANDS]
        rows += [("Tab", "The next control; Enter presses it"), ("Esc", "Close a dialog")]
        for row, (keys, tip) in enumerate(rows, 1):
            ttk.Label(master, text=keys, style="Strong.TLabel").grid(
                row=row, column=0, sticky="w", padx=(0, px(16)), pady=px(2)
            )
            ttk.Label(master, text=tip, style="Muted.TLabel").grid(row=row, column=1, sticky="w")

    def _about(self, master: ttk.Frame, log: str) -> None:
        px, wrap = self.theme.metrics.px, self.line(300)
        ttk.Label(master, text="Emoji Mirror", style="Title.TLabel").pack(anchor="w")
        ttk.Label(master, text=f"Version {version()}", style="Muted.TLabel").pack(anchor="w")
        texts = [
            "It looks at the faces before it, reads which of seven expressions each shows, and "
            "answers with emoji. It can be wrong: it sees faces and no feelings.",
            PRIVACY,
            LICENCES,
        ]
        if log:
            texts.append(f"The log is {where_is(log)}")
        for text in texts:
            ttk.Label(master, text=text, wraplength=wrap, justify="left").pack(
                anchor="w", pady=(px(12), 0)
            )
