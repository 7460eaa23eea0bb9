"""More faces to learn from: those of photographs, labelled by a network.

``python -m model.data.harvest faces.zip --output data/more/train --beside data/train`` finds the
faces as the program does, cuts them out as the program does, and writes each into the class
folder of what the network says of it; those that are too small, or of which it is not sure, are
left out. ``--beside`` adds the pictures of other class folders, as hard links where the disk
knows these. A network can then be trained on all of them together, with the same network as
``--teacher`` to say how sure it was (pseudo-labels; Xie et al. 2020, arXiv:1911.04252).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

import numpy as np

from model.classifier import Classifier, ExpressionClassifier
from model.console import told
from model.data.making import free, link_all, new_folder, pictures_in, told_counts
from model.detector import Detector, FaceDetector
from model.detector.pictures import Photograph, PhotographSource
from model.errors import DataError
from model.opencv import cv2
from model.preprocess import Image, crop_face

LEAST_SIDE: Final = 32.0
"""Pixels of the photograph across a face: a smaller one would be mostly made up."""

LEAST_SURE: Final = 0.5
AT_ONCE: Final = 64
"""Photographs in memory."""


@dataclass(frozen=True)
class Harvest:
    """How faces are taken from photographs.

    Attributes:
        detector: finds them.
        classifier: labels them.
        least_side: pixels of the square that is cut out.
        least_sure: of the classifier, 0 to 1.
    """

    detector: Detector
    classifier: Classifier
    least_side: float = LEAST_SIDE
    least_sure: float = LEAST_SURE

    def faces(self, photograph: Photograph) -> Iterator[tuple[Image, str]]:
        """Each face, uint8 ``(size, size)``, upright, with its label."""
        gray = photograph.levels[0]
        crops = []
        for box in self.detector.detect(gray):
            square = self.detector.framing.square(box)
            if square[2] >= self.least_side and _inside(square, *gray.shape):
                crops.append(crop_face(gray, square, self.classifier.size, box.roll))
        if not crops:
            return
        for crop, answer in zip(crops, self.classifier.predict(np.stack(crops)), strict=True):
            if answer.max() >= self.least_sure:
                yield crop, self.classifier.labels[int(answer.argmax())]

    def write(self, photographs: Iterable[Photograph], folder: Path) -> Counter[str]:
        """Write the faces to class folders as PNG.

        Returns:
            Pictures by label.

        Raises:
            OSError: one cannot be written.
        """
        counts: Counter[str] = Counter()
        for photograph in photographs:
            name = PurePosixPath(photograph.name)
            for number, (face, label) in enumerate(self.faces(photograph)):
                (folder / label).mkdir(exist_ok=True)
                _, content = cv2.imencode(".png", face)
                # Photographs of two folders, or of two kinds, may share a name.
                target = free(folder / label / f"{name.stem}-{number}.png", name.parent.name)
                target.write_bytes(content.tobytes())
                counts[label] += 1
        return counts


def photographs_of(source: PhotographSource) -> Iterator[Photograph]:
    """All photographs in gray that can be read, a few in memory at a time."""
    names = source.names
    for first in range(0, len(names), AT_ONCE):
        yield from source.readable(names[first : first + AT_ONCE], 1)


def harvest(
    source: PhotographSource, output: Path, how: Harvest, beside: Sequence[Path] = ()
) -> Counter[str]:
    """Make class folders of the faces of photographs, and of pictures that are labelled.

    Args:
        source: the photographs.
        output: the folder to be made, whole or not at all.
        how: the faces are taken.
        beside: folders of class folders whose pictures are added.

    Returns:
        Pictures by label.

    Raises:
        DataError: nothing was found, or it cannot be written.
    """
    with new_folder(output) as partial:
        counts = how.write(photographs_of(source), partial)
        if not counts:
            raise DataError(
                f"No face in the photographs of {source.path} that can be read is large and clear "
                "enough: give others, or a smaller --least-side or --least-sure."
            )
        for folder in beside:
            chosen = [(file, file.parent.name) for file in pictures_in(folder)]
            if not chosen:
                raise DataError(f"There are no class folders with pictures in {folder}.")
            counts += link_all(chosen, partial)
    return counts


def _inside(square: tuple[float, float, float, float], height: int, width: int) -> bool:
    """Whether the middle of a square lies in the picture."""
    x, y, w, h = square
    return 0 <= x + w / 2 < width and 0 <= y + h / 2 < height


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the folders; 0 done, 2 refused with a sentence."""
    parser = argparse.ArgumentParser(
        prog="python -m model.data.harvest", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    add = parser.add_argument
    add("photographs", type=Path, help="zip or folder with pictures and boxes.csv")
    add("--output", type=Path, required=True, metavar="DIR", help="where class folders are made")
    add("--beside", type=Path, nargs="+", default=[], metavar="FOLDER",
        help="class folders whose pictures are added")  # fmt: skip
    add("--network", default="fer2013", metavar="NAME",
        help="name or file of the network that labels (default: %(default)s)")  # fmt: skip
    add("--least-side", type=float, default=LEAST_SIDE, metavar="PIXELS",
        help="of a face in its photograph (default: %(default)g)")  # fmt: skip
    add("--least-sure", type=float, default=LEAST_SURE, metavar="SHARE",
        help="how sure the network must be, 0 to 1 (default: %(default)g)")  # fmt: skip
    typed = parser.parse_args(arguments)

    def work() -> None:
        source = PhotographSource(typed.photographs)
        classifier = ExpressionClassifier.load(typed.network)
        how = Harvest(FaceDetector.load(), classifier, typed.least_side, typed.least_sure)
        print(told_counts(typed.output, harvest(source, typed.output, how, typed.beside)))

    return told(work)


if __name__ == "__main__":
    sys.exit(main())
