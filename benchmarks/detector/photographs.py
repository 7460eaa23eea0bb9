"""Photographs that are kept out of training: as they are, turned, dark and blurred."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np

from benchmarks.detector.rivals import Rival
from model.detector.boxes import Box, Detector
from model.detector.composing import Cut, cut_out
from model.detector.evaluation import FALSE_BOXES, Curve, Truth, curve, truth_of
from model.detector.pictures import Photograph
from model.opencv import cv2
from model.preprocess import Image

FRAME: Final = (640, 480)
GAMMA: Final = 0.4
BLUR: Final = 3.0
SIZES: Final = ((0.1, 0.15), (0.15, 0.3), (0.3, 10.0))

Answers = list[tuple[list[Box], Truth]]


def held_out(
    rivals: Sequence[Rival], photographs: Sequence[Photograph]
) -> tuple[dict[str, Any], dict[str, Curve]]:
    """The first table, and the curves for the plot."""
    rows, curves = {}, {}
    for rival in rivals:
        answers = _answers(rival.detector, ((p.levels[0], truth_of(p)) for p in photographs))
        used = curve(answers)
        curves[rival.name] = (
            used
            if rival.eager is rival.detector
            else curve((rival.eager.detect(p.levels[0]), truth_of(p)) for p in photographs)
        )
        recall, false_boxes = used.at()
        rows[rival.name] = {
            "recall": recall,
            "false boxes a picture": false_boxes,
            f"recall at {FALSE_BOXES:g} false boxes": curves[rival.name].recall_at(),
            "average precision": curves[rival.name].average_precision,
            "ms a frame": milliseconds(rival.detector, photographs),
            "file, kB": rival.size / 1000,
        } | _by_size(answers, photographs)
    return rows, curves


def milliseconds(detector: Detector, photographs: Sequence[Photograph]) -> float:
    """Median time for a frame of 640x480, on photographs brought to that size."""
    frames = [np.asarray(cv2.resize(each.levels[0], FRAME), np.uint8) for each in photographs[:40]]
    for frame in frames[:5]:
        detector.detect(frame)
    times = []
    for frame in frames * 2:
        begun = time.perf_counter()
        detector.detect(frame)
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times)


def _answers(detector: Detector, pictures: Iterator[tuple[Image, Truth]]) -> Answers:
    return [(detector.detect(picture), truth) for picture, truth in pictures]


def _by_size(answers: Answers, photographs: Sequence[Photograph]) -> dict[str, float]:
    """Recall of faces by their longer side's share of the picture's short one."""
    rows = {}
    for low, high in SIZES:
        limited = []
        for (boxes, truth), photograph in zip(answers, photographs, strict=True):
            share = truth.boxes[:, 2:].max(-1) / photograph.short_side
            group = truth.counted & (share >= low) & (share < high)
            limited.append((boxes, Truth(truth.boxes, group)))
        name = f"{low:.0%} to {high:.0%}" if high < 1 else f"over {low:.0%}"
        rows[f"recall, faces of {name}"] = curve(limited).at()[0]
    return rows


def conditions(
    rivals: Sequence[Rival], photographs: Sequence[Photograph]
) -> dict[str, dict[str, dict[str, float]]]:
    """Recall and false boxes of each detector under each condition."""
    changes: dict[str, Callable[[Photograph], tuple[Image, Truth]]] = {
        "roll 0": lambda each: (each.levels[0], truth_of(each)),
        "roll 15": lambda each: rolled(each, 15),
        "roll 30": lambda each: rolled(each, 30),
        f"gamma {GAMMA} (darker)": lambda each: (darker(each.levels[0]), truth_of(each)),
        f"blur, sigma {BLUR:g} px": lambda each: (blurred(each.levels[0]), truth_of(each)),
    }
    rows: dict[str, dict[str, dict[str, float]]] = {}
    for name, change in changes.items():
        rows[name] = {}
        for rival in rivals:
            found = curve(_answers(rival.detector, map(change, photographs)))
            recall, false_boxes = found.at()
            rows[name][rival.name] = {"recall": recall, "false boxes a picture": false_boxes}
    return rows


def rolled(photograph: Photograph, roll: float) -> tuple[Image, Truth]:
    """A photograph turned clockwise on a canvas that holds all of it, and its faces."""
    height, width = photograph.levels[0].shape[:2]
    cosine, sine = abs(np.cos(np.radians(roll))), abs(np.sin(np.radians(roll)))
    shape = (int(height * cosine + width * sine), int(width * cosine + height * sine))
    middle, target = (width / 2, height / 2), (shape[1] / 2, shape[0] / 2)
    cut = Cut(middle, target, 1.0, roll, flip=False, border=cv2.BORDER_REPLICATE)
    # All count here, so that none is lost and the order stays.
    counted = truth_of(photograph).counted
    picture, faces = cut_out(photograph, cut, shape)
    boxes = [(face.x - face.w / 2, face.y - face.h / 2, face.w, face.h) for face in faces]
    if len(boxes) != len(counted):
        raise AssertionError(f"{photograph.name} lost a face when it was turned")
    return picture, Truth(np.asarray(boxes, np.float32).reshape(-1, 4), counted)


def darker(picture: Image) -> Image:
    """A picture with the gamma of a dark room."""
    table = 255 * (np.arange(256) / 255) ** (1 / GAMMA)
    return np.asarray(cv2.LUT(picture, np.rint(table).astype(np.uint8)), np.uint8)


def blurred(picture: Image) -> Image:
    """A picture out of focus."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), BLUR), np.uint8)
