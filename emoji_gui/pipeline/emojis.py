"""Emoji packs: a picture and a character for each expression, "no face" and "not sure".

A pack is a folder with a ``pack.json`` (name, author, licence, and for each
expression a file and a character), or any folder of ``<label>.png``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from emoji_gui.logs import NAME
from emoji_gui.pipeline.errors import PackError
from emoji_gui.pipeline.letters import letter_character, letter_picture
from model.labels import LABELS, expression

if TYPE_CHECKING:
    # Pillow is loaded with the first picture: the window opens before it is needed.
    from PIL import Image

PACKS: Final = Path(__file__).resolve().parents[2] / "assets" / "emojis"
"""Where the packs that come with the program are."""
DEFAULT_PACK: Final = "default"
NO_FACE: Final = "no_face"
"""Name of the emoji for "there is no face"."""
NOT_SURE: Final = "not_sure"
"""Name of the emoji for "there is a face, but its expression is unclear"."""
LARGEST_SIDE: Final = 4096
"""Pixels a side above which a picture is refused: decoded, it would fill the memory."""
MANIFEST: Final = "pack.json"
"""The file in which a pack says what it is."""
# The formats that packs need; Pillow's others start parsers that nobody expects here.
FORMATS: Final = ("PNG", "WEBP", "JPEG", "GIF")


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
        folder = _find(DEFAULT_PACK if pack_or_dir is None else pack_or_dir)
        pack = _from_manifest(folder) if (folder / MANIFEST).exists() else _from_pictures(folder)
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
                letter_picture(label) if name is None else _read(self.require(name))
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


def user_packs() -> Path:
    """Where this person's own packs are, by the system's custom; there or not."""
    from platformdirs import user_data_path

    return user_data_path(NAME, appauthor=False) / "emojis"


def _find(pack_or_dir: str | Path) -> Path:
    parents = (PACKS, user_packs())
    for parent in parents if isinstance(pack_or_dir, str) else ():
        named = parent / pack_or_dir
        if named.parent == parent and _is_pack(named):
            return named
    folder = Path(pack_or_dir).expanduser()
    if folder.is_dir():
        return folder
    folders = [found for parent in parents for found in parent.glob("[!.]*") if _is_pack(found)]
    known = ", ".join(sorted(folder.name for folder in folders))
    raise PackError(
        "There is no emoji pack or folder '{name}': give the name of a pack ({known}) "
        "or a folder with a picture for each expression.",
        name=pack_or_dir,
        known=known,
    )


def _is_pack(folder: Path) -> bool:
    return (folder / MANIFEST).is_file()


def _from_pictures(folder: Path) -> EmojiPack:
    files = {file.stem.lower(): file for file in folder.iterdir() if file.suffix.lower() == ".png"}
    return _with_defaults(folder, {"name": folder.resolve().name}, files, {})


def _from_manifest(folder: Path) -> EmojiPack:
    try:
        about = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        entries = dict(about["emojis"])
        files = {name: _inside(folder, entry["file"]) for name, entry in entries.items()}
        characters = {
            name: str(entry["character"])
            for name, entry in entries.items()
            if entry.get("character")
        }
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as fault:
        raise PackError(
            "{path} could not be understood ({kind}: {reason}): mend it, or remove it to "
            "use the pictures named after the expressions.",
            path=folder / MANIFEST,
            kind=type(fault).__name__,
            reason=fault,
        ) from fault
    return _with_defaults(folder, about, files, characters)


def _inside(folder: Path, file: str) -> Path:
    # A pack can come from anybody: it must not make the program read files elsewhere.
    path = folder / file
    if not path.resolve().is_relative_to(folder.resolve()):
        raise PackError(
            "{path} names '{file}', which lies outside the pack: move the picture into the "
            "pack's folder.",
            path=folder / MANIFEST,
            file=file,
        )
    return path


def _with_defaults(
    folder: Path, about: Mapping[str, Any], files: dict[str, Path], characters: dict[str, str]
) -> EmojiPack:
    """The pack, completed by the default pack's characters, "no face" and "not sure"."""
    if folder.resolve() != PACKS / DEFAULT_PACK:
        default = EmojiPack.load()
        characters = {**default.characters, **characters}
        files = {name: default.files[name] for name in (NO_FACE, NOT_SURE)} | files
    return EmojiPack(
        name=str(about.get("name", folder.name)),
        author=str(about.get("author", "unknown")),
        licence=str(about.get("licence", "unknown")),
        path=folder,
        files=MappingProxyType(files),
        characters=MappingProxyType(characters),
    )


def _read(file: Path) -> Image.Image:
    from PIL import Image

    try:
        with Image.open(file, formats=FORMATS) as picture:
            if max(picture.size) > LARGEST_SIDE:
                raise _too_large(file)
            return picture.convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise _too_large(file) from fault
    except (OSError, SyntaxError, ValueError) as fault:
        # Pillow reports damage inside a PNG as a SyntaxError.
        raise PackError(
            "The emoji picture {file} could not be read: replace it by a whole PNG file.", file=file
        ) from fault


def _too_large(file: Path) -> PackError:
    return PackError(
        "The emoji picture {file} is larger than {largest} pixels a side: make it "
        "smaller, 512 by 512 is enough.",
        file=file,
        largest=LARGEST_SIDE,
    )
