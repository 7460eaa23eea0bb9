"""The pictures of a folder, in the order in which a person goes through them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from emoji_gui.pipeline.errors import SourceError

PICTURE_SUFFIXES: Final = frozenset(
    {".avif", ".bmp", ".dib", ".gif", ".jfif", ".jpe", ".jpeg", ".jpg"}
    | {".pbm", ".pgm", ".png", ".pnm", ".ppm", ".tif", ".tiff", ".webp"}
)
"""What is taken for a picture in a folder; a file that is named itself may end as it likes."""

_SHELL: Final = ("/dev/stdin", "/dev/fd/", "/proc/")


def pictures_in(folder: Path) -> list[Path]:
    """The pictures that lie in a folder (not in its subfolders), by name.

    Raises:
        SourceError: the folder cannot be read, or there is no picture in it.
    """
    try:
        found = sorted(
            entry
            for entry in folder.iterdir()
            # A leading dot: what macOS leaves beside pictures on foreign disks.
            if entry.suffix.lower() in PICTURE_SUFFIXES
            and not entry.name.startswith(".")
            and not entry.is_dir()
        )
    except OSError as error:
        raise SourceError(
            "{path} cannot be read ({reason}).", path=folder, reason=error.strerror or error
        ) from error
    if not found:
        raise SourceError("There is no picture in {folder}.", folder=folder)
    return found


def refuse_pipe(path: Path) -> None:
    """Let nobody open what keeps them waiting until another program writes, or for ever.

    Raises:
        SourceError: it is a pipe with a name, or a socket.
    """
    # A shell's own pipe has a program at its other end.
    if path.is_socket() or (path.is_fifo() and not str(path).startswith(_SHELL)):
        raise SourceError("{path} is a pipe or a socket: choose a file.", path=path)


def neighbour(path: Path, by: int) -> tuple[Path | None, int, int]:
    """The picture some steps after or before one in its folder.

    Args:
        path: of a picture, of any other file, or of a folder, which is shown by its
            first picture.
        by: steps by name, backwards where negative.

    Returns:
        The picture, None where the folder ends; its place counted from 1; how many there are.

    Raises:
        SourceError: the folder cannot be read, or there is no picture in it.
    """
    pictures = pictures_in(path if path.is_dir() else path.parent)
    here = pictures[0] if path.is_dir() else path
    before = [picture for picture in pictures if picture < here]
    # A file that is no picture, or that is gone, stands between two of them.
    start = len(before) - (0 if here in pictures else by > 0)
    place = start + by
    if not 0 <= place < len(pictures):
        return None, 0, len(pictures)
    return pictures[place], place + 1, len(pictures)
