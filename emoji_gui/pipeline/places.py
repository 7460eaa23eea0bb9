"""Where what a person saves goes: a folder, a readable name that is free, a file that is whole."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from emoji_gui.pipeline.errors import OutputError

FOLDER: Final = "Emoji Mirror"
"""Name of the folder in the person's pictures."""

MOST_NAMES: Final = 1000
"""So many files of one second and one expression get a number."""

FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN: Final = (errno.EACCES, errno.EPERM, errno.EROFS)
_GONE: Final = (errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.EIO)
# Where a folder knows no hard links: FAT on a stick, some shares.
_NO_LINKS: Final = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


def default_folder() -> Path:
    """A folder in the person's pictures, by the system's custom; nothing is made there yet."""
    import platformdirs

    return Path(platformdirs.user_pictures_path()) / FOLDER


def file_stem(when: datetime, what: str) -> str:
    """A name that sorts by time and that every system takes, without ending.

    Args:
        when: local time, written to the second.
        what: an expression, of which letters and digits are kept.
    """
    words = " ".join(re.findall(r"\w+", what.replace("_", " ")))
    return f"{FOLDER} {when:%Y-%m-%d %H.%M.%S} {words}".strip()


def save_new(folder: Path | None, stem: str, suffix: str, write: Callable[[Path], object]) -> Path:
    """Write a file under a name that is free, whole or not at all; nothing is overwritten.

    Args:
        folder: one that the person chose, which must be there; None is
            ``default_folder``, which is made.
        stem: the name; a number in brackets follows it where the name is taken.
        suffix: the ending with its dot.
        write: fills the file whose temporary name it is given, an empty file
            with the same ending in the same folder.

    Returns:
        The path of the finished file.

    Raises:
        OutputError: the disk is full, or the folder is gone or may not be written to.
    """
    place = default_folder() if folder is None else folder
    try:
        if folder is None:
            place.mkdir(parents=True, exist_ok=True)
        with _partial(place, suffix) as partial:
            write(partial)
            with partial.open("rb+") as file:
                os.fsync(file.fileno())
            return _publish(partial, place, stem, suffix)
    except OSError as error:
        raise unsaved(place, error) from error


def unsaved(folder: Path, error: OSError) -> OutputError:
    """Why nothing could be saved in a folder, as a sentence with a way out."""
    if error.errno in FULL:
        return OutputError(
            "There is no room for another file in {folder}: make some, or choose another folder.",
            folder=folder,
        )
    if error.errno in _FORBIDDEN:
        return OutputError("You may not write in {folder}: choose another folder.", folder=folder)
    if error.errno in _GONE:
        return OutputError(
            "The folder {folder} is not there any more: choose another one.", folder=folder
        )
    reason = error.strerror or str(error)
    return OutputError(
        "Nothing can be saved in {folder} ({reason}): choose another folder.",
        folder=folder,
        reason=reason,
    )


@contextlib.contextmanager
def _partial(folder: Path, suffix: str) -> Iterator[Path]:
    # The ending stays: it tells the writers the format.
    partial = folder / f".partial-{secrets.token_hex(8)}{suffix}"
    try:
        partial.open("xb").close()
        yield partial
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def _publish(partial: Path, folder: Path, stem: str, suffix: str) -> Path:
    """Give the finished file the first name that is free."""
    for number in range(1, MOST_NAMES + 1):
        target = folder / f"{stem}{f' ({number})' if number > 1 else ''}{suffix}"
        with contextlib.suppress(FileExistsError):
            _name(partial, target)
            return target
    raise FileExistsError(errno.EEXIST, "too many files of that name", str(folder / stem))


def _name(partial: Path, target: Path) -> None:
    """Rename, but not over another file: of two programs that want a name, one gets it.

    Raises:
        FileExistsError: the name is taken.
    """
    try:
        os.link(partial, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _name_without_links(partial, target)


def _name_without_links(partial: Path, target: Path) -> None:
    target.open("xb").close()
    try:
        partial.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            target.unlink()
        raise
