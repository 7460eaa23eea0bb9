"""The pictures that are kept beside a profile, where a person asked for that."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emoji_gui.pipeline.profiles import ProfileError
from model.files import replacing

if TYPE_CHECKING:
    from emoji_gui.pipeline.records import Image

PICTURES: Final = "pictures.npz"
MOST_PICTURES: Final = 20_000


def write_pictures(folder: Path, faces: Image, shown: Sequence[int]) -> None:
    """Keep faces, uint8 ``(N, S, S)``, and what each was meant to show, whole or not at all.

    Raises:
        OSError: the disk does not take them.
    """
    import numpy as np

    folder.mkdir(exist_ok=True)
    with replacing(folder / PICTURES) as partial, partial.open("wb") as file:
        np.savez_compressed(file, faces=faces, shown=np.asarray(shown, dtype=np.int64))


def read_pictures(path: Path) -> tuple[Image, Sequence[int]]:
    """What ``write_pictures`` kept.

    Raises:
        ProfileError: the file is damaged.
    """
    import zipfile

    import numpy as np

    try:
        # Opened here, because NumPy leaves a file open that turns out to be damaged.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            faces, shown = stored["faces"], stored["shown"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ProfileError(
            "The pictures in {path} are damaged: calibrate again.", path=path
        ) from error
    right = faces.dtype == np.uint8 and faces.ndim == 3 and len(faces) == len(shown)
    if not right or len(faces) > MOST_PICTURES:
        raise ProfileError("The pictures in {path} are damaged: calibrate again.", path=path)
    return faces, [int(label) for label in shown]
