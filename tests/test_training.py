"""Whole runs of ``train_model.py`` as a process: finished, killed, interrupted, out of room."""

from __future__ import annotations

import signal
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model import ExpressionClassifier
from model.confidence import fit_temperature
from model.data import Flow, find_parts
from model.description import read_description
from model.evaluation import ask
from model.export import LiteRTNetwork
from model.settings import TrainingSettings
from tests.training_support import (
    PATIENCE,
    SMALL,
    history,
    needs_tensorflow,
    run,
    start,
    write_data,
)

pytestmark = [
    pytest.mark.train,
    pytest.mark.slow,
    needs_tensorflow,
    pytest.mark.skipif(sys.platform == "win32", reason="sends signals that Windows does not have"),
]

PLOTS = ("curves.png", "confusion.png", "violin.png", "classes.png", "examples.png", "answers.png")
OPTIONS = (
    "train", "test", "--epochs", "3", "--warmup-epochs", "1", "--restart", "0.34",
    "--average", "0.3", *SMALL,
)  # fmt: skip


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
        "network.int8.json", "history.csv", "report.txt", "state.json", "train.log", "network.h5",
        "structure.json", "structure.yaml", *PLOTS,
    }  # fmt: skip
    for name in PLOTS:
        with Image.open(finished / "whole" / name) as picture:
            assert min(picture.size) > 300
    assert (finished / "whole" / "history.csv").read_text().count("\n") == 4
    assert "left" in (finished / "whole" / "report.txt").read_text()


def test_the_description_says_how_the_network_came_to_be(finished: Path) -> None:
    description = read_description(finished / "whole" / "network.int8.json")
    assert description.labels == ("left", "right")
    assert description.command == "python train_model.py " + " ".join((*OPTIONS, "--run", "whole"))
    assert description.data["train"]["classes"] == {"left": 40, "right": 40}
    assert description.data["train"]["target_shares"] == {"left": 0.5, "right": 0.5}
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
    wait_until(lambda: len(history(killed)) == 1, patience=PATIENCE)
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


TABLE_OPTIONS = (
    "faces.csv", "--network", "bharodiya", "--classes", "happy", "sad", "neutral", "--limit", "60",
    "--epochs", "9", "--batch-size", "8", "--schedule", "plateau", "--plateau-patience", "1",
    "--stop-patience", "2", "--stop-delta", "0.9", "--checkpoint-every", "1",
)  # fmt: skip


def test_a_table_in_three_parts_is_learnt_in_colour_and_resumed_to_the_byte(
    tmp_path: Path, wait_until: Callable[..., None]
) -> None:
    rng = np.random.default_rng(0)
    with (tmp_path / "faces.csv").open("w") as file:
        file.write("emotion,pixels,Usage\n")
        for number in range(140):
            levels = rng.integers(0, 120, (48, 48)) + 20 * (number % 7)
            file.write(f"{number % 7},{' '.join(map(str, levels.flat))},Training\n")
    whole = run(tmp_path, *TABLE_OPTIONS, "--run", "whole")
    assert whole.returncode == 0, whole.stderr
    assert "36 training, 12 test and 12 validation pictures of 3 classes" in whole.stdout
    # Nothing grows by 0.9 after the first epoch: two more, then it ends.
    assert len(history(tmp_path / "whole")) == 3
    assert "Early stopping ended the run after epoch 3" in whole.stdout
    rates = [row["learning_rate"] for row in history(tmp_path / "whole")]
    assert rates[0] == 1e-3 and rates[2] <= rates[1]
    process = start(tmp_path, *TABLE_OPTIONS, "--run", "killed")
    wait_until(lambda: len(history(tmp_path / "killed")) >= 1, patience=PATIENCE)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert len(history(tmp_path / "killed")) < 3
    resumed = run(tmp_path, "--resume", "--run", "killed")
    assert resumed.returncode == 0, resumed.stderr
    assert history(tmp_path / "killed") == history(tmp_path / "whole")
    for name in ("epoch-0003.keras", "checkpoints/epoch-0002.keras"):
        assert weights(tmp_path / "killed" / name) == weights(tmp_path / "whole" / name)
    description = read_description(tmp_path / "killed" / "network.int8.json")
    assert (description.labels, description.channels) == (("happy", "neutral", "sad"), 3)
    assert description.data["validation"]["pictures"] == 12
    assert description.scores["parameters"] == 167_623 - 4 * 65
    settings = TrainingSettings.from_json(description.settings)
    parts = find_parts(replace(settings, train=str(tmp_path / "faces.csv")))
    network = LiteRTNetwork((tmp_path / "killed" / description.weights).read_bytes())
    fitted = [
        fit_temperature(ask(Flow(settings, part), {"it": network})["it"])
        for part in (parts.choice, parts.test)
    ]
    assert description.scores["temperature_1_views"] == pytest.approx(fitted[0], rel=1e-3)
    assert fitted[0] != pytest.approx(fitted[1], rel=1e-2)
    header = (tmp_path / "killed" / "history.csv").read_text().splitlines()[0]
    assert "validation_accuracy" in header and "test_accuracy" not in header
    again = run(tmp_path, "--resume", "--run", "killed")
    assert "stands at epoch 3 of 9, stopped early" in again.stdout


def test_a_run_that_diverges_keeps_what_was_before(finished: Path) -> None:
    folder = finished / "diverged"
    # So much decay throws every weight to the other side, and ever farther.
    wild = ("--optimizer", "sgd", "--weight-decay", "10", "--learning-rate", "1")
    words = ("train", "test", "--epochs", "9", *wild, "--warmup-epochs", "3", *SMALL)
    for more in ((*words, "--run", "diverged"), ("--resume", "--run", "diverged")):
        ended = run(finished, *more)
        assert ended.returncode == 2, ended.stderr
        assert "Traceback" not in ended.stdout + ended.stderr
        done = len(history(folder))
        assert 1 <= done < 9
        sentence = ended.stderr.strip().splitlines()[-1]
        assert f"diverged in epoch {done + 1}," in sentence
        assert sentence.endswith("start another run with a --learning-rate smaller than 1.")
        assert "The best network is that of epoch" in ended.stdout
        assert "Go on with" not in ended.stdout
        assert read_description(folder / "network.int8.json").scores["epochs"] == done


def test_ctrl_c_keeps_and_exports_the_best_network(
    finished: Path, wait_until: Callable[..., None]
) -> None:
    folder = finished / "stopped"
    # One picture a batch: the signal arrives in the middle of an epoch.
    small = ("--channels", "4", "8", "--batch-size", "1")
    process = start(finished, "train", "test", "--epochs", "500", *small, "--run", "stopped")
    wait_until(lambda: history(folder), patience=PATIENCE)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, err
    assert "Traceback" not in out + err
    assert "--resume --run stopped" in out
    assert (folder / "network.int8.json").exists()
    assert (folder / "curves.png").exists()
