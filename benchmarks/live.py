"""The window as it runs: ``python -m benchmarks.live VIDEO`` prints its figures as JSON.

This process is the program itself, its camera replaced by the looping video. The figures
are of the seconds after a warm-up that begins with the first reading.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.loop import Loop
from benchmarks.process import own_home, peak_mb
from emoji_gui.pipeline.records import Snapshot
from emoji_gui.pipeline.timings import (
    CLASSIFY,
    DETECT,
    SMOOTH,
    TO_PICTURE,
    Screen,
    Timings,
)
from emoji_gui.pipeline.timings_recorder import Recorder
from emoji_gui.pipeline.timings_summary import as_json

ROOT: Final = Path(__file__).resolve().parents[1]
ANALYSE: Final = "detect + classify + smooth"
"""Their sum in each frame: medians of parts do not add up to the median of the whole."""

SECONDS, WARM_UP, PATIENCE = 20.0, 3.0, 120.0


class Watch(Recorder):
    """Measures some seconds of the window, then ends it as a person's Ctrl-C would."""

    def __init__(self, seconds: float, warm_up: float) -> None:
        """Wait for the first reading."""
        super().__init__()
        self._seconds, self._warm_up = seconds, warm_up
        self._first: float | None = None
        self._begun: tuple[float, float] | None = None
        self._sum = 0.0
        self.figures: dict[str, Any] = {}

    def add(self, name: str, seconds: float, *, whole: bool = True) -> None:
        """Count a stretch, and the three of the analysis together."""
        super().add(name, seconds, whole=whole)
        if name in (DETECT, CLASSIFY, SMOOTH):
            self._sum += seconds
        if name == SMOOTH:
            super().add(ANALYSE, self._sum)
            self._sum = 0.0

    def drawn(self, snapshot: Snapshot, screen: Screen) -> None:
        """Begin, measure and end by what has been drawn."""
        super().drawn(snapshot, screen)
        now = time.monotonic()
        if self._first is None:
            self._first = now if snapshot.reading is not None else None
        elif self._begun is None:
            if now - self._first >= self._warm_up:
                self.clear()
                self._begun = now, time.process_time()
        elif now - self._begun[0] >= self._seconds and not self.figures:
            self.figures = self._measured(now - self._begun[0], self._begun[1])
            signal.raise_signal(signal.SIGTERM)

    def _measured(self, seconds: float, worked: float) -> dict[str, Any]:
        summaries = self.summaries()
        pictures = summaries.get(TO_PICTURE)
        return {
            "seconds": seconds,
            "frames_a_second": (pictures.count if pictures else 0) / seconds,
            "share_of_a_core": (time.process_time() - worked) / seconds,
            "peak_mb": peak_mb(),
            "stages": as_json(summaries),
        }


def measure(video: Path, seconds: float = SECONDS, warm_up: float = WARM_UP) -> dict[str, Any]:
    """Run the window on a looping video in a process of its own.

    Args:
        video: what the camera would show.
        seconds: that are measured.
        warm_up: seconds before them.

    Returns:
        ``frames_a_second``, ``share_of_a_core`` (1 is one core), ``peak_mb`` and ``stages``
        as ``timings_summary.as_json`` gives them.

    Raises:
        SystemExit: the window did not run.
    """
    words = ["--seconds", str(seconds), "--warm-up", str(warm_up)]
    with tempfile.TemporaryDirectory() as home:
        try:
            ended = subprocess.run(
                [sys.executable, "-m", "benchmarks.live", str(video.resolve()), *words],
                cwd=ROOT,
                env=own_home(Path(home)),
                capture_output=True,
                text=True,
                timeout=seconds + warm_up + PATIENCE,
                check=True,
            )
        except subprocess.TimeoutExpired as error:
            raise SystemExit(f"The window gave no figures on {video}.") from error
        except subprocess.CalledProcessError as error:
            raise SystemExit(f"The window did not run on {video}: {error.stderr}") from error
    figures: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return figures


def show(video: Path, timings: Timings) -> int:
    """Be the program with a looping video for a camera; its exit status."""
    from emoji_gui.desktop.app import run

    # Without a scheme and with a number, as a camera has it: the picture is mirrored as theirs.
    return run(Namespace(source="0"), timings=timings, open_source=lambda spec: Loop(video))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the window and print one line of JSON; 1 where it was closed too early."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live", description=__doc__)
    parser.add_argument("video", type=Path, help="with a face in it; it is looped")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="that are measured")
    parser.add_argument("--warm-up", type=float, default=WARM_UP, help="seconds before them")
    chosen = parser.parse_args(arguments)
    watch = Watch(chosen.seconds, chosen.warm_up)
    status = show(chosen.video, watch)
    if not watch.figures:
        print("The window was closed before anything was measured.", file=sys.stderr)
        return status or 1
    print(json.dumps(watch.figures))
    return status


if __name__ == "__main__":
    raise SystemExit(main())
