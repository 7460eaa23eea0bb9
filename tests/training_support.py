"""Small pictures in class folders, and ``train_model.py`` as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120.0
FONTS = str(Path(tempfile.gettempdir()) / "emoji-mirror-tests-matplotlib")
"""Where Matplotlib keeps its list of fonts; each test has a home of its own, without one."""
SMALL = ("--channels", "4", "8", "--batch-size", "4")

needs_tensorflow = pytest.mark.skipif(
    find_spec("tensorflow") is None or find_spec("matplotlib") is None,
    reason='the extra "train" (TensorFlow) is not installed',
)


def write_pictures(
    folder: Path, classes: Sequence[str] = ("left", "right"), pictures: int = 12, seed: int = 0
) -> Path:
    """Noise with a bright band, at another height for each class."""
    rng = np.random.default_rng(seed)
    for number, name in enumerate(classes):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for index in range(pictures):
            picture = rng.integers(0, 90, (48, 48))
            top = 4 + number * 40 // len(classes)
            picture[top : top + 8] += 120
            Image.fromarray(picture.astype(np.uint8)).save(folder / name / f"{index:03}.png")
    return folder


def write_data(folder: Path, pictures: int = 12) -> Path:
    """A folder with ``train`` and ``test`` in it."""
    write_pictures(folder / "train", pictures=pictures)
    write_pictures(folder / "test", pictures=pictures, seed=1)
    return folder


def start(
    folder: Path, *options: str, before: Callable[[], None] | None = None
) -> subprocess.Popen[str]:
    """Start ``train_model.py`` on ``folder/train`` and ``folder/test``, in ``folder``."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "train_model.py"), *options],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"CUDA_VISIBLE_DEVICES": "-1", "MPLCONFIGDIR": FONTS},
        preexec_fn=before,  # noqa: PLW1509  # nothing here has threads at that moment
    )


def run(
    folder: Path, *options: str, before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """The same, to its end."""
    process = start(folder, *options, before=before)
    try:
        out, err = process.communicate(timeout=PATIENCE)
    finally:
        # After its end this does nothing.
        process.kill()
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def history(run_folder: Path) -> list[dict[str, Any]]:
    """The epochs that a run has finished, without what a clock says; empty before its start."""
    state = run_folder / "state.json"
    if not state.exists():
        return []
    rows: list[dict[str, Any]] = json.loads(state.read_text("utf-8"))["history"]
    return [{name: row[name] for name in row if name != "seconds"} for row in rows]
