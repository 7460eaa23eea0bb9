"""A profile's file, and the pictures beside it: read, written, deleted."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from emoji_gui.pipeline.profile_pictures import (
    PICTURES,
    delete_pictures,
    new_pictures,
    no_pictures,
    read_pictures,
)
from emoji_gui.pipeline.profiles import LARGEST_FILE, Profile, ProfileError, read_profile
from model.files import replacing, write_text

if TYPE_CHECKING:
    from emoji_gui.pipeline.records import Image


def read_file(path: Path) -> Profile:
    """The profile in a file.

    Raises:
        ProfileError: it cannot be read, or holds no profile.
    """
    try:
        with path.open("rb") as file:
            # One byte more than allowed tells a file that is too large without reading it.
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ProfileError(
            "{path} cannot be read: {reason}.", path=path, reason=error.strerror or error
        ) from error
    return read_profile(content, str(path))


def write_file(path: Path, profile: Profile) -> None:
    """Write a profile, whole or not at all; the pictures beside it stay as they are.

    Raises:
        ProfileError: the disk does not take it.
    """
    try:
        write_text(path, profile.text())
    except OSError as error:
        raise _not_written(path, error) from error


def write_with_pictures(
    path: Path, profile: Profile, pictures: tuple[Image, Sequence[int]] | None
) -> None:
    """Write a profile with its pictures, or without any and delete those of before.

    All of it is done or nothing is changed.

    Args:
        path: the profile's file; its folder is made where there is none.
        profile: to write.
        pictures: the faces, uint8 ``(N, S, S)``, and what each was meant to show.

    Raises:
        ProfileError: the disk does not take it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = _beside(path)
        change = no_pictures(beside) if pictures is None else new_pictures(beside, *pictures)
        with _as_before(path), change:
            write_text(path, profile.text())
    except OSError as error:
        raise _not_written(path, error) from error


def pictures_beside(path: Path) -> tuple[Image, Sequence[int]] | None:
    """The faces that were kept with a profile, as they were written; None if there are none.

    Raises:
        ProfileError: they are damaged.
    """
    file = _beside(path) / PICTURES
    return read_pictures(file) if file.exists() else None


def delete_file(path: Path, name: str) -> None:
    """Delete a profile and its pictures.

    Args:
        path: the profile's file.
        name: of the person, for the message.

    Raises:
        ProfileError: the system refuses.
    """
    try:
        delete_pictures(_beside(path))
        path.unlink()
    except OSError as error:
        raise ProfileError(
            'The profile "{name}" cannot be deleted: {reason} ({path}).',
            name=name,
            reason=error.strerror or error,
            path=path,
        ) from error


@contextlib.contextmanager
def _as_before(path: Path) -> Iterator[None]:
    """Give a file its old content back, or let there be none, if the block fails."""
    before = path.read_bytes() if path.exists() else None
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            if before is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != before:
                with replacing(path) as partial:
                    partial.write_bytes(before)
        raise


def _beside(path: Path) -> Path:
    return path.with_suffix("")


def _not_written(path: Path, error: OSError) -> ProfileError:
    return ProfileError(
        "{path} cannot be written: {reason}. Nothing was changed.",
        path=path,
        reason=error.strerror or error,
    )
