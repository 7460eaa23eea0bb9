"""What lies in a folder or a zip file that is said to be an emoji pack; nobody vouches for it.

Nothing is unpacked: names are looked at, and files are read one by one into
memory, never more of them than a pack can need.
"""

from __future__ import annotations

import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from emoji_gui.pipeline.errors import PackError

MOST_FILES: Final = 200
"""Files in a pack; more is something else."""
LARGEST_FILE: Final = 8 << 20
"""Bytes of one file."""
LARGEST_PACK: Final = 40 << 20
"""Bytes of all files, as they are when unpacked."""
_MB: Final = 1 << 20
_JUNK: Final = ("__MACOSX",)
_DAMAGE: Final = (zlib.error, lzma.LZMAError, struct.error, OverflowError)
"""What ``zipfile`` lets through of the modules that it uses."""


class Contents(Protocol):
    """The files of a pack, by names with ``/`` that stay inside it."""

    def names(self) -> list[str]:
        """Every file."""

    def read(self, name: str) -> bytes:
        """A file's bytes.

        Raises:
            PackError: it cannot be read, or holds more than ``LARGEST_FILE``.
        """


@contextmanager
def opened(path: Path) -> Iterator[Contents]:
    """The contents of a folder or a zip file, checked for size, number and names.

    Raises:
        PackError: it is neither, or something is wrong with it; the sentence says what.
    """
    try:
        if path.is_dir():
            yield _Folder(path)
        elif not path.exists():
            raise PackError(f"There is no folder or zip file {path}: check its name.")
        elif not zipfile.is_zipfile(path):
            raise PackError(f"{path} is no emoji pack: give a folder or a zip file.")
        else:
            with _archive(path) as archive:
                yield _Zip(path, archive)
    except (zipfile.BadZipFile, OSError, NotImplementedError) as fault:
        reason = getattr(fault, "strerror", None) or "it is damaged"
        raise PackError(f"{path} cannot be read ({reason}): get it once more.") from fault


def _archive(path: Path) -> zipfile.ZipFile:
    """Open a zip file.

    Raises:
        BadZipFile: it is damaged, whatever ``zipfile`` makes of that.
    """
    try:
        return zipfile.ZipFile(path)
    except (ValueError, LookupError, *_DAMAGE) as fault:
        raise zipfile.BadZipFile(str(fault)) from fault


class _Folder:
    """A folder; what links lead to is not part of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sizes = {name: size for name, size in self._walk() if not _is_junk(name)}
        _check_sizes(folder, self._sizes)

    def names(self) -> list[str]:
        return list(self._sizes)

    def read(self, name: str) -> bytes:
        try:
            with (self._folder / name).open("rb") as file:
                return _limited(name, file.read(LARGEST_FILE + 1))
        except OSError as fault:
            raise PackError(
                f"The file '{name}' in the pack cannot be read ({fault.strerror or fault}): "
                "allow it or put it there again."
            ) from fault

    def _walk(self) -> Iterator[tuple[str, int]]:
        seen = 0
        for here, folders, files in os.walk(self._folder):
            for entry in [*folders, *files]:
                path = Path(here, entry)
                seen += 1
                # Someone may have named a whole disk.
                if seen > 10 * MOST_FILES:
                    raise _too_many(self._folder)
                name = path.relative_to(self._folder).as_posix()
                if path.is_symlink() and not _is_junk(name):
                    raise _link(self._folder, name)
                if path.is_file():
                    yield name, path.stat().st_size


class _Zip:
    """A zip file."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in archive.infolist():
            if not entry.filename:
                raise zipfile.BadZipFile("a file has no name")
            self._look_at(path, entry)
        _check_sizes(path, {name: entry.file_size for name, entry in self._entries.items()})

    def names(self) -> list[str]:
        return list(self._entries)

    def read(self, name: str) -> bytes:
        try:
            # The sizes in the list may be lies: no more is unpacked than is allowed.
            with self._archive.open(self._entries[name]) as file:
                return _limited(name, file.read(LARGEST_FILE + 1))
        # What zipfile says about a password, and what damage there can be.
        except (RuntimeError, EOFError, ValueError, *_DAMAGE) as fault:
            locked = "password" in str(fault)
            raise PackError(
                f"The file '{name}' in the pack cannot be unpacked: "
                f"{'take the password off it' if locked else 'get the pack once more'}."
            ) from fault

    def _look_at(self, path: Path, entry: zipfile.ZipInfo) -> None:
        # Windows' own tools have written backslashes.
        name = entry.filename.replace("\\", "/")
        if entry.is_dir() or _is_junk(name):
            return
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise _link(path, name)
        parts = PurePosixPath(name).parts
        if name.startswith("/") or ".." in parts or ":" in name or "\0" in entry.orig_filename:
            raise PackError(f"{path} names '{name}', which lies outside the pack: do not use it.")
        if name in self._entries:
            raise PackError(f"{path} holds '{name}' twice: pack it once more.")
        self._entries[name] = entry


def _check_sizes(path: Path, sizes: dict[str, int]) -> None:
    if len(sizes) > MOST_FILES:
        raise _too_many(path)
    for name, size in sizes.items():
        if size > LARGEST_FILE:
            raise _too_large(name)
    if sum(sizes.values()) > LARGEST_PACK:
        raise PackError(
            f"{path} holds more than {LARGEST_PACK // _MB} MB: "
            "make the pictures smaller, 512 by 512 is enough."
        )


def _limited(name: str, content: bytes) -> bytes:
    if len(content) > LARGEST_FILE:
        raise _too_large(name)
    return content


def _is_junk(name: str) -> bool:
    """What systems leave behind, and what is hidden."""
    parts = PurePosixPath(name).parts
    return any(part in _JUNK or (part.startswith(".") and part != "..") for part in parts)


def _too_many(path: Path) -> PackError:
    return PackError(
        f"{path} holds more than {MOST_FILES} files: give the folder that holds just the pack."
    )


def _too_large(name: str) -> PackError:
    return PackError(
        f"The file '{name}' in the pack has more than {LARGEST_FILE // _MB} MB: "
        "make it smaller, 512 by 512 pixels are enough."
    )


def _link(path: Path, name: str) -> PackError:
    return PackError(
        f"{path} holds the link '{name}', and a pack may hold none: put the file itself there."
    )
