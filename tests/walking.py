"""A walk through the expressions, driven by hand."""

from __future__ import annotations

import numpy as np

from emoji_gui.pipeline.calibrating import Walk
from emoji_gui.pipeline.calibrating_view import Stage, View
from emoji_gui.pipeline.records import FaceReading, Reading
from model.detector import Box
from model.labels import LABELS
from model.preprocess import Image
from tests.calibration_fakes import LEVELS

STEP = 0.1


def reading(time: float, tracks: tuple[int, ...] = (1,)) -> Reading:
    box = Box(0, 0, 48, 48, 0.9)
    return Reading(0, time, tuple(FaceReading(track, box, (1 / 7,) * 7, None) for track in tracks))


class Stroll:
    """Lets time pass for a walk, with a face that makes what it is asked for."""

    def __init__(self, walk: Walk, now: float = 100.0) -> None:
        self.walk, self.now = walk, now
        self.swap: dict[str, str] = {}

    def face(self, label: str | None) -> Image:
        label = self.swap.get(label or "", label or "neutral")
        return np.full((48, 48), LEVELS[LABELS.index(label)], np.uint8)

    def step(self, tracks: tuple[int, ...] = (1,), *, cropped: bool = True) -> View:
        """A tenth of a second in which a frame with those faces is read."""
        self.now += STEP
        label = self.walk.tick(self.now).label
        crops = {track: self.face(label) for track in tracks} if cropped else {}
        self.walk.hear(reading(self.now, tracks), crops)
        return self.walk.tick(self.now)

    def until(self, stage: Stage, label: str | None = None) -> View:
        """Go on to a stage, of an expression where one is given."""
        for _ in range(2000):
            view = self.step()
            if view.stage is stage and (label is None or view.label == label):
                return view
        raise AssertionError(f"the walk never came to {stage} {label}")
