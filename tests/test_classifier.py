"""The shipped network answers as promised; a bad file of any kind is refused in words."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model import ExpressionClassifier
from model.description import WEIGHTS_FOLDER, NetworkDescription, sha256_of
from model.errors import ModelError, WeightsError
from model.labels import LABELS
from model.network_files import find_network


class FakeInterpreter:
    """Gives the same probabilities for every face."""

    def __init__(self, *probabilities: float) -> None:
        self.probabilities = np.asarray([probabilities], dtype=np.float32)
        self.given: list[Any] = []

    def get_input_details(self) -> list[dict[str, int]]:
        return [{"index": 0}]

    get_output_details = get_input_details

    def set_tensor(self, index: int, value: Any) -> None:
        self.given.append(value)

    def invoke(self) -> None:
        pass

    def get_tensor(self, index: int) -> Any:
        return self.probabilities


def described(**more: Any) -> NetworkDescription:
    fields: dict[str, Any] = {"name": "x", "labels": ("a", "b"), "size": 8, "channels": 1}
    return NetworkDescription(**fields | {"weights": "x.tflite", "sha256": ""} | more)


@pytest.fixture(scope="module")
def shipped() -> ExpressionClassifier:
    return ExpressionClassifier.load("mirror")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped network that may be damaged."""
    for suffix in (".tflite", ".json"):
        shutil.copy(WEIGHTS_FOLDER / f"mirror{suffix}", tmp_path / f"mirror{suffix}")
    return tmp_path / "mirror.tflite"


def faces(count: int, size: int = 48) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.random.default_rng(1).integers(0, 256, (count, size, size), dtype=np.uint8)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_rows_are_probabilities(shipped: ExpressionClassifier, count: int) -> None:
    answers = shipped.predict(faces(count))
    assert shipped.labels == LABELS
    assert answers.shape == (count, 7)
    assert answers.dtype == np.float32
    assert (answers >= 0).all()
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-5)


def test_a_face_has_the_same_answer_alone_and_among_others(shipped: ExpressionClassifier) -> None:
    many = faces(4)
    alone = np.concatenate([shipped.predict(many[index : index + 1]) for index in range(4)])
    np.testing.assert_array_equal(shipped.predict(many), alone)


@pytest.mark.parametrize(
    "wrong",
    [
        faces(1, 47),
        faces(1)[0],
        faces(1)[..., np.newaxis].repeat(3, axis=-1),
        faces(1).astype(np.float32),
        np.zeros((0, 7), np.uint8),
    ],
)
def test_other_shapes_and_types_are_refused(shipped: ExpressionClassifier, wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"faces are uint8 \(N, 48, 48\)"):
        shipped.predict(wrong)


def test_temperature_and_prior_are_served() -> None:
    raw = np.array([0.8, 0.2])
    served = raw ** (1 / 2) / np.array([0.9, 0.1])
    network = ExpressionClassifier(
        described(temperature=2.0, prior=(0.9, 0.1)), FakeInterpreter(*raw)
    )
    answers = network.predict(faces(2, 8))
    np.testing.assert_allclose(answers, [served / served.sum()] * 2, rtol=1e-5)


@pytest.mark.parametrize("views", [1, 2])
def test_two_views_are_the_face_and_its_mirror_image(views: int) -> None:
    class Leftist(FakeInterpreter):
        def get_tensor(self, index: int) -> Any:
            left = float(self.given[-1][0, 0, 0, 0]) / 255
            return np.asarray([[left, 1 - left]], dtype=np.float32)

    face = np.zeros((1, 8, 8), dtype=np.uint8)
    face[:, :, :4] = 255
    network = ExpressionClassifier(described(views=views), Leftist())
    expected = [[0.5, 0.5]] if views == 2 else [[1, 0]]
    np.testing.assert_allclose(network.predict(face), expected, atol=1e-6)


def test_a_certain_answer_stays_finite() -> None:
    network = ExpressionClassifier(described(temperature=0.5), FakeInterpreter(1.0, 0.0))
    np.testing.assert_allclose(network.predict(faces(1, 8)), [[1, 0]], atol=1e-6)


def test_a_colour_network_takes_gray_faces() -> None:
    interpreter = FakeInterpreter(0.5, 0.5)
    ExpressionClassifier(described(channels=3), interpreter).predict(faces(1, 8))
    assert interpreter.given[0].shape == (1, 8, 8, 3)
    assert interpreter.given[0].dtype == np.float32


@pytest.mark.parametrize("suffix", [".tflite", ".json"])
def test_a_path_loads_that_network(copy: Path, suffix: str) -> None:
    assert ExpressionClassifier.load(copy.with_suffix(suffix)).labels == LABELS
    assert ExpressionClassifier.load(str(copy.with_suffix(suffix))).size == 48


def test_the_installed_network_is_preferred(copy: Path) -> None:
    assert find_network(None, copy.parent).weights == copy
    installed = Path(shutil.copy(copy, copy.with_name("installed.tflite")))
    redescribe(installed, weights="installed.tflite")
    assert find_network(None, copy.parent).weights == installed


def cut_short(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:-100_000])


def one_byte_off(copy: Path) -> None:
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 1
    copy.write_bytes(content)


def no_weights(copy: Path) -> None:
    copy.unlink()


def bad_description(copy: Path) -> None:
    copy.with_suffix(".json").write_text("{", "utf-8")


def cut_short_with_its_checksum(copy: Path) -> None:
    cut_short(copy)
    redescribe(copy)


def no_network_with_its_checksum(copy: Path) -> None:
    copy.write_bytes(b"no network")
    redescribe(copy)


def other_labels(copy: Path) -> None:
    redescribe(copy, labels=["happy", "sad"], prior=None)


def other_size(copy: Path) -> None:
    redescribe(copy, size=64)


def redescribe(copy: Path, **more: Any) -> None:
    path = copy.with_suffix(".json")
    stored = json.loads(copy.with_name("mirror.json").read_text("utf-8"))
    stored |= {"sha256": sha256_of(copy)} | more
    path.write_text(json.dumps(stored), "utf-8")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (cut_short, "damaged or were swapped"),
        (one_byte_off, "damaged or were swapped"),
        (no_weights, "cannot be read"),
        (bad_description, "cannot be understood"),
        (cut_short_with_its_checksum, "no network that can be run"),
        (no_network_with_its_checksum, "no network that can be run"),
        (other_labels, "do not fit their description"),
        (other_size, "do not fit their description"),
    ],
)
def test_bad_networks_are_refused_in_words(copy: Path, harm: Any, said: str) -> None:
    harm(copy)
    with pytest.raises(WeightsError, match=said):
        ExpressionClassifier.load(copy)


def test_other_weights_under_the_same_name_are_noticed(copy: Path) -> None:
    other = copy.with_name("other.tflite")
    other.write_bytes(b"something else")
    shutil.copy(copy.with_suffix(".json"), other.with_suffix(".json"))
    with pytest.raises(WeightsError, match="swapped"):
        ExpressionClassifier.load(other)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(WeightsError, match=r'no network "nonsense".*mirror'):
        ExpressionClassifier.load("nonsense")


def test_without_litert_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)
    with pytest.raises(ModelError, match="ai-edge-litert"):
        ExpressionClassifier.load("mirror")


def test_importing_and_loading_stay_light_and_silent() -> None:
    code = (
        "import sys, model; early = set(sys.modules); model.ExpressionClassifier.load('mirror');"
        "assert not {'cv2', 'numpy', 'ai_edge_litert'} & early, early;"
        "assert not {'tensorflow', 'keras'} & set(sys.modules)"
    )
    root = WEIGHTS_FOLDER.parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
