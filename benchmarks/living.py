"""How long a frame of the living emoji takes: ``python -m benchmarks.living [--size 360]``.

Processor time of one thread, from the probabilities to the picture, while the
face goes from one expression to the next at 30 frames a second.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import time
import tracemalloc
from collections.abc import Sequence
from typing import Final

from emoji_gui.pipeline.living import LivingFace
from model.labels import LABELS
from model.opencv import cv2

RATE: Final = 30


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.living", description=__doc__)
    parser.add_argument("--size", type=int, default=360, help="pixels a side (%(default)s)")
    parser.add_argument("--frames", type=int, default=420, help="(default: %(default)s)")
    chosen = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    print(report(measure(chosen.size, chosen.frames)), f"at {chosen.size} px")
    print(f"{memory(chosen.size):.1f} MB at most, {chosen.size} px")
    return 0


def measure(size: int, frames: int) -> list[float]:
    """Milliseconds of processor time of each frame."""
    face, spent = LivingFace(size, random.Random(1)), []
    answers = itertools.cycle([*({label: 1.0} for label in LABELS), {}, None,
                               {"happy": 0.6, "surprise": 0.4}])  # fmt: skip
    answer = next(answers)
    for number in range(frames):
        answer = next(answers) if number % RATE == 0 else answer
        start = time.process_time()
        face.advance(answer, 1 / RATE)
        face.picture()
        spent.append(1000 * (time.process_time() - start))
    return spent


def memory(size: int) -> float:
    """Megabytes that a face and one frame of it take at most, its drawn heads among them."""
    tracemalloc.start()
    face = LivingFace(size, random.Random(1))
    for label in LABELS:
        face.advance({label: 1.0}, 1.0)
        face.picture()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def report(spent: list[float]) -> str:
    """Median, best and 95th percentile."""
    late = statistics.quantiles(spent, n=20)[-1]
    return f"{statistics.median(spent):.1f} ms a frame (best {min(spent):.1f}, 95 % {late:.1f})"


if __name__ == "__main__":
    raise SystemExit(main())
