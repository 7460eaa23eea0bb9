"""The face finder's training: it learns, goes on after any end, and its result is used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest

from model.detector import FaceDetector, training
from model.detector.card import CARD_NAME, card_text
from model.detector.description import SHIPPED, read_detector
from model.detector.options import build_parser
from model.detector.runs import DetectorState, load_state
from model.detector.settings import DetectorSettings
from model.detector.train import main
from model.errors import DivergedError
from model.runs import RunFolder
from tests.detector_support import photograph, write_photographs
from tests.training_support import PATIENCE, ROOT, needs_tensorflow

SMALL = (
    "--size", "64", "--pixels", "9216", "--channels", "4", "4", "8", "8", "--blocks", "1", "1",
    "--head", "8", "--batch-size", "4", "--epochs", "3", "--mine-every", "1",
    "--precision", "float32",
)  # fmt: skip
DEEP = ("--size", "256", "--channels", *"1234567", "--blocks", *"12345")


def run(folder: Path, *words: str, code: str = "") -> subprocess.CompletedProcess[str]:
    program = ["-c", code] if code else ["-m", "model.detector.train"]
    return subprocess.run(
        [sys.executable, *program, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "CUDA_VISIBLE_DEVICES": "-1"},
        timeout=PATIENCE,
        check=False,
    )


def write_faces(folder: Path) -> Path:
    for label in ("happy", "sad"):
        (folder / label).mkdir(parents=True)
        face = np.full((48, 48), 200, np.uint8)
        assert cv2.imwrite(str(folder / label / "0.png"), face)
    return folder


def history(run_folder: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((run_folder / "state.json").read_text())["history"]
    return [{name: row[name] for name in row if name != "seconds"} for row in rows]


KILLED = """
import os, signal, sys
from model.detector import train, training
advance, saved = training.advance, []
def kill_after(*given):
    state = advance(*given)
    saved.append(state)
    if len(saved) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return state
training.advance = kill_after
train.main(sys.argv[1:])
"""


@pytest.mark.train
@pytest.mark.slow
@needs_tensorflow
def test_a_run_is_killed_goes_on_as_if_it_had_not_been_and_is_used(tmp_path: Path) -> None:
    data = write_photographs(tmp_path / "photographs", 30)
    faces = write_faces(tmp_path / "faces")
    words = (str(data), "--faces", str(faces), *SMALL)
    whole = run(tmp_path, *words, "--run", "whole")
    assert whole.returncode == 0, whole.stderr
    assert whole.stdout.count("Epoch ") == 3 and "Traceback" not in whole.stderr
    for name in ("faces.tflite", "faces.json", "curves.png", "precision.png", "history.csv"):
        assert (tmp_path / "whole" / name).stat().st_size > 100, name

    killed = subprocess.run(
        [sys.executable, "-c", KILLED, *words, "--run", "killed"],
        cwd=tmp_path,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "CUDA_VISIBLE_DEVICES": "-1"},
        timeout=PATIENCE,
        check=False,
    )
    assert killed.returncode == -9
    assert len(history(tmp_path / "killed")) == 2
    resumed = run(tmp_path, "--resume", "--run", "killed")
    assert resumed.returncode == 0, resumed.stderr
    for one, same in zip(history(tmp_path / "whole"), history(tmp_path / "killed"), strict=True):
        assert one == pytest.approx(same, rel=1e-3)

    losses = [row["loss"] for row in history(tmp_path / "whole")]
    assert losses[-1] < losses[0]

    detector = FaceDetector.load("network", tmp_path / "whole" / "faces.json")
    assert detector.framing.scale > 0
    for shape in ((480, 640, 3), (64, 50), (1, 1, 3)):
        assert isinstance(detector.detect(np.zeros(shape, np.uint8)), list)

    other = run(tmp_path, "--resume", "--run", "killed", "--epochs", "9")
    assert other.returncode == 2 and "--epochs 3, not 9" in other.stderr

    # A rate of next to nothing leaves the network as the other run made it.
    rate = ("--learning-rate", "1e-9", "--epochs", "1")
    deeper = (*rate, "--blocks", "2", "3")
    further = run(tmp_path, *words, "--from", "whole", *deeper, "--run", "further")
    assert further.returncode == 0, further.stderr
    first = history(tmp_path / "further")[0]["average_precision"]
    assert first == pytest.approx(history(tmp_path / "whole")[-1]["average_precision"], abs=0.05)
    card = card_text(read_detector(tmp_path / "further" / "faces.json"))
    assert "after 3 epochs" in card and "which started from random weights" in card
    wider = run(tmp_path, *words, "--from", "whole", "--head", "5")
    assert wider.returncode == 2 and "has other head" in wider.stderr


DIVERGING = """
import sys
from model.detector import train, training
go_through, epochs = training.go_through, []
def diverge(*given):
    figures = go_through(*given)
    epochs.append(figures)
    return figures | {"loss": float("nan")} if len(epochs) == 2 else figures
