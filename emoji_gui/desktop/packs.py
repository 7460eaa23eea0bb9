"""The dialog that chooses, installs and removes emoji packs, each with a preview."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from tkinter import filedialog, ttk
from typing import TYPE_CHECKING, Final

from emoji_gui.desktop.background import run_in_thread
from emoji_gui.desktop.dialogs import in_use
from emoji_gui.desktop.listing import ListDialog
from emoji_gui.language import N_, _, words_of
from emoji_gui.pipeline.errors import PackError

if TYPE_CHECKING:
    import PIL.ImageTk

    from emoji_gui.desktop.host import Host
    from emoji_gui.pipeline.packs import PackEntry

log = logging.getLogger(__name__)

PREVIEW: Final = 56
NOTE: Final = N_("A pack is a folder or zip with a picture for each expression, such as happy.png.")


class PackDialog(ListDialog):
    """Every pack with its face, its name and its author; Enter wears the one with the focus."""

    def __init__(self, host: Host, wear: Callable[[str], None]) -> None:
        """List the packs; ``wear`` is called with the key of the chosen one."""
        actions = {
            _("Install a zip…"): self._ask_for_zip,
            _("Install a folder…"): self._ask_for_folder,
        }
        super().__init__(host.root, host.window.theme, _("Choose the emoji"), _(NOTE), actions)
        self._host, self._wear = host, wear
        self._photos: list[PIL.ImageTk.PhotoImage] = []
        self.choices: dict[str, ttk.Button] = {}
        """The button of each pack by its key."""
        self.refresh()
        self.open(self.choices.get(self._host.settings.pack or "default", self.last))

    def refresh(self) -> None:
        """List the packs anew."""
        from emoji_gui.pipeline.packs import available

        self.clear()
        self._photos.clear()
        self.choices.clear()
        worn = self._host.settings.pack or "default"
        for row, entry in enumerate(available()):
            self._add(row, entry, worn=entry.key == worn)

    def _add(self, row: int, entry: PackEntry, *, worn: bool) -> None:
        import PIL.ImageTk

        px = self.theme.metrics.px
        try:
            photo = PIL.ImageTk.PhotoImage(entry.preview(px(PREVIEW)), master=self)
        except PackError as error:
            log.warning("%s", error)
            return
        self._photos.append(photo)
        by = _("installed by you")
        if entry.pack.author:
            by = _("by {author}").format(author=entry.pack.author)
        button = ttk.Button(
            self.rows,
            text=f"   {in_use(pack_name(entry), worn)}\n   {by}",
            image=str(photo),
            compound="left",
            style="Row.TButton",
            command=lambda: self._choose(entry),
        )
        button.grid(row=row, column=0, sticky="ew")
        self.choices[entry.key] = button
        if not entry.shipped:
            ttk.Button(self.rows, text=_("Remove"), command=lambda: self._remove(entry)).grid(
                row=row, column=1, padx=px(2)
            )

    def _choose(self, entry: PackEntry) -> None:
        self.close()
        self._wear(entry.key)

    def _remove(self, entry: PackEntry) -> None:
        from emoji_gui.pipeline.packs import remove

        try:
            remove(entry.key)
        except PackError as error:
            self.say(words_of(error), bad=True)
            return
        if self._host.settings.pack == entry.key:
            self._wear("default")
        self.say(_("Removed {name}.").format(name=entry.pack.name), bad=False)
        self.refresh()

    def _ask_for_zip(self) -> None:
        self._install(
            filedialog.askopenfilename(
                parent=self, title=_("Install a pack"), filetypes=[(_("Emoji pack"), "*.zip")]
            )
        )

    def _ask_for_folder(self) -> None:
        self._install(filedialog.askdirectory(parent=self, title=_("Install a pack")))

    def _install(self, path: str) -> None:
        if path and self.winfo_exists():
            run_in_thread(self, lambda: _installed(Path(path)), self._take)

    def _take(self, entry: PackEntry | PackError | None, error: Exception | None) -> None:
        if entry is None or isinstance(entry, PackError):
            fault = entry or error
            self.say(words_of(fault) if fault is not None else "", bad=True)
            return
        self.say(_("Installed {name}.").format(name=entry.pack.name), bad=False)
        self.refresh()


def pack_name(entry: PackEntry) -> str:
    """What a pack is called; those that came with the program have a name in every language."""
    return _(entry.pack.name) if entry.shipped else entry.pack.name


def _installed(path: Path) -> PackEntry | PackError:
    """The pack, or why it was refused: that is an answer and no fault of the program."""
    from emoji_gui.pipeline.packs import install

    try:
        return install(path)
    except PackError as error:
        return error
