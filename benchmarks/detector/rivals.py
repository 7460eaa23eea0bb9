"""The detectors that are compared."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from model.detector.boxes import Detector
from model.detector.haar import HaarDetector
from model.detector.network import NetworkDetector
from model.detector.training import CURVE_THRESHOLD
from model.errors import ModelError
from model.opencv import cv2

THREADS: Final = 2
HAAR: Final = {
    "Haar default, 1.1/5": ("haarcascade_frontalface_default.xml", 5),
    "Haar alt2, 1.1/3": ("haarcascade_frontalface_alt2.xml", 3),
}


@dataclass(frozen=True)
class Rival:
    """A detector that is compared.

    Attributes:
        name: in the tables.
        detector: as the program uses it.
        eager: the same with a low threshold, for the curve.
        size: of its file in bytes.
    """

    name: str
    detector: Detector
    eager: Detector
    size: int


def competitors(model: Path) -> Iterator[Rival]:
    """Ours, where it is there, and the cascades, where OpenCV has them."""
    if model.exists():
        ours = NetworkDetector.load(model, threads=THREADS)
        eager = NetworkDetector.load(model, threads=THREADS)
        eager.description = replace(eager.description, threshold=CURVE_THRESHOLD)
        size = model.with_name(ours.description.weights).stat().st_size
        yield Rival("ours", ours, eager, size)
    else:
        print(f"There is no {model}: the cascades alone are measured.", file=sys.stderr)
    for name, (cascade, neighbours) in HAAR.items():
        try:
            haar = HaarDetector.load(cascade, neighbours)
        except ModelError as error:
            print(error, file=sys.stderr)
            continue
        data: Any = cv2
        yield Rival(name, haar, haar, (Path(data.data.haarcascades) / cascade).stat().st_size)
