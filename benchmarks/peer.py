"""The peer ``fer`` on the same video, in the Python that has it installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

FRAMES: Final = 60
PATIENCE: Final = 600.0

SCRIPT: Final = """
import json, sys, time
begun = time.perf_counter()
import cv2
try:
    from fer.fer import FER
except ImportError:
    from fer import FER
detector = FER()
video = cv2.VideoCapture(sys.argv[1])
good, frame = video.read()
detector.detect_emotions(frame)
first, taken = time.perf_counter() - begun, []
for _ in range(int(sys.argv[2])):
    good, frame = video.read()
    if not good:
        video.set(cv2.CAP_PROP_POS_FRAMES, 0)
        good, frame = video.read()
    before = time.perf_counter()
    detector.detect_emotions(frame)
    taken.append(1000 * (time.perf_counter() - before))
taken.sort()
try:
    lines = open("/proc/self/status").read().splitlines()
    peak = next(int(l.split()[1]) * 1024 / 1e6 for l in lines if l.startswith("VmHWM"))
except OSError:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
print(json.dumps({
    "first_result_s": first,
    "median_ms": taken[len(taken) // 2],
    "p95_ms": taken[int(0.95 * (len(taken) - 1))],
    "peak_mb": peak,
}))
"""
"""Stands alone: that Python knows nothing of this project."""


def measure(python: str, video: Path, frames: int = FRAMES) -> dict[str, Any] | None:
    """Seconds from import to the first result, milliseconds a frame, peak memory.

    Args:
        python: the Python of an environment with ``fer``.
        video: of 640x480.
        frames: that are timed.

    Returns:
        None, and a sentence on stderr, where that Python has no ``fer`` or it fails.
    """
    try:
        ended = subprocess.run(
            [python, "-c", SCRIPT, str(video.resolve()), str(frames)],
            # In a folder without modules, lest one of them is taken for a package.
            cwd=video.resolve().parent,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
        figures: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    except (OSError, ValueError, IndexError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        why = said[-1] if said else type(error).__name__
        print(f"The peer is not measured: {python} does not run fer ({why}).", file=sys.stderr)
        return None
    return figures
