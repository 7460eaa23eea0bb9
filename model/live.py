"""The curves of a run in a window while it trains: ``python -m model.live RUN``.

A process of its own, which reads what the run has saved: the window answers while
the training computes, and closing it does the training no harm.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from model.errors import ModelError
from model.plots import curves_on
from model.plots.canvas import GAP
from model.runs import RunFolder

LOOK_MS: Final = 500
"""Between two looks at the run."""

SECONDS_TO_LEAVE: Final = 5.0
ROOT: Final = Path(__file__).resolve().parents[1]

NO_SCREEN: Final = (
    "There is no screen for a window, or no toolkit for it; curves.png in the run's folder is "
    "drawn anew after each epoch."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Show the window until it is closed; 2 with a sentence where there can be none."""
    parser = argparse.ArgumentParser(prog="python -m model.live", description=__doc__)
    parser.add_argument("run", type=Path, metavar="RUN", help="folder of a run")
    parser.add_argument("--while-stdin-lasts", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    from matplotlib import pyplot

    if pyplot.get_backend().lower() == "agg":
        print(NO_SCREEN, file=sys.stderr)
        return 2
    figure = pyplot.figure(figsize=(11, 4.4), layout="constrained", num=f"Training: {chosen.run}")
    figure.get_layout_engine().set(w_pad=GAP, h_pad=GAP)
    window = Window(figure, RunFolder(chosen.run))
    try:
        window.look()
    except ModelError as error:
        print(error, file=sys.stderr)
        return 2
    timer = figure.canvas.new_timer(interval=LOOK_MS)
    timer.add_callback(window.look)
    timer.start()
    if chosen.while_stdin_lasts:
        threading.Thread(target=_leave_with_parent, daemon=True).start()
    pyplot.show()
    return 0


class Window:
    """A figure that follows a run."""

    def __init__(self, figure: Any, folder: RunFolder) -> None:
        """Follow a run on a Matplotlib figure."""
        self._figure = figure
        self._folder = folder
        self._epochs = -1

    def look(self) -> None:
        """Draw anew if the run has another epoch.

        Raises:
            RunError: the folder holds no run.
        """
        state = self._folder.load()
        best = state.best_epoch
        if best is None or len(state.history) == self._epochs:
            return
        self._epochs = len(state.history)
        self._figure.clear()
        curves_on(self._figure, state.history, best, state.judge)
        self._figure.canvas.draw_idle()


@contextlib.contextmanager
def live_window(run: Path, wanted: bool) -> Iterator[None]:
    """Show a run's curves while the block runs, if that is wanted and there is a screen."""
    if not wanted:
        yield
        return
    command = [sys.executable, "-m", "model.live", str(run.resolve()), "--while-stdin-lasts"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE)
    try:
        yield
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(SECONDS_TO_LEAVE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _leave_with_parent() -> None:
    """End the process when the training ends, however that comes about."""
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    raise SystemExit(main())
