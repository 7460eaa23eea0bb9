"""The window that follows a run, and what is said where there is no screen."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from model.live import NO_SCREEN, Window, live_window
from model.plots.canvas import new_figure
from model.runs import EpochResult, RunFolder, RunState
from model.settings import TrainingSettings
from tests.training_support import FONTS, PATIENCE, ROOT, needs_tensorflow

pytestmark = [pytest.mark.train, needs_tensorflow]


def run_of(path: Path, epochs: int) -> RunFolder:
    history = tuple(
        EpochResult(number, 1.5, 0.4, 1.6, 0.3 + 0.01 * number, 1e-3, 1.0)
        for number in range(1, epochs + 1)
    )
    folder = RunFolder.create(path, path)
    prints = ("1", "2", "3")
    folder.save(RunState(TrainingSettings("a", "b"), ("x", "y"), history, fingerprints=prints))
    return folder


def test_the_window_is_drawn_anew_when_there_is_another_epoch(tmp_path: Path) -> None:
    figure = new_figure(8, 4)
    empty = run_of(tmp_path / "new", 0)
    Window(figure, empty).look()
    assert not figure.axes
    window = Window(figure, run_of(tmp_path / "run", 3))
    window.look()
    axes = figure.axes[0]
    assert len(axes.lines[0].get_xdata()) == 3
    assert {text.get_text() for text in axes.texts} == {"training", "validation"}
    window.look()
    assert figure.axes[0] is axes


def command(run: Path) -> list[str]:
    return [sys.executable, "-m", "model.live", str(run), "--while-stdin-lasts"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_screen_there_is_a_sentence(tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}
    environ["MPLCONFIGDIR"] = FONTS
    folder = run_of(tmp_path / "run", 1)
    done = subprocess.run(
        command(folder.path), cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    # Matplotlib may say that it makes its list of fonts.
    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, NO_SCREEN)


@pytest.mark.slow
def test_the_window_opens_and_leaves_with_the_training(
    tmp_path: Path, display: str, wait_until: Callable[..., None]
) -> None:
    import tkinter

    folder = run_of(tmp_path / "run", 2)
    root = tkinter.Tk()
    before = set(root.winfo_interps())
    process = subprocess.Popen(command(folder.path), cwd=ROOT, stdin=subprocess.PIPE)
    assert process.stdin is not None
    try:
        wait_until(lambda: set(root.winfo_interps()) - before, root, patience=60.0)
        assert process.poll() is None
    finally:
        process.stdin.close()
        root.destroy()
    assert process.wait(PATIENCE) == 0


def test_a_window_that_was_not_asked_for_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    with live_window(tmp_path, wanted=False):
        pass
