"""What stands in the picture's place when there is none."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from emoji_gui.desktop.iconset import IconSet
from emoji_gui.desktop.theme import Theme
from emoji_gui.desktop.words import Stage
from emoji_gui.language import _


class Notice(ttk.Frame):
    """An icon, a title, a sentence and, where they help, two ways out."""

    def __init__(
        self,
        master: tk.Misc,
        theme: Theme,
        icons: IconSet,
        actions: dict[str, Callable[[], None]],
    ) -> None:
        """Make the labels and buttons."""
        super().__init__(master, style="Well.TFrame")
        self._icons = icons
        self._stage: Stage | None = None
        self._middle = ttk.Frame(self, style="Inner.TFrame")
        self._icon = ttk.Label(self._middle, style="Well.TLabel")
        self._title = ttk.Label(self._middle, style="Well.TLabel", justify="center")
        self._text = ttk.Label(self._middle, style="WellMuted.TLabel", justify="center")
        self._buttons = ttk.Frame(self._middle, style="Inner.TFrame")
        self.open = ttk.Button(
            self._buttons,
            text=_("Open a picture or video…"),
            style="WellAccent.TButton",
            command=actions["open"],
        )
        self.camera = ttk.Button(
            self._buttons,
            text=_("Choose a camera…"),
            style="Well.TButton",
            command=actions["camera"],
        )
        for widget in (self._icon, self._title, self._text):
            widget.pack()
        self._middle.place(relx=0.5, rely=0.5, anchor="center")
        self.bind("<Configure>", lambda _event: self._wrap())
        self.use(theme)

    def use(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        px = theme.metrics.px
        self._title.configure(font=theme.font("title", strong=True))
        self._icon.pack_configure(pady=(0, px(8)))
        self._text.pack_configure(pady=(px(4), 0))
        if self._stage is not None:
            self.show(self._stage)

    def show(self, instead: Stage) -> None:
        """Say what there is instead of a picture."""
        self._stage = instead
        palette = self._theme.palette
        self._icon.configure(image=self._icons.get(instead.icon, 40, palette.muted))
        self._title.configure(text=instead.title)
        self._text.configure(text=instead.text)
        self._wrap()

    def _wrap(self) -> None:
        px, width = self._theme.metrics.px, self.winfo_width()
        most = self._theme.metrics.text_px(420)
        for label in (self._title, self._text):
            label.configure(wraplength=max(px(120), min(most, width - px(48))))
        self._drop_what_has_no_room()
        wide = self.open.winfo_reqwidth() + self.camera.winfo_reqwidth() + px(48) <= width
        self.open.grid(row=0, column=0, padx=px(2), sticky="ew")
        self.camera.grid(row=0 if wide else 1, column=1 if wide else 0, padx=px(2), sticky="ew")

    def _drop_what_has_no_room(self) -> None:
        """Leave out the icon, then the buttons, which the toolbar has as well."""
        px, stage = self._theme.metrics.px, self._stage
        room = self.winfo_height() - px(16)
        words = self._title.winfo_reqheight() + self._text.winfo_reqheight() + px(4)
        icon = self._icon.winfo_reqheight() + px(8)
        one, other = self.open, self.camera
        high = one.winfo_reqheight() + other.winfo_reqheight() + px(16)
        fits = max(one.winfo_reqwidth(), other.winfo_reqwidth()) <= self.winfo_width() - px(16)
        offers = stage is not None and stage.offers and fits and words + high <= room
        if icon + words + high * offers <= room:
            self._icon.pack(before=self._title, pady=(0, px(8)))
        else:
            self._icon.pack_forget()
        if offers:
            self._buttons.pack(pady=(px(16), 0))
        else:
            self._buttons.pack_forget()
