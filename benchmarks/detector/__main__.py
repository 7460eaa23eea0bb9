"""How well faces are found: ``python -m benchmarks.detector FACES_ZIP``.

One run compares the program's own face finder with two Haar cascades on the
photographs that are kept out of its training: recall, false boxes, time and
size; turned, dark and blurred photographs; small and large faces. ``--test``
adds faces pasted into empty pictures, found, cropped and read; ``--clip`` adds
a film of one person, with how much the box trembles. The comparison is written
as Markdown, JSON and a plot.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.detector.clip import on_clip
from benchmarks.detector.pasted import end_to_end
from benchmarks.detector.photographs import conditions, held_out
from benchmarks.detector.rivals import THREADS, competitors
from benchmarks.detector.tables import markdown
from model.detector.description import SHIPPED
from model.detector.evaluation import truth_of
from model.detector.pictures import PhotographSource, is_held_out
from model.detector.plots import draw_precision
from model.errors import ModelError
from model.opencv import cv2


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the tables, and write them to a folder."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.detector", description=__doc__)
    parser.add_argument("pictures", type=Path, help="zip or folder with boxes.csv and images/")
    parser.add_argument("--test", type=Path, help="class folders of faces, such as data/test")
    parser.add_argument("--clip", type=Path, help="a film of one person")
    parser.add_argument(
        "--model", type=Path, default=SHIPPED, help="the JSON of another network of ours"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("runs/detector-benchmark"), help="default: %(default)s"
    )
    parser.add_argument("--limit", type=int, help="photographs, for a quick look")
    parser.add_argument("--faces", type=int, default=1000, help="to paste (default: %(default)s)")
    chosen = parser.parse_args(arguments)
    cv2.setNumThreads(THREADS)
    try:
        report = compare(chosen)
    except ModelError as error:
        print(error, file=sys.stderr)
        return 2
    text = markdown(report)
    print(text)
    (chosen.out / "detector.md").write_text(text, "utf-8")
    (chosen.out / "detector.json").write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    return 0


def compare(chosen: argparse.Namespace) -> dict[str, Any]:
    """All figures, by part and detector."""
    source = PhotographSource(chosen.pictures)
    names = [name for name in source.names if is_held_out(name)][: chosen.limit]
    photographs = source.load(names, colors=3)
    rivals = list(competitors(chosen.model))
    report: dict[str, Any] = {
        "photographs": len(photographs),
        "faces": sum(int(truth_of(each).counted.sum()) for each in photographs),
        "held_out": "SHA-256 of the file's name, modulo 5, is 0",
    }
    report["held out"], curves = held_out(rivals, photographs)
    chosen.out.mkdir(parents=True, exist_ok=True)
    draw_precision(curves, chosen.out / "precision.png")
    report["conditions"] = conditions(rivals, photographs)
    if chosen.test:
        report["end to end"] = end_to_end(rivals, photographs, chosen.test, chosen.faces)
    if chosen.clip:
        report["clip"] = on_clip(rivals, chosen.clip)
    return report


if __name__ == "__main__":
    raise SystemExit(main())
