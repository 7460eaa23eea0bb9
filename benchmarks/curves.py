"""How the work grows: milliseconds a frame by number of faces and by size of the frame."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks.sizes import Size, frames_of, scaled, tiled
from emoji_gui.pipeline.engine import Engine
from emoji_gui.pipeline.records import Frame
from emoji_gui.pipeline.timings import DETECT
from emoji_gui.pipeline.timings_recorder import Recorder
from emoji_gui.pipeline.timings_summary import quantile
from model.classifier import ExpressionClassifier
from model.detector import FaceDetector
from model.detector.finder import HAAR
from model.errors import ModelError
from model.preprocess import Image

FACES: Final = tuple(range(1, 11))
SIZES: Final[tuple[Size, ...]] = ((320, 240), (640, 480), (1280, 720), (1920, 1080), (3840, 2160))
CROWD: Final[Size] = (1280, 720)
"""Of the pictures with 1 to 10 faces: one size, so that only the faces differ."""

FRAMES: Final = 20
WARM_UP: Final = 2


@dataclass
class Finder:
    """An engine with one way of finding faces.

    Attributes:
        name: of what finds them.
        timings: of the engine.
        engine: with the classifier that the program uses.
    """

    name: str
    timings: Recorder
    engine: Engine
    taken: list[float] = field(default_factory=list)
    found: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, detector: FaceDetector) -> Finder:
        """With the classifier that the program brings."""
        timings = Recorder()
        engine = Engine(detector, ExpressionClassifier.load(), timings=timings)
        return cls(detector.kind, timings, engine)

    def start(self) -> None:
        """Forget what was measured."""
        self.taken, self.found = [], []
        self.engine.reset()
        self.timings.clear()

    def read(self, picture: Image, number: int) -> None:
        """Read a frame and take its time."""
        begun = time.perf_counter()
        reading = self.engine.process(Frame(picture, number, number / 30))
        self.taken.append(1000 * (time.perf_counter() - begun))
        self.found.append(len(reading.faces))

    def row(self) -> dict[str, float]:
        """Milliseconds a frame, and faces found."""
        return {
            "median_ms": quantile(self.taken, 0.5),
            "p95_ms": quantile(self.taken, 0.95),
            "detect_ms": self.timings.summaries()[DETECT].median,
            "faces_found": quantile(self.found, 0.5),
        }


def finders() -> list[Finder]:
    """What the program uses, and Haar beside it where it is another and OpenCV has it."""
    first = Finder.of(FaceDetector.load())
    if first.name == HAAR:
        return [first]
    try:
        return [first, Finder.of(FaceDetector.load(HAAR))]
    except ModelError:
        return [first]


def curves(video: Path, frames: int = FRAMES) -> dict[str, Any]:
    """Both curves.

    Args:
        video: with one face, which is in each tile of the crowd.
        frames: that each point is measured on.

    Returns:
        ``faces`` by their number and ``sizes`` by ``640x480`` and the like; each point
        holds a row a detector.
    """
    pictures, rivals = frames_of(video, frames), finders()
    count = len(pictures)

    def crowd(faces: int) -> dict[str, dict[str, float]]:
        return point(rivals, count, lambda at: _crowd(pictures, faces, at))

    def size(wanted: Size) -> dict[str, dict[str, float]]:
        return point(rivals, count, lambda at: scaled(pictures[at], wanted))

    return {
        "faces": {str(faces): crowd(faces) for faces in FACES},
        "sizes": {f"{wanted[0]}x{wanted[1]}": size(wanted) for wanted in SIZES},
    }


def point(
    rivals: Sequence[Finder], count: int, picture: Callable[[int], Image]
) -> dict[str, dict[str, float]]:
    """One point of a curve: the detectors take turns on each picture.

    Args:
        rivals: what finds the faces.
        count: of pictures.
        picture: makes each, by its number; a list of large ones would not fit.
    """
    for rival in rivals:
        rival.start()
        for number in range(min(WARM_UP, count)):
            rival.read(picture(number), number)
        rival.start()
    for number in range(count):
        made = picture(number)
        for rival in rivals:
            rival.read(made, number)
    return {rival.name: rival.row() for rival in rivals}


def _crowd(pictures: Sequence[Image], faces: int, at: int) -> Image:
    """So many tiles, each with the video at another moment."""
    return tiled([pictures[(at + 3 * tile) % len(pictures)] for tile in range(faces)], CROWD)
