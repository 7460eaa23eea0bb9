"""The line at the bottom that always says what is going on."""

from __future__ import annotations

import tkinter as tk
from dataclasses import dataclass
from tkinter import ttk
from typing import Final

from emoji_gui.desktop.theme import Palette, Theme
from emoji_gui.pipeline.records import Phase

MARKS: Final = {
    Phase.STARTING: "○",
    Phase.LIVE: "●",
    Phase.PAUSED: "❙❙",
    Phase.WAITING: "○",
    Phase.ENDED: "■",
    Phase.FAILED: "▲",
}
"""A sign for each phase, because colour alone does not tell everybody."""


@dataclass(frozen=True)
class Line:
    """What the status line shows.

    Attributes:
        phase: gives the sign.
        text: the sentence.
        detail: a remark at the far end, which goes first where there is no room.
        badge: what is going on besides, such as a recording; before the sentence.
    """

    phase: Phase
    text: str
    detail: str = ""
    badge: str = ""


class StatusBar(ttk.Frame):
    """A sign, a sentence, and a remark at the far end."""

    def __init__(self, master: tk.Misc, theme: Theme) -> None:
        """Make the labels."""
        super().__init__(master)
        self._line: Line | None = None
        self._mark = ttk.Label(self, anchor="center")
        self._badge = ttk.Label(self, style="Strong.TLabel")
        self._text = ttk.Label(self, justify="left")
        self._detail = ttk.Label(self, style="Muted.TLabel")
        self.columnconfigure(2, weight=1)
        self._mark.grid(row=0, column=0, sticky="w")
        self._badge.grid(row=0, column=1, sticky="w")
        self._text.grid(row=0, column=2, sticky="ew")
        self._detail.grid(row=0, column=3, sticky="e")
        self.bind("<Configure>", lambda _event: self._draw())
        self.use(theme)

    @property
    def text(self) -> str:
        """The sentence that is shown."""
        return self._line.text if self._line is not None else ""

    def use(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        px = theme.metrics.px
        # As wide as the widest sign, so that the sentence does not move.
        self.columnconfigure(0, minsize=theme.metrics.text_px(22))
        self._detail.grid_configure(padx=(px(16), 0))
        self._detail.configure(font=theme.font("caption"))
        self._draw()

    def show(self, line: Line) -> None:
        """Show the line; nothing is touched while it stays the same."""
        if line != self._line:
            self._line = line
            self._draw()

    def _draw(self) -> None:
        if self._line is None:
            return
        self._mark.configure(
            text=MARKS[self._line.phase],
            foreground=_colour(self._line.phase, self._theme.palette),
        )
        self._badge.configure(text=self._line.badge, foreground=self._theme.palette.bad)
        self._badge.grid_configure(padx=(0, self._theme.metrics.px(12) * bool(self._line.badge)))
        room = self.winfo_width() - self._badge.winfo_reqwidth() - self._theme.metrics.text_px(28)
        # A long sentence is broken and never cut.
        wrap = max(self._theme.metrics.px(120), room - self._theme.metrics.px(12))
        self._text.configure(text=self._line.text, wraplength=wrap)
        # The sentence matters more than the remark, which goes first in a narrow window.
        room -= self._text.winfo_reqwidth() + self._theme.metrics.px(20)
        self._detail.configure(text=self._line.detail)
        if self._detail.winfo_reqwidth() > room:
            self._detail.configure(text="")


def _colour(phase: Phase, palette: Palette) -> str:
    if phase is Phase.LIVE:
        return palette.good
    if phase is Phase.FAILED:
        return palette.bad
    if phase is Phase.WAITING:
        return palette.warn
    return palette.muted
