"""How steady and how quick the label is: ``python -m benchmarks.steadiness VIDEO --faces TEST``.

For every position of the slider between quick (0) and calm (1):

* label changes a second of the largest face in VIDEO, and the time without a label;
* the time after which a clean change of the probabilities shows, at 10, 30 and 60 frames a
  second, which must agree;
* on made clips (with ``--faces``): a face that becomes another expression at a known frame, with
  noise, boxes that tremble, every tenth detection missing and a second person beside it: the time
  to the new label, the share of clips that reach it, and the changes a second that are too many;
* on weak changes (with ``--faces``): the network's answer to a picture becomes a mixture of 60 % of
  its answer to another expression and the rest of the first, with noise that lasts a tenth of a
  second as a talking mouth's does: the same three figures.

``--plot`` draws the trade, ``--docs`` writes the table into a page between its two marks.

The detector's and the network's answers are taken once and replayed for every position.
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.classifier import read_pictures
from benchmarks.page import markdown_table
from benchmarks.steadiness_clips import AFTER, BEFORE, FPS, Replay, made_clips, weak_changes
from emoji_gui.pipeline.engine import Engine
from emoji_gui.pipeline.records import Frame
from emoji_gui.pipeline.smoothing import ExpressionFilter, Reluctance
from emoji_gui.pipeline.sources import open_source
from model import ExpressionClassifier, FaceDetector

POSITIONS: Final = tuple(step / 10 for step in range(11))
RATES: Final = (10, 30, 60)
MARKS: Final = ("<!-- table -->", "<!-- end of table -->")


def labels_shown(frames: Iterable[Frame], replay: Replay, calm: float) -> list[int | None]:
    """The main face's label in every frame that has a face."""
    replay.rewind()
    engine = Engine(replay, replay, calm=calm)
    readings = (engine.process(frame) for frame in frames)
    return [reading.main.label for reading in readings if reading.main is not None]


def changes(labels: Sequence[int | None]) -> int:
    """How often the label changes."""
    return sum(a != b for a, b in itertools.pairwise(labels))


def reaction(calm: float, rate: int) -> float:
    """Milliseconds until a clean change from one label at .8 to another shows."""
    expression = ExpressionFilter(Reluctance.from_calm(calm))
    for _ in range(3 * rate):
        expression.update((0.8, 0.1, 0.1), 1 / rate)
    for frame in range(1, 10 * rate):
        if expression.update((0.1, 0.8, 0.1), 1 / rate) == 1:
            return 1000 * frame / rate
    return float("inf")


def on_made(clips: Sequence[Any], calm: float) -> dict[str, float]:
    """Reaction and needless changes on made clips."""
    waits, needless = [], 0
    change = round(BEFORE * FPS)
    for frames, replay, wanted in clips:
        replay.rewind()
        engine = Engine(replay, replay, calm=calm)
        labels = [reading.main.label if reading.main else None
                  for reading in map(engine.process, frames)]  # fmt: skip
        reached = [n for n, label in enumerate(labels) if n >= change and label == wanted]
        if reached:
            waits.append(1000 * (reached[0] - change + 1) / FPS)
        needless += max(0, changes(labels[5:]) - 1)
    return {
        "made: ms to the new label": statistics.median(waits) if waits else float("inf"),
        "made: clips that reach it": len(waits) / len(clips),
        "made: needless changes a second": needless / (len(clips) * (BEFORE + AFTER)),
    }


def on_weak(sequences: Sequence[Any], calm: float) -> dict[str, float]:
    """Reaction and needless changes on weak changes."""
    waits, needless, change = [], 0, round(BEFORE * FPS)
    for answers, wanted in sequences:
        expression = ExpressionFilter(Reluctance.from_calm(calm))
        labels = [expression.update(answer, 1 / FPS) for answer in answers]
        reached = [n for n, label in enumerate(labels) if n >= change and label == wanted]
        waits.append(1000 * (reached[0] - change + 1) / FPS if reached else float("inf"))
        needless += max(0, changes(labels[5:]) - 1)
    return {
        "weak: ms to the new label": statistics.median(waits),
        "weak: changes that reach it": float(np.isfinite(waits).mean()),
        "weak: needless changes a second": needless / (len(sequences) * (BEFORE + AFTER)),
    }


