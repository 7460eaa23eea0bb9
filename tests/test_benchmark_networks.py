"""The benchmark of the networks: what it writes, and what it refuses to mix."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import networks, networks_speed
from benchmarks.networks_measure import SHIPPED_ROWS, Candidate, _on_three, _portable, check_data
from benchmarks.networks_table import table
from model.description import NetworkDescription
from model.errors import DataError
from model.evaluation import Answers
from model.labels import LABELS
from model.runs import EpochResult, RunFolder, RunState
from model.settings import TrainingSettings
from tests.training_support import needs_tensorflow, write_data


def figures(**changes: Any) -> dict[str, Any]:
    each = {
        "labels": LABELS, "pictures": 3589, "parameters": 4478727.0, "test_accuracy": 0.6221,
        "three_classes_accuracy": 0.81, "reported": "62.2 %", "reported_on": "other pictures",
        "epochs": 15.0, "best_epoch": 12.0, "seconds_an_epoch": 201.25, "training_pictures": 28709,
        "bytes": 4_500_000, "command": "python train_model.py TRAIN TEST", "ms_a_face": 1.234,
    }  # fmt: skip
    return {
        "machine": {"system": "Linux", "processor": "one", "cores": 2, "versions": {"keras": "3"}},
        "test": {"folder": "test", "pictures": 3589, "classes": {}},
        "networks": {"krishna": each | changes},
    }


def test_a_row_has_our_figure_beside_the_reported_one() -> None:
    (row,) = (line for line in table(figures()).splitlines() if line.startswith("| krishna"))
    assert row == (
        "| krishna | 4,478,727 | 62.2% of 7 classes | 62.2 % | other pictures | 81.0% | 15 (12) "
        "| 201 | 1.23 | 4.5 MB |"
    )


def test_a_run_that_was_stopped_by_hand_says_so() -> None:
    assert "| 15 of 40 (12) |" in table(figures(epochs_asked=40))


def test_what_is_not_known_is_a_dash() -> None:
    text = table(figures(epochs=None, reported="", three_classes_accuracy=None))
    (row,) = (line for line in text.splitlines() if line.startswith("| krishna"))
    assert row.count("| – |") + row.count(" – |") >= 3


def test_all_are_compared_on_the_three_classes_that_all_know() -> None:
    said = np.full((3, 7), 0.01, np.float32)
    # Angry first, then neutral; sad; and a picture of another class.
    said[0, LABELS.index("angry")], said[0, LABELS.index("neutral")] = 0.6, 0.3
    said[1, LABELS.index("happy")] = 0.9
    truth = np.array([LABELS.index(name) for name in ("neutral", "sad", "fear")])
    assert _on_three(Answers(truth, said), LABELS) == 0.5
    assert _on_three(Answers(truth, said), LABELS[:4]) is None


def test_a_command_is_shown_without_the_places_of_this_machine() -> None:
    settings = TrainingSettings("/data/train", "/data/test")
    command = "python train_model.py /data/train /data/test --run /runs/li --network li"
    assert _portable(command, settings) == "python train_model.py TRAIN TEST --network li"


def test_a_run_on_other_pictures_is_refused(tmp_path: Path) -> None:
    described = tmp_path / "network.int8.json"
    data = {"test": {"folder": str(tmp_path / "other")}}
    NetworkDescription("li", ("a", "b"), 48, 1, "w.tflite", "", data=data).save(described)
    check_data(Candidate("li", described), tmp_path / "other")
    with pytest.raises(DataError, match="--runs"):
        check_data(Candidate("li", described), tmp_path / "test")


@pytest.mark.parametrize("finished", [True, False])
def test_what_is_trained_is_not_trained_again_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finished: bool
) -> None:
    result = EpochResult(1, 1.0, 0.5, 1.0, 0.5, 1e-3, 1.0)
    settings = TrainingSettings("a", "b", epochs=1 if finished else 2, network="li")
    folder = RunFolder.create(tmp_path / "li", tmp_path)
    folder.save(RunState(settings, ("a", "b"), (result,)))
    (tmp_path / "li" / networks.EXPORTED).touch()
    called: list[list[str]] = []

    def run(command: list[Any], check: bool) -> Any:
        called.append([str(word) for word in command])
        return type("Ended", (), {"returncode": 0})

    monkeypatch.setattr(subprocess, "run", run)
    chosen, more = networks._parse(
        ["a", "b", "--output", "t.md", "--runs", str(tmp_path), "--", "--limit", "9"]
    )
    assert more == ["--limit", "9"]
    assert networks._trained(chosen, "li", more)
    assert networks._trained(chosen, "purohit", more)
    assert ["--resume" in words for words in called] == ([False] if finished else [True, False])
    assert called[-1][-2:] == ["--limit", "9"]


def test_a_run_that_was_stopped_counts_as_it_stands_where_that_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = EpochResult(1, 1.0, 0.5, 1.0, 0.5, 1e-3, 1.0)
    folder = RunFolder.create(tmp_path / "li", tmp_path)
    folder.save(RunState(TrainingSettings("a", "b", epochs=2, network="li"), ("a", "b"), (result,)))
    chosen, _ = networks._parse(
        ["a", "b", "--output", "t.md", "--runs", str(tmp_path), "--as-they-stand"]
    )
    called: list[Any] = []

    def fail(command: Any, check: bool) -> Any:
        called.append(command)
        return type("Ended", (), {"returncode": 1})

    monkeypatch.setattr(subprocess, "run", fail)
    assert not networks._trained(chosen, "li", ())
    assert len(called) == 1, "it has no network yet"
    (tmp_path / "li" / networks.EXPORTED).touch()
    assert networks._trained(chosen, "li", ())
    assert len(called) == 1
    assert Candidate("li", tmp_path / "li" / networks.EXPORTED).cut_short


@pytest.mark.parametrize("name", SHIPPED_ROWS)
def test_what_ships_is_a_row_and_was_not_cut_short(name: str) -> None:
    shipped = Candidate.shipped(name)
    assert shipped.weights.exists()
    assert not shipped.cut_short
    check_data(shipped, Path("anywhere"))


@needs_tensorflow
def test_an_epoch_is_as_many_steps_as_its_pictures_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_data(tmp_path)
    told: list[int] = []

    def go_through(use: Any, batches: Any, step: Any) -> None:
        told.append(len(batches))
        assert use(*batches[len(batches) - 1], return_dict=True)["loss"] > 0
        for done in range(len(batches)):
            step(done, len(batches))

    # Ends 2 s apart, whatever the steps before the timed ones took.
    clock = iter(3.0 * n if n < networks_speed.WARM_UP else 100 + 2.0 * n for n in range(99))
    monkeypatch.setattr(networks_speed, "go_through", go_through)
    monkeypatch.setattr(networks_speed, "perf_counter", lambda: next(clock))
    settings = TrainingSettings(
        str(tmp_path / "train"), str(tmp_path / "test"), network="purohit", batch_size=8,
        precision="float32", votes="gone.csv", drop_no_face=True, start_from="gone.keras",
    )  # fmt: skip
    # 24 pictures are three batches.
    assert networks_speed.seconds_an_epoch(settings) == 6.0
    assert told == [networks_speed.WARM_UP + networks_speed.TIMED]
