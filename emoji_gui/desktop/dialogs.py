"""Dialogs: the frame they share, and the choice of what to look at."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from tkinter import ttk
from typing import TYPE_CHECKING, Final

from emoji_gui.desktop.background import run_in_thread
from emoji_gui.desktop.iconset import IconSet
from emoji_gui.desktop.scrolling import STEP, Scrolled
from emoji_gui.desktop.theme import Theme
from emoji_gui.language import _, local

if TYPE_CHECKING:
    from emoji_gui.pipeline.sources import CameraInfo


EXAMPLE: Final = "rtsp://192.168.1.20/stream"


class Dialog(tk.Toplevel):
    """A window of its own above the main one: Escape closes it, focus goes back after."""

    def __init__(self, parent: tk.Tk, theme: Theme, title: str) -> None:
        """Make an empty dialog; ``body`` is to be filled, then ``open`` called."""
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


@dataclass(frozen=True)
class SourceActions:
    """What the dialog for choosing a source can do."""

    choose: Callable[[str], None]
    """Called with the spec of what was chosen."""
    open_file: Callable[[], None]
    list_cameras: Callable[[], Sequence[CameraInfo]]
    """Called in a thread."""


class SourceDialog(Dialog):
    """Choose a camera, type an address, or go on to the files."""

    def __init__(
        self, parent: tk.Tk, theme: Theme, icons: IconSet, actions: SourceActions, current: str
    ) -> None:
        """Show what can be chosen; ``current`` is the spec in use."""
        super().__init__(parent, theme, _("Choose what to look at"))
        self._icons, self._actions, self._current = icons, actions, current
        px = theme.metrics.px
        self.body.columnconfigure(0, weight=1, minsize=self.line(400))
        ttk.Label(self.body, text=_("Cameras"), style="Strong.TLabel").grid(sticky="w", padx=px(3))
        self.cameras = ttk.Frame(self.body)
        self.cameras.grid(sticky="ew", pady=(px(4), px(16)))
        self.cameras.columnconfigure(0, weight=1)
        title = ttk.Label(self.body, text=_("Network camera"), style="Strong.TLabel")
        title.grid(sticky="w", padx=px(3))
        self.address = ttk.Entry(self.body, font=theme.font("body"))
        self._add_address(current)
        self._add_buttons()
        self.look()
        self.open(self.address)

    def look(self) -> None:
        """List the cameras anew, in the background."""
        self._note(_("Looking for cameras…"))
        self.again.state(["disabled"])
        run_in_thread(self, self._actions.list_cameras, self._found)

    def _found(self, cameras: Sequence[CameraInfo] | None, error: Exception | None) -> None:
        self.again.state(["!disabled"])
        if error is not None:
            self._note(_("The cameras could not be listed. Camera 0 may work all the same."))
        elif not cameras:
            self._note(_("No camera found. Plug one in and look again, or open a file."))
        else:
            self._list(cameras)

    def _note(self, text: str) -> None:
        self._clear()
        note = ttk.Label(self.cameras, text=text, style="Muted.TLabel", wraplength=self.line(460))
        note.grid(sticky="w", padx=self.theme.metrics.px(3), pady=self.theme.metrics.px(8))

    def _list(self, cameras: Sequence[CameraInfo]) -> None:
        self._clear()
        for camera in cameras:
            chosen = camera.spec == self._current
            icon = self._icons.get("check" if chosen else "camera", 18, self.theme.palette.text)
            row = ttk.Button(
                self.cameras,
                text="  " + in_use(local(camera.name), chosen),
                image=icon,
                compound="left",
                style="Row.TButton",
                command=lambda spec=camera.spec: self._choose(spec),  # type: ignore[misc]
            )
            row.grid(sticky="ew")
        if not self.address.get():
            self.cameras.winfo_children()[0].focus_set()

    def _clear(self) -> None:
        for child in self.cameras.winfo_children():
            child.destroy()

    def _add_address(self, current: str) -> None:
        px = self.theme.metrics.px
        self.address.insert(0, current if "://" in current else "")
        self.address.grid(sticky="ew", pady=(px(4), 0))
        self.address.bind("<Return>", lambda _event: self._connect())
        self._remark = ttk.Label(
            self.body,
            text=_("An http, https or rtsp address, such as {example}").format(example=EXAMPLE),
            style="Muted.TLabel",
            font=self.theme.font("caption"),
            wraplength=self.line(460),
            justify="left",
        )
        self._remark.grid(sticky="w", padx=px(3), pady=(px(4), px(20)))

    def _add_buttons(self) -> None:
        px = self.theme.metrics.px
        buttons = ttk.Frame(self.body)
        buttons.grid(sticky="ew")
        buttons.columnconfigure(1, weight=1)
        self.again = ttk.Button(buttons, text=_("Look again"), command=self.look)
        file = ttk.Button(buttons, text=_("Open a file…"), command=self._file)
        connect = ttk.Button(
            buttons, text=_("Connect"), style="Accent.TButton", command=self._connect
        )
        self.again.grid(row=0, column=0)
        file.grid(row=0, column=2, padx=px(2))
        connect.grid(row=0, column=3)

    def _connect(self) -> None:
        spec = address(self.address.get())
        if spec is None:
            self._remark.configure(
                text=_("Type an address first, such as {example}").format(example=EXAMPLE),
                foreground=self.theme.palette.bad,
            )
            self.address.focus_set()
            return
        self._choose(spec)

    def _file(self) -> None:
        self.close()
        self._actions.open_file()

    def _choose(self, spec: str) -> None:
        self.close()
        self._actions.choose(spec)


def in_use(name: str, chosen: bool) -> str:
    """A name in a list of choices, with a word where it is the present one."""
    return _("{name}  (in use)").format(name=name) if chosen else name


def address(text: str) -> str | None:
    """What was typed as an address with its scheme, http where none was given; None if empty."""
    text = text.strip()
    if not text or text.endswith("://") or any(letter.isspace() for letter in text):
        return None
    return text if "://" in text else f"http://{text}"
