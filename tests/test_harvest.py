"""Faces of photographs as class folders: found, labelled, left out, put beside others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.classifier import ExpressionClassifier
from model.data import harvest, making
from model.data.harvest import Harvest
from model.data.making import link_all
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


def test_a_damaged_photograph_is_left_out_wherever_it_stands(
    tmp_path: Path, photographs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One at a time: the damaged one is alone, as the last of many may be.
    monkeypatch.setattr(harvest, "AT_ONCE", 1)
    (photographs / "images" / "0001.jpg").write_bytes(b"damaged")
    output = tmp_path / "train"
    assert harvest.main([str(photographs), "--output", str(output)]) == 0
    assert [path.name for path in output.rglob("*.png")] == ["0000-0.png"]


def test_photographs_of_one_name_keep_all_their_faces(tmp_path: Path, photographs: Path) -> None:
    original = (photographs / "images" / "0000.jpg").read_bytes()
    names = ("a/1.jpg", "b/1.jpg", "b/1.png", "b/1.jpeg")
    for name in names:
        (photographs / name).parent.mkdir(exist_ok=True)
        (photographs / name).write_bytes(original)
    with (photographs / "boxes.csv").open("a") as file:
        file.writelines(f"{name},1,1,9,9,0,0,0,0\n" for name in names)
    output = tmp_path / "train"
    assert harvest.main([str(photographs), "--output", str(output)]) == 0
    assert sorted(path.name for path in output.rglob("*.png")) == [
        "0000-0.png", "0001-0.png", "1-0.png", "b-1-0-2.png", "b-1-0-3.png", "b-1-0.png",
    ]  # fmt: skip


def test_pictures_of_one_name_are_never_written_into_one_another(tmp_path: Path) -> None:
    """Two folders that share the name of their class folders too, as ``--beside`` allows."""
    files = [tmp_path / place / "happy" / "1.png" for place in "abcd"]
    for number, file in enumerate(files):
        file.parent.mkdir(parents=True)
        file.write_bytes(bytes([number]))
    (tmp_path / "made").mkdir()
    counts = link_all(((file, "happy") for file in files), tmp_path / "made")
    assert counts == {"happy": 4}
    made = tmp_path / "made" / "happy"
    names = ("1.png", "happy-1.png", "happy-1-2.png", "happy-1-3.png")
    assert [(made / name).read_bytes() for name in names] == [bytes([n]) for n in range(4)]
    assert [file.read_bytes() for file in files] == [bytes([n]) for n in range(4)]


def test_a_name_that_is_taken_meanwhile_is_no_disk_without_links(tmp_path: Path) -> None:
    for name in ("mine.png", "theirs.png"):
        (tmp_path / name).write_bytes(name.encode())
    with pytest.raises(FileExistsError):
        making._link(tmp_path / "theirs.png", tmp_path / "mine.png")
    assert (tmp_path / "mine.png").read_bytes() == b"mine.png"
