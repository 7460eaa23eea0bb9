"""The row of controls at the top of the window."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from tkinter import font as tkfont
from tkinter import ttk
from typing import Any, Final, Literal

from emoji_gui.desktop.commands import BY_NAME, tooltip
from emoji_gui.desktop.elements import RING
from emoji_gui.desktop.iconset import IconSet
from emoji_gui.desktop.theme import Theme
from emoji_gui.desktop.tooltip import Tooltips
from emoji_gui.language import N_, _, local

ICON: Final = 18
LEFT: Final = ("camera", "open")
RIGHT: Final = ("pause", "mirror", "send", "more")
LONGEST_NAME: Final = 28
WITH_OPEN: Final = 420
"""Width from which the button that opens files says so, in pixels at usual text."""


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


OWN_WORDS: Final = {
    "open": N_("Open…"),
    **{name: BY_NAME[name].label for name in ("mirror", "send", "more")},
}
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
        self._wordy = frozenset((*LEFT, *RIGHT))
        self._room = 10_000
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
        if self.winfo_width() > 1:
            self._fit()
        self._draw()

    def show(self, state: ToolbarState) -> None:
        """Show the state; nothing is touched while it stays the same."""
        if state != self._state:
            self._state = state
            self._draw()
            self._fit()

    def _arrange(self, names: Iterable[str], first: int) -> None:
        for column, name in enumerate(names, first):
            self.buttons[name].grid(row=0, column=column)

    def _draw(self) -> None:
        state, palette = self._state, self._theme.palette
        icons = {"pause": state.pause, "camera": "camera" if state.live else "file"}
        for name, button in self.buttons.items():
            icon = icons.get(name, name)
            # The words stay where only the picture is shown: they are the control's name.
            compound: Literal["left", "image"] = "left" if name in self._wordy else "image"
            pictures: Any = (
                self._icons.get(icon, ICON, palette.text),
                "disabled",
                self._icons.get(icon, ICON, palette.edge),
            )
            button.configure(text=f" {self._words(name)}", image=pictures, compound=compound)
        self.buttons["pause"].state(["!disabled" if state.can_pause else "disabled"])
        self.buttons["mirror"].state(["selected" if state.mirror else "!selected"])

    def _fit(self) -> None:
        """Drop words where they would not fit: those at the right first, then the source's end."""
        px, large = self._theme.metrics.px, self._theme.metrics.text_px
        width = self.winfo_width()
        wordy = frozenset(self.buttons)
        if width < large(820):
            wordy -= set(RIGHT)
        if width < large(WITH_OPEN):
            wordy -= {"open"}
        icons = sum(large(ICON) + 2 * px(10 + RING) for _ in self.buttons)
        words = sum(self._measure(f" {self._words(name)}") for name in wordy - {"camera"})
        fit = wordy, max(px(40), width - icons - words - self._measure("  ▾") - px(8))
        if fit != (self._wordy, self._room):
            self._wordy, self._room = fit
            self._draw()

    def _measure(self, text: str) -> int:
        return tkfont.nametofont(self._theme.font("body"), self).measure(text)

    def _words(self, name: str) -> str:
        """What a button says beside its picture."""
        if name == "camera":
            return f"{self._source()} ▾"
        words = PAUSE_WORDS[self._state.pause] if name == "pause" else OWN_WORDS[name]
        return _(words)

    def _source(self) -> str:
        """The source's name as far as there is room for it."""
        whole = local(self._state.source) or _("Camera")
        lengths = range(LONGEST_NAME, 3, -1)
        names = (_short(whole, length) for length in lengths)
        return next((n for n in names if self._measure(n) <= self._room), _short(whole, 4))


def _short(name: str, longest: int) -> str:
    """A source's name, cut in the middle where it is long: both ends of a file name tell."""
    if len(name) <= longest:
        return name
    half = max(1, longest // 2 - 1)
    return f"{name[:half]}…{name[-half:]}"
