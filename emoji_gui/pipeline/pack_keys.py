"""What packs are called on the command line and on the disk: their keys."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Final

from emoji_gui.pipeline.errors import PackError
from emoji_gui.pipeline.pack_folder import MANIFEST, PACKS, describe, user_packs

_LONGEST_KEY: Final = 40
# Windows has files of these names in every folder.
_RESERVED: Final = {"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in "123")}


def key_of(name: str) -> str:
    """What a pack of this name is called on the command line and on the disk, if it is the first.

    Different names may have one key, such as "C++" and "C#"; a later pack gets a number.
    """
    letters = "".join(letter if letter.isalnum() else " " for letter in name.casefold())
    key = "-".join(letters.split())[:_LONGEST_KEY].strip("-") or "pack"
    return f"pack-{key}" if key in _RESERVED else key


def free_key(name: str) -> str:
    """A key for a pack of this name that nothing has yet."""
    # Whatever lies there is somebody's, a pack or not; some disks overlook capitals.
    taken = {*pack_folders(PACKS), *(entry.name.casefold() for entry in user_packs().glob("*"))}
    first = key_of(name)
    ends = ("" if number == 1 else f"-{number}" for number in count(1))
    keys = (first[: _LONGEST_KEY - len(end)].rstrip("-") + end for end in ends)
    return next(key for key in keys if key not in taken)


def name_of(key: str) -> str | None:
    """The name of an installed pack; None where that cannot be understood."""
    try:
        return str(describe(user_packs() / key).about.get("name", key))
    except PackError:
        return None


def pack_folders(parent: Path) -> list[str]:
    """The keys of the packs in a folder of packs."""
    if not parent.is_dir():
        return []
    return [
        entry.name
        for entry in parent.iterdir()
        if not entry.name.startswith(".") and (entry / MANIFEST).is_file()
    ]
