"""The folder of an emoji pack: where it is, what it says of itself, its pictures read.

A pack is a folder with a ``pack.json`` (name, author, licence, and for each
expression a file and a character), or any folder of ``<label>.png``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from emoji_gui.logs import NAME
from emoji_gui.pipeline.errors import PackError

if TYPE_CHECKING:
    # Pillow is loaded with the first picture: the window opens before it is needed.
    from PIL import Image

PACKS: Final = Path(__file__).resolve().parents[2] / "assets" / "emojis"
"""Where the packs that come with the program are."""
DEFAULT_PACK: Final = "default"
LARGEST_SIDE: Final = 4096
"""Pixels a side above which a picture is refused: decoded, it would fill the memory."""
MANIFEST: Final = "pack.json"
"""The file in which a pack says what it is."""
# The formats that packs need; Pillow's others start parsers that nobody expects here.
FORMATS: Final = ("PNG", "WEBP", "JPEG", "GIF")


@dataclass(frozen=True)
class Description:
    """What a folder holds.

    Attributes:
        about: what ``pack.json`` says: name, author, licence, as far as it does.
        files: name of an emoji -> its picture, there or not.
        characters: name of an emoji -> its character.
    """

    about: Mapping[str, Any]
    files: dict[str, Path]
    characters: dict[str, str]


def user_packs() -> Path:
    """Where this person's own packs are, by the system's custom; there or not."""
    from platformdirs import user_data_path

    return user_data_path(NAME, appauthor=False) / "emojis"


def find_folder(pack_or_dir: str | Path) -> Path:
    """The folder of a pack.

    Args:
        pack_or_dir: name of a pack under ``PACKS`` or ``user_packs()``, or any folder.

    Raises:
        PackError: there is none.
    """
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


def describe(folder: Path) -> Description:
    """What a folder says of itself, or what its pictures' names do.

    Raises:
        PackError: a ``pack.json`` that cannot be understood.
    """
    return _from_manifest(folder) if (folder / MANIFEST).exists() else _from_pictures(folder)


def _is_pack(folder: Path) -> bool:
    return (folder / MANIFEST).is_file()


def _from_pictures(folder: Path) -> Description:
    files = {file.stem.lower(): file for file in folder.iterdir() if file.suffix.lower() == ".png"}
    return Description({"name": folder.resolve().name}, files, {})


def _from_manifest(folder: Path) -> Description:
    try:
        about = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if isinstance(about, dict) and "emojis" not in about:
            return replace(_from_pictures(folder), about=about)
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
    return Description(about, files, characters)


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


def load_picture(file: Path) -> Image.Image:
    """A pack's picture (RGBA, at the file's size).

    Raises:
        PackError: it cannot be read, or has more than ``LARGEST_SIDE`` pixels a side.
    """
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
