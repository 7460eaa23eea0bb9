"""Half an hour of the window: ``python -m benchmarks.soak VIDEO --output DIR``.

This process is the program itself on the looping video at full rate. Every five seconds
memory, threads, open handles, Tk's images and the longest gap between two ticks of Tk's
loop are written down; at the end they are held against the limits. DIR gets samples.csv,
soak.png and verdict.txt. The exit status is 1 where a limit is broken. Linux only, and it
needs a screen (``xvfb-run`` gives one).
"""

from __future__ import annotations

import argparse
import csv
import os
import signal
import sys
import tempfile
import time
import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import Final

from benchmarks.live import show
from benchmarks.process import handles, has_proc, memory_mb, own_home, threads
from benchmarks.soak_verdict import MOST_GAP_MS, Sample, Verdict, judge
from emoji_gui.pipeline.records import Snapshot
from emoji_gui.pipeline.timings import Screen, Timings
from model.files import write_text

MINUTES: Final = 30.0
PAUSE_SECONDS: Final = 5.0
CSV, PLOT, VERDICT = "samples.csv", "soak.png", "verdict.txt"


class Pulse(Timings):
    """Feels the window's ticks and looks at the process every few seconds; measures no stage."""

    def __init__(self, seconds: float, pause: float, keep: Callable[[Sample], None]) -> None:
        """Wait for the first tick.

        Args:
            seconds: after which the window is closed, as Ctrl-C would.
            pause: seconds between two samples.
            keep: takes each.
        """
        self._seconds, self._pause, self._keep = seconds, pause, keep
        self._begun: float | None = None
        self._last = self._due = self._gap = 0.0
        self._ending = False

    def drawn(self, snapshot: Snapshot, screen: Screen) -> None:
        """One tick has done its work."""
        now = time.monotonic()
        if self._begun is None:
            self._begun, self._last, self._due = now, now, now + self._pause
        self._gap = max(self._gap, now - self._last)
        if now >= self._due:
            self._sample(now - self._begun, screen)
            self._due = max(self._due + self._pause, now)
        if now - self._begun >= self._seconds and not self._ending:
            self._ending = True
            signal.raise_signal(signal.SIGTERM)
        # Looking at the process took time that is not the program's.
        self._last = time.monotonic()

    def _sample(self, seconds: float, screen: Screen) -> None:
        assert isinstance(screen, tk.Misc)
        images = len(screen.image_names())
        gap, self._gap = 1000 * self._gap, 0.0
        self._keep(Sample(seconds, memory_mb(), threads(), handles(), images, gap))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, write, judge; 1 where a limit is broken or the window did not run."""
    chosen = _parse(arguments)
    if not has_proc():
        print("The soak reads /proc, which this system does not have.", file=sys.stderr)
        return 1
    chosen.output.mkdir(parents=True, exist_ok=True)
    samples = run(chosen.video.resolve(), 60 * chosen.minutes, chosen.every, chosen.output / CSV)
    verdict = judge(samples)
    write_text(chosen.output / VERDICT, verdict.text() + "\n")
    if samples:
        draw(samples, verdict, chosen.output / PLOT)
    print(verdict.text())
    return 1 if verdict.broken else 0


def run(video: Path, seconds: float, pause: float, table: Path) -> list[Sample]:
    """Show the window and write each sample at once: a crash leaves the table up to there.

    Args:
        video: is looped.
        seconds: how long.
        pause: seconds between two samples.
        table: CSV file.
    """
    samples: list[Sample] = []
    with tempfile.TemporaryDirectory() as home, table.open("w", 1, newline="") as file:
        os.environ.update(own_home(Path(home)))
        writer = csv.writer(file)
        writer.writerow([field.name for field in fields(Sample)])

        def keep(sample: Sample) -> None:
            samples.append(sample)
            writer.writerow([f"{value:.7g}" for value in astuple(sample)])

        show(video, Pulse(seconds, pause, keep))
    return samples


def draw(samples: Sequence[Sample], verdict: Verdict, target: Path) -> None:
    """Plot memory with its line, the counts, and the gaps with their limit, over minutes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 8), layout="constrained")
    FigureCanvasAgg(figure)
    memory, counts, gaps = figure.subplots(3, 1, sharex=True)
    minutes = [sample.seconds / 60 for sample in samples]
    memory.plot(minutes, [sample.memory_mb for sample in samples], label="resident")
    if verdict.memory is not None:
        line, ends = verdict.memory, (verdict.warm_up / 60, minutes[-1])
        fit = [line.start + line.slope * minute / 60 for minute in ends]
        label = f"{line.slope:+.2f} ± {line.error:.2f} MB an hour"
        memory.plot(ends, fit, linestyle="--", label=label)
    memory.set_ylabel("memory, MB")
    for name in ("threads", "handles", "images"):
        counts.plot(minutes, [getattr(sample, name) for sample in samples], label=name)
    counts.set_ylabel("how many")
    gaps.plot(minutes, [sample.gap_ms for sample in samples], label="longest gap")
    gaps.axhline(MOST_GAP_MS, linestyle=":", color="black", label="limit")
    gaps.set(ylabel="between ticks, ms", xlabel="minutes", ylim=(0, None))
    for axes in (memory, counts, gaps):
        axes.axvspan(0, verdict.warm_up / 60, color="0.92")
        axes.grid(alpha=0.3)
        axes.legend(loc="best", fontsize="small")
    figure.savefig(target, dpi=100)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    add = parser.add_argument
    add("video", type=Path, help="with a face in it; it is looped")
    add("--minutes", type=float, default=MINUTES, help="how long (%(default)s)")
    add("--every", type=float, default=PAUSE_SECONDS, help="seconds between samples (%(default)s)")
    add("--output", type=Path, default=Path("runs/soak"), metavar="DIR", help="(%(default)s)")
    chosen = parser.parse_args(arguments)
    if not chosen.video.is_file():
        parser.error(f"there is no file {chosen.video}")
    return chosen


if __name__ == "__main__":
    raise SystemExit(main())
