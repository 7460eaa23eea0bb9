"""One frame in, one reading out: detect, follow, crop, classify, smooth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from emoji_gui.pipeline.records import FaceReading, Frame, Reading
from emoji_gui.pipeline.smoothing import DEFAULT_CALM, ExpressionFilter, Reluctance
from emoji_gui.pipeline.timings import CLASSIFY, DETECT, OFF, SMOOTH, Timings
from emoji_gui.pipeline.tracking import Track, Tracker
from model.classifier import Classifier
from model.detector import Box, Detector
from model.preprocess import Batch, Image, crop_face, to_gray

if TYPE_CHECKING:
    from emoji_gui.pipeline.personal import Personal

Listener = Callable[[Reading, Mapping[int, Image]], None]
"""Called with each reading and the crops, uint8 ``(size, size)``, by the number of their track."""

MOST_FACES: Final = 10
"""The largest faces of a frame are read; a crowd must not slow the mirror down."""

HOLD_SECONDS: Final = 0.3
"""A face that the detector misses this long keeps its place and its label."""

MAIN_BONUS: Final = 1.25
"""The main face counts for larger by this factor, lest two equal faces take turns."""


@dataclass
class _Person:
    """What is known of a track beyond its box."""

    expression: ExpressionFilter
    read: float


class Engine:
    """Reads the frames of one source in their order. For one thread at a time."""

    def __init__(
        self,
        detector: Detector,
        classifier: Classifier,
        *,
        calm: float = DEFAULT_CALM,
        listener: Listener | None = None,
        timings: Timings = OFF,
    ) -> None:
        """Put the parts together.

        Args:
            detector: finds the faces.
            classifier: reads them.
            calm: 0 shows every flicker of the expression, 1 changes slowly.
            listener: is told what was cropped and read; it must not take long.
            timings: is told how long each stage took.
        """
        self._detector = detector
        self._classifier = classifier
        self._listener = listener
        self._timings = timings
        self._crops: dict[int, Image] = {}
        self.calm = calm
        self.reset()

    @property
    def labels(self) -> tuple[str, ...]:
        """The network's labels in output order."""
        return self._classifier.labels

    @property
    def calm(self) -> float:
        """How steady the labels are, 0 to 1; faces and labels outlast a change of it.

        May be set by any thread; the next frame is read with it.

        Raises:
            ValueError: set to what is not between 0 and 1.
        """
        return self._calm

    @calm.setter
    def calm(self, calm: float) -> None:
        self._reluctance, self._calm = Reluctance.from_calm(calm), calm

    def reset(self) -> None:
        """Forget the faces so far, as before another source."""
        self._tracker = Tracker()
        self._people: dict[int, _Person] = {}
        self._main: int | None = None
        self._now = 0.0
        self._last_time: float | None = None

    def process(self, frame: Frame) -> Reading:
        """Read one frame.

        Raises:
            ValueError: the picture is not uint8 ``(H, W, 3)``.
        """
        now = self._advance(frame.time)
        with self._timings.stage(DETECT):
            found = self._detector.detect(frame.image)
            boxes = sorted(found, key=_area, reverse=True)[:MOST_FACES]
            tracks = self._tracker.update(boxes, now)
        with self._timings.stage(CLASSIFY) as stage:
            answers = self._ask(frame, [track for track in tracks if track.seen == now])
            if not answers:
                stage.drop()
        with self._timings.stage(SMOOTH):
            self._take(answers, now)
            reading = Reading(frame.number, frame.time, self._shown(tracks, now))
        if self._listener is not None:
            self._listener(reading, self._crops)
        return reading

    def _advance(self, time: float) -> float:
        """The engine's own seconds: they follow the frames' but never go back."""
        if self._last_time is not None:
            self._now += max(0.0, time - self._last_time)
        self._last_time = time
        return self._now

    def _ask(self, frame: Frame, tracks: list[Track]) -> dict[int, Batch]:
        """Classify the faces of this frame together: float32 ``(labels,)`` by track number."""
        gray = to_gray(frame.image)
        read, faces = [], []
        for track in tracks:
            square = self._detector.framing.square(track.box)
            if _inside(square, *gray.shape):
                faces.append(crop_face(gray, square, self._classifier.size, track.box.roll))
                read.append(track.number)
        self._crops = dict(zip(read, faces, strict=True))
        if not faces:
            return {}
        return dict(zip(read, self._classifier.predict(np.stack(faces)), strict=True))

    def _take(self, answers: dict[int, Batch], now: float) -> None:
        """Let each face's filter take its answer."""
        reluctance = self._reluctance
        for number, answer in answers.items():
            person = self._people.get(number)
            if person is None:
                person = _Person(ExpressionFilter(reluctance), now)
                self._people[number] = person
            person.expression.reluctance = reluctance
            person.expression.update([float(p) for p in answer], now - person.read)
            person.read = now

    def _shown(self, tracks: list[Track], now: float) -> tuple[FaceReading, ...]:
        """The faces of this frame and those missed for a moment; forgets who has gone."""
        numbers = {track.number for track in tracks}
        self._people = {n: person for n, person in self._people.items() if n in numbers}
        shown = [
            self._face(track)
            for track in tracks
            if now - track.seen <= HOLD_SECONDS and track.number in self._people
        ]
        shown.sort(key=self._rank, reverse=True)
        self._main = shown[0].track if shown else None
        return tuple(shown[:MOST_FACES])

    def _face(self, track: Track) -> FaceReading:
        expression = self._people[track.number].expression
        return FaceReading(track.number, track.box, expression.probabilities, expression.label)

    def _rank(self, face: FaceReading) -> float:
        return _area(face.box) * (MAIN_BONUS if face.track == self._main else 1.0)


def load_engine(
    model: str | Path | None = None,
    detector: str | None = None,
    detector_model: str | Path | None = None,
    *,
    calm: float = DEFAULT_CALM,
    personal: Personal | None = None,
    timings: Timings = OFF,
) -> Engine:
    """Load the real detector and network.

    Args:
        model: see ``ExpressionClassifier.load``.
        detector: what finds the faces, see ``FaceDetector.load``.
        detector_model: its file, likewise.
        calm: see ``Engine``.
        personal: what is known of the person in front of it; None reads all alike.
        timings: see ``Engine``.

    Raises:
        ModelError: one of them is missing or damaged.
    """
    from model.classifier import ExpressionClassifier
    from model.detector import FaceDetector

    finder = FaceDetector.load(detector, detector_model)
    classifier = ExpressionClassifier.load(model)
    if personal is None:
        return Engine(finder, classifier, calm=calm, timings=timings)
    known = personal.attach(classifier)
    return Engine(finder, known, calm=calm, listener=personal.hear, timings=timings)


def _area(box: Box) -> float:
    return box.w * box.h


def _inside(square: tuple[float, float, float, float], height: int, width: int) -> bool:
    """Whether a square has some of the picture in it; a smoothed box may have left it."""
    x, y, w, h = square
    return min(min(width, x + w) - max(0, x), min(height, y + h) - max(0, y)) >= 1
