"""Help: the keys, what the program is and does not do, licences, where the log is."""

from __future__ import annotations

import math
import os
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import ttk
from typing import Final

from emoji_gui.desktop.commands import COMMANDS, key_names
from emoji_gui.desktop.dialogs import Dialog
from emoji_gui.desktop.theme import Theme
from emoji_gui.language import N_, _
from emoji_gui.version import version

PRIVACY: Final = N_(
    "Everything stays on this computer: no picture is stored and none is sent anywhere."
)
LICENCES: Final = N_(
    "Free under the MIT licence. Built on Python, Tk, OpenCV, NumPy, Pillow and LiteRT, "
    "each under its own."
)


def where_is(path: str) -> str:
    """Where a file is, with ~ for the person's own folder."""
    folder, home = str(Path(path).parent), str(Path.home())
    if folder.startswith(home + os.sep):
        folder = f"~{folder[len(home) :]}"
    return _("{file} in {folder}").format(file=Path(path).name, folder=folder)


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
        super().__init__(parent, theme, _("Emoji Mirror help"))
        px = theme.metrics.px
        keys, about, buttons = (ttk.Frame(self.body) for _place in range(3))
        keys.grid(row=0, column=0, sticky="nw")
        about.grid(row=1, column=0, sticky="nw", pady=(px(24), 0))
        buttons.grid(row=2, column=0, sticky="e", pady=(px(20), 0))
        self._about(about, log, self._keys(keys))
        if log:
            ttk.Button(buttons, text=_("Copy the log's path"), command=lambda: copy(log)).grid(
                row=0, column=0, padx=px(2)
            )
        close = ttk.Button(buttons, text=_("Close"), style="Accent.TButton", command=self.close)
        close.grid(row=0, column=1)
        self.bind("<F1>", lambda _event: self.close())
        self.open(close)

    def _keys(self, master: ttk.Frame) -> int:
        """List the keys, in two halves side by side where the screen has room; their width."""
        px = self.theme.metrics.px
        ttk.Label(master, text=_("Keys"), style="Title.TLabel").grid(
            row=0, column=0, columnspan=4, sticky="w", pady=(0, px(10))
        )
        rows = [(command.keys, _(command.tip)) for command in COMMANDS]
        rows += [
            ("Tab", _("The next control; {key} presses it").format(key=key_names("Enter"))),
            ("Esc", _("Close a dialog")),
        ]
        labels = [
            (
                ttk.Label(master, text=key_names(keys), style="Strong.TLabel"),
                ttk.Label(master, text=tip, style="Muted.TLabel"),
            )
            for keys, tip in rows
        ]
        for halves in (2, 1):
            height = math.ceil(len(labels) / halves)
            for number, (key, tip_label) in enumerate(labels):
                half, row = divmod(number, height)
                before = px(32) if half else 0
                key.grid(
                    row=row + 1, column=2 * half, sticky="w", padx=(before, px(16)), pady=px(2)
                )
                tip_label.grid(row=row + 1, column=2 * half + 1, sticky="w")
            self.update_idletasks()
            if master.winfo_reqwidth() + px(100) <= self.winfo_screenwidth():
                break
        return master.winfo_reqwidth()

    def _about(self, master: ttk.Frame, log: str, wrap: int) -> None:
        px = self.theme.metrics.px
        ttk.Label(master, text="Emoji Mirror", style="Title.TLabel").pack(anchor="w")
        ttk.Label(
            master, text=_("Version {number}").format(number=version()), style="Muted.TLabel"
        ).pack(anchor="w")
        texts = [
            _(
                "It looks at the faces before it, reads which of seven expressions each shows, and "
                "answers with emoji. It can be wrong: it sees faces and no feelings."
            ),
            _(PRIVACY),
            _(LICENCES),
        ]
        if log:
            texts.append(_("The log is {place}").format(place=where_is(log)))
        for text in texts:
            ttk.Label(master, text=text, wraplength=wrap, justify="left").pack(
                anchor="w", pady=(px(8), 0)
            )
