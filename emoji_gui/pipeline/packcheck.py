"""From the contents of a folder or zip file to a pack that can be relied on, or a refusal."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from emoji_gui.language import Sentence, words_of
from emoji_gui.pipeline.emojis import NO_FACE, NOT_SURE
from emoji_gui.pipeline.errors import PackError
from emoji_gui.pipeline.pack_folder import FORMATS, LARGEST_SIDE, MANIFEST
from emoji_gui.pipeline.packfile import Contents
from model.labels import LABELS

if TYPE_CHECKING:
    from PIL import Image

NAMES: Final = (*LABELS, NO_FACE, NOT_SURE)
LONGEST: Final = {"name": 60, "author": 80, "licence": 80, "character": 16}
"""Characters of each text of a manifest."""
KEPT_SIDE: Final = 1024
"""Pixels a side that an installed picture has at most; larger ones are made smaller."""
_SMALLEST_SIDE: Final = 16
_LARGEST_MANIFEST: Final = 64 << 10
_SUFFIXES: Final = (".png", ".webp", ".jpg", ".jpeg", ".gif")


@dataclass(frozen=True)
class Manifest:
    """What a pack says of itself.

    Attributes:
        name, author, licence: for people.
        files: name of an emoji -> its file in the contents.
        characters: name of an emoji -> its character, where the pack has one.
    """

    name: str
    author: str
    licence: str
    files: Mapping[str, str]
    characters: Mapping[str, str]


def read_manifest(contents: Contents, called: str) -> Manifest:
    """What the pack's ``pack.json`` says, or what the names of its pictures tell.

    Only the emojis that this program knows are taken.

    Args:
        contents: the files.
        called: the pack's name where it says none.

    Raises:
        PackError: a wrong type, a text too long, a file that is not there, or
            no picture for any of the labels.
    """
    names = contents.names()
    root = _root(names)
    manifest = f"{root}{MANIFEST}"
    if manifest in names:
        found = _from_json(contents, manifest, root, called)
    else:
        found = Manifest(called[: LONGEST["name"]], "unknown", "unknown", _guessed(names, root), {})
    if not any(label in found.files for label in LABELS):
        raise PackError(
            "There is no picture for any expression in '{name}': name the pictures "
            "{first}.png, {second}.png and so on.",
            name=called,
            first=LABELS[0],
            second=LABELS[1],
        )
    return found


def read_picture(name: str, content: bytes) -> Image.Image:
    """A picture of a pack: RGBA, square, ``KEPT_SIDE`` pixels a side at most, wholly decoded.

    Raises:
        PackError: it is no picture, damaged, or far too small or large.
    """
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                _check_side(name, opened.size)
                picture = opened.convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise _wrong_size(name) from fault
    except PackError:
        raise
    # Pillow's readers raise nearly anything on damaged files.
    except Exception as fault:
        raise PackError(
            "The picture '{name}' in the pack cannot be read: replace it by a whole PNG file.",
            name=name,
        ) from fault
    picture.thumbnail((KEPT_SIDE, KEPT_SIDE), Image.Resampling.LANCZOS)
    side = max(picture.size)
    square = Image.new("RGBA", (side, side))
    square.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
    return square


def _check_side(name: str, size: tuple[int, int]) -> None:
    if min(size) < _SMALLEST_SIDE or max(size) > LARGEST_SIDE:
        raise _wrong_size(name)


def _wrong_size(name: str) -> PackError:
    return PackError(
        "The picture '{name}' in the pack is not between {smallest} and {largest} "
        "pixels a side: make it 512 by 512.",
        name=name,
        smallest=_SMALLEST_SIDE,
        largest=LARGEST_SIDE,
    )


def _root(names: list[str]) -> str:
    """The folder that holds the pack: "" or, with a stroke at its end, the only one there is."""
    folders = {_folder_of(name) for name in names}
    return folders.pop() if len(folders) == 1 else _common(folders)


def _common(folders: set[str]) -> str:
    tops = {folder.split("/")[0] for folder in folders}
    top = next(iter(tops), "")
    return f"{top}/" if len(tops) == 1 and top else ""


def _folder_of(name: str) -> str:
    return name[: name.rfind("/") + 1]


def _guessed(names: list[str], root: str) -> dict[str, str]:
    """The files beside the manifest, or where it would be, that are named after emojis."""
    pictures = {
        PurePosixPath(name).stem.lower(): name
        # Of two pictures of a name the PNG comes last and stays.
        for name in sorted(names, key=lambda name: name.lower().endswith(".png"))
        if _folder_of(name) == root and name.lower().endswith(_SUFFIXES)
    }
    return {name: pictures[name] for name in NAMES if name in pictures}


def _from_json(contents: Contents, manifest: str, root: str, called: str) -> Manifest:
    content = contents.read(manifest)
    try:
        if len(content) > _LARGEST_MANIFEST:
            raise ValueError(Sentence("it is longer than 64 KB"))
        about = json.loads(content.decode("utf-8-sig"))
        if not isinstance(about, dict) or not isinstance(about.get("emojis", {}), dict):
            raise ValueError(Sentence('it has no "emojis" with an entry for each expression'))
        name = _text(about, "name", called[: LONGEST["name"]])
        author, licence = (_text(about, key, "unknown") for key in ("author", "licence"))
        if "emojis" not in about:
            return Manifest(name, author, licence, _guessed(contents.names(), root), {})
        entries = {key: about["emojis"][key] for key in NAMES if key in about["emojis"]}
        files = {key: _file(key, entry, root, contents) for key, entry in entries.items()}
        characters = {
            key: _text(entry, "character", "") for key, entry in entries.items()
            if entry.get("character") is not None
        }  # fmt: skip
    except (ValueError, RecursionError) as fault:
        reason = words_of(fault)
        if isinstance(fault, json.JSONDecodeError):
            reason = Sentence("it is no JSON")
        raise PackError(
            "The pack's {file} cannot be used ({reason}): mend it.", file=MANIFEST, reason=reason
        ) from fault
    return Manifest(name, author, licence, files, characters)


def _text(about: Mapping[str, Any], key: str, default: str) -> str:
    value, longest = about.get(key, default), LONGEST[key]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(Sentence('"{key}" is no text', key=key))
    if len(value) > longest:
        raise ValueError(
            Sentence('"{key}" is longer than {number} characters', key=key, number=longest)
        )
    # Some emojis are held together by a character that is none by itself.
    if not all(letter.isprintable() or letter in "\u200d\ufe0f" for letter in value):
        raise ValueError(Sentence('"{key}" holds characters that cannot be printed', key=key))
    return value.strip()


def _file(key: str, entry: Any, root: str, contents: Contents) -> str:
    if not isinstance(entry, dict) or not isinstance(entry.get("file"), str):
        raise ValueError(Sentence('"{key}" has no "file"', key=key))
    file: str = entry["file"].replace("\\", "/")
    if file.startswith("/") or ".." in PurePosixPath(file).parts:
        raise PackError("The pack names '{file}', which lies outside it: do not use it.", file=file)
    name = root + PurePosixPath(file).as_posix()
    if name not in contents.names():
        raise ValueError(Sentence("'{file}' is not in the pack", file=file))
    return name
