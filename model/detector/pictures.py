"""Photographs with boxes of their faces: read from a zip or a folder, kept in memory."""

from __future__ import annotations

import csv
import hashlib
import io
import logging
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from model.detector.boxes import Floats
from model.errors import DataError
from model.opencv import cv2
from model.preprocess import Image

log = logging.getLogger(__name__)

BOXES: Final = "boxes.csv"
COLUMNS: Final = ("image", "x", "y", "w", "h", "invalid", "occlusion")
HEAVY_OCCLUSION: Final = 2
HELD_OUT: Final = 5
"""One photograph in so many is kept out of training, by the hash of its name."""

LEVELS: Final = 3
FACE_SIDE: Final = 48

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Photograph:
    """One photograph with what is known of its faces.

    Attributes:
        name: as ``boxes.csv`` gives it.
        levels: uint8 ``(H, W)`` or BGR ``(H, W, 3)``, then the same at half the
            size and at a quarter, so that shrinking does not skip pixels.
        faces: float32 ``(N, 4)``: x, y, width, height in its pixels.
        doubtful: ``(N,)``: flagged invalid or heavily occluded, so that finding it
            is no merit and no mistake.
    """

    name: str
    levels: tuple[Image, ...]
    faces: Floats
    doubtful: Flags

    @property
    def short_side(self) -> int:
        """Pixels."""
        height, width = self.levels[0].shape[:2]
        return int(min(height, width))


def is_held_out(name: str) -> bool:
    """Whether a photograph belongs to the fixed fifth that no network is trained on.

    The file's name alone decides, through its SHA-256, so the fifth stays the
    same in a zip, in a folder and when pictures are added.
    """
    digest = hashlib.sha256(Path(name).name.encode()).digest()
    return int.from_bytes(digest[:8], "big") % HELD_OUT == 0


class PhotographSource:
    """A zip or a folder with ``boxes.csv`` and the pictures that it names."""

    def __init__(self, path: Path) -> None:
        """Read the boxes, not yet the pictures.

        Raises:
            DataError: it is missing, or its boxes cannot be understood.
        """
        self.path = path
        if path.is_dir():
            self._read: Callable[[str], bytes] = lambda name: (path / name).read_bytes()
        elif path.is_file():
            self._read = self._zip().read
        else:
            raise DataError(f"There is no {path}: give a zip or a folder with {BOXES} in it.")
        text = self._boxes()
        self.fingerprint = hashlib.sha256(text.encode()).hexdigest()
        self._rows = _rows(text, path)

    @property
    def names(self) -> tuple[str, ...]:
        """The photographs, sorted."""
        return tuple(sorted(self._rows))

    def load(self, names: Sequence[str], colors: int) -> list[Photograph]:
        """The same as ``readable``, where without a single one nothing can be done.

        Raises:
            DataError: not one can be read.
        """
        good = self.readable(names, colors)
        if not good:
            raise DataError(f"{self.path} holds none of the {len(names)} pictures of {BOXES}.")
        return good

    def readable(self, names: Sequence[str], colors: int) -> list[Photograph]:
        """Decode photographs; those that are no pictures are left out, and the log names them.

        Args:
            names: some of ``names``.
            colors: 1 for gray, 3 for colour.
        """
        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(lambda name: self._photograph(name, colors), names))
        return [photograph for photograph in found if photograph is not None]

    def _zip(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(self.path)
        except (OSError, zipfile.BadZipFile) as error:
            raise DataError(f"{self.path} is no zip file that can be read.") from error

    def _boxes(self) -> str:
        try:
            return self._read(BOXES).decode()
        except (OSError, KeyError, ValueError) as error:
            raise DataError(f"{self.path} has no {BOXES} that can be read.") from error

    def _photograph(self, name: str, colors: int) -> Photograph | None:
        mode = cv2.IMREAD_GRAYSCALE if colors == 1 else cv2.IMREAD_COLOR
        try:
            picture = cv2.imdecode(np.frombuffer(self._read(name), np.uint8), mode)
        # A damaged zip, a missing file and an empty one each raise an error of their own.
        except Exception as error:
            log.warning("%s cannot be read and is left out: %s", name, error)
            return None
        if picture is None:
            log.warning("%s is no picture and is left out", name)
            return None
        rows = self._rows[name]
        return Photograph(
            name,
            levels(np.asarray(picture, np.uint8)),
            np.asarray([box for box, _ in rows], np.float32).reshape(-1, 4),
            np.asarray([doubtful for _, doubtful in rows], bool),
        )


def levels(picture: Image) -> tuple[Image, ...]:
    """A picture and its halved copies."""
    found = [picture]
    for _ in range(LEVELS - 1):
        height, width = found[-1].shape[:2]
        size = max(1, (width + 1) // 2), max(1, (height + 1) // 2)
        found.append(np.asarray(cv2.resize(found[-1], size, interpolation=cv2.INTER_AREA)))
    return tuple(found)


def read_faces(folder: Path) -> Image:
    """Upright faces in FER2013's frame, all pictures of the class folders.

    Returns:
        uint8 ``(N, 48, 48)``.

    Raises:
        DataError: there are none.
    """
    paths = sorted(path for path in folder.glob("*/*") if path.suffix.lower() in (".png", ".jpg"))
    with ThreadPoolExecutor(2) as pool:
        faces = [face for face in pool.map(_face, paths) if face is not None]
    if not faces:
        raise DataError(f"{folder} holds no class folders with pictures of faces.")
    return np.stack(faces)


def _face(path: Path) -> Image | None:
    face = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_GRAYSCALE)
    if face is None:
        log.warning("%s is no picture and is left out", path)
        return None
    if face.shape != (FACE_SIDE, FACE_SIDE):
        face = cv2.resize(face, (FACE_SIDE, FACE_SIDE), interpolation=cv2.INTER_AREA)
    return np.asarray(face, np.uint8)


def _rows(text: str, path: Path) -> dict[str, list[tuple[tuple[float, ...], bool]]]:
    """Box and doubt of each face, by photograph."""
    rows: dict[str, list[tuple[tuple[float, ...], bool]]] = {}
    try:
        for name, box, doubtful in _faces(csv.DictReader(io.StringIO(text))):
            known = rows.setdefault(name, [])
            # Some boxes have no size: they mark a picture without faces, or nothing.
            if min(box[2:]) > 0:
                known.append((box, doubtful))
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"{BOXES} in {path} cannot be understood: it needs the columns {', '.join(COLUMNS)}."
        ) from error
    if not rows:
        raise DataError(f"{BOXES} in {path} names no face.")
    return rows


def _faces(
    reader: csv.DictReader[str],
) -> Iterator[tuple[str, tuple[float, ...], bool]]:
    for row in reader:
        box = tuple(float(row[side]) for side in "xywh")
        doubtful = int(row["invalid"]) != 0 or int(row["occlusion"]) >= HEAVY_OCCLUSION
        yield row["image"], box, doubtful
