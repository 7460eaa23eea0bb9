"""Exported networks: figures of answers, what is refused, and what is installed."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.card import card_text
from model.description import WEIGHTS_FOLDER, NetworkDescription, read_description, sha256_of
from model.errors import RunError, WeightsError
from model.evaluation import Answers, compare, scores, two_views
from model.export import LiteRTNetwork, check_export
from model.files import write_text
from model.install import install
from model.packed import read_packed

TRUTH = np.array([0, 0, 1, 2])
SAID = np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.3, 0.6, 0.1], [0.1, 0.1, 0.8]], np.float32)


def test_figures_of_answers() -> None:
    answers = Answers(TRUTH, SAID)
    assert answers.accuracy == 0.75
    assert answers.confusion.tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 1]]
    assert answers.recalls.tolist() == [0.5, 1.0, 1.0]
    assert answers.cross_entropy == pytest.approx(-np.log([0.8, 0.2, 0.6, 0.8]).mean(), rel=1e-5)
    assert scores(answers, ("a", "b", "c"))["recall_a"] == 0.5


def test_equal_answers_pass() -> None:
    answers = Answers(TRUTH, SAID)
    for kind in ("float32", "int8"):
        check_export(kind, compare(answers, answers))


@pytest.mark.parametrize("kind", ["float32", "int8"])
@pytest.mark.parametrize(
    ("wrong", "word"),
    [(SAID[:, ::-1], "probability differs"), (np.full_like(SAID, np.nan), "nan")],
)
def test_other_answers_are_refused(
    kind: str, wrong: np.ndarray[tuple[int, int], np.dtype[np.float32]], word: str
) -> None:
    with pytest.raises(RunError, match=word):
        check_export(kind, compare(Answers(TRUTH, SAID), Answers(TRUTH, wrong)))


def test_labels_that_change_in_number_are_refused() -> None:
    truth = np.zeros(1000, np.int64)
    sure = np.tile(np.array([[0.51, 0.49]], np.float32), (1000, 1))
    moved = sure.copy()
    moved[:30] = (0.49, 0.51)
    with pytest.raises(RunError, match="30 labels change"):
        check_export("int8", compare(Answers(truth, sure), Answers(truth, moved)))


def test_two_views_are_the_mean_of_a_face_and_its_mirror_image() -> None:
    faces = np.zeros((1, 2, 2, 1), np.float32)
    faces[0, :, 0] = 1
    left = two_views(lambda given: np.stack([given[:, 0, 0, 0], given[:, 0, 1, 0]], axis=1))
    np.testing.assert_allclose(left(faces), [[0.5, 0.5]])


def exported(folder: Path) -> Path:
    weights = folder / "network.int8.tflite"
    shutil.copy(WEIGHTS_FOLDER / "mirror.tflite", weights)
    classes = {"b": 3, "a": 5}
    part = {"folder": "data", "pictures": 8, "classes": classes, "unreadable": 0}
    figures = {"test_accuracy": 0.671234, "test_accuracy_float32": 0.68, "mean_recall": 0.6}
    figures |= {"recall_a": 0.7, "recall_b": 0.5, "test_cross_entropy": 0.9}
    figures |= {"best_epoch": 3, "epochs": 4, "test_accuracy_int8_two_views": 0.69}
    NetworkDescription(
        "run", ("a", "b"), 48, 1, weights.name, sha256_of(weights),
        data={"train": part, "test": part}, scores=figures,
    ).save(folder / "network.int8.json")  # fmt: skip
    return weights


def test_installing_copies_weights_and_description(tmp_path: Path) -> None:
    exported(tmp_path)
    path = install(tmp_path, folder=tmp_path / "weights")
    description = read_description(tmp_path / "weights" / "installed.json")
    assert read_packed(path) == description
    assert (description.name, description.weights) == ("installed", "installed.tflite")
    assert sorted(file.name for file in path.parent.iterdir()) == [
        "installed.json",
        "installed.tflite",
    ]


def test_damaged_weights_are_not_installed(tmp_path: Path) -> None:
    exported(tmp_path).write_bytes(b"damaged")
    with pytest.raises(WeightsError):
        install(tmp_path, folder=tmp_path / "weights")
    assert not (tmp_path / "weights").exists()


def test_a_run_without_an_export_says_how_to_finish_it(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="--resume"):
        install(tmp_path, folder=tmp_path / "weights")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_leaves_the_installed_network(tmp_path: Path) -> None:
    exported(tmp_path)
    old = install(tmp_path, folder=tmp_path / "weights")
    (tmp_path / "weights" / "partial-installed.tflite").symlink_to("/dev/full")
    with pytest.raises(RunError, match="No space left"):
        install(tmp_path, folder=tmp_path / "weights")
    assert read_packed(old) == read_description(old.with_suffix(".json"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_text_is_whole_or_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "run" / "state.json"
    file.parent.mkdir()
    write_text(file, "old")
    (file.parent / "partial-state.json").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        write_text(file, "new")
    assert [path.name for path in file.parent.iterdir()] == ["state.json"]
    assert file.read_text() == "old"


def test_the_card_takes_its_figures_from_the_description(tmp_path: Path) -> None:
    exported(tmp_path)
    text = card_text(read_description(tmp_path / "network.int8.json"))
    assert "67.12%" in text
    assert "b (50.0%) and a (70.0%)" in text
    assert "hiring" in text
    assert json.loads((tmp_path / "network.int8.json").read_text())["sha256"] in text


def test_the_card_names_what_the_training_came_from(tmp_path: Path) -> None:
    exported(tmp_path)
    described = read_description(tmp_path / "network.int8.json")
    assert "Trained from random weights,\non these pictures alone." in card_text(described)
    origin = {"file": "runs/first/best-0071.keras", "sha256": "ab12", "command": "python x.py a b"}
    votes = {"file": "votes.csv", "sha256": "cd34", "command": ""}
    text = card_text(replace(described, origins={"votes": [votes]}))
    assert "Trained from random weights.\n\nIts targets were mixed with the votes in" in text
    text = card_text(
        replace(described, origins={"start_from": [origin], "votes": [votes], "teacher": [origin]})
    )
    assert "It started from the weights of `runs/first/best-0071.keras`, SHA-256\n`ab12`" in text
    assert text.count("`python x.py a b`") == 2 and "`cd34`." in text
    assert "random" not in text


def test_a_balanced_network_has_that_much_less_of_a_prior(tmp_path: Path) -> None:
    exported(tmp_path)
    folder, path = tmp_path / "weights", tmp_path / "network.int8.json"
    plain = read_description(install(tmp_path, folder=folder, prior=0.5).with_suffix(".json"))
    replace(read_description(path), settings={"balance": 0.5}).save(path)
    halved = read_description(install(tmp_path, folder=folder, prior=1.0).with_suffix(".json"))
    assert plain.prior is not None and len(set(plain.prior)) > 1
    assert halved.prior == pytest.approx(plain.prior)


def test_the_prior_is_that_of_the_targets_where_votes_changed_it(tmp_path: Path) -> None:
    exported(tmp_path)
    path = tmp_path / "network.int8.json"
    described = read_description(path)
    train = described.data["train"] | {"target_shares": {"a": 0.8, "b": 0.2}}
    replace(described, data=described.data | {"train": train}).save(path)
    served = install(tmp_path, folder=tmp_path / "weights", prior=1.0).with_suffix(".json")
    assert read_description(served).prior == pytest.approx((0.8, 0.2))
    served = install(
        tmp_path, folder=tmp_path / "weights", prior=1.0, prior_of="folders"
    ).with_suffix(".json")
    assert read_description(served).prior == pytest.approx((5 / 8, 3 / 8))


def test_a_network_that_is_installed_can_be_served_otherwise(tmp_path: Path) -> None:
    exported(tmp_path)
    first = install(tmp_path, "ours", tmp_path / "weights", views=1)
    network = LiteRTNetwork(first.read_bytes())
    assert install(first, "ours", tmp_path / "weights", views=2, prior=1.0) == first
    described = read_description(first.with_suffix(".json"))
    assert described.views == 2
    assert described.prior == pytest.approx((5 / 8, 3 / 8))
    assert read_packed(first) == described
    faces = np.full((1, 48, 48, 1), 90, np.float32)
    np.testing.assert_array_equal(LiteRTNetwork(first.read_bytes())(faces), network(faces))
    first.with_suffix(".json").unlink()
    with pytest.raises(WeightsError, match=r"ours\.json is missing"):
        install(first, "ours", tmp_path / "weights")
