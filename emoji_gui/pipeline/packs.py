"""The emoji packs of this person: those that came with the program and those they installed.

An installed pack is written anew from what was checked: its pictures as PNG,
those it lacks from the default pack, and a ``pack.json``. Nothing else of what
it came in is kept.
"""

from __future__ import annotations

import contextlib
import json
import logging
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emoji_gui.pipeline.emojis import EmojiPack
from emoji_gui.pipeline.errors import PackError
from emoji_gui.pipeline.pack_folder import DEFAULT_PACK, MANIFEST, PACKS, user_packs
from emoji_gui.pipeline.pack_keys import free_key, name_of, pack_folders
from emoji_gui.pipeline.packcheck import NAMES, Manifest, read_manifest, read_picture
from emoji_gui.pipeline.packfile import Contents, opened

if TYPE_CHECKING:
    from PIL import Image

log = logging.getLogger(__name__)

FACE_OF_A_PACK: Final = "happy"
"""The emoji that stands for a pack."""


@dataclass(frozen=True)
class PackEntry:
    """A pack that can be chosen.

    Attributes:
        key: what ``--emojis`` and the settings call it.
        pack: the pack; its pictures are read when they are asked for.
        shipped: whether it came with the program and cannot be removed.
    """

    key: str
    pack: EmojiPack
    shipped: bool

    def preview(self, size: int) -> Image.Image:
        """A picture that stands for the pack, RGBA, ``size`` pixels a side.

        Raises:
            PackError: it cannot be read.
        """
        from PIL import Image

        picture = self.pack.picture(FACE_OF_A_PACK)
        return picture.resize((size, size), Image.Resampling.LANCZOS, reducing_gap=3.0)


def available() -> list[PackEntry]:
    """Every pack that can be chosen: the default one, the other shipped ones, the person's own.

    One that cannot be understood is left out and mentioned in the log.
    """
    return [*_entries(PACKS, shipped=True), *_entries(user_packs(), shipped=False)]


def install(path: Path, *, replace: bool = False) -> PackEntry:
    """Install a pack, all of it or nothing.

    Args:
        path: a folder or a zip file.
        replace: whether an installed pack of the same name gives way to it.

    Raises:
        PackError: something is wrong with it, there is one of its name, or it
            cannot be written; the sentence says what.
    """
    path = path.expanduser()
    with opened(path) as contents:
        whole = path.resolve()
        manifest = read_manifest(contents, whole.name if path.is_dir() else whole.stem)
        key = _key_for(manifest.name, replace)
        try:
            folder = user_packs()
            folder.mkdir(parents=True, exist_ok=True)
            with _hidden_folder(folder) as new:
                _write(new, manifest, contents)
                _put(new, folder / key)
        except OSError as fault:
            raise PackError(
                "The pack cannot be written to {folder} ({reason}): make room there or allow it.",
                folder=user_packs(),
                reason=fault.strerror or fault,
            ) from fault
    return PackEntry(key, EmojiPack.load(folder / key), shipped=False)


def remove(key: str) -> None:
    """Remove an installed pack.

    Raises:
        PackError: there is none of that name, it came with the program, or it
            cannot be deleted.
    """
    if key in {entry.key for entry in _entries(PACKS, shipped=True)}:
        raise PackError("The emoji pack '{name}' came with the program: it stays.", name=key)
    folder = user_packs() / key
    if key not in pack_folders(user_packs()):
        raise PackError(
            "There is no installed emoji pack '{name}': --list-emojis lists them.", name=key
        )
    try:
        # Out of sight first: half a pack is never found.
        with _hidden_folder(folder.parent) as gone:
            folder.rename(gone / key)
    except OSError as fault:
        raise PackError(
            "The emoji pack '{name}' cannot be removed ({reason}): delete {folder} yourself.",
            name=key,
            reason=fault.strerror or fault,
            folder=folder,
        ) from fault


def _entries(folder: Path, *, shipped: bool) -> Iterator[PackEntry]:
    for key in sorted(pack_folders(folder), key=lambda key: (key != DEFAULT_PACK, key)):
        try:
            yield PackEntry(key, EmojiPack.load(folder / key), shipped)
        except PackError as fault:
            log.warning("an emoji pack is left out: %s", fault)


def _key_for(name: str, replace: bool) -> str:
    """The key of the installed pack of this very name if that gives way, else a free one."""
    for entry in _entries(PACKS, shipped=True):
        if name.casefold() in (entry.key, entry.pack.name.casefold()):
            raise PackError(
                "A pack named '{name}' came with the program: give yours another name in {file}.",
                name=name,
                file=MANIFEST,
            )
    # Their names and not their keys: an earlier version may have made the key another way.
    installed = sorted(pack_folders(user_packs()))
    namesake = next((key for key in installed if name_of(key) == name), None)
    if namesake is not None and not replace:
        raise PackError(
            "There is an installed pack named '{name}' already: remove it or replace it "
            "(--replace), or give the new one another name.",
            name=name,
        )
    return namesake or free_key(name)


@contextlib.contextmanager
def _hidden_folder(parent: Path) -> Iterator[Path]:
    """A folder that is gone afterwards, unless it was renamed."""
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=parent))
    try:
        # Made for one's own eyes only; a pack is as open as the other files of a person.
        new.chmod(0o755)
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _write(folder: Path, manifest: Manifest, contents: Contents) -> None:
    default = EmojiPack.load()
    for name in NAMES:
        target = folder / f"{name}.png"
        if file := manifest.files.get(name):
            read_picture(file, contents.read(file)).save(target, "PNG")
        else:
            shutil.copyfile(default.require(name), target)
    about = {
        "name": manifest.name,
        "author": manifest.author,
        "licence": manifest.licence,
        "emojis": {name: _entry(name, manifest) for name in NAMES},
    }
    text = json.dumps(about, indent=2, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def _entry(name: str, manifest: Manifest) -> dict[str, str]:
    character = manifest.characters.get(name)
    return {"file": f"{name}.png"} | ({"character": character} if character else {})


def _put(new: Path, target: Path) -> None:
    """Rename a folder to its name; what had that name stays until then, or comes back."""
    if not target.exists():
        new.rename(target)
        return
    with _hidden_folder(target.parent) as aside:
        old = aside / target.name
        target.rename(old)
        try:
            new.rename(target)
        except OSError:
            old.rename(target)
            raise
