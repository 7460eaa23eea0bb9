"""The emojis of a pack, and from what a network answers to the one that is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from emoji_gui.pipeline.errors import PackError
from emoji_gui.pipeline.letters import letter_character, letter_picture
from emoji_gui.pipeline.pack_folder import (
    DEFAULT_PACK,
    PACKS,
    Description,
    describe,
    find_folder,
    load_picture,
)
from model.labels import LABELS, expression

if TYPE_CHECKING:
    # Pillow is loaded with the first picture: the window opens before it is needed.
    from PIL import Image

NO_FACE: Final = "no_face"
"""Name of the emoji for "there is no face"."""
NOT_SURE: Final = "not_sure"
"""Name of the emoji for "there is a face, but its expression is unclear"."""


@dataclass(frozen=True)
class EmojiPack:
    """The emojis of one folder.

    Attributes:
        name, author, licence: for people; the licence as an SPDX identifier.
        path: the folder.
        files: name of an emoji -> its picture.
        characters: name of an emoji -> its character.
    """

    name: str
    author: str
    licence: str
    path: Path
    files: Mapping[str, Path] = field(repr=False)
    characters: Mapping[str, str] = field(repr=False)
    _pictures: dict[str, Image.Image] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def load(cls, pack_or_dir: str | Path | None = None) -> EmojiPack:
        """Find a pack and check that it is complete; pictures are read when first shown.

        Args:
            pack_or_dir: name of a pack under ``PACKS`` or ``user_packs()``, or any
                folder; None is the default pack.

        Raises:
            PackError: no such folder, a ``pack.json`` that cannot be
                understood, or no picture for one of the labels.
        """
        folder = find_folder(DEFAULT_PACK if pack_or_dir is None else pack_or_dir)
        pack = _with_defaults(folder, describe(folder))
        for name in (*LABELS, NO_FACE, NOT_SURE):
            pack.require(name)
        return pack

    def require(self, name: str) -> Path:
        """The picture's file.

        Raises:
            PackError: the pack has no picture of that name.
        """
        file = self.files.get(name)
        if file is None or not file.is_file():
            wanted = file.name if file else f"{name}.png"
            raise PackError(
                "The emoji pack in {path} has no picture for '{name}': put {wanted} there or "
                "choose another pack.",
                path=self.path,
                name=name,
                wanted=wanted,
            )
        return file

    def own_name(self, label: str) -> str | None:
        """What the pack calls a network's label; None where it has no picture of it.

        A picture of that very name comes first, then that of the expression it means.
        """
        found = (label, label.lower(), expression(label))
        return next((name for name in found if name in self.files), None)

    def picture(self, label: str) -> Image.Image:
        """The picture (RGBA, at the file's size); shared, so copy it before changing it.

        A label that the pack does not know gets a disc with its first letters.

        Raises:
            PackError: a picture that is gone, cannot be read, or has more than
                ``LARGEST_SIDE`` pixels a side.
        """
        name = self.own_name(label)
        key = label if name is None else name
        if key not in self._pictures:
            self._pictures[key] = (
                letter_picture(label) if name is None else load_picture(self.require(name))
            )
        return self._pictures[key]

    def character(self, label: str) -> str:
        """The Unicode character of an emoji; a letter in a circle if the pack knows none."""
        for name in (label, self.own_name(label), expression(label)):
            if name is not None and name in self.characters:
                return self.characters[name]
        return letter_character(label)


class EmojiMapper:
    """From what a network answers to the emoji that is shown.

    An answer is the index of a label in the network's own order, None for "not
    sure", or ``NO_FACE``.
    """

    def __init__(self, labels: Sequence[str], pack: EmojiPack) -> None:
        """Match a network's labels, in output order, with a pack."""
        self.labels = tuple(labels)
        self.pack = pack

    def name(self, index: int | str | None) -> str:
        """Name of the emoji: a label, ``NOT_SURE`` or ``NO_FACE``.

        Raises:
            IndexError: the network has no label of that index.
        """
        if index is None:
            return NOT_SURE
        if isinstance(index, str):
            if index != NO_FACE:
                raise IndexError(f"expected a label index, None or {NO_FACE!r}, got {index!r}")
            return NO_FACE
        if not 0 <= index < len(self.labels):
            raise IndexError(f"label index {index} of {len(self.labels)} labels")
        return self.labels[index]

    def picture(self, index: int | str | None) -> Image.Image:
        """Picture of the emoji; see ``EmojiPack.picture``."""
        return self.pack.picture(self.name(index))

    def character(self, index: int | str | None) -> str:
        """Unicode character of the emoji."""
        return self.pack.character(self.name(index))


def _with_defaults(folder: Path, read: Description) -> EmojiPack:
    """The pack, completed by the default pack's characters, "no face" and "not sure"."""
    files, characters = read.files, read.characters
    if folder.resolve() != PACKS / DEFAULT_PACK:
        default = EmojiPack.load()
        characters = {**default.characters, **characters}
        files = {name: default.files[name] for name in (NO_FACE, NOT_SURE)} | files
    return EmojiPack(
        name=str(read.about.get("name", folder.name)),
        author=str(read.about.get("author", "unknown")),
        licence=str(read.about.get("licence", "unknown")),
        path=folder,
        files=MappingProxyType(files),
        characters=MappingProxyType(characters),
    )
