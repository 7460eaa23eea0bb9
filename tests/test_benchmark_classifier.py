from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import classifier, priors
from benchmarks.distortions import DISTORTIONS, lit, moved
from model.description import WEIGHTS_FOLDER, NetworkDescription, temperature_name
from model.labels import LABELS
from model.opencv import cv2

HEADER = "path,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    for label in LABELS:
        (tmp_path / "test" / label).mkdir(parents=True)
        for number in range(2):
            face = rng.integers(0, 256, (48, 48), dtype=np.uint8)
            cv2.imwrite(str(tmp_path / "test" / label / f"{number}.png"), face)
    return tmp_path / "test"


def test_a_majority_is_more_than_half_of_all_votes(folder: Path, tmp_path: Path) -> None:
    votes = tmp_path / "votes.csv"
    votes.write_text(
        HEADER
        + "test/happy/0.png,0,6,0,0,0,0,0,0,4,0\n"
        + "test/happy/1.png,0,5,0,0,0,0,0,0,5,0\n"
        + "test/sad/0.png,0,0,0,1,8,0,0,0,0,1\n"
        + "test/sad/1.png,0,0,0,0,0,0,0,0,0,10\n"
    )
    pictures = classifier.read_pictures(folder)
    found = dict(zip(pictures.names, classifier.majority(votes, pictures), strict=True))
    assert found["happy/0.png"] == LABELS.index("happy")
    assert found["sad/0.png"] == LABELS.index("angry")
    assert found["happy/1.png"] == found["sad/1.png"] == found["fear/0.png"] == -1


def test_pictures_that_stand_in_both_folders_are_known(folder: Path, tmp_path: Path) -> None:
    for label in LABELS:
        (tmp_path / "train" / label).mkdir(parents=True)
    # Under another name, in another class.
    (tmp_path / "train" / "sad" / "same.png").write_bytes((folder / "fear" / "1.png").read_bytes())
    pictures = classifier.read_pictures(folder)
    repeated = classifier.also_in(tmp_path / "train", pictures)
    assert [name for name, is_ in zip(pictures.names, repeated, strict=True) if is_] == [
        "fear/1.png"
    ]


def test_the_table_has_every_figure(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "figures.json"
    assert classifier.main([str(folder), "--networks", "fer2013", "--json", str(file)]) == 0
    figures = json.loads(file.read_text())["fer2013"]
    assert 0 <= figures["accuracy"] <= 1 and figures["file in MB"] <= 6
    said = capsys.readouterr().out
    assert all(f"| lost when {name}" in said for name in DISTORTIONS)


@pytest.mark.parametrize("name", DISTORTIONS)
def test_a_distortion_changes_a_face_and_nothing_about_the_array(name: str) -> None:
    rng = np.random.default_rng(1)
    face = cv2.GaussianBlur(rng.integers(0, 256, (48, 48), dtype=np.uint8), (0, 0), 1.5)
    before = face.copy()
    changed = DISTORTIONS[name][0](np.asarray(face, np.uint8))
    assert changed.shape == (48, 48) and changed.dtype == np.uint8
    assert not np.array_equal(changed, face)
    np.testing.assert_array_equal(face, before)


def test_the_identity_is_the_identity() -> None:
    face = np.arange(48 * 48, dtype=np.uint32).reshape(48, 48).astype(np.uint8)
    np.testing.assert_array_equal(moved(face), face)
    np.testing.assert_array_equal(lit(face), face)


def test_a_prior_is_tried_in_every_strength(folder: Path) -> None:
    pictures = classifier.read_pictures(folder)
    # A network that says "happy" a little too readily, taught mostly happy faces.
    said = np.full((len(pictures.truth), 7), 0.02, np.float32)
    said[np.arange(len(said)), pictures.truth] = 0.4
    said[:, LABELS.index("happy")] += 0.45
    shares = {label: 0.5 if label == "happy" else 0.5 / 6 for label in LABELS}
    described = NetworkDescription(
        "run", LABELS, 48, 1, "network.int8.tflite", "",
        data={"train": {"classes": {}, "target_shares": shares}}, scores={temperature_name(1): 1.0},
    )  # fmt: skip
    found = priors.rows(said, described, 1, pictures, pictures.truth)
    assert [row["power"] for row in found] == list(priors.POWERS)
    assert found[0]["accuracy"] == pytest.approx(1 / 7)
    assert found[-1]["accuracy"] == found[-1]["accuracy by majority"] == 1
    assert found[-1]["sad"] == 1
    assert priors.table(found).count("\n") == len(priors.POWERS) + 1


def test_the_answers_are_those_of_the_file(folder: Path) -> None:
    pictures = classifier.read_pictures(folder)
    network = WEIGHTS_FOLDER / "fer2013.tflite"
    one, two = (priors.answers_of(network, pictures, views) for views in (1, 2))
    flipped = replace(pictures, faces=pictures.faces[:, :, ::-1])
    np.testing.assert_allclose(two, (one + priors.answers_of(network, flipped, 1)) / 2, atol=1e-5)
