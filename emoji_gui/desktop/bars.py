"""A bar a label on one canvas: label, smooth bar, percent."""

from __future__ import annotations

import math
import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from tkinter import font as tkfont
from typing import Final

from emoji_gui.desktop.shapes import Layer, rounded
from emoji_gui.desktop.theme import Theme, rgb
from emoji_gui.language import right_to_left
from emoji_gui.pipeline.words import percent, title

ROWS: Final = 7
"""Bars until it is known how many labels the network has."""

LONGEST_LABEL: Final = 0.45
"""Share of the width that the labels may take; a longer one is cut."""

SETTLE: Final = 0.10
"""Time constant in seconds with which a bar follows its value."""

CLOSE: Final = 0.002
"""A bar this near to its value has arrived."""


@dataclass
class _Row:
    """The canvas items of one bar."""

    label: int
    track: tuple[int, int, int]
    fill: tuple[int, int, int]
    percent: int
    value: float = 0.0
    target: float = 0.0
    drawn: tuple[int, str] | None = None
    """Pixels and percent that the canvas shows, None for "draw it anew"."""


class Bars(tk.Canvas):
    """Shows a probability a label; the leading one in the accent colour and bold."""

    def __init__(self, master: tk.Misc, theme: Theme) -> None:
        """Make the items; sizes come with the first resize."""
        super().__init__(master, highlightthickness=0, bd=0, takefocus=False)
        self._theme = theme
        self._turned = right_to_left()
        self._labels: tuple[str, ...] = ()
        self._leader: int | None = None
        self._known = False
        self._caps: dict[tuple[str, int], tuple[tk.PhotoImage, tk.PhotoImage]] = {}
        self._rows = [self._make_row() for _ in range(ROWS)]
        self._geometry = (0, 1, 1)
        self.bind("<Configure>", lambda _event: self._place())
        self.use(theme)

    def use(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        self.configure(background=theme.palette.card)
        self._place()

    def show(
        self, labels: tuple[str, ...], values: tuple[float, ...] | None, leader: int | None
    ) -> None:
        """Set what the bars move to; without values they move to nothing."""
        news = (labels, leader, values is not None)
        if news != (self._labels, self._leader, self._known):
            self._labels, self._leader, self._known = news
            self._fit_rows(len(labels) or ROWS)
            self._place()
        for index, row in enumerate(self._rows):
            row.target = values[index] if values is not None and index < len(values) else 0.0

    def move(self, seconds: float) -> None:
        """Let the bars go on for so long towards their values."""
        share = 1 - math.exp(-seconds / SETTLE)
        for index, row in enumerate(self._rows):
            if row.value == row.target:
                continue
            row.value += (row.target - row.value) * share
            if abs(row.value - row.target) < CLOSE:
                row.value = row.target
            self._draw(index)

    def _fit_rows(self, count: int) -> None:
        while len(self._rows) > count:
            row = self._rows.pop()
            self.delete(row.label, *row.track, *row.fill, row.percent)
        while len(self._rows) < count:
            self._rows.append(self._make_row())

    def _make_row(self) -> _Row:
        def bar() -> tuple[int, int, int]:
            return (
                self.create_image(0, 0, anchor="w"),
                self.create_rectangle(0, 0, 0, 0, width=0),
                self.create_image(0, 0, anchor="e"),
            )

        return _Row(
            label=self.create_text(0, 0, anchor="e" if self._turned else "w"),
            track=bar(),
            fill=bar(),
            percent=self.create_text(0, 0, anchor="w" if self._turned else "e"),
        )

    def _place(self) -> None:
        """Lay the rows out for the canvas's size, the labels and the theme."""
        p, px, large = self._theme.palette, self._theme.metrics.px, self._theme.metrics.text_px
        step = self._step
        role = "caption" if step < large(20) else "body" if step < large(33) else "lead"
        font = tkfont.nametofont(self._theme.font(role), self)
        bold = self._theme.font(role, strong=True)
        measure = tkfont.nametofont(bold, self).measure
        left, right, words = 0, self.winfo_width(), [""] * len(self._rows)
        if self._labels:
            words = _cut(self._labels, measure, LONGEST_LABEL * right)
            left = max(map(measure, words)) + px(12)
            right -= measure(percent(1)) + px(10)
        thick = max(px(6), min(px(12), round(step * 0.32)))
        self._geometry = (left, max(left + thick, right), thick)
        for index, row in enumerate(self._rows):
            y = step * index + step // 2
            leads = self._known and index == self._leader
            strong = bold if leads else font
            self.itemconfigure(row.label, text=words[index], font=strong, fill=p.text)
            self.itemconfigure(row.percent, font=strong, fill=p.text if leads else p.muted)
            self.coords(row.label, self._x(0), y)
            self.coords(row.percent, self._x(self.winfo_width()), y)
            self._colour(row.track, p.track, thick)
            self._colour(row.fill, p.accent if leads else p.bar, thick)
            self._span(row.track, left, self._geometry[1], y, thick)
            row.drawn = None
            self._draw(index)

    def _x(self, x: float) -> float:
        """Where something goes that is so far from the side where reading begins."""
        return self.winfo_width() - x if self._turned else x

    @property
    def _step(self) -> int:
        """Height of a row in pixels."""
        return self.winfo_height() // len(self._rows)

    def _draw(self, index: int) -> None:
        row = self._rows[index]
        left, right, thick = self._geometry
        step = self._step
        y = step * index + step // 2
        length = round((right - left) * min(1.0, row.value))
        # Never shorter than it is thick: a small value is a dot, not a splinter.
        pixels = max(thick, length) if row.value >= 0.005 else 0
        known = self._known and index < len(self._labels)
        text = percent(row.value) if known else ""
        before, row.drawn = row.drawn, (pixels, text)
        if before is None or bool(before[0]) != bool(pixels):
            for item in row.fill:
                self.itemconfigure(item, state="normal" if pixels else "hidden")
        if pixels and (before is None or before[0] != pixels):
            self._span(row.fill, left, left + pixels, y, thick)
        # Writing is what costs most, and most steps change no number.
        if before is None or before[1] != text:
            self.itemconfigure(row.percent, text=text)

    def _span(
        self, items: tuple[int, int, int], left: float, right: float, y: int, thick: int
    ) -> None:
        half, top = thick // 2, y - thick // 2
        if self._turned:
            left, right = self._x(right), self._x(left)
        self.coords(items[0], left, top)
        self.coords(items[1], left + half, top, right - half, top + thick)
        self.coords(items[2], right, top)

    def _colour(self, items: tuple[int, int, int], colour: str, thick: int) -> None:
        first, last = self._cap(colour, thick)
        self.itemconfigure(items[0], image=first, anchor="nw")
        self.itemconfigure(items[1], fill=colour, outline="")
        self.itemconfigure(items[2], image=last, anchor="ne")

    def _cap(self, colour: str, thick: int) -> tuple[tk.PhotoImage, tk.PhotoImage]:
        """The round ends of a bar: the two halves of a smooth disc."""
        key = (colour, thick)
        if key not in self._caps:
            disc = tk.PhotoImage(
                master=self, data=rounded(thick, [Layer(0, thick / 2, rgb(colour))])
            )
            half = thick // 2
            ends = []
            for start, width in ((0, half), (half, thick - half)):
                end = tk.PhotoImage(master=self, width=width, height=thick)
                self.tk.call(
                    end, "copy", disc, "-from", start, 0, start + width, thick, "-to", 0, 0
                )
                ends.append(end)
            self._caps[key] = (ends[0], ends[1])
        return self._caps[key]


def _cut(labels: Sequence[str], measure: Callable[[str], int], room: float) -> list[str]:
    """The labels as they are written, each shortened to the room in pixels."""
    words = []
    for label in labels:
        word = title(label)
        while len(word) > 1 and measure(word) > room:
            word = f"{word.rstrip('…')[:-1]}…"
        words.append(word)
    return words
