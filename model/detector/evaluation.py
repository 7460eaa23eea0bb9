"""How many faces are found, and at what price: recall, false boxes, precision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from model.detector.boxes import Box, Floats, as_array, overlaps
from model.detector.pictures import Photograph
from model.preprocess import Image

FOUND: Final = 0.4
"""Intersection over union from which a box has found a face."""

LEAST_SHARE: Final = 0.1
"""The faces that count have a longer side of at least this share of the picture's short one."""

FALSE_BOXES: Final = 0.1
"""A picture, at which recall is told."""


@dataclass(frozen=True, eq=False)
class Truth:
    """The faces of a picture.

    Attributes:
        boxes: float32 ``(N, 4)``.
        counted: ``(N,)``: whether it should be found; finding another is no mistake.
    """

    boxes: Floats
    counted: npt.NDArray[np.bool_]


def truth_of(photograph: Photograph) -> Truth:
    """The faces of a photograph, those counted that are large enough and not doubtful."""
    longer = photograph.faces[:, 2:].max(-1)
    large = longer >= LEAST_SHARE * photograph.short_side
    return Truth(photograph.faces, large & ~photograph.doubtful)


@dataclass(frozen=True, eq=False)
class Curve:
    """What a detector finds as its threshold falls.

    Attributes:
        scores: of the boxes that are right or wrong, falling, ``(N,)``.
        right: ``(N,)``.
        faces: that should be found.
        pictures: that were looked at.
        overlap: mean intersection over union of the boxes that are right.
    """

    scores: Floats
    right: npt.NDArray[np.bool_]
    faces: int
    pictures: int
    overlap: float = 0.0

    @property
    def recall(self) -> Floats:
        """Share of the faces found with the first so many boxes."""
        return np.asarray(np.cumsum(self.right) / max(1, self.faces), np.float32)

    @property
    def false_boxes(self) -> Floats:
        """False boxes a picture among the first so many boxes."""
        return np.asarray(np.cumsum(~self.right) / max(1, self.pictures), np.float32)

    @property
    def precision(self) -> Floats:
        """Share of the first so many boxes that are right."""
        count = np.arange(1, len(self.right) + 1)
        return np.asarray(np.cumsum(self.right) / count, np.float32)

    @property
    def average_precision(self) -> float:
        """Area under precision over recall, each precision the best at that recall or above."""
        best = np.maximum.accumulate(self.precision[::-1])[::-1]
        return float(np.sum(best * self.right) / max(1, self.faces))

    def recall_at(self, false_boxes: float = FALSE_BOXES) -> float:
        """Share of the faces found at no more than so many false boxes a picture."""
        within = self.recall[self.false_boxes <= false_boxes]
        return float(within[-1]) if len(within) else 0.0

    def threshold_at(self, false_boxes: float = FALSE_BOXES) -> float:
        """The lowest score with no more than so many false boxes a picture."""
        within = self.scores[self.false_boxes <= false_boxes]
        return float(within[-1]) if len(within) else 1.0

    def at(self, threshold: float = 0.0) -> tuple[float, float]:
        """Recall and false boxes a picture of the boxes from a score on."""
        chosen = self.right[self.scores >= threshold]
        false = float((~chosen).sum()) / max(1, self.pictures)
        return float(chosen.sum()) / max(1, self.faces), false


def judge(boxes: Sequence[Box], truth: Truth) -> list[tuple[float, float]]:
    """Compare the boxes of a picture, best first, with its faces.

    Each face is found once; a second box on it is false. A box on a face that
    does not count is neither right nor wrong.

    Returns:
        Of each box that is right or wrong its score and its overlap with the face, 0
        for a wrong one.
    """
    shared = overlaps(as_array(boxes), truth.boxes)
    free = np.ones(len(truth.boxes), bool)
    judged = []
    for box, row in zip(boxes, shared, strict=True):
        fitting = row >= FOUND
        mine = np.flatnonzero(fitting & free & truth.counted)
        if len(mine):
            best = mine[np.argmax(row[mine])]
            free[best] = False
            judged.append((box.score, float(row[best])))
        elif not (fitting & ~truth.counted).any():
            judged.append((box.score, 0.0))
    return judged


def curve(answers: Iterable[tuple[Sequence[Box], Truth]]) -> Curve:
    """The curve of a detector from its boxes, best first, and the faces of each picture."""
    judged: list[tuple[float, float]] = []
    faces = pictures = 0
    for boxes, truth in answers:
        judged += judge(boxes, truth)
        faces += int(truth.counted.sum())
        pictures += 1
    judged.sort(key=lambda pair: -pair[0])
    return Curve(
        np.asarray([score for score, _ in judged], np.float32),
        np.asarray([overlap > 0 for _, overlap in judged], bool),
        faces,
        pictures,
        float(np.mean([overlap for _, overlap in judged if overlap > 0] or [0.0])),
    )


def measure(detect: Callable[[Image], list[Box]], photographs: Iterable[Photograph]) -> Curve:
    """The curve of a detector on photographs as they are."""
    return curve((detect(each.levels[0]), truth_of(each)) for each in photographs)
