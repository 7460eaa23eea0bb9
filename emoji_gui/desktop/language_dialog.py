"""The dialog that chooses the language; each is called as its speakers call it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import font as tkfont
from tkinter import ttk
from typing import TYPE_CHECKING, Final

from emoji_gui.desktop.dialogs import in_use
from emoji_gui.desktop.listing import ListDialog
from emoji_gui.desktop.rtl import is_ready, shaped
from emoji_gui.language import LANGUAGES, N_, RIGHT_TO_LEFT, _, current

if TYPE_CHECKING:
    from emoji_gui.desktop.host import Host

NOTE: Final = N_(
    "The window changes at once. The command line and the log are in English. A language that is "
    "not in the list needs a font with its letters."
)
SAMPLES: Final = {"ar": "\ufeb3\ufe8d", "zh_CN": "语"}
"""Letters that not every font has, of different widths where the font has them."""

UNASSIGNED: Final = "\u0378"
"""A character that no font has: what Tk draws for it stands for a letter that is missing."""


class LanguageDialog(ListDialog):
    """A row a language."""

    def __init__(self, host: Host, speak: Callable[[str | None], None]) -> None:
        """List the languages; ``speak`` is called with the code, None for the system's."""
        super().__init__(host.root, host.window.theme, _("Language"), _(NOTE), {})
        self._speak = speak
        self.choices: dict[str | None, ttk.Button] = {}
        """The button of each language by its code, None for the system's."""
        chosen = host.settings.language
        rows: list[tuple[str | None, str]] = [(None, _("As the system"))]
        rows += [(code, name) for code, name in LANGUAGES.items() if can_show(host.root, code)]
        for row, (code, name) in enumerate(rows):
            icon = host.window.icons.get(
                "check" if code == chosen else "dots", 18, self.theme.palette.text
            )
            turned = code in RIGHT_TO_LEFT - {current()} and _shapes(host.root)
            text = shaped(name) if turned else name
            button = ttk.Button(
                self.rows,
                text="  " + in_use(text, code == chosen),
                image=icon,
                compound="left",
                style="Row.TButton",
                command=lambda code=code: self._choose(code),  # type: ignore[misc]
            )
            button.grid(row=row, column=0, sticky="ew")
            self.choices[code] = button
        self.open(self.choices.get(chosen, self.last))

    def _choose(self, code: str | None) -> None:
        self.close()
        self._speak(code)


def can_show(root: tk.Misc, code: str) -> bool:
    """Whether this computer has a font with the letters of a language, and what joins them."""
    if code in RIGHT_TO_LEFT and _shapes(root) and not is_ready():
        return False
    measure = tkfont.nametofont("TkDefaultFont", root).measure
    missing = measure(UNASSIGNED)
    return code not in SAMPLES or any(measure(letter) != missing for letter in SAMPLES[code])


def _shapes(root: tk.Misc) -> bool:
    """Whether this Tk leaves it to the program to join and order letters."""
    return bool(root.tk.call("tk", "windowingsystem") == "x11")
