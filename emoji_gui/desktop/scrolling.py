"""Room for more than the screen has: content that scrolls where it must, and only there."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Any, Final

STEP: Final = 40
"""Pixels at 96 dots an inch for a turn of the wheel or an arrow key."""


class Scrolled(ttk.Frame):
    """Shows ``inner`` whole as long as it is smaller than a limit, else a part and two bars.

    The control that gets the focus comes into sight by itself; Page Up, Page Down, the arrow
    keys with Control and the wheel move the content.
    """

    def __init__(
        self, master: tk.Toplevel, step: int, padding: int, limit: Callable[[], tuple[int, int]]
    ) -> None:
        """Make it empty.

        Args:
            master: the dialog, whose keys scroll it.
            step: device pixels of one step.
            padding: device pixels around the content.
            limit: the largest width and height in device pixels.
        """
        super().__init__(master)
        self._limit = limit
        self.first: tk.Misc | None = None
        """Has the focus at first, and until it leaves, nothing scrolls: the beginning is seen."""
        self.resized: Callable[[], None] = lambda: None
        """Called after the content has asked for another size."""
        self._canvas = tk.Canvas(
            self, takefocus=False, bd=0, yscrollincrement=step, xscrollincrement=step
        )
        self.inner = ttk.Frame(self._canvas, padding=padding)
        self._item = self._canvas.create_window(0, 0, anchor="nw", window=self.inner)
        self._down = ttk.Scrollbar(self, command=self._canvas.yview, takefocus=False)
        self._across = ttk.Scrollbar(
            self, orient="horizontal", command=self._canvas.xview, takefocus=False
        )
        self._canvas.configure(yscrollcommand=self._down.set, xscrollcommand=self._across.set)
        self._canvas.grid(row=0, column=0, sticky="nsew")
        self.inner.bind("<Configure>", lambda _event: self._fit())
        self._bind(master)

    @property
    def cut(self) -> tuple[bool, bool]:
        """Whether a part of the content is out of sight: across, and up and down."""
        most = self._limit()
        return self.inner.winfo_reqwidth() > most[0], self.inner.winfo_reqheight() > most[1]

    def settle(self) -> None:
        """Take the size that the content asks for now."""
        self.inner.update_idletasks()
        self._fit()

    def _fit(self) -> None:
        wide, high = self.inner.winfo_reqwidth(), self.inner.winfo_reqheight()
        most = self._limit()
        self._canvas.configure(
            width=min(wide, most[0]), height=min(high, most[1]), scrollregion=(0, 0, wide, high)
        )
        self._canvas.itemconfigure(self._item, width=wide, height=high)
        for bar, out, place in (
            (self._across, self.cut[0], {"row": 1, "column": 0, "sticky": "ew"}),
            (self._down, self.cut[1], {"row": 0, "column": 1, "sticky": "ns"}),
        ):
            if out:
                bar.grid(**place)  # type: ignore[arg-type]
            else:
                bar.grid_remove()
        self.resized()

    def _bind(self, dialog: tk.Toplevel) -> None:
        scroll = self._canvas.yview_scroll
        for keys, number, what in (
            ("<Prior>", -1, "pages"),
            ("<Next>", 1, "pages"),
            ("<Control-Up>", -1, "units"),
            ("<Control-Down>", 1, "units"),
            ("<Button-4>", -1, "units"),
            ("<Button-5>", 1, "units"),
        ):
            dialog.bind(keys, lambda _e, n=number, w=what: self._turn(scroll, n, w))  # type: ignore[misc]
        dialog.bind("<MouseWheel>", lambda e: self._turn(scroll, -1 if e.delta > 0 else 1, "units"))
        dialog.bind("<FocusIn>", self._follow, add=True)

    def _turn(self, scroll: Callable[..., None], number: int, what: str) -> None:
        if self.cut[1]:
            scroll(number, what)

    def _follow(self, event: tk.Event[Any]) -> None:
        """Bring the control with the focus into sight; what is opened shows its beginning."""
        widget = event.widget
        inside = str(widget).startswith(f"{self.inner}.")
        # X tells the frames on the way to the control as well.
        if widget is self.first or isinstance(widget, ttk.Frame) or not inside:
            return
        self.first = None
        if not any(self.cut):
            return
        for out, view, move, start, length, whole in (
            (
                self.cut[1],
                self._canvas.yview(),
                self._canvas.yview_moveto,
                widget.winfo_rooty() - self.inner.winfo_rooty(),
                widget.winfo_height(),
                max(1, self.inner.winfo_reqheight()),
            ),
            (
                self.cut[0],
                self._canvas.xview(),
                self._canvas.xview_moveto,
                widget.winfo_rootx() - self.inner.winfo_rootx(),
                widget.winfo_width(),
                max(1, self.inner.winfo_reqwidth()),
            ),
        ):
            first, last = start / whole, (start + length) / whole
            if out and first < view[0]:
                move(first)
            elif out and last > view[1]:
                move(max(0.0, last - (view[1] - view[0])))
