"""Which theme the window wears, the person's choice or the system's, and how large its text is."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from emoji_gui.desktop.background import run_in_thread
from emoji_gui.desktop.system import density
from emoji_gui.desktop.theme import DARK, LIGHT, Metrics, Theme
from emoji_gui.language import N_, _

if TYPE_CHECKING:
    from emoji_gui.settings import Settings

NEXT: Final = {"auto": "light", "light": "dark", "dark": "auto"}
WORDS: Final = {
    "auto": N_("Colours: as the system"),
    "light": N_("Colours: light"),
    "dark": N_("Colours: dark"),
}


class Looks:
    """Keeps the theme, and asks the system in the background when it is to be followed."""

    def __init__(
        self,
        root: tk.Tk,
        settings: Settings,
        ask: Callable[[], bool | None],
    ) -> None:
        """Begin with what the system said last time: asking it takes too long for the start.

        Args:
            root: the main window, still empty.
            settings: the remembered choices.
            ask: whether the system is dark; called in a thread.
        """
        self._root, self._ask = root, ask
        self._choice = settings.theme
        self._system_dark = settings.dark
        self._asking = False
        self._metrics = Metrics(density(root), settings.text_size / 100)
        self.changed: Callable[[Theme], None] = lambda theme: None
        self.theme = self._make()

    @property
    def dark(self) -> bool:
        """Whether the system is dark, as far as is known."""
        return self._system_dark

    def next(self, choice: str) -> str:
        """Wear the choice after this one, and return it."""
        self._choice = NEXT[choice]
        self._wear()
        if self._choice == "auto":
            self._ask_system()
        return self._choice

    def resize_text(self, percent: int) -> None:
        """Show all text at so many percent of its usual size."""
        self._metrics = replace(self._metrics, text=percent / 100)
        self._wear()

    def in_words(self, choice: str) -> str:
        """A choice as a sentence for the status line."""
        return _(WORDS[choice])

    def follow_system(self) -> None:
        """Ask the system now and whenever the window comes to the front again."""
        self._root.bind("<FocusIn>", self._came_to_front, add=True)
        self._ask_system()

    def stop(self) -> None:
        """Ask no more."""
        self._asking = True

    def _came_to_front(self, event: tk.Event[tk.Misc]) -> None:
        if event.widget is self._root:
            self._ask_system()

    def _ask_system(self) -> None:
        if self._choice == "auto" and not self._asking:
            self._asking = True
            run_in_thread(self._root, self._ask, self._answered)

    def _answered(self, dark: bool | None, error: Exception | None) -> None:
        self._asking = False
        if error is None and dark is not None and dark != self._system_dark:
            self._system_dark = dark
            self._wear()

    def _wear(self) -> None:
        theme = self._make()
        if theme != self.theme:
            self.theme = theme
            self.changed(theme)

    def _make(self) -> Theme:
        dark = self._choice == "dark" or (self._choice == "auto" and self._system_dark)
        return Theme(DARK if dark else LIGHT, self._metrics)
