"""A network in one file: what is inside equals what is beside, and is enough alone."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter

from model import ExpressionClassifier, packed
from model.description import WEIGHTS_FOLDER, NetworkDescription, read_description
from model.errors import WeightsError
from model.network_files import known_networks
from model.packed import pack, read_packed, write_network
from model.tflite_metadata import FIELD, IDENTIFIER, metadata

LARGEST = 6_000_000
SHIPPED = [name for name in known_networks() if name != "installed"]


def faces() -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.random.default_rng(2).integers(0, 256, (6, 48, 48), dtype=np.uint8)


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """A copy of the shipped network without its JSON."""
    return Path(shutil.copy(WEIGHTS_FOLDER / "mirror.tflite", tmp_path / "mirror.tflite"))


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_says_inside_what_it_says_beside(name: str) -> None:
    weights = WEIGHTS_FOLDER / f"{name}.tflite"
    assert read_packed(weights) == read_description(weights.with_suffix(".json"))
    assert weights.stat().st_size < LARGEST


@pytest.mark.parametrize("name", SHIPPED)
def test_the_file_alone_answers_as_the_pair(name: str, tmp_path: Path) -> None:
    lone = shutil.copy(WEIGHTS_FOLDER / f"{name}.tflite", tmp_path / "renamed.tflite")
    pair, single = ExpressionClassifier.load(name), ExpressionClassifier.load(lone)
    assert single.labels == pair.labels
    np.testing.assert_array_equal(single.predict(faces()), pair.predict(faces()))


def test_an_app_needs_the_file_and_an_interpreter_and_nothing_of_this_program(alone: Path) -> None:
    """What a phone does: read the description, fill the input, run, apply what it says."""
    with zipfile.ZipFile(alone) as archive:
        said = json.loads(archive.read("description.json"))
        labels = archive.read("labels.txt").decode().splitlines()
    assert labels == said["labels"]
    interpreter = Interpreter(model_path=str(alone))
    interpreter.allocate_tensors()
    given, taken = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    assert list(given["shape"]) == [1, said["size"], said["size"], said["channels"]]
    low, high = said["input_range"]
    expected = ExpressionClassifier.load(WEIGHTS_FOLDER / "mirror.json").predict(faces())
    for face, wanted in zip(faces(), expected, strict=True):
        answer = np.zeros(len(labels))
        for view in (face, face[:, ::-1])[: said["views"]]:
            scaled = low + view.astype(np.float32) * ((high - low) / 255)
            interpreter.set_tensor(given["index"], scaled[np.newaxis, :, :, np.newaxis])
            interpreter.invoke()
            answer += interpreter.get_tensor(taken["index"])[0] / said["views"]
        answer = answer ** (1 / said["temperature"]) / np.asarray(said["prior"] or 1.0)
        np.testing.assert_allclose(answer / answer.sum(), wanted, atol=1e-6)
        assert labels[int(answer.argmax())] == labels[int(wanted.argmax())]


def test_packing_again_changes_nothing(alone: Path) -> None:
    content = alone.read_bytes()
    description = read_packed(alone)
    assert description is not None
    assert pack(content, description) == content
    shorter = replace(description, temperature=1.5)
    again = pack(pack(content, shorter), description)
    assert again == content


def metadata_of(content: bytes) -> bytes:
    model = schema.Model.GetRootAsModel(content, 0)
    fields = [model.Metadata(index) for index in range(model.MetadataLength())]
    (buffer,) = [field.Buffer() for field in fields if field.Name() == FIELD]
    return bytes(model.Buffers(buffer).DataAsNumpy())


def test_the_mobile_tools_metadata_is_in_the_network_s_own_flatbuffer(alone: Path) -> None:
    found = metadata_of(alone.read_bytes())
    description = read_packed(alone)
    assert description is not None
    assert found == metadata(description)
    assert found[4:8] == IDENTIFIER
    for word in ("labels.txt", "description.json", "probabilities", "1.0.0"):
        assert word.encode() in found


def test_the_metadata_normalises_as_serving_does() -> None:
    description = NetworkDescription("x", ("a", "b"), 96, 3, "x", "", input_range=(-1, 1))
    numbers = np.frombuffer(metadata(description), np.uint8).tobytes()
    for value in (127.5, 1.0, -1.0):
        assert np.float32(value).tobytes() in numbers
    assert np.uint32(96).tobytes() in numbers


def one_byte_off(content: bytes) -> bytes:
    return content[:100_000] + bytes([content[100_000] ^ 1]) + content[100_001:]


def other_labels(content: bytes) -> bytes:
    return content.replace(b'"angry"', b'"happy"', 1)


@pytest.mark.parametrize(
    "harm", [one_byte_off, other_labels, lambda c: c[:-100], lambda c: c[:-2000]]
)
def test_a_damaged_file_alone_is_refused(alone: Path, harm: Any) -> None:
    alone.write_bytes(harm(alone.read_bytes()))
    with pytest.raises(WeightsError, match=r"is damaged: get the whole file again\.$"):
        ExpressionClassifier.load(alone)


def test_a_description_like_a_bomb_is_refused(alone: Path) -> None:
    content = alone.read_bytes()
    file = io.BytesIO(content[: packed._network_end(content)])
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("description.json", b" " * 10_000_000)
    alone.write_bytes(file.getvalue())
    with pytest.raises(WeightsError, match="damaged"):
        read_packed(alone)


def test_what_is_no_network_is_not_packed(tmp_path: Path) -> None:
    description = NetworkDescription("x", ("a", "b"), 48, 1, "x", "")
    with pytest.raises(WeightsError, match="LiteRT"):
        write_network(tmp_path / "x.tflite", b"no network", description)
    assert not list(tmp_path.glob("x*"))


def test_the_command_packs_what_the_json_says(
    alone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    description = read_packed(alone)
    assert description is not None
    warmer = replace(description, name="other", temperature=1.25)
    warmer.save(alone.with_suffix(".json"))
    assert packed.main([str(alone)]) == 0
    assert str(alone) in capsys.readouterr().out
    beside = read_description(alone.with_suffix(".json"))
    assert beside.temperature == 1.25
    assert read_packed(alone) == beside
    alone.with_suffix(".json").unlink()
    assert packed.main([str(alone)]) == 2
    assert "is missing" in capsys.readouterr().err