def plot(rows: Sequence[dict[str, float]], path: Path) -> None:
    """Draw changes a second over the time to show a change, a point a position, as PNG."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.add_subplot()
    times = [row["ms to show at 30 fps"] for row in rows]
    axes.plot(times, [row["changes a second"] for row in rows], marker="o", color="#5145cd")
    for row, time in zip(rows, times, strict=True):
        axes.annotate(
            f"{row['calm']:.1f}", (time, row["changes a second"]),
            (4, 4), textcoords="offset points",
        )  # fmt: skip
    axes.set(
        xlabel="ms until a clear change shows, 30 fps",
        ylabel="label changes a second",
        ylim=(0, None),
    )
    axes.set_title("From quick (0) to calm (1)")
    axes.grid(alpha=0.3)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120, format="png")


def into_page(page: str, lines: str) -> str:
    """A page with the table between its marks in place of the one before.

    Raises:
        ValueError: the page has no such marks.
    """
    start, rest = page.partition(MARKS[0])[::2]
    _, end, after = rest.partition(MARKS[1])
    if not end:
        raise ValueError(f"the page has no {MARKS[0]} and {MARKS[1]}")
    return f"{start}{MARKS[0]}\n{lines}\n{MARKS[1]}{after}"


def measure(video: Path, faces: Path | None) -> list[dict[str, float]]:
    """One row of figures a position of the slider."""
    classifier = ExpressionClassifier.load()
    source = open_source(str(video))
    frames = []
    while (frame := source.read()) is not None:
        frames.append(frame)
    source.close()
    seconds = len(frames) * (frames[-1].time - frames[0].time) / (len(frames) - 1)
    replay = Replay(FaceDetector.load(), classifier)
    pictures = read_pictures(faces) if faces else None
    clips = made_clips(pictures, classifier) if pictures else []
    weak = weak_changes(pictures, classifier) if pictures else []
    rows = []
    for calm in POSITIONS:
        labels = labels_shown(frames, replay, calm)
        row = {
            "calm": calm,
            "changes a second": changes(labels) / seconds,
            "not sure": labels.count(None) / max(1, len(labels)),
        }
        row |= {f"ms to show at {rate} fps": reaction(calm, rate) for rate in RATES}
        row |= on_made(clips, calm) if clips else {}
        rows.append(row | (on_weak(weak, calm) if weak else {}))
    return rows


def table(rows: Sequence[dict[str, float]]) -> str:
    """The rows as Markdown."""
    return markdown_table(
        list(rows[0]),
        [[f"{v:.0f}" if "ms" in name else f"{v:.2f}" for name, v in row.items()] for row in rows],
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print the table, and JSON where ``--json`` names a file."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.steadiness",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("video", type=Path, help="a video of one talking person")
    parser.add_argument("--faces", type=Path, help="folder of class folders for the made clips")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--plot", type=Path, help="PNG to draw the trade into")
    parser.add_argument("--docs", type=Path, help="page to write the table into")
    chosen = parser.parse_args(arguments)
    for path in filter(None, (chosen.video, chosen.faces, chosen.docs)):
        if not path.exists():
            parser.error(f"there is no {path}")
    rows = measure(chosen.video, chosen.faces)
    print(table(rows))
    if chosen.plot:
        plot(rows, chosen.plot)
    if chosen.docs:
        page = chosen.docs.read_text("utf-8")
        chosen.docs.write_text(into_page(page, table(rows)), "utf-8")
    if chosen.json:
        chosen.json.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
