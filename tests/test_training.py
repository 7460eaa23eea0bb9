"""Whole runs of ``train_model.py`` as a process: finished, killed, interrupted, out of room."""

from __future__ import annotations

import signal
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model import ExpressionClassifier
from model.description import read_description
from tests.training_support import SMALL, history, needs_tensorflow, run, start, write_data

pytestmark = [
    pytest.mark.train,
    pytest.mark.slow,
    needs_tensorflow,
    pytest.mark.skipif(sys.platform == "win32", reason="sends signals that Windows does not have"),
]

OPTIONS = ("train", "test", "--epochs", "3", "--restart", "0.7", "--average", "0.25", *SMALL)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data and one whole run of three epochs, ``whole``."""
    folder = write_data(tmp_path_factory.mktemp("training"), pictures=40)
    done = run(folder, *OPTIONS, "--run", "whole")
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("Epoch ")]
    assert len(lines) == 3
    assert "Epoch 3 [####" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return folder


def weights(file: Path) -> bytes:
    """The stored numbers of a ``.keras`` file, without its date."""
    with zipfile.ZipFile(file) as archive:
        return archive.read("model.weights.h5")


def test_the_folder_of_a_run_holds_what_it_promises(finished: Path) -> None:
    names = {path.name for path in (finished / "whole").iterdir()}
    assert names >= {
        "network.keras", "network.float32.tflite", "network.float32.json", "network.int8.tflite",
        "network.int8.json", "history.csv", "curves.png", "confusion.png", "report.txt",
        "state.json", "train.log",
    }  # fmt: skip
    for name in ("curves.png", "confusion.png"):
        with Image.open(finished / "whole" / name) as picture:
            assert min(picture.size) > 300
    assert (finished / "whole" / "history.csv").read_text().count("\n") == 4
    assert "left" in (finished / "whole" / "report.txt").read_text()


def test_the_description_says_how_the_network_came_to_be(finished: Path) -> None:
    description = read_description(finished / "whole" / "network.int8.json")
    assert description.labels == ("left", "right")
    assert description.command == "python train_model.py " + " ".join((*OPTIONS, "--run", "whole"))
    assert description.data["train"]["classes"] == {"left": 40, "right": 40}
    assert {"keras", "tensorflow", "numpy", "python"} <= set(description.versions)
    assert description.scores["epochs"] == 3
    assert 0 <= description.scores["mean_recall"] <= 1


def test_the_history_and_the_report_count_the_same(finished: Path) -> None:
    scores = read_description(finished / "whole" / "network.float32.json").scores
    rows = history(finished / "whole")
    assert [row["average_accuracy"] is None for row in rows] == [True, False, False]
    best = max(max(row["test_accuracy"], row["average_accuracy"] or 0) for row in rows)
    assert scores["test_accuracy_keras"] == pytest.approx(best, abs=1e-6)


def test_serving_loads_the_exported_networks(finished: Path) -> None:
    faces = np.random.default_rng(0).integers(0, 255, (3, 48, 48)).astype(np.uint8)
    answers = [
        ExpressionClassifier.load(finished / "whole" / f"network.{kind}.tflite").predict(faces)
        for kind in ("float32", "int8")
    ]
    np.testing.assert_allclose(answers[0].sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(answers[0], answers[1], atol=0.05)


def test_a_run_goes_on_after_a_kill_and_after_a_full_disk(
    finished: Path, wait_until: Callable[..., None]
) -> None:
    import resource

    killed = finished / "killed"
    process = start(finished, *OPTIONS, "--run", "killed")
    wait_until(lambda: len(history(killed)) == 1, patience=60.0)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    known = history(killed)
    assert 1 <= len(known) < 3

    def little_room() -> None:
        # Room for the state and the log, not for a network.
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    refused = run(finished, "--resume", "--run", "killed", before=little_room)
    assert refused.returncode == 2
    assert "could not be saved" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert history(killed) == known

    resumed = run(finished, "--resume", "--run", "killed")
    assert resumed.returncode == 0, resumed.stderr
    assert history(killed) == history(finished / "whole")
    for last in ("epoch-0003.keras", "average-0003.keras"):
        assert weights(killed / last) == weights(finished / "whole" / last)


def test_ctrl_c_keeps_and_exports_the_best_network(
    finished: Path, wait_until: Callable[..., None]
) -> None:
    folder = finished / "stopped"
    # One picture a batch: the signal arrives in the middle of an epoch.
    small = ("--channels", "4", "8", "--batch-size", "1")
    process = start(finished, "train", "test", "--epochs", "500", *small, "--run", "stopped")
    wait_until(lambda: history(folder), patience=60.0)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in out + err
    assert "--resume --run stopped" in out
    assert (folder / "network.int8.json").exists()
    assert (folder / "curves.png").exists()
