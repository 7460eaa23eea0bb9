"""One frame in, one reading out: detect, follow, crop, classify, smooth."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from emoji_gui.pipeline.records import FaceReading, Frame, Reading
from emoji_gui.pipeline.smoothing import DEFAULT_CALM, ExpressionFilter, Reluctance
from emoji_gui.pipeline.tracking import Track, Tracker
from model.classifier import Classifier
from model.detector import Box, Detector
from model.preprocess import crop_face, to_gray

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
        self, detector: Detector, classifier: Classifier, *, calm: float = DEFAULT_CALM
    ) -> None:
        """Put the parts together.

        Args:
            detector: finds the faces.
            classifier: reads them.
            calm: 0 shows every flicker of the expression, 1 changes slowly.
        """
        self._detector = detector
        self._classifier = classifier
        self._reluctance = Reluctance.from_calm(calm)
        self.reset()

    @property
    def labels(self) -> tuple[str, ...]:
        """The network's labels in output order."""
        return self._classifier.labels

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
        boxes = sorted(self._detector.detect(frame.image), key=_area, reverse=True)[:MOST_FACES]
        tracks = self._tracker.update(boxes, now)
        self._read(frame, [track for track in tracks if track.seen == now], now)
        numbers = {track.number for track in tracks}
        self._people = {n: person for n, person in self._people.items() if n in numbers}
        shown = [
            self._face(track)
            for track in tracks
            if now - track.seen <= HOLD_SECONDS and track.number in self._people
        ]
        shown.sort(key=self._rank, reverse=True)
        self._main = shown[0].track if shown else None
        return Reading(frame.number, frame.time, tuple(shown[:MOST_FACES]))

    def _advance(self, time: float) -> float:
        """The engine's own seconds: they follow the frames' but never go back."""
        if self._last_time is not None:
            self._now += max(0.0, time - self._last_time)
        self._last_time = time
        return self._now

    def _read(self, frame: Frame, tracks: list[Track], now: float) -> None:
        """Classify the faces of this frame together and let each one's filter take its answer."""
        gray = to_gray(frame.image)
        read, faces = [], []
        for track in tracks:
            box = track.box
            if _inside(box, *gray.shape):
                faces.append(crop_face(gray, (box.x, box.y, box.w, box.h), self._classifier.size))
                read.append(track)
        if not faces:
            return
        for track, answer in zip(read, self._classifier.predict(np.stack(faces)), strict=True):
            person = self._people.get(track.number)
            if person is None:
                person = _Person(ExpressionFilter(self._reluctance), now)
                self._people[track.number] = person
            person.expression.update([float(p) for p in answer], now - person.read)
            person.read = now

    def _face(self, track: Track) -> FaceReading:
        expression = self._people[track.number].expression
        return FaceReading(track.number, track.box, expression.probabilities, expression.label)

    def _rank(self, face: FaceReading) -> float:
        return _area(face.box) * (MAIN_BONUS if face.track == self._main else 1.0)


def load_engine(model: str | Path | None = None, *, calm: float = DEFAULT_CALM) -> Engine:
    """Load the real detector and network.

    Args:
        model: see ``ExpressionClassifier.load``.
        calm: see ``Engine``.

    Raises:
        ModelError: one of them is missing or damaged.
    """
    from model.classifier import ExpressionClassifier
    from model.detector import FaceDetector

    return Engine(FaceDetector.load(), ExpressionClassifier.load(model), calm=calm)


def _area(box: Box) -> float:
    return box.w * box.h


def _inside(box: Box, height: int, width: int) -> bool:
    """Whether a box has some of the picture in it; a smoothed one may have left it."""
    right, bottom = min(width, box.x + box.w), min(height, box.y + box.h)
    return min(right - max(0, box.x), bottom - max(0, box.y)) >= 1
