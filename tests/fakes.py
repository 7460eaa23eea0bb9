"""Stand-ins for camera, detector, network and clock, a few lines each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np

from emoji_gui.pipeline.records import Frame, Reading
from model.detector import Box
from model.detector.boxes import TIGHT
from model.preprocess import Batch, Image

LABELS = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")
FACE = Box(100, 80, 60, 60, 0.9)


def picture(value: int = 128) -> Image:
    """A plain 320x240 picture."""
    return np.full((240, 320, 3), value, dtype=np.uint8)


def answer(label: int, share: float = 0.9) -> tuple[float, ...]:
    """Probabilities with one label in the lead."""
    rest = (1 - share) / (len(LABELS) - 1)
    return tuple(share if index == label else rest for index in range(len(LABELS)))


class FakeClock:
    """Seconds that pass when the test says so."""

    def __init__(self, now: float = 100.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class FakeSource:
    """Gives some frames, then ends, raises, or hangs until ``go`` is set."""

    def __init__(
        self,
        frames: int = 3,
        *,
        name: str = "fake",
        live: bool = True,
        still: bool = False,
        then: Exception | None = None,
        hang: bool = False,
        step: Callable[[], object] = lambda: None,
    ) -> None:
        self.name, self.live, self.still = name, live, still
        self.fps: float | None = 1000.0
        self.go, self.hanging = threading.Event(), threading.Event()
        self.closed_by: threading.Thread | None = None
        self._frames, self._then, self._hang, self._step = frames, then, hang, step
        self._number = 0

    def read(self) -> Frame | None:
        assert self.closed_by is None, "read after close"
        self._step()
        if self._number >= self._frames:
            if self._hang:
                self.hanging.set()
                assert self.go.wait(10)
            elif self._then is not None:
                raise self._then
            else:
                return None
        frame = Frame(picture(self._number % 256), self._number, self._number / 1000)
        self._number += 1
        return frame

    def close(self) -> None:
        self.closed_by = threading.current_thread()


class FakeDetector:
    """Finds the same boxes in every frame; the test changes them."""

    def __init__(self, *boxes: Box) -> None:
        self.boxes: Sequence[Box] = boxes

    framing = TIGHT

    def detect(self, frame: Image) -> list[Box]:
        return list(self.boxes)


class FakeClassifier:
    """Answers the same for every face; the test changes it."""

    labels = LABELS
    size = 48

    def __init__(self, label: int = 3) -> None:
        self.answer = answer(label)
        self.calls: list[tuple[int, ...]] = []

    def predict(self, faces: Image) -> Batch:
        self.calls.append(faces.shape)
        return np.tile(np.asarray(self.answer, dtype=np.float32), (len(faces), 1))


class FakeEngine:
    """Reads nothing, as slowly as the test wants."""

    labels = LABELS
    calm = 0.5

    def __init__(self) -> None:
        self.go = threading.Event()
        self.go.set()
        self.error: Exception | None = None
        self.seen: list[int] = []
        self.resets = 0

    def process(self, frame: Frame) -> Reading:
        assert self.go.wait(10)
        if self.error is not None:
            raise self.error
        self.seen.append(frame.number)
        return Reading(frame.number, frame.time)

    def reset(self) -> None:
        self.resets += 1
