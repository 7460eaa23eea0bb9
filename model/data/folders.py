"""Class folders on disk, checked before a run and read by ``flow_from_directory``."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from model.data.pictures import Numbers, Read
from model.errors import DataError
from model.labels import class_names
from model.preprocess import Batch

log = logging.getLogger(__name__)

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".ppm", ".tif", ".tiff")
"""What ``flow_from_directory`` takes for a picture."""


@dataclass(frozen=True)
class FolderPictures:
    """What a look at one data folder found; ``model.data.pictures.Pictures``.

    Attributes:
        place: the folder that holds the class folders.
        labels: class names, sorted.
        classes: int ``(N,)``, class of each readable picture.
        unreadable: the files that look like pictures by name and are not.
        fingerprint: of the readable pictures' names and sizes, hexadecimal; equal
            for the same data in another place.
        files: the readable pictures, in the order of the class folders.
    """

    place: Path
    labels: tuple[str, ...]
    classes: Numbers
    unreadable: tuple[str, ...]
    fingerprint: str
    files: tuple[Path, ...]

    @classmethod
    def look(cls, folder: Path) -> FolderPictures:
        """Find the readable pictures of each class folder, opening every one.

        Raises:
            DataError: the folder is missing, has fewer than two class folders, or
                one without a readable picture.
        """
        if not folder.is_dir():
            raise DataError(f"There is no folder {folder}: give a folder of class folders.")
        try:
            return _look_into(folder)
        except OSError as error:
            raise DataError(
                f"{error.filename or folder} cannot be read ({error.strerror}): "
                "check its permissions."
            ) from error

    def open(self, size: int, color_mode: str) -> Read:
        """Open the folder with Keras.

        Raises:
            DataError: pictures that were there are gone.
        """
        flow = _flow(self.place, size, color_mode)
        numbers = {Path(path): number for number, path in enumerate(flow.filepaths)}
        try:
            order = np.array([numbers[path] for path in self.files])
        except KeyError as error:
            raise DataError(
                f"The pictures of {self.place} changed while it was read: start again."
            ) from error

        def read(chosen: Numbers) -> Batch:
            # Keras has a method for this, without a public name.
            pictures, _ = flow._get_batches_of_transformed_samples(order[chosen])
            return np.asarray(pictures, np.float32)

        return read


def _flow(folder: Path, size: int, color_mode: str) -> Any:
    """Keras's ``DirectoryIterator``, which knows how to find and decode the pictures."""
    generator_class = image_data_generator()
    # Keras prints how many files it found, the unreadable ones among them.
    with contextlib.redirect_stdout(io.StringIO()):
        return generator_class().flow_from_directory(
            str(folder),
            target_size=(size, size),
            color_mode=color_mode,
            interpolation="bilinear",
            class_mode="categorical",
            shuffle=False,
        )


def image_data_generator() -> Any:
    """Find ``ImageDataGenerator``: TensorFlow still exports it, Keras keeps it as legacy."""
    try:
        from tensorflow.keras.preprocessing.image import ImageDataGenerator
    except ImportError:
        from keras.src.legacy.preprocessing.image import ImageDataGenerator
    return ImageDataGenerator


def _look_into(folder: Path) -> FolderPictures:
    found = {entry.name: _look_at_class(entry) for entry in _class_folders(folder)}
    names = dict(zip(found, class_names(tuple(found)), strict=True))
    labels = tuple(sorted(names.values()))
    files = tuple(path for good, _ in found.values() for path in good)
    classes = [labels.index(names[name]) for name, (good, _) in found.items() for _ in good]
    return FolderPictures(
        place=folder,
        labels=labels,
        classes=np.array(classes, np.intp),
        unreadable=tuple(str(path) for _, broken in found.values() for path in broken),
        fingerprint=_fingerprint(folder, files),
        files=files,
    )


def _class_folders(folder: Path) -> list[Path]:
    classes = [e for e in folder.iterdir() if e.is_dir() and not e.name.startswith(".")]
    if len(classes) < 2:
        found = f"only the class folder {classes[0].name}" if classes else "no class folders"
        raise DataError(
            f"{folder} holds {found}: it needs one folder of pictures for each class, "
            f"such as {folder / 'happy'} and {folder / 'sad'}."
        )
    return sorted(classes, key=lambda path: path.name)


def _look_at_class(folder: Path) -> tuple[list[Path], list[Path]]:
    """The readable pictures of a class folder, and the others."""
    pictures = _pictures_in(folder)
    with ThreadPoolExecutor() as pool:
        readable = list(pool.map(_is_readable, pictures))
    good = [path for path, fine in zip(pictures, readable, strict=True) if fine]
    broken = [path for path, fine in zip(pictures, readable, strict=True) if not fine]
    if not good:
        why = (
            f"none of its {len(broken)} files can be read, {broken[0].name} for one"
            if broken
            else "it holds no pictures"
        )
        raise DataError(f"The class folder {folder} is empty: {why}. Fill it or remove it.")
    return good, broken


def _pictures_in(folder: Path) -> list[Path]:
    """The files that ``flow_from_directory`` would take, in its order."""
    return [
        Path(root, name)
        for root, _, names in sorted(os.walk(folder, onerror=_raise), key=lambda found: found[0])
        for name in sorted(names)
        if name.lower().endswith(PICTURE_SUFFIXES)
    ]


def _raise(error: OSError) -> None:
    raise error


def _is_readable(path: Path) -> bool:
    try:
        with Image.open(path) as picture:
            picture.load()
    # Pillow's decoders raise nearly anything on damaged files, SyntaxError included.
    except Exception as error:
        log.warning("%s cannot be read and is left out: %s", path, error)
        return False
    return True


def _fingerprint(folder: Path, files: tuple[Path, ...]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\n".encode())
    return digest.hexdigest()
