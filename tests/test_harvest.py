"""Faces of photographs as class folders: found, labelled, left out, put beside others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.classifier import ExpressionClassifier
from model.data import harvest
from model.data.harvest import Harvest
from model.detector import Box, FaceDetector
from model.labels import LABELS
from model.opencv import cv2
from model.preprocess import crop_face
from tests.detector_support import photograph, write_photographs
from tests.fakes import FakeClassifier, FakeDetector
from tests.training_support import write_pictures

FACE = Box(10, 10, 40, 40, 0.9, roll=15)


@pytest.fixture
def photographs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two, each with the same face, which looks happy."""
    monkeypatch.setattr(FaceDetector, "load", lambda: FakeDetector(FACE))
    monkeypatch.setattr(ExpressionClassifier, "load", lambda name: FakeClassifier(3))
    return write_photographs(tmp_path / "photographs", 2)


def test_faces_are_cut_out_as_the_program_does(
    tmp_path: Path, photographs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "train"
    assert harvest.main([str(photographs), "--output", str(output)]) == 0
    assert f"{output}: 2 pictures (happy 2)" in capsys.readouterr().out
    gray = cv2.imread(str(photographs / "images" / "0001.jpg"), cv2.IMREAD_GRAYSCALE)
    assert gray is not None
    expected = crop_face(np.asarray(gray, np.uint8), (10, 10, 40, 40), 48, 15)
    written = cv2.imread(str(output / "happy" / "0001-0.png"), cv2.IMREAD_UNCHANGED)
    np.testing.assert_array_equal(written, expected)
    assert sorted(path.name for path in output.rglob("*.png")) == ["0000-0.png", "0001-0.png"]


@pytest.mark.parametrize(
    ("box", "sure", "labels"),
    [
        (FACE, 0.5, ["happy"]),
        (FACE, 0.95, []),
        (Box(10, 10, 31, 31, 0.9), 0.5, []),
        (Box(-30, 10, 40, 40, 0.9), 0.5, []),
    ],
    ids=["good", "not sure", "small", "outside"],
)
def test_what_would_teach_nothing_is_left_out(box: Box, sure: float, labels: list[str]) -> None:
    classifier = FakeClassifier(3)
    classifier.answer = tuple(0.9 if label == "happy" else 0.1 / 6 for label in LABELS)
    found = Harvest(FakeDetector(box), classifier, least_sure=sure).faces(photograph())
    assert [label for _, label in found] == labels


def test_labelled_pictures_are_put_beside(
    tmp_path: Path, photographs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train = write_pictures(tmp_path / "data", ("happy", "sad"), 3)
    output = tmp_path / "more" / "train"
    words = [str(photographs), "--output", str(output), "--beside", str(train)]
    assert harvest.main(words) == 0
    assert "8 pictures (happy 5, sad 3)" in capsys.readouterr().out
    assert (output / "sad" / "001.png").read_bytes() == (train / "sad" / "001.png").read_bytes()
    assert harvest.main(words) == 2
    assert "exists already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--least-side", "90"], "No face in"),
        (["--beside", "nowhere"], "There are no class folders"),
    ],
)
def test_what_cannot_be_made_leaves_nothing(
    tmp_path: Path, photographs: Path, words: list[str], said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    output = tmp_path / "made" / "train"
    assert harvest.main([str(photographs), "--output", str(output), *words]) == 2
    assert said in capsys.readouterr().err
    assert list(output.parent.iterdir()) == []
