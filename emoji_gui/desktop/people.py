"""Teach it your face: the walk through the expressions, and whose profile is worn."""

from __future__ import annotations

import logging
from pathlib import Path
from tkinter import filedialog, ttk
from typing import TYPE_CHECKING, Final

from emoji_gui.desktop.dialogs import Dialog
from emoji_gui.pipeline.errors import PipelineError

if TYPE_CHECKING:
    from collections.abc import Callable

    from emoji_gui.desktop.host import Host
    from emoji_gui.pipeline.personal import Personal

log = logging.getLogger(__name__)

NOTE: Final = (
    "A profile holds a few numbers and no pictures, unless you asked for that. It stays on this "
    "computer until you delete it."
)
KINDS: Final = [("Profile", "*.emojiface"), ("All files", "*")]


class People:
    """The commands about the person in front of the mirror."""

    def __init__(self, host: Host) -> None:
        """Use the link to the engine among the host's parts."""
        self._host = host
        self._told = ""

    def show(self) -> None:
        """Say once why a wanted profile is not used."""
        personal = self._host.parts.personal
        remark = personal.remark if personal is not None else ""
        if remark != self._told:
            self._told = remark
            if remark:
                self._host.say(remark)

    def teach(self) -> None:
        """Lead through the expressions and keep a profile."""
        pictures, personal = self._host.window.panel.pictures, self._host.parts.personal
        if pictures is None or personal is None:
            self._host.say("One moment: the emoji are still loading.")
            return
        from emoji_gui.desktop.calibrate import CalibrateDialog, Company

        company = Company(
            personal, pictures, self._host.window.icons, self._learned, self._host.parts.clock
        )
        CalibrateDialog(self._host.root, self._host.window.theme, company)

    def people(self) -> None:
        """Choose whose profile is worn; export, import, delete."""
        if (personal := self._host.parts.personal) is not None:
            PeopleDialog(self._host, personal, self.wear, self.teach)

    def wear(self, name: str | None) -> None:
        """Read for this person from now on, None for nobody."""
        personal = self._host.parts.personal
        assert personal is not None  # the dialog that calls this has it
        remark = personal.use(name)
        self._host.remember(profile=name)
        self._host.say(remark or (f"Reading for {name}" if name else "Reading for nobody"))

    def _learned(self, name: str) -> None:
        self._host.remember(profile=name)
        self._host.say(f"Reading for {name}")


class PeopleDialog(Dialog):
    """A row a person: wear it, export it, delete it."""

    def __init__(
        self,
        host: Host,
        personal: Personal,
        wear: Callable[[str | None], None],
        teach: Callable[[], None],
    ) -> None:
        """List the profiles.

        Args:
            host: the window's controller.
            personal: with the store of the profiles.
            wear: called with the name that was chosen, None for nobody.
            teach: opens the walk that makes a new one.
        """
        super().__init__(host.root, host.window.theme, "Whose face is it?")
        self._host, self._store = host, personal.store
        self._personal, self._wear, self._teach = personal, wear, teach
        px = self.theme.metrics.px
        self.body.columnconfigure(0, weight=1, minsize=px(420))
        self.rows = ttk.Frame(self.body)
        self.rows.grid(sticky="ew")
        self.rows.columnconfigure(0, weight=1)
        self.note = ttk.Label(
            self.body, text=NOTE, style="Muted.TLabel", wraplength=px(420), justify="left"
        )
        self.note.grid(sticky="w", padx=px(3), pady=(px(12), px(16)))
        buttons = ttk.Frame(self.body)
        buttons.grid(sticky="ew")
        buttons.columnconfigure(2, weight=1)
        new = ttk.Button(buttons, text="Teach a new face…", command=self._new)
        take_in = ttk.Button(buttons, text="Import…", command=self._import)
        close = ttk.Button(buttons, text="Close", style="Accent.TButton", command=self.close)
        for column, button in ((0, new), (1, take_in), (3, close)):
            button.grid(row=0, column=column, padx=px(2))
        self.refresh()
        self.open(close)

    def refresh(self) -> None:
        """List the profiles anew."""
        for child in self.rows.winfo_children():
            child.destroy()
        listing = self._store.listing()
        self._add(0, None)
        for row, name in enumerate(listing.names, 1):
            self._add(row, name)
        if listing.remarks:
            self._say(" ".join(listing.remarks), bad=True)

    def _add(self, row: int, name: str | None) -> None:
        px, worn = self.theme.metrics.px, self._personal.name == name
        icon = self._host.window.icons.get("check" if worn else "dots", 18, self.theme.palette.text)
        button = ttk.Button(
            self.rows,
            text=f"  {name or 'Nobody: the network as it ships'}{'  (in use)' if worn else ''}",
            image=icon,
            compound="left",
            style="Row.TButton",
            command=lambda: self._choose(name),
        )
        button.grid(row=row, column=0, sticky="ew")
        if name is not None:
            for column, text, act in ((1, "Export…", self._export), (2, "Delete", self._delete)):
                ttk.Button(
                    self.rows,
                    text=text,
                    command=lambda act=act: act(name),  # type: ignore[misc]
                ).grid(row=row, column=column, padx=px(2))

    def _choose(self, name: str | None) -> None:
        self.close()
        self._wear(name)

    def _new(self) -> None:
        self.close()
        self._teach()

    def _export(self, name: str) -> None:
        path = filedialog.asksaveasfilename(
            parent=self,
            title=f"Export {name}",
            defaultextension=".emojiface",
            initialfile=f"{name}.emojiface",
            filetypes=KINDS,
        )
        if path:
            self._try(lambda: f"Exported to {self._store.export(name, Path(path))}.")

    def _import(self) -> None:
        path = filedialog.askopenfilename(parent=self, title="Import", filetypes=KINDS)
        if path:
            self._try(lambda: f"Imported {self._store.take_in(Path(path)).name}.")

    def _delete(self, name: str) -> None:
        def delete() -> str:
            self._store.delete(name)
            if self._personal.name == name:
                self._wear(None)
            return f"Deleted {name}."

        self._try(delete)

    def _try(self, act: Callable[[], str]) -> None:
        """Do something with the store, and say how it went."""
        try:
            text = act()
        except PipelineError as error:
            self._say(str(error), bad=True)
            return
        self.refresh()
        self._say(text, bad=False)

    def _say(self, text: str, *, bad: bool) -> None:
        palette = self.theme.palette
        self.note.configure(text=text, foreground=palette.bad if bad else palette.text)
