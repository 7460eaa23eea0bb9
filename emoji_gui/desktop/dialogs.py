"""Dialogs: the frame they share."""

from __future__ import annotations

import tkinter as tk
from contextlib import suppress

from emoji_gui.desktop.scrolling import STEP, Scrolled
from emoji_gui.desktop.theme import Theme
from emoji_gui.language import _


class Dialog(tk.Toplevel):
    """A window of its own above the main one: Escape closes it, focus goes back after."""

    def __init__(self, parent: tk.Tk, theme: Theme, title: str) -> None:
        """Make an empty dialog; ``body`` is to be filled, then ``open`` called.

        It takes the place of one of its kind, which may be in other colours or out of date.
        """
        if (before := _opened(parent, type(self))) is not None:
            before.close()
        super().__init__(parent, background=theme.palette.window)
        self.withdraw()
        self.title(title)
        self.transient(parent)
        self.resizable(False, False)
        with suppress(tk.TclError):
            self.attributes("-type", "dialog")  # X11: no button to make it an icon
        self.theme = theme
        self._parent = parent
        px = theme.metrics.px
        self._scrolled = Scrolled(self, px(STEP), px(20), self._most)
        self._scrolled.pack(fill="both", expand=True)
        self.body = self._scrolled.inner
        self.bind("<Escape>", lambda _event: self.close())
        self.protocol("WM_DELETE_WINDOW", self.close)

    def open(self, first: tk.Misc) -> None:
        """Show it over the middle of its parent, with the focus on ``first``."""
        self._scrolled.settle()
        self.update_idletasks()
        parent, wide, high = self._parent, self.winfo_reqwidth(), self.winfo_reqheight()
        x = parent.winfo_rootx() + (parent.winfo_width() - wide) // 2
        y = parent.winfo_rooty() + (parent.winfo_height() - high) // 2
        x = max(0, min(x, self.winfo_screenwidth() - wide))
        y = max(0, min(y, self.winfo_screenheight() - high))
        self.geometry(f"+{x}+{y}")
        self._scrolled.resized = self._keep_on_screen
        self._scrolled.first = first
        self.deiconify()
        self.lift()
        first.focus_set()

    def line(self, size: float) -> int:
        """Device pixels of a line of text, ``size`` at usual text; no wider than the screen."""
        room = self._most()[0] - self.theme.metrics.px(60)
        return min(self.theme.metrics.text_px(size), room)

    def _most(self) -> tuple[int, int]:
        """The largest size on this screen, which has bars of its own."""
        px = self.theme.metrics.px
        return self.winfo_screenwidth() - px(40), self.winfo_screenheight() - px(90)

    def _keep_on_screen(self) -> None:
        """Move up or left where the content has grown over the screen's edge."""
        x = min(self.winfo_x(), self.winfo_screenwidth() - self.winfo_reqwidth())
        y = min(self.winfo_y(), self.winfo_screenheight() - self.winfo_reqheight())
        if (x, y) != (self.winfo_x(), self.winfo_y()):
            self.geometry(f"+{max(0, x)}+{max(0, y)}")

    def close(self) -> None:
        """Take it away and give the focus back."""
        if self.winfo_exists():
            self.destroy()
            self._parent.focus_force()


def lifted(parent: tk.Tk, kind: type[Dialog]) -> bool:
    """Bring the open dialog of a kind to the front, for what must not be lost; False for none."""
    found = _opened(parent, kind)
    if found is None:
        return False
    found.deiconify()
    found.lift()
    (found.focus_lastfor() or found).focus_set()
    return True


def _opened(parent: tk.Tk, kind: type[Dialog]) -> Dialog | None:
    dialogs = (child for child in parent.winfo_children() if isinstance(child, Dialog))
    return next((dialog for dialog in dialogs if type(dialog) is kind), None)


def in_use(name: str, chosen: bool) -> str:
    """A name in a list of choices, with a word where it is the present one."""
    return _("{name}  (in use)").format(name=name) if chosen else name
