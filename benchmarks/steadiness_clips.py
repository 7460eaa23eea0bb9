"""The made clips and weak changes of ``benchmarks.steadiness``."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from benchmarks.classifier import Pictures
from emoji_gui.pipeline.records import Frame
from model import ExpressionClassifier
from model.classifier import Classifier
from model.detector import Box, Detector, Framing
from model.opencv import cv2
from model.preprocess import Batch, Image

CLIPS: Final = 40
FPS: Final = 30
BEFORE, AFTER = 2.0, 2.0
"""Seconds of a made clip before and after the change."""
WEAK: Final = 0.6
"""Share of the new expression's answer in a weak change."""
NOISE, NOISE_SECONDS = 0.5, 0.1
"""Standard deviation on the logits of a weak change, and how long a deviation lasts."""
SIDE: Final = 160
SURE: Final = 0.6
"""A face is used in a made clip where the network gives its label at least this much."""


class Replay:
    """A detector and a network whose answers are kept, frame by frame."""

    def __init__(self, detector: Detector, classifier: Classifier) -> None:
        """Ask these two when a frame is new."""
        self._detector, self._classifier = detector, classifier
        self.labels, self.size = classifier.labels, classifier.size
        self.framing = detector.framing
        self._boxes: list[list[Box]] = []
        self._answers: list[Batch] = []
        self.rewind()

    def rewind(self) -> None:
        """Begin at the first frame again."""
        self._detected = self._read = 0

    def detect(self, frame: Image) -> list[Box]:
        """The boxes of the next frame."""
        if self._detected == len(self._boxes):
            self._boxes.append(self._detector.detect(frame))
        self._detected += 1
        return self._boxes[self._detected - 1]

    def predict(self, faces: Image) -> Batch:
        """The answers to the next frame that has faces."""
        if self._read == len(self._answers):
            self._answers.append(self._classifier.predict(faces))
        self._read += 1
        return self._answers[self._read - 1]


class TremblingBoxes:
    """Finds the two faces of a made clip as a detector would: off by a little, and not always."""

    framing = Framing()

    def __init__(self, rng: np.random.Generator) -> None:
        """Draw from ``rng``."""
        self._rng = rng

    def detect(self, frame: Image) -> list[Box]:
        """The main face, missing in a tenth of the frames, and the smaller one beside it."""
        boxes = []
        for left, side in ((60, SIDE), (400, SIDE * 3 // 4)):
            x, y, more = self._rng.normal(0, 0.01 * side, 3)
            if self._rng.random() >= 0.1:
                boxes.append(Box(left + x, 120 + y, side + more, side + more, 0.9))
        return boxes


def made_clip(faces: tuple[Image, Image, Image], rng: np.random.Generator) -> list[Frame]:
    """One face that becomes another after ``BEFORE`` seconds, a third one beside it."""
    frames = []
    change = round(BEFORE * FPS)
    for number in range(round((BEFORE + AFTER) * FPS)):
        image = np.full((480, 640), 110, np.float32)
        shown = faces[0] if number < change else faces[1]
        for face, left, side in ((shown, 60, SIDE), (faces[2], 400, SIDE * 3 // 4)):
            large = cv2.resize(face, (side, side), interpolation=cv2.INTER_CUBIC)
            image[120 : 120 + side, left : left + side] = large
        image += rng.normal(0, 6, image.shape)
        gray = np.clip(image, 0, 255).astype(np.uint8)
        frames.append(Frame(np.repeat(gray[..., np.newaxis], 3, axis=2), number, number / FPS))
    return frames


def made_clips(pictures: Pictures, classifier: ExpressionClassifier) -> list[Any]:
    """Clips of pictures that the network knows well, with what they should show."""
    said = classifier.predict(pictures.faces)
    own = said[np.arange(len(said)), pictures.truth]
    known = np.flatnonzero(own >= SURE)
    rng = np.random.default_rng(0)
    clips: list[Any] = []
    while len(clips) < CLIPS:
        a, b, other = (int(i) for i in rng.choice(known, 3, replace=False))
        if pictures.truth[a] == pictures.truth[b]:
            continue
        faces = (pictures.faces[a], pictures.faces[b], pictures.faces[other])
        replay = Replay(TremblingBoxes(np.random.default_rng(len(clips))), classifier)
        clips.append((made_clip(faces, rng), replay, int(pictures.truth[b])))
    return clips


def weak_changes(pictures: Pictures, classifier: ExpressionClassifier) -> list[Any]:
    """Noisy answers of a face that changes a little, with the label they should come to."""
    said = classifier.predict(pictures.faces).astype(float)
    known = np.flatnonzero(said[np.arange(len(said)), pictures.truth] >= SURE)
    rng = np.random.default_rng(1)
    sequences: list[Any] = []
    while len(sequences) < CLIPS:
        a, b = (int(i) for i in rng.choice(known, 2, replace=False))
        mixed = WEAK * said[b] + (1 - WEAK) * said[a]
        if pictures.truth[a] != pictures.truth[b] and mixed.argmax() == pictures.truth[b]:
            before, after = round(BEFORE * FPS), round(AFTER * FPS)
            clean = np.concatenate([np.tile(said[a], (before, 1)), np.tile(mixed, (after, 1))])
            sequences.append((with_noise(clean, rng), int(pictures.truth[b])))
    return sequences


def with_noise(answers: Any, rng: np.random.Generator) -> Any:
    """Answers, float ``(N, labels)``, with noise on their logits that outlasts a frame."""
    kept = np.exp(-1 / (FPS * NOISE_SECONDS))
    noise = rng.normal(0, NOISE, answers.shape)
    for n in range(1, len(noise)):
        noise[n] = kept * noise[n - 1] + np.sqrt(1 - kept**2) * noise[n]
    powers = np.maximum(answers, 1e-4) * np.exp(noise)
    return powers / powers.sum(axis=1, keepdims=True)
