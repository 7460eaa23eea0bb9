"""Networks from elsewhere: what must be written beside them, and what is refused."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from emoji_gui import cli
from model import ExpressionClassifier
from model.classifier import ExpressionClassifier as Classifier
from model.description import WEIGHTS_FOLDER, NetworkDescription
from model.errors import WeightsError
from model.interpreter import shape_of
from model.labels import LABELS
from model.packed import _network_end
from tests.test_classifier import FakeInterpreter, faces
from tests.test_sources import write_picture

NOTE = {"labels": list(LABELS), "input_range": [0, 255]}


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A network about which its file says nothing."""
    content = (WEIGHTS_FOLDER / "mirror.tflite").read_bytes()
    content = content[: _network_end(content)].replace(b"TFLITE_METADATA", b"OTHERS_METADATA")
    path = tmp_path / "foreign.tflite"
    path.write_bytes(content)
    return path


def note(path: Path, **more: Any) -> None:
    path.with_suffix(".json").write_text(json.dumps(NOTE | more), "utf-8")


def test_without_labels_it_says_what_to_write_where(foreign: Path) -> None:
    with pytest.raises(WeightsError) as fault:
        ExpressionClassifier.load(foreign)
    said = str(fault.value)
    assert str(foreign.with_suffix(".json")) in said
    assert said.count(". ") == 0 and said.endswith(".")
    example = json.loads(said[said.index("{") : said.rindex("}") + 1])
    assert set(example) == {"labels", "input_range"}


def test_labels_and_range_are_enough(foreign: Path) -> None:
    note(foreign)
    network = ExpressionClassifier.load(foreign)
    shipped = ExpressionClassifier.load("mirror")
    # The note says nothing of what serving does to the answers.
    plain = replace(shipped.description, temperature=1.0, prior=None, views=1)
    shipped.description = plain
    assert (network.labels, network.size, network.description.channels) == (LABELS, 48, 1)
    np.testing.assert_array_equal(network.predict(faces(2)), shipped.predict(faces(2)))
    assert ExpressionClassifier.load(foreign.with_suffix(".json")).labels == LABELS


def test_the_range_is_what_black_and_white_become() -> None:
    seen = FakeInterpreter(0.5, 0.5)
    description = NetworkDescription("x", ("a", "b"), 2, 1, "x", "", input_range=(-1, 1))
    face = np.array([[[0, 255], [255, 0]]], np.uint8)
    Classifier(description, seen).predict(face)
    np.testing.assert_allclose(seen.given[0][0, :, :, 0], [[-1, 1], [1, -1]])


def test_classes_that_are_numbers_are_those_of_fer2013(foreign: Path) -> None:
    note(foreign, labels=list("0123456"))
    names = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
    assert ExpressionClassifier.load(foreign).labels == names


def test_logits_get_their_softmax() -> None:
    raw = np.array([2.0, -1.0, 0.5])
    description = NetworkDescription("x", ("a", "b", "c"), 8, 1, "x", "", outputs="logits")
    answers = Classifier(description, FakeInterpreter(*raw)).predict(faces(1, 8))
    np.testing.assert_allclose(answers[0], np.exp(raw) / np.exp(raw).sum(), rtol=1e-5)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ((2.0, -1.0), '"outputs": "logits"'),
        ((0.9, 0.9), "sum to 1.8"),
        ((1.5, -0.5), "no probabilities"),
        ((float("nan"), 1.0), "no number"),
    ],
)
def test_outputs_that_are_no_probabilities_are_refused(raw: tuple[float, float], said: str) -> None:
    network = Classifier(NetworkDescription("x", ("a", "b"), 8, 1, "x", ""), FakeInterpreter(*raw))
    with pytest.raises(WeightsError, match=said):
        network.check_answers(Path("x.tflite"))


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ({"labels": ["happy", "sad", "neutral"]}, "promises .* 3 float32 .* give 7"),
        ({"labels": []}, "cannot be understood"),
        ({"labels": "angry"}, "cannot be understood"),
        ({"labels": ["a", "a", "b", "c", "d", "e", "f"]}, "cannot be understood"),
        ({"labels": ["a/b", *"bcdefg"]}, "cannot be understood"),
        ({"input_range": [1, 1]}, "cannot be understood"),
        ({"input_range": ["0", "black"]}, "cannot be understood"),
        ({"outputs": "scores"}, "cannot be understood"),
        ({"lables": []}, 'but no "lables"'),
    ],
)
def test_a_wrong_note_is_refused(foreign: Path, stored: dict[str, Any], said: str) -> None:
    note(foreign, **stored)
    with pytest.raises(WeightsError, match=said):
        ExpressionClassifier.load(foreign)


@pytest.mark.parametrize("content", ["[]", "3", '"labels"', '{"labels": ["a"]}', "[" * 100_000])
def test_what_is_no_note_is_refused(foreign: Path, content: str) -> None:
    foreign.with_suffix(".json").write_text(content, "utf-8")
    with pytest.raises(WeightsError, match=r"cannot be understood|must have"):
        ExpressionClassifier.load(foreign)


class Shaped(FakeInterpreter):
    def __init__(self, given: Any, taken: Any, kind: Any = np.float32) -> None:
        self.details = [
            [{"index": 0, "shape": np.array(shape), "dtype": kind} for shape in shapes]
            for shapes in (given, taken)
        ]

    def get_input_details(self) -> Any:
        return self.details[0]

    def get_output_details(self) -> Any:
        return self.details[1]


@pytest.mark.parametrize(
    ("given", "taken", "kind"),
    [
        ([[1, 48, 64, 1]], [[1, 7]], np.float32),
        ([[1, 3, 48, 48]], [[1, 7]], np.float32),
        ([[1, 48, 48, 2]], [[1, 7]], np.float32),
        ([[1, 48, 48, 1], [1, 4]], [[1, 7]], np.float32),
        ([[1, 48, 48, 1]], [[1, 7], [1, 2]], np.float32),
        ([[1, 48, 48, 1]], [[1, 6, 6, 7]], np.float32),
        ([[8, 48, 48, 1]], [[8, 7]], np.float32),
        ([[1, 1, 1, 1]], [[1, 7]], np.float32),
        ([[1, 48, 48, 1]], [[1, 7]], np.uint8),
    ],
)
def test_networks_that_are_none_for_faces_are_refused(given: Any, taken: Any, kind: Any) -> None:
    with pytest.raises(WeightsError, match=r"x\.tflite is none for faces: it takes and gives"):
        shape_of(Shaped(given, taken, kind), Path("x.tflite"))


@pytest.mark.parametrize("name", ["gone.tflite", "gone.keras", "gone.h5", "gone.json"])
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(WeightsError, match=name):
        ExpressionClassifier.load(tmp_path / name)


def test_the_command_says_one_sentence_and_ends_with_1(
    foreign: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    picture = write_picture(tmp_path / "a.png", (64, 64))
    assert cli.main(["--image", str(picture), "--json", "--model", str(foreign)]) == 1
    printed = capfd.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "Traceback" not in printed.err and str(foreign) in printed.err
    swapped = shutil.copy(picture, tmp_path / "swapped.tflite")
    note(Path(swapped))
    assert cli.main(["--image", str(picture), "--json", "--model", str(swapped)]) == 1
    assert "no network that can be run" in capfd.readouterr().err
