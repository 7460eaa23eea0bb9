"""Files that are whole or absent, and a lock that ends with its process."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    with replacing(path) as partial:
        partial.write_text(text, "utf-8")


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary name beside ``path`` that becomes ``path`` if the block ends well.

    What the block wrote is on the disk before the rename; after a failure the
    old file is as it was and the temporary one is gone, which also gives a full
    disk its room back. A link stays a link: the file that it leads to is replaced.
    A pipe or a screen is written to as it is.

    Raises:
        OSError: it is a disk or a socket, or what was written is not there.
    """
    if _takes_a_stream(path):
        # A file in its place would take it away from everybody, as it would /dev/null.
        yield path
        return
    path = Path(os.path.realpath(path))
    partial = path.with_name(f"partial-{path.name}")
    try:
        yield partial
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise


def _takes_a_stream(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    if stat.S_ISBLK(mode) or stat.S_ISSOCK(mode):
        raise OSError(errno.EINVAL, "it is a disk or a socket", str(path))
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)


if sys.platform == "win32":
    import msvcrt

    def lock(descriptor: int) -> None:
        """Take the lock of an open file.

        Raises:
            OSError: another process has it.
        """
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def lock(descriptor: int) -> None:
        """Take the lock of an open file.

        Raises:
            OSError: another process has it.
        """
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
