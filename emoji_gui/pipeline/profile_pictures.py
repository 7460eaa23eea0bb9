"""The pictures that are kept beside a profile, where a person asked for that."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emoji_gui.pipeline.profiles import ProfileError
from model.files import replacing

if TYPE_CHECKING:
    from emoji_gui.pipeline.records import Image

log = logging.getLogger(__name__)

PICTURES: Final = "pictures.npz"
MOST_PICTURES: Final = 20_000


@contextlib.contextmanager
def new_pictures(folder: Path, faces: Image, shown: Sequence[int]) -> Iterator[None]:
    """Put faces in the place of those of before if the block ends well.

    They are on the disk before the block begins, because that is what may fail. After a
    failure, in the block as well, the old ones are as they were and nothing is left of these.

    Args:
        folder: made where there is none.
        faces: uint8 ``(N, S, S)``.
        shown: what each was meant to show.

    Raises:
        OSError: the disk does not take them.
    """
    import numpy as np

    is_new = not folder.exists()
    folder.mkdir(exist_ok=True)
    try:
        with replacing(folder / PICTURES) as partial:
            with partial.open("wb") as file:
                np.savez_compressed(file, faces=faces, shown=np.asarray(shown, dtype=np.int64))
                file.flush()
                os.fsync(file.fileno())
            yield
    except BaseException:
        if is_new:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise
    shutil.rmtree(_aside(folder), ignore_errors=True)


@contextlib.contextmanager
def no_pictures(folder: Path) -> Iterator[None]:
    """Delete the faces of before if the block ends well; after a failure they are as they were.

    They are moved aside first, because a deletion that fails half-way cannot be taken back.

    Args:
        folder: may be missing.

    Raises:
        OSError: they cannot be moved.
    """
    aside = _aside(folder)
    # What a program left that was killed here.
    shutil.rmtree(aside, ignore_errors=True)
    if not folder.is_dir():
        yield
        return
    folder.rename(aside)
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)
    if aside.exists():
        log.warning("%s could not be deleted", aside)


def delete_pictures(folder: Path) -> None:
    """Delete the faces in a folder, if there are any, and the folder.

    Raises:
        OSError: the system refuses.
    """
    for each in (folder, _aside(folder)):
        if each.exists():
            shutil.rmtree(each)


def read_pictures(path: Path) -> tuple[Image, Sequence[int]]:
    """What ``new_pictures`` kept.

    Raises:
        ProfileError: the file is damaged.
    """
    import numpy as np

    try:
        # Opened here, because NumPy leaves a file open that turns out to be damaged.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            faces, shown = stored["faces"], stored["shown"]
        right = faces.dtype == np.uint8 and faces.ndim == 3 and len(faces) == len(shown)
        if not right or len(faces) > MOST_PICTURES:
            raise ValueError(f"{faces.dtype} {faces.shape}, {shown.dtype} {shown.shape}")
        return faces, [int(label) for label in shown]
    except Exception as error:
        # Each module below has errors of its own for damage: zipfile, zlib, lzma, struct, NumPy.
        raise ProfileError(
            "The pictures in {path} are damaged: calibrate again.", path=path
        ) from error


def _aside(folder: Path) -> Path:
    return folder.with_name(f"partial-{folder.name}")
