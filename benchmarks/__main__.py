"""How fast the mirror is: ``python -m benchmarks VIDEO``, with a face in the video.

Measures the start, the live window at two sizes on the looped video paced like a camera,
and how the work grows with faces and with the frame's size; with --peer it measures the
package ``fer`` on the same video in the same run. Needs a screen (``xvfb-run`` gives one)
and some minutes in which nothing else keeps the machine busy.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks import live, peer, startup
from benchmarks.curves import FRAMES, curves
from benchmarks.figures import LARGE, SMALL, as_json, lines, markdown
from benchmarks.page import put
from benchmarks.process import processor
from benchmarks.sizes import Size, write_scaled
from emoji_gui.pipeline.errors import PipelineError
from model.detector import FaceDetector
from model.errors import ModelError
from model.files import write_text

SIZES: Final[dict[str, Size]] = {SMALL: (640, 480), LARGE: (1280, 720)}
PLACE: Final = "figures"
"""Of the table in a page: between ``<!-- figures -->`` and ``<!-- /figures -->``."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write what is asked for; 1 where something could not be measured."""
    chosen = _parse(arguments)
    if sys.platform == "linux" and not os.environ.get("DISPLAY"):
        print("There is no screen for the window: begin with xvfb-run -a.", file=sys.stderr)
        return 1
    try:
        figures = measure(chosen)
    except (ModelError, PipelineError) as error:
        print(error, file=sys.stderr)
        return 1
    rows = lines(figures)
    text = markdown(figures, rows)
    print(text)
    if chosen.output:
        whole = {**figures, "lines": as_json(rows)}
        write_text(chosen.output, json.dumps(whole, indent=1) + "\n")
    if chosen.markdown and chosen.markdown.exists():
        put(chosen.markdown, PLACE, text)
    elif chosen.markdown:
        write_text(chosen.markdown, text + "\n")
    return 0


def measure(chosen: argparse.Namespace) -> dict[str, Any]:
    """All figures, by what was measured."""
    figures: dict[str, Any] = {"machine": _machine(), "video": chosen.video.name}
    with tempfile.TemporaryDirectory() as folder:
        _tell("Writing the video in two sizes")
        videos = {
            name: write_scaled(chosen.video, size, Path(folder)) for name, size in SIZES.items()
        }
        _tell("Starting the program")
        figures["startup"] = startup.measure(videos[SMALL], chosen.runs, tensorflow=False)
        _tell("Showing the window")
        figures["live"] = {
            name: live.measure(video, chosen.seconds) for name, video in videos.items()
        }
        figures["peer"] = None
        if chosen.peer:
            _tell("Asking the peer")
            figures["peer"] = peer.measure(chosen.peer, videos[SMALL])
    _tell("Counting faces and pixels")
    figures["curves"] = curves(chosen.video, chosen.frames)
    return figures


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add = parser.add_argument
    add("video", type=Path, help="with the face of one person")
    add("--peer", metavar="PYTHON", help="a Python that has the package fer")
    add("--output", type=Path, metavar="FILE.json", help="where all figures go")
    add("--markdown", type=Path, metavar="FILE.md", help="the page whose marked place is filled")
    add("--seconds", type=float, default=live.SECONDS, help="live at each size (%(default)s)")
    add("--runs", type=int, default=5, help="starts of the program (%(default)s)")
    add("--frames", type=int, default=FRAMES, help="at each point of a curve (%(default)s)")
    chosen = parser.parse_args(arguments)
    if not chosen.video.is_file():
        parser.error(f"there is no file {chosen.video}")
    for file in (chosen.output, chosen.markdown):
        if file and not file.resolve().parent.is_dir():
            parser.error(f"there is no folder {file.parent}")
    page = chosen.markdown
    # Known before the minutes of measuring, not after.
    if page and page.exists() and f"<!-- {PLACE} -->" not in page.read_text("utf-8"):
        parser.error(f"{page} has no place <!-- {PLACE} --> … <!-- /{PLACE} -->")
    return chosen


def _machine() -> dict[str, Any]:
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "load": "unknown" if load is None else f"{load:.1f}",
        "detector": FaceDetector.load().kind,
    }


def _tell(what: str) -> None:
    print(f"{what} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
