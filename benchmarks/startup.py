"""How long the mirror takes to appear: ``python -m benchmarks.startup VIDEO``.

Each run is a new process of ``main.py`` on the given video or picture, in a
window on the display of the moment (``xvfb-run`` gives one). Two moments are
taken, both counted from just before the process is started: the window is on
the screen, and the first emoji of a face is in it. The processes have a home of
their own, so nobody's choices are read or changed. ``import tensorflow`` alone
is measured beside them, in the same loop, where it is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.process import own_home

ROOT: Final = Path(__file__).resolve().parents[1]
WINDOW, EMOJI, TENSORFLOW = "window on screen", "first emoji", "import tensorflow"
LIMIT_SECONDS: Final = 60.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print a table, and JSON where ``--json`` names a file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.startup", description=__doc__)
    parser.add_argument("source", type=Path, help="a video or picture with a face in it")
    parser.add_argument("--runs", type=int, default=5, help="of each (default: %(default)s)")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--started", type=float, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.started is not None:
        return _be_measured(chosen.source, chosen.started)
    if not chosen.source.is_file():
        parser.error(f"there is no file {chosen.source}")
    figures = measure(chosen.source, chosen.runs)
    print(table(figures))
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return 0


def measure(source: Path, runs: int, *, tensorflow: bool = True) -> dict[str, list[float]]:
    """Seconds of each run by what was measured; ``tensorflow`` beside it, where it is wanted."""
    figures: dict[str, list[float]] = {WINDOW: [], EMOJI: []}
    compare = tensorflow and importlib.util.find_spec("tensorflow") is not None
    # One home for all: only the first run finds it empty, as only a person's first start does.
    with tempfile.TemporaryDirectory() as home:
        for _ in range(runs):
            for name, seconds in _one_window(source, Path(home)).items():
                figures[name].append(seconds)
            if compare:
                figures.setdefault(TENSORFLOW, []).append(_one_import("tensorflow"))
    return figures


def table(figures: dict[str, list[float]]) -> str:
    """Median, least and most of each, as text."""
    rows = [f"{'seconds from process start':<28} median    min    max   runs"]
    rows += [
        f"{name:<28} {statistics.median(all_):6.2f} {min(all_):6.2f} {max(all_):6.2f} {len(all_):6}"
        for name, all_ in figures.items()
    ]
    return "\n".join(rows)


def _one_window(source: Path, home: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.startup", str(source.resolve())]
    ended = subprocess.run(
        [*command, "--started", repr(time.time())],
        cwd=ROOT,
        env=own_home(home),
        stdout=subprocess.PIPE,
        text=True,
        timeout=LIMIT_SECONDS,
        check=True,
    )
    moments: dict[str, float] = json.loads(ended.stdout.splitlines()[-1])
    if EMOJI not in moments:
        raise SystemExit(f"No face was read in {source}: {ended.stdout}")
    return moments


def _one_import(package: str) -> float:
    begun = time.monotonic()
    subprocess.run(
        [sys.executable, "-c", f"import {package}"], stderr=subprocess.DEVNULL, check=True
    )
    return time.monotonic() - begun


def _be_measured(source: Path, started: float) -> int:
    """The measured process: the program itself, with two moments noted on its way."""
    from emoji_gui import cli
    from emoji_gui.desktop.controller import Controller
    from emoji_gui.pipeline.records import Snapshot

    moments: dict[str, float] = {}
    begin, show = Controller.start, Controller.show

    def start_noted(self: Controller) -> None:
        if self.root.winfo_viewable():
            moments[WINDOW] = time.time() - started
        begin(self)

    def show_noted(self: Controller, snapshot: Snapshot, *rest: Any, **named: Any) -> None:
        show(self, snapshot, *rest, **named)
        main_face = snapshot.reading.main if snapshot.reading else None
        if main_face is not None and self.window.panel.pictures is not None:
            self.root.update_idletasks()
            moments[EMOJI] = time.time() - started
            self.stop_asked = True

    Controller.start, Controller.show = start_noted, show_noted  # type: ignore[method-assign]
    status = cli.main(["--source", str(source)])
    print(json.dumps(moments))
    return status


if __name__ == "__main__":
    raise SystemExit(main())
