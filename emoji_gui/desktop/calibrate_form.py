"""In the dialog "Teach it your face": whose face it is, and whether its pictures are kept."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from emoji_gui.desktop.iconset import IconSet
from emoji_gui.desktop.theme import Theme
from emoji_gui.language import _
from emoji_gui.pipeline.profile_store import same
from emoji_gui.pipeline.profiles import LONGEST_NAME


class NameForm(ttk.Frame):
    """Whose face it is, and whether the pictures are kept."""

    def __init__(
        self,
        master: tk.Misc,
        theme: Theme,
        icons: IconSet,
        taken: Callable[[], Sequence[str]],
        done: Callable[[], None],
    ) -> None:
        """Make it empty.

        Args:
            master: the parent.
            theme: colours and sizes.
            icons: of the window.
            taken: the names that people have already; asked when the name changes.
            done: called when Enter is pressed in the name.
        """
        super().__init__(master)
        self._names, self._asked_for = taken, ""
        self.taken = ""
        """The name of the profile that this one would replace, or ""."""
        self._theme, self._icons = theme, icons
        px = theme.metrics.px
        self.columnconfigure(0, weight=1)
        title = ttk.Label(self, text=_("Your name"), style="Strong.TLabel")
        title.grid(sticky="w", padx=px(3))
        self.name = ttk.Entry(self, font=theme.font("body"))
        self.name.grid(sticky="ew", pady=(px(4), 0))
        # When a key goes down: the Enter that brought the complaint is released after it.
        self.name.bind("<KeyPress>", lambda _event: self.complain(""))
        self.name.bind("<Return>", lambda _event: done())
        self._complaint = ttk.Label(
            self,
            foreground=theme.palette.bad,
            font=theme.font("caption"),
            wraplength=theme.metrics.text_px(420),
        )
        self._complaint.grid(sticky="w", padx=px(3))
        self.choice = ttk.Button(self, style="Row.TButton", compound="left", command=self._toggle)
        self.choice.grid(sticky="ew", pady=(px(4), 0))
        note = ttk.Label(
            self,
            text=_(
                "Only on this computer. Without pictures the profile is a few numbers, and a new "
                "network has to be taught again."
            ),
            style="Muted.TLabel",
            font=theme.font("caption"),
            wraplength=theme.metrics.text_px(420),
            justify="left",
        )
        note.grid(sticky="w", padx=px(3))
        limit = (self.register(lambda text: len(text) <= LONGEST_NAME), "%P")
        self.name.configure(validate="key", validatecommand=limit)
        self.keep = False
        self._show_choice()

    @property
    def complaint(self) -> str:
        """What is said to be wrong with the name, or ""."""
        return str(self._complaint.cget("text"))

    def complain(self, text: str) -> None:
        """Say what is wrong with the name and go back to it; "" takes it away."""
        self._complaint.configure(text=text)
        if text:
            self.name.focus_set()

    def _toggle(self) -> None:
        self.keep = not self.keep
        self._show_choice()

    def _show_choice(self) -> None:
        p = self._theme.palette
        icon = self._icons.get("box-checked" if self.keep else "box", 18, p.text)
        self.choice.configure(text="  " + _("Keep the pictures of my face"), image=icon)

    def look(self) -> None:
        """See whether the name that stands there now is taken."""
        typed = same(self.name.get())
        if typed != self._asked_for:
            self._asked_for = typed
            self.taken = next((name for name in self._names() if same(name) == typed), "")
