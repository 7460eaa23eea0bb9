"""The row of controls at the top of the window."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from tkinter import ttk
from typing import Any, Final

from emoji_gui.desktop.commands import BY_NAME, tooltip
from emoji_gui.desktop.iconset import IconSet
from emoji_gui.desktop.theme import Theme
from emoji_gui.desktop.tooltip import Tooltips
from emoji_gui.language import N_, _, local

ICON: Final = 18
LEFT: Final = ("camera", "open")
RIGHT: Final = ("pause", "mirror", "send", "more")
LONGEST_NAME: Final = 28


@dataclass(frozen=True)
class ToolbarState:
    """What the controls show.

    Attributes:
        source: name of the source.
        live: whether it is a camera or an address, and no file.
        pause: "pause", "play" or "again", what the button would do.
        can_pause: whether that means anything now.
        mirror: whether the picture is mirrored.
    """

    source: str = ""
    live: bool = True
    pause: str = "pause"
    can_pause: bool = False
    mirror: bool = True


PAUSE_WORDS: Final = {"pause": N_("Pause"), "play": N_("Go on"), "again": N_("Again")}


class Toolbar(ttk.Frame):
    """Buttons for what is done often; each says its key in its tooltip."""

    def __init__(
        self,
        master: tk.Misc,
        theme: Theme,
        icons: IconSet,
        tips: Tooltips,
        actions: dict[str, Callable[[], None]],
    ) -> None:
        """Make the buttons; ``actions`` are called by the names of the commands."""
        super().__init__(master)
        self._icons = icons
        self._state: ToolbarState = ToolbarState()
        self._wordy = True
        self.buttons: dict[str, ttk.Button] = {}
        for name in (*LEFT, *RIGHT):
            button = ttk.Button(self, style="Tool.TButton", command=actions[name], compound="left")
            tips.add(button, tooltip(name))
            self.buttons[name] = button
        self._arrange(LEFT, first=0)
        self.columnconfigure(len(LEFT), weight=1)
        self._arrange(RIGHT, first=len(LEFT) + 1)
        self.bind("<Configure>", lambda _event: self._fit())
        self.use(theme)

    def use(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        self._draw()

    def show(self, state: ToolbarState) -> None:
        """Show the state; nothing is touched while it stays the same."""
        if state != self._state:
            self._state = state
            self._draw()

    def _arrange(self, names: Iterable[str], first: int) -> None:
        for column, name in enumerate(names, first):
            self.buttons[name].grid(row=0, column=column)

    def _draw(self) -> None:
        state, palette = self._state, self._theme.palette
        texts = {
            "camera": f"{_short(local(state.source) or _('Camera'))} ▾",
            "open": _("Open…"),
            "pause": _(PAUSE_WORDS[state.pause]),
            **{name: _(BY_NAME[name].label) for name in ("mirror", "send", "more")},
        }
        icons = {"pause": state.pause, "camera": "camera" if state.live else "file"}
        for name, button in self.buttons.items():
            icon = icons.get(name, name)
            wordy = self._wordy or name in LEFT
            pictures: Any = (
                self._icons.get(icon, ICON, palette.text),
                "disabled",
                self._icons.get(icon, ICON, palette.edge),
            )
            button.configure(text=f" {texts[name]}" if wordy else "", image=pictures)
        self.buttons["pause"].state(["!disabled" if state.can_pause else "disabled"])
        self.buttons["mirror"].state(["selected" if state.mirror else "!selected"])

    def _fit(self) -> None:
        """Drop the words of the right half where they would not fit."""
        wordy = self.winfo_width() >= self._theme.metrics.px(820)
        if wordy != self._wordy:
            self._wordy = wordy
            self._draw()


def _short(name: str) -> str:
    """A source's name, cut in the middle where it is long: both ends of a file name tell."""
    if len(name) <= LONGEST_NAME:
        return name
    half = LONGEST_NAME // 2 - 1
    return f"{name[:half]}…{name[-half:]}"
