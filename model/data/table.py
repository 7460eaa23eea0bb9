"""A table of pictures such as ``fer2013.csv``: a number, the gray levels, and a use in each row."""

from __future__ import annotations

import csv
import hashlib
import logging
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow

from model.data.pictures import Numbers, Read
from model.errors import DataError
from model.labels import FER_FOLDERS
from model.preprocess import Batch, Image

log = logging.getLogger(__name__)

SUFFIX: Final = ".csv"
TRAINING, PUBLIC, PRIVATE = "Training", "PublicTest", "PrivateTest"
USAGES: Final = (TRAINING, PUBLIC, PRIVATE)
"""What a row is for, as FER2013 says it; a row may say nothing."""


@dataclass(frozen=True)
class TablePictures:
    """The readable rows of a table; ``model.data.pictures.Pictures``.

    Attributes:
        place: the file.
        labels: class names, sorted.
        classes: int ``(N,)``, class of each picture.
        unreadable: the rows that hold no picture, by line.
        fingerprint: of the rows, hexadecimal.
        levels: uint8 ``(N, S, S)`` gray levels.
        usage: int8 ``(N,)``, a number of ``USAGES``, or -1.
    """

    place: Path
    labels: tuple[str, ...]
    classes: Numbers
    unreadable: tuple[str, ...]
    fingerprint: str
    levels: Image
    usage: npt.NDArray[np.int8]

    @classmethod
    def look(cls, path: Path) -> TablePictures:
        """Read a table, a row at a time: a byte a pixel is all that is kept.

        Raises:
            DataError: the file is missing, is no such table, or has fewer than two
                classes.
        """
        try:
            with path.open(newline="", encoding="utf-8-sig") as file:
                return _collect(path, csv.reader(file))
        except FileNotFoundError as error:
            raise DataError(f"There is no file {path}: give a table like fer2013.csv.") from error
        except OSError as error:
            raise DataError(f"{path} cannot be read ({error.strerror}).") from error
        except (csv.Error, UnicodeDecodeError) as error:
            raise DataError(f"{path} is no table of comma-separated values ({error}).") from error

    def open(self, size: int, color_mode: str) -> Read:
        """A function that reads rows; gray levels are repeated for each colour."""
        colors = 1 if color_mode == "grayscale" else 3

        def read(chosen: Numbers) -> Batch:
            pictures = np.stack([_scaled(self.levels[number], size) for number in chosen])
            return np.repeat(pictures[..., np.newaxis].astype(np.float32), colors, axis=-1)

        return read

    def rows_for(self, usage: str) -> Numbers:
        """Numbers of the rows that are for this use."""
        return np.flatnonzero(self.usage == USAGES.index(usage))


def _scaled(levels: Image, size: int) -> Image:
    if levels.shape == (size, size):
        return levels
    # Pillow, because Keras reads pictures from folders with it.
    bilinear = Pillow.Resampling.BILINEAR
    return np.asarray(Pillow.fromarray(levels).resize((size, size), bilinear), np.uint8)


def _collect(path: Path, rows: Iterator[list[str]]) -> TablePictures:
    columns = _columns(path, next(rows, []))
    levels, numbers, usage = bytearray(), bytearray(), bytearray()
    unreadable: list[str] = []
    digest = hashlib.sha256()
    pixels = 0
    for line, row in enumerate(rows, 2):
        try:
            number, picture, use = _understand(row, columns)
            if pixels not in (0, len(picture)) or math.isqrt(len(picture)) ** 2 != len(picture):
                raise ValueError(f"{len(picture)} pixels")
        except (ValueError, IndexError) as error:
            log.warning("line %d of %s holds no picture and is left out: %s", line, path, error)
            unreadable.append(f"line {line} of {path}")
            continue
        pixels = len(picture)
        levels += picture
        numbers.append(number)
        usage.append(use + 1)
        digest.update(bytes((number, use + 1)) + picture)
    side = math.isqrt(pixels)
    found = np.frombuffer(numbers, np.uint8)
    labels = tuple(sorted(FER_FOLDERS[number] for number in np.unique(found)))
    if len(labels) < 2:
        raise DataError(f"{path} holds pictures of fewer than two classes: it cannot be learnt.")
    places = np.array(
        [labels.index(name) if name in labels else -1 for name in FER_FOLDERS], np.intp
    )
    return TablePictures(
        place=path,
        labels=labels,
        classes=places[found],
        unreadable=tuple(unreadable),
        fingerprint=digest.hexdigest(),
        levels=np.frombuffer(levels, np.uint8).reshape(-1, side, side),
        usage=np.frombuffer(usage, np.int8) - np.int8(1),
    )


def _columns(path: Path, header: Sequence[str]) -> tuple[int, int, int | None]:
    """Where emotion, pixels and Usage stand; one edition writes spaces before the names."""
    names = [name.strip().lower() for name in header]
    if "emotion" not in names or "pixels" not in names:
        raise DataError(f"{path} has no columns emotion and pixels, as fer2013.csv has them.")
    return (
        names.index("emotion"),
        names.index("pixels"),
        names.index("usage") if "usage" in names else None,
    )


def _understand(row: Sequence[str], columns: tuple[int, int, int | None]) -> tuple[int, bytes, int]:
    """Number of the class, gray levels, number of the use.

    Raises:
        ValueError, IndexError: the row holds no picture.
    """
    number = int(row[columns[0]])
    if not 0 <= number < len(FER_FOLDERS):
        raise ValueError(f"emotion {number}")
    use = row[columns[2]].strip() if columns[2] is not None else ""
    levels = np.fromstring(row[columns[1]], np.int16, sep=" ")
    if levels.size == 0 or levels.min() < 0 or levels.max() > 255:
        raise ValueError("no gray levels from 0 to 255")
    picture = levels.astype(np.uint8).tobytes()
    return number, picture, USAGES.index(use) if use in USAGES else -1
