"""The benchmark of the networks: what it writes, and what it refuses to mix."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import networks, networks_speed
from benchmarks.networks_candidates import (
    SHIPPED_ROWS,
    Candidate,
    keep,
    kept,
    portable,
    started_from,
)
from benchmarks.networks_measure import _on_three, check_data
from benchmarks.networks_table import table
from model import ExpressionClassifier
from model.data import Part
from model.data.parts import look
from model.description import NetworkDescription
from model.errors import DataError
from model.evaluation import Answers
from model.labels import LABELS
from model.networks import build
from model.packed import write_network
from model.runs import EpochResult, RunFolder, RunState
from model.settings import TrainingSettings
from tests.training_support import needs_tensorflow, write_data, write_pictures


def figures(**changes: Any) -> dict[str, Any]:
    each = {
        "labels": LABELS, "pictures": 3589, "parameters": 4478727.0, "test_accuracy": 0.6221,
        "three_classes_accuracy": 0.81, "reported": "62.2 %", "reported_on": "other pictures",
        "epochs": 15.0, "epochs_left": 0, "best_epoch": 12.0,
        "seconds_an_epoch": 201.25, "training_pictures": 28709, "bytes": 4_500_000,
        "command": "python train_model.py TRAIN TEST", "started_from": [], "ms_a_face": 1.234,
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
    assert "| 15 of 40 (12) |" in table(figures(epochs_left=25))


def test_a_network_that_started_from_another_names_the_command_of_that_one() -> None:
    alone = "- krishna: `python train_model.py TRAIN TEST` (28,709 training pictures)"
    lines = table(figures(started_from=["python train_model.py A B"])).splitlines()
    assert f"{alone}, after `python train_model.py A B`" in lines
    assert alone in table(figures()).splitlines()


def test_what_ships_names_what_it_started_from() -> None:
    found = {
        name: started_from(each.description, each.settings)
        for name in SHIPPED_ROWS
        for each in [Candidate.shipped(name)]
    }
    assert found == {
        "mirror": ["python train_model.py TRAIN TEST --degrade 0"], "fer2013": [],
    }  # fmt: skip


def test_the_page_of_the_networks_is_made_of_the_figures_beside_it() -> None:
    page = networks.ROOT / "docs" / "networks.md"
    found = json.loads(page.with_suffix(".json").read_text("utf-8"))
    assert page.read_text("utf-8") == table(found)


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
    assert portable(command, settings) == "python train_model.py TRAIN TEST --network li"


def judged_on(part: Part, path: Path, labels: tuple[str, ...]) -> Candidate:
    data = {"test": {"folder": "gone", "sha256_of_names_and_sizes": part.fingerprint}}
    NetworkDescription(path.stem, labels, 48, 1, "w.tflite", "", data=data).save(path)
    return Candidate("li", path)


def test_a_run_on_other_pictures_is_refused(tmp_path: Path) -> None:
    names = ("high", "low", "left")
    here, other = (
        Part.whole(look(write_pictures(tmp_path / place, names, pictures=number)))
        for place, number in (("here", 3), ("other", 4))
    )
    some = here.only(names[:2])
    check_data(judged_on(here, tmp_path / "all.json", names), here)
    check_data(judged_on(some, tmp_path / "some.json", some.labels), here)
    for part, labels in ((other, names), (other.only(names[:2]), names[:2])):
        with pytest.raises(DataError, match="--runs"):
            check_data(judged_on(part, tmp_path / "other.json", labels), here)


def test_what_is_kept_names_no_place_of_this_machine(tmp_path: Path) -> None:
    shipped = Candidate.shipped("mirror")
    run = tmp_path / "runs" / "li"
    settings = shipped.description.settings | {"train": "/home/me/faces", "test": "/home/me/more"}
    described = replace(
        shipped.description,
        settings=settings,
        command="python train_model.py /home/me/faces /home/me/more --run /home/me/li --epochs 9",
        data={name: {"folder": "/home/me/faces", "pictures": 9} for name in ("train", "test")},
        scores={"epochs": 9, "epochs_left": 2},
        origins={},
    )
    run.mkdir(parents=True)
    write_network(run / "network.int8.tflite", shipped.weights.read_bytes(), described)
    copy = keep(Candidate("li", run / networks.EXPORTED), tmp_path / "published")
    assert copy == kept("li", tmp_path / "published")
    assert (copy.description.name, copy.weights.name) == ("li", "li.tflite")
    assert copy.description.command == "python train_model.py TRAIN TEST --epochs 9"
    assert copy.description.scores == {"epochs": 9, "epochs_left": 2}
    for file in copy.described.parent.iterdir():
        assert b"/home/me" not in file.read_bytes(), file
    faces = np.zeros((1, 48, 48), np.uint8)
    ours, theirs = (
        ExpressionClassifier.load(each.weights).predict(faces) for each in (copy, shipped)
    )
    np.testing.assert_array_equal(ours, theirs)
    assert keep(shipped, tmp_path / "published") == shipped


PUBLISHED = sorted((networks.ROOT / "benchmarks" / "published").glob("*.json"))


@needs_tensorflow
@pytest.mark.parametrize("described", PUBLISHED, ids=lambda each: each.stem)
def test_a_published_network_that_is_kept_answers(described: Path) -> None:
    candidate = kept(described.stem, described.parent)
    parameters = build(candidate.settings, len(candidate.description.labels)).count_params()
    assert candidate.description.scores["parameters"] == parameters
    faces = np.random.default_rng(1).integers(0, 255, (3, 48, 48), np.uint8)
    said = ExpressionClassifier.load(candidate.weights).predict(faces)
    assert said.shape == (3, len(candidate.description.labels))
    np.testing.assert_allclose(said.sum(axis=1), 1, rtol=1e-5)


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


@pytest.mark.parametrize("name", SHIPPED_ROWS)
def test_what_ships_is_a_row_whatever_it_is_tested_on(tmp_path: Path, name: str) -> None:
    shipped = Candidate.shipped(name)
    assert shipped.weights.exists()
    check_data(shipped, Part.whole(look(write_pictures(tmp_path / "other"))))


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
