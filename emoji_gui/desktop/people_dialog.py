"""Whose profile the mirror wears: a row a person, to choose, export, import and delete."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tkinter import filedialog, ttk
from typing import TYPE_CHECKING, Final

from emoji_gui.desktop.dialogs import in_use
from emoji_gui.desktop.listing import ListDialog
from emoji_gui.language import N_, _, local, words_of
from emoji_gui.pipeline.errors import PipelineError
from emoji_gui.pipeline.profile_store import same

if TYPE_CHECKING:
    from emoji_gui.desktop.host import Host
    from emoji_gui.pipeline.personal import Personal

NOTE: Final = N_(
    "A profile holds a few numbers and no pictures, unless you asked for that. It stays on this "
    "computer until you delete it."
)


def _kinds() -> list[tuple[str, str]]:
    return [(_("Profile"), "*.emojiface"), (_("All files"), "*")]


class PeopleDialog(ListDialog):
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
        actions = {_("Teach a new face…"): self._new, _("Import…"): self._import}
        super().__init__(host.root, host.window.theme, _("Whose face is it?"), _(NOTE), actions)
        self._host, self._store = host, personal.store
        self._personal, self._wear, self._teach = personal, wear, teach
        self.refresh()
        self.open(self.last)

    def refresh(self) -> None:
        """List the profiles anew."""
        self.clear()
        listing = self._store.listing()
        self._add(0, None)
        for row, name in enumerate(listing.names, 1):
            self._add(row, name)
        if listing.remarks:
            self.say(" ".join(map(local, listing.remarks)), bad=True)

    def _add(self, row: int, name: str | None) -> None:
        px, worn = self.theme.metrics.px, self._is_worn(name)
        icon = self._host.window.icons.get("check" if worn else "dots", 18, self.theme.palette.text)
        button = ttk.Button(
            self.rows,
            text="  " + in_use(name or _("Nobody: the network as it ships"), worn),
            image=icon,
            compound="left",
            style="Row.TButton",
            command=lambda: self._choose(name),
        )
        button.grid(row=row, column=0, sticky="ew")
        if name is not None:
            acts = ((1, _("Export…"), self._export), (2, _("Delete"), self._delete))
            for column, text, act in acts:
                ttk.Button(
                    self.rows,
                    text=text,
                    command=lambda act=act: act(name),  # type: ignore[misc]
                ).grid(row=row, column=column, padx=px(2))

    def _is_worn(self, name: str | None) -> bool:
        """Whether it is this person's; the command line may spell the name otherwise."""
        return same(self._personal.name or "") == same(name or "")

    def _choose(self, name: str | None) -> None:
        self.close()
        self._wear(name)

    def _new(self) -> None:
        self.close()
        self._teach()

    def _export(self, name: str) -> None:
        path = filedialog.asksaveasfilename(
            parent=self,
            title=_("Export {name}").format(name=name),
            defaultextension=".emojiface",
            initialfile=f"{name}.emojiface",
            filetypes=_kinds(),
        )
        if path:
            done = _("Exported to {path}.")
            self._try(lambda: done.format(path=self._store.export(name, Path(path))))

    def _import(self) -> None:
        path = filedialog.askopenfilename(parent=self, title=_("Import"), filetypes=_kinds())
        if path:
            done = _("Imported {name}.")
            self._try(lambda: done.format(name=self._store.take_in(Path(path)).name))

    def _delete(self, name: str) -> None:
        def delete() -> str:
            self._store.delete(name)
            if self._is_worn(name):
                self._wear(None)
            return _("Deleted {name}.").format(name=name)

        self._try(delete)

    def _try(self, act: Callable[[], str]) -> None:
        """Do something with the store, and say how it went."""
        try:
            text = act()
        except PipelineError as error:
            self.say(words_of(error), bad=True)
            return
        self.refresh()
        self.say(text, bad=False)
