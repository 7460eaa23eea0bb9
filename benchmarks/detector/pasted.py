"""Faces pasted into pictures without faces: found, cropped and read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.detector.rivals import Rival
from model.detector.boxes import Detector
from model.detector.fitting import Scene, best_box, empty_photographs, scenes
from model.detector.pictures import Photograph
from model.errors import ModelError
from model.opencv import cv2
from model.preprocess import Image, crop_face, to_gray

PASTED_SIDE: Final = 192.0
PASTED_ROLL: Final = 20.0
SHARP: Final = 0.02
"""Breadth of a pasted face's edge: a softer one would change what there is to read."""


def end_to_end(
    rivals: Sequence[Rival], photographs: Sequence[Photograph], test: Path, count: int
) -> dict[str, Any]:
    """Faces pasted, found, cropped and read; a face that is not found is not read right."""
    from model.classifier import ExpressionClassifier

    classifier = ExpressionClassifier.load()
    faces, labels = _labelled(test, count, classifier.labels)
    answers = np.concatenate([classifier.predict(face[None]).argmax(-1) for face in faces])
    backgrounds = empty_photographs(photographs)
    report: dict[str, Any] = {
        "faces": len(faces),
        "backgrounds": len(backgrounds),
        "accuracy on the originals": float((answers == labels).mean()),
    }
    for roll in (0.0, PASTED_ROLL):
        for rival in rivals:
            made = scenes(
                faces, backgrounds, sides=(PASTED_SIDE, PASTED_SIDE), roll=(roll, roll), soft=SHARP
            )
            found, right = 0, 0
            for scene in made:
                answer = _read(rival.detector, classifier, scene)
                found += answer is not None
                right += answer == labels[scene.number]
            report[f"{rival.name}, roll {roll:g}"] = {
                "found": found / len(faces),
                "accuracy on all": right / len(faces),
                "accuracy on the found": right / max(1, found),
            }
    return report


def _read(detector: Detector, classifier: Any, scene: Scene) -> int | None:
    box = best_box(detector.detect(scene.picture), scene)
    if box is None:
        return None
    square = detector.framing.square(box)
    face = crop_face(to_gray(scene.picture), square, classifier.size, box.roll)
    return int(classifier.predict(face[None])[0].argmax())


def _labelled(test: Path, count: int, labels: Sequence[str]) -> tuple[Image, Any]:
    """Faces and the numbers of their labels, a fixed draw from all classes."""
    paths = sorted(path for label in labels for path in (test / label).glob("*.png"))
    if not paths:
        raise ModelError(f"{test} holds no folders of the labels {', '.join(labels)}.")
    order = np.random.default_rng(0).permutation(len(paths))[:count]
    chosen = [paths[index] for index in order]
    faces = [cv2.imread(str(path), cv2.IMREAD_GRAYSCALE) for path in chosen]
    numbers = np.asarray([labels.index(path.parent.name) for path in chosen])
    return np.stack([np.asarray(face, np.uint8) for face in faces]), numbers
