"""A film of one person: how often the face is found, and how much its box trembles."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.detector.rivals import Rival
from emoji_gui.pipeline.tracking import Tracker
from model.detector.boxes import Box
from model.errors import ModelError
from model.opencv import cv2
from model.preprocess import Image, to_gray

STILL_SECONDS: Final = 2.0


def on_clip(rivals: Sequence[Rival], clip: Path) -> dict[str, dict[str, float]]:
    """Share of a film's frames with a face, and the trembling where it is stillest."""
    frames, rate = _frames(clip)
    still = stillest(frames, round(STILL_SECONDS * rate))
    report = {}
    for rival in rivals:
        tracker = Tracker()
        raw: list[tuple[float, float] | None] = []
        smooth: list[tuple[float, float] | None] = []
        for number, frame in enumerate(frames):
            boxes = sorted(rival.detector.detect(frame), key=lambda box: -box.w * box.h)[:1]
            raw.append(_centre(boxes[0]) if boxes else None)
            now = number / rate
            tracks = [track for track in tracker.update(boxes, now) if track.seen == now]
            smooth.append(_centre(tracks[0].box) if tracks else None)
        report[rival.name] = {
            "frames found": sum(place is not None for place in raw) / len(frames),
            "jitter of the box, px": jitter(raw[still]),
            "jitter as the mirror shows it, px": jitter(smooth[still]),
        }
    return report


def _frames(clip: Path) -> tuple[list[Image], float]:
    film = cv2.VideoCapture(str(clip))
    rate = film.get(cv2.CAP_PROP_FPS) or 30.0
    frames = []
    while True:
        there, frame = film.read()
        if not there:
            break
        frames.append(np.asarray(frame, np.uint8))
    film.release()
    if not frames:
        raise ModelError(f"{clip} is no film that can be read.")
    return frames, rate


def stillest(frames: Sequence[Image], count: int) -> slice:
    """The run of so many frames between which the picture changes least."""
    small = [cv2.resize(to_gray(each), (160, 90), interpolation=cv2.INTER_AREA) for each in frames]
    pairs = itertools.pairwise(small)
    changes = [float(np.abs(b.astype(float) - a).mean()) for a, b in pairs]
    length = max(1, min(count, len(frames)) - 1)
    sums = np.convolve(changes, np.ones(length), "valid") if changes else np.zeros(1)
    first = int(np.argmin(sums))
    return slice(first, first + length + 1)


def jitter(places: Sequence[tuple[float, float] | None]) -> float:
    """Root mean square of the centre's step from frame to frame, in pixels."""
    steps = [
        (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2
        for a, b in itertools.pairwise(places)
        if a is not None and b is not None
    ]
    return float(np.sqrt(np.mean(steps))) if steps else float("nan")


def _centre(box: Box) -> tuple[float, float]:
    return box.x + box.w / 2, box.y + box.h / 2
