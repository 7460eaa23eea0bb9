"""Class folders that a program makes: whole or not at all, with pictures that lie elsewhere."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from model.data.folders import PICTURE_SUFFIXES
from model.errors import DataError


def pictures_in(folder: Path) -> list[Path]:
    """The pictures of class folders, by name, sorted."""
    return sorted(path for path in folder.glob("*/*") if path.suffix.lower() in PICTURE_SUFFIXES)


@contextlib.contextmanager
def new_folder(output: Path) -> Iterator[Path]:
    """A folder under another name that becomes ``output`` if the block ends well.

    Raises:
        DataError: there is an ``output`` already, or it could not be written.
    """
    if output.exists():
        raise DataError(f"{output} exists already: remove it, or name another with --output.")
    partial = output.with_name(f"partial-{output.name}")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        yield partial
        partial.rename(output)
    except OSError as error:
        raise DataError(
            f"{output} could not be written ({error.strerror or error}): make room and try again."
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def link_all(chosen: Iterable[tuple[Path, str]], folder: Path) -> Counter[str]:
    """Put pictures into class folders: hard links where the disk knows these, else copies.

    Args:
        chosen: picture and label of each.
        folder: holds the class folders, which are made.

    Returns:
        Pictures by label.

    Raises:
        OSError: one cannot be written.
    """
    counts: Counter[str] = Counter()
    for file, label in chosen:
        (folder / label).mkdir(exist_ok=True)
        # Two class folders may hold different pictures of one name.
        _link(file, free(folder / label / file.name, file.parent.name))
        counts[label] += 1
    return counts


def free(target: Path, origin: str) -> Path:
    """A file's name that no other file has: its own, else with where it came from, else numbered.

    Args:
        target: how the file would be called.
        origin: name of the folder that it came from; may be empty.
    """
    stem = f"{origin}-{target.stem}" if origin else target.stem
    numbered = (target.with_stem(f"{stem}-{number}") for number in itertools.count(2))
    candidates = itertools.chain((target, target.with_stem(stem)), numbered)
    return next(path for path in candidates if not os.path.lexists(path))


def told_counts(place: Path, counts: Counter[str]) -> str:
    """What lies in class folders, as a line for people."""
    words = ", ".join(f"{label} {counts[label]:,}" for label in sorted(counts))
    return f"{place}: {counts.total():,} pictures ({words})"


def _link(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    # A copy would be written into the picture that lies there, which may be a link to a user's.
    except FileExistsError:
        raise
    # Another disk, or one that knows no links.
    except OSError:
        shutil.copyfile(file, target)
