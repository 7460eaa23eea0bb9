"""Choose what to look at: a camera, an address or a file."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from tkinter import ttk
from typing import TYPE_CHECKING, Final

from emoji_gui.desktop.background import run_in_thread
from emoji_gui.desktop.dialogs import Dialog, in_use
from emoji_gui.desktop.iconset import IconSet
from emoji_gui.desktop.theme import Theme
from emoji_gui.language import N_, _, local

if TYPE_CHECKING:
    from emoji_gui.pipeline.sources import CameraInfo

EXAMPLE: Final = "rtsp://192.168.1.20/stream"
ADDRESS: Final = N_("An http, https or rtsp address, such as {example}")


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
            text=_(ADDRESS).format(example=EXAMPLE),
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
        typed = self.address.get()
        spec = address(typed)
        if spec is None:
            text = _("Type an address first, such as {example}")
            if typed.strip():
                text = _(ADDRESS)
            self._remark.configure(
                text=text.format(example=EXAMPLE), foreground=self.theme.palette.bad
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


def address(text: str) -> str | None:
    """What was typed as an address with its scheme, http where none was given.

    None where it is none: empty, with a space inside, or a scheme alone.
    """
    text = text.strip()
    if not text or text.endswith("://") or any(letter.isspace() for letter in text):
        return None
    return text if "://" in text else f"http://{text}"
