"""Send it: copy the emoji, save a card, the emoji alone, or the last five seconds."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from emoji_gui.desktop.clipboard import Clipboard
from emoji_gui.language import _, words_of
from emoji_gui.pipeline.emojis import EmojiMapper
from emoji_gui.pipeline.errors import OutputError, PackError, PipelineError
from emoji_gui.pipeline.records import Phase
from emoji_gui.pipeline.sender import Sender
from emoji_gui.pipeline.words import percent

if TYPE_CHECKING:
    from emoji_gui.desktop.host import Host
    from emoji_gui.pipeline.clip_painter import Style
    from emoji_gui.pipeline.clips import Kind
    from emoji_gui.pipeline.emojis import EmojiPack
    from emoji_gui.pipeline.records import Snapshot
    from emoji_gui.pipeline.saving import Saving

log = logging.getLogger(__name__)


class Sending:
    """The commands of the menu "Send", and what they need to have seen."""

    def __init__(self, host: Host) -> None:
        """Nothing is remembered before ``show``."""
        self._host = host
        chosen = host.settings.save_folder
        folder = Path(chosen) if chosen else None
        self.sender = Sender(folder, timings=host.parts.timings)
        self._clipboard = Clipboard(host.root)
        self._mapper: EmojiMapper | None = None
        self._mapped: tuple[EmojiPack, tuple[str, ...]] | None = None
        self._savings: list[tuple[str, Saving]] = []

    @property
    def mapper(self) -> EmojiMapper | None:
        """From a label to its emoji; None while the pack or the network is loading."""
        return self._mapper

    def show(self, snapshot: Snapshot) -> None:
        """Remember what the person sees, and tell of files that are done."""
        self._map(snapshot)
        if snapshot.frame is not None and self._mapper is not None:
            self.sender.dark = self._host.window.theme.palette.name == "dark"
            mirror = self._host.mirrored
            self.sender.show(snapshot.frame, snapshot.reading, self._mapper, mirror=mirror)
        elif snapshot.status.phase in (Phase.WAITING, Phase.FAILED):
            self.sender.forget()
        self._tell()

    def copy(self) -> None:
        """Put the emoji on the clipboard as a character."""
        character = self._character()
        if character is None:
            self._host.say(_("There is no emoji to copy yet."))
            return
        self._host.copy_text(character)
        self._host.say(_("Copied {character}").format(character=character))

    def copy_picture(self) -> None:
        """Put the emoji on the clipboard as a picture."""
        try:
            self._clipboard.copy_picture(self.sender.emoji_png())
        except PipelineError as error:
            self._host.say(words_of(error))
            return
        self._host.say(_("Copied the emoji as a picture"))

    def save_card(self) -> None:
        """Save the face and the emoji side by side."""
        self._save(_("Saving the card: {share}"), self.sender.save_card)

    def save_emoji(self) -> None:
        """Save the emoji alone."""
        self._save(_("Saving the emoji: {share}"), self.sender.save_emoji)

    def save_gif(self) -> None:
        """Save the last five seconds as a GIF."""
        self._save_clip("gif")

    def save_webp(self) -> None:
        """Save the last five seconds as an animated WebP."""
        self._save_clip("webp")

    def save_mp4(self) -> None:
        """Save the last five seconds as a video."""
        self._save_clip("mp4")

    def save_folder(self) -> None:
        """Choose where files go."""
        from tkinter import filedialog

        from emoji_gui.pipeline.places import default_folder

        folder = filedialog.askdirectory(
            parent=self._host.root,
            title=_("Where to save cards and clips"),
            initialdir=str(self.sender.folder or default_folder().parent),
        )
        if folder and not self._host.closed:
            self.sender.folder = Path(folder)
            self._host.remember(save_folder=folder)
            self._host.say(_("Cards and clips go to {folder}").format(folder=folder))

    def close(self) -> None:
        """Stop what is being saved."""
        self.sender.close()

    def _save_clip(self, kind: Kind) -> None:
        style: Style = "over" if self._host.settings.over else "beside"
        self._save(_("Saving the clip: {share}"), lambda: self.sender.save_clip(kind, style))

    def _save(self, what: str, start: Callable[[], Saving]) -> None:
        try:
            self._savings.append((what, start()))
        except OutputError as error:
            self._host.say(words_of(error))

    def _tell(self) -> None:
        """Say how far the newest file is, and where the finished ones are."""
        for entry in [entry for entry in self._savings if entry[1].done]:
            self._savings.remove(entry)
            self._host.say(_ending(entry[1]))
        if self._savings:
            what, saving = self._savings[-1]
            self._host.say(what.format(share=percent(saving.progress)))

    def _character(self) -> str | None:
        from emoji_gui.desktop.words import face_words

        snapshot, pictures = self._host.snapshot, self._host.window.panel.pictures
        if snapshot is None or snapshot.reading is None or pictures is None:
            return None
        name = face_words(snapshot).picture
        return pictures.pack.character(name) if name is not None else None

    def _map(self, snapshot: Snapshot) -> None:
        """Keep the mapper of the network and the pack of the moment."""
        pictures, labels = self._host.window.panel.pictures, snapshot.labels
        if pictures is None or not labels:
            return
        pack: EmojiPack = pictures.pack  # type: ignore[assignment]
        if self._mapped is not None and self._mapped[0] is pack and self._mapped[1] == labels:
            return
        self._mapped = (pack, labels)
        try:
            self._mapper = EmojiMapper(labels, pack)
        except PackError as error:
            log.warning("%s", error)
            self._mapper = None
            self._host.say(words_of(error))


def _ending(saving: Saving) -> str:
    try:
        path = saving.result()
    except PipelineError as error:
        return words_of(error)
    if path is None:
        return _("Nothing was saved")
    return _("Saved {file} in {folder}").format(file=path.name, folder=path.parent)
