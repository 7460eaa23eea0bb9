"""Class folders on disk, checked before a run and read by ``flow_from_directory``."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from model.augmentation import Augmentation
from model.errors import DataError

if TYPE_CHECKING:
    from model.settings import TrainingSettings

log = logging.getLogger(__name__)

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".ppm", ".tif", ".tiff")
"""What ``flow_from_directory`` takes for a picture."""


@dataclass(frozen=True)
class FolderReport:
    """What a look at one data folder found.

    Attributes:
        folder: the folder that holds the class folders.
        counts: readable pictures of each class, in the order of the labels.
        unreadable: the files that look like pictures by name and are not.
        fingerprint: of the readable pictures' names and sizes, hexadecimal; equal
            for the same data in another place.
    """

    folder: Path
    counts: dict[str, int]
    unreadable: tuple[Path, ...] = ()
    fingerprint: str = ""


def check_folders(train: Path, test: Path) -> tuple[FolderReport, FolderReport]:
    """Look at every picture of both folders before any time is spent on training.

    Raises:
        DataError: a folder is missing, has no class folders, has a class without
            a readable picture, or the classes of the two differ.
    """
    reports = check_folder(train), check_folder(test)
    names = [set(report.counts) for report in reports]
    if names[0] != names[1]:
        only = "; ".join(
            f"only in {folder}: {', '.join(sorted(missing))}"
            for folder, missing in ((train, names[0] - names[1]), (test, names[1] - names[0]))
            if missing
        )
        raise DataError(f"The class folders of {train} and {test} differ ({only}).")
    return reports


def check_folder(folder: Path) -> FolderReport:
    """Count the readable pictures of each class folder, opening every one.

    Raises:
        DataError: as ``check_folders``.
    """
    if not folder.is_dir():
        raise DataError(f"There is no folder {folder}: give a folder of class folders.")
    try:
        return _look_into(folder)
    except OSError as error:
        raise DataError(
            f"{error.filename or folder} cannot be read ({error.strerror}): check its permissions."
        ) from error


def _look_into(folder: Path) -> FolderReport:
    classes = [e for e in folder.iterdir() if e.is_dir() and not e.name.startswith(".")]
    if len(classes) < 2:
        found = f"only the class folder {classes[0].name}" if classes else "no class folders"
        raise DataError(
            f"{folder} holds {found}: it needs one folder of pictures for each class, "
            f"such as {folder / 'happy'} and {folder / 'sad'}."
        )
    counts: dict[str, int] = {}
    unreadable: list[Path] = []
    digest = hashlib.sha256()
    for entry in sorted(classes, key=lambda path: path.name):
        pictures = _pictures_in(entry)
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
            raise DataError(f"The class folder {entry} is empty: {why}. Fill it or remove it.")
        counts[entry.name] = len(good)
        unreadable += broken
        for path in good:
            name = path.relative_to(folder).as_posix()
            digest.update(f"{name}\0{path.stat().st_size}\n".encode())
    return FolderReport(folder, counts, tuple(unreadable), digest.hexdigest())


def _pictures_in(folder: Path) -> list[Path]:
    """The files that ``flow_from_directory`` would take, found the way it finds them."""
    return sorted(
        Path(root, name)
        for root, _, names in os.walk(folder, onerror=_raise)
        for name in names
        if name.lower().endswith(PICTURE_SUFFIXES)
    )


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


def reader(settings: TrainingSettings, report: FolderReport, *, training: bool) -> Any:
    """Open a folder as Keras's ``DirectoryIterator``, without its unreadable pictures.

    Args:
        settings: size, colour, batch size and seed.
        report: what ``check_folder`` found in the folder.
        training: True shuffles, False does not.
    """
    generator_class = image_data_generator()
    # Keras prints how many files it found, the unreadable ones among them.
    with contextlib.redirect_stdout(io.StringIO()):
        flow = generator_class().flow_from_directory(
            str(report.folder),
            target_size=(settings.size, settings.size),
            color_mode=settings.color_mode,
            interpolation="bilinear",
            classes=list(report.counts),
            class_mode="categorical",
            batch_size=settings.batch_size,
            shuffle=training,
            seed=settings.seed,
        )
    _leave_out(flow, report.unreadable)
    if flow.n != sum(report.counts.values()):
        raise DataError(f"The pictures of {report.folder} changed while it was read: start again.")
    return flow


def image_data_generator() -> Any:
    """Find ``ImageDataGenerator``: TensorFlow still exports it, Keras keeps it as legacy."""
    try:
        from tensorflow.keras.preprocessing.image import ImageDataGenerator
    except ImportError:
        from keras.src.legacy.preprocessing.image import ImageDataGenerator
    return ImageDataGenerator


class EpochBatches(Sequence[Any]):
    """One epoch of a training folder: its batches by number.

    Order and augmentation depend on seed, epoch and batch number alone. Keras's
    own iterator draws from one global stream in whatever order it is read; a run
    that goes on after an interruption would see other batches than one that was
    never interrupted.
    """

    def __init__(self, flow: Any, augmentation: Augmentation, seed: int, epoch: int) -> None:
        """Draw the order.

        Args:
            flow: what ``reader`` returned.
            augmentation: what is done to each batch.
            seed: of the run.
            epoch: counted from 0.
        """
        self._flow = flow
        self._augmentation = augmentation
        self._seed = (seed, epoch)
        self._order = np.random.default_rng(self._seed).permutation(flow.n)

    def __len__(self) -> int:
        """Batches of an epoch."""
        return len(self._flow)

    def __getitem__(self, index: Any) -> Any:
        """Pictures and one-hot targets of a batch, float32."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        first = self._flow.batch_size * index
        chosen = self._order[first : first + self._flow.batch_size]
        pictures, targets = self._flow._get_batches_of_transformed_samples(chosen)
        rng = np.random.default_rng((*self._seed, index))
        return self._augmentation.apply(pictures, targets, rng)


def _leave_out(flow: Any, unreadable: Iterable[Path]) -> None:
    unwanted = {str(path) for path in unreadable}
    if not unwanted:
        return
    keep = [i for i, path in enumerate(flow.filepaths) if str(Path(path)) not in unwanted]
    # Keras has no public way to skip a file; these four describe the same list.
    flow._filepaths = [flow.filepaths[i] for i in keep]
    flow.filenames = [flow.filenames[i] for i in keep]
    flow.classes = flow.classes[keep]
    flow.n = flow.samples = len(keep)