training.go_through = diverge
sys.exit(train.main(sys.argv[1:]))
"""


@pytest.mark.train
@needs_tensorflow
def test_a_run_that_diverges_keeps_and_exports_what_was_before(tmp_path: Path) -> None:
    data = write_photographs(tmp_path / "photographs", 12)
    ended = run(tmp_path, str(data), *SMALL, "--run", "wild", code=DIVERGING)
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr
    sentence = ended.stderr.strip().splitlines()[-1]
    assert "diverged in epoch 2," in sentence
    assert sentence.endswith("start another run with a --learning-rate smaller than 0.003.")
    assert "After 1 epoch it finds" in ended.stdout and "Go on with" not in ended.stdout
    folder = tmp_path / "wild"
    assert [row["epoch"] for row in history(folder)] == [1]
    assert [file.name for file in folder.glob("*.keras")] == ["epoch-0001.keras"]
    assert read_detector(folder / "faces.json").scores["epochs"] == 1


class Diverging:
    """A network that is sound for one step, one epoch, and then gives this loss and weight."""

    def __init__(self, loss: float, weight: float) -> None:
        self.steps, self.loss, self.weight = 0, loss, weight
        self.optimizer = SimpleNamespace()

    def train_on_batch(self, *_: Any, **__: Any) -> dict[str, float]:
        self.steps += 1
        parts = dict.fromkeys(("score_loss", "box_loss", "roll_loss"), 0.0)
        return {"loss": 1.0 if self.steps == 1 else self.loss, **parts}

    def get_weights(self) -> list[Any]:
        return [np.zeros(3), np.array([0.0 if self.steps == 1 else self.weight])]

    def predict_on_batch(self, pictures: Any) -> Any:
        count, height, width, _ = pictures.shape
        return np.full((count, height // 8, width // 8, 7), -9.0)

    def save(self, path: Path) -> None:
        path.write_bytes(b"network")


@pytest.mark.parametrize(
    ("loss", "weight"), [(float("nan"), 0.0), (float("inf"), 0.0), (1.0, float("nan"))]
)
def test_an_epoch_that_diverged_is_not_saved(
    loss: float, weight: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Samples(list[Any]):
        def __init__(self, material: Any, settings: DetectorSettings, epoch: int) -> None:
            super().__init__([(np.zeros(1), np.zeros(1))])
            self.epoch = epoch

    network = Diverging(loss, weight)
    monkeypatch.setattr(training, "prepared", lambda folder, state: network)
    monkeypatch.setattr(training, "EpochSamples", Samples)
    folder = RunFolder.create(tmp_path / "run", tmp_path)
    state = DetectorState(DetectorSettings("photographs", negatives=0.0, epochs=3), "")
    seen = photograph((20, 30, 24, 32))
    data = training.Photographs([], [seen], np.zeros((0, 1, 1), np.uint8))
    told: list[int] = []
    with pytest.raises(DivergedError, match=r"diverged in epoch 2, .* smaller than 0\.003\.$"):
        training.train(folder, state, data, lambda result, left: told.append(result.epoch))
    assert told == [row.epoch for row in load_state(folder).history] == [1]
    assert [file.name for file in folder.path.glob("*.keras")] == ["epoch-0001.keras"]


@pytest.mark.train
@pytest.mark.filterwarnings("ignore")
@needs_tensorflow
def test_the_right_answer_costs_next_to_nothing() -> None:
    from model.detector.architecture import box_loss, roll_loss, score_loss
    from model.detector.composing import Face
    from model.detector.targets import DISTANCES, HEAT, ROLL, WEIGHT, encode

    truth = encode([Face(44, 52, 48, 64, 10, sought=True)], (128, 128), 8, 12)[None]
    answer = np.zeros((1, 16, 16, 7), np.float32)
    answer[..., 0] = np.where(truth[..., HEAT] == 1, 9, -9)
    mine = truth[..., WEIGHT] > 0
    answer[mine, 1:5] = np.log(truth[mine, DISTANCES])
    answer[mine, 5:] = truth[mine, ROLL]
    assert float(score_loss(truth, answer)) < 1e-3
    assert float(box_loss(truth, answer)) == pytest.approx(0, abs=1e-4)
    assert float(roll_loss(truth, answer)) == pytest.approx(0, abs=1e-6)
    assert float(score_loss(truth, -answer)) > 5
    answer[mine, 1:3] += 1
    assert 0.2 < float(box_loss(truth, answer)) < 1.5
    answer[mine, 5:] *= -1
    assert float(roll_loss(truth, answer)) == pytest.approx(4, rel=1e-4)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "Give a zip or a folder"),
        (["missing.zip"], "There is no missing.zip"),
        (["x", "--colors", "2"], "--colors is 1 or 3"),
        (["x", "--epochs", "0"], "--epochs is at least 1"),
        (["x", "--size", "100"], "multiple of 32"),
        (["x", *DEEP, "--pixels", "8192"], "--pixels is at least 16384 with 7 stages"),
        (["--resume", "--run", "nowhere"], "holds no run"),
    ],
)
@needs_tensorflow
def test_what_cannot_be_trained_is_refused_with_a_sentence(
    words: list[str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.chdir(place)
    assert main(words) == 2
    assert sentence in capsys.readouterr().err
    assert list(place.iterdir()) == []


def test_the_card_is_of_the_network_beside_it() -> None:
    assert SHIPPED.with_name(CARD_NAME).read_text("utf-8") == card_text(read_detector(SHIPPED))


@pytest.mark.parametrize(
    ("command", "pixels", "told"),
    [
        ("train x --pixels 122880", 102400, True),
        ("train x --pixels=122880", 122880, False),
        ("train x --blocks 3 4 4", 102400, True),
        ("train x", 81920, False),
        ("", 102400, False),
    ],
)
def test_the_card_says_which_size_was_set_afterwards(command: str, pixels: int, told: bool) -> None:
    card = card_text(replace(read_detector(SHIPPED), command=command, pixels=pixels))
    assert ("of at most 102,400 pixels, set afterwards" in card) == told
    assert ("--resume" in card) == told


def test_every_option_has_its_default_in_the_help() -> None:
    actions = [action for action in build_parser()._actions if action.option_strings]
    silent = [action.dest for action in actions if "(default: " not in str(action.help)]
    assert silent == ["help"]
    assert len(actions) > 15
