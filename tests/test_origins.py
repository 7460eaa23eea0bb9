"""Files that a run takes something from: found, compared, and refused with a sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model import teachers
from model.compiling import build_network, check_start, prepared
from model.data import Part
from model.data.pictures import Read
from model.description import WEIGHTS_FOLDER, sha256_of
from model.errors import ModelError, RunError, WeightsError
from model.export import LiteRTNetwork
from model.labels import LABELS as EXPRESSIONS
from model.options import kept_settings, new_settings, parse
from model.origins import Origin, find_origins, origins_of, stored_origins
from model.preprocess import Batch
from model.runs import RunFolder, RunState
from model.settings import TrainingSettings
from model.typed import command_of
from tests.training_support import needs_tensorflow

SETTINGS = TrainingSettings("train", "test", channels=(4, 8), blocks=(0,), precision="float32")
LABELS = ("left", "right")


def finished_run(path: Path, content: bytes = b"network") -> Path:
    """A folder of a run whose best network is that of the third epoch."""
    folder = RunFolder.create(path, path)
    (path / "best-0003.keras").write_bytes(content)
    folder.save(RunState(SETTINGS, LABELS, best="best-0003.keras", command="python train_model.py"))
    return path


def state_from(start: Path) -> RunState:
    settings = replace(SETTINGS, start_from=str(start))
    return RunState(settings, LABELS, origins=stored_origins(find_origins(settings)))


def test_a_run_is_known_by_its_folder_and_by_its_file(tmp_path: Path) -> None:
    run = finished_run(tmp_path / "run")
    by_folder, by_file = (Origin.of_network(path) for path in (run, run / "best-0003.keras"))
    assert by_folder == by_file
    assert by_folder.labels == LABELS
    assert by_folder.to_json() == {
        "file": str(run / "best-0003.keras"),
        "sha256": sha256_of(run / "best-0003.keras"),
        "command": "python train_model.py",
    }


def test_a_network_alone_is_known_by_its_checksum(tmp_path: Path) -> None:
    (tmp_path / "mine.keras").write_bytes(b"network")
    origin = Origin.of_network(tmp_path / "mine.keras")
    assert (origin.labels, origin.command) == (None, "")


@pytest.mark.parametrize(
    ("name", "part"),
    [("nowhere.keras", "cannot be read"), ("mine.onnx", "give a .keras or .tflite file"),
     ("empty", "holds no trained network")],
)  # fmt: skip
def test_what_is_no_network_is_refused(tmp_path: Path, name: str, part: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(RunError, match=part):
        Origin.of_network(tmp_path / name)


def test_another_file_of_the_same_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.keras").write_bytes(b"network")
    state = state_from(tmp_path / "mine.keras")
    assert len(origins_of(state, "start_from")) == 1
    (tmp_path / "mine.keras").write_bytes(b"another")
    with pytest.raises(RunError, match="not the file that the run was started with"):
        origins_of(state, "start_from")


def test_the_option_is_from_and_its_file_may_move(tmp_path: Path) -> None:
    settings = new_settings(parse(["a", "b", "--from", "my runs/1.0"]))
    assert settings.start_from == "my runs/1.0"
    assert command_of(settings) == "python train_model.py a b --from 'my runs/1.0'"
    moved = kept_settings(parse(["--resume", "--from", "there"]), settings, tmp_path)
    assert moved == replace(settings, start_from="there")
    with pytest.raises(RunError, match="--from"):
        kept_settings(
            parse(["--resume", "--from", "there"]), replace(settings, start_from=""), tmp_path
        )


def test_as_many_places_are_given_as_the_run_had(tmp_path: Path) -> None:
    divided = replace(SETTINGS, train="all", test="", split=(90.0, 10.0))
    moved = kept_settings(parse(["--resume", "a", "b"]), SETTINGS, tmp_path)
    assert (moved.train, moved.test) == ("a", "b")
    assert kept_settings(parse(["--resume", "a"]), divided, tmp_path).train == "a"
    with pytest.raises(RunError, match=r"started with two places, TRAIN and TEST: .*"):
        kept_settings(parse(["--resume", "moved/train"]), SETTINGS, tmp_path)
    with pytest.raises(RunError, match=r"started with one place, without a TEST: .*"):
        kept_settings(parse(["--resume", "a", "b"]), divided, tmp_path)


def test_as_many_teachers_are_given_as_the_run_had(tmp_path: Path) -> None:
    _, state = teach(tmp_path)
    one = str(tmp_path / "one.keras")
    with pytest.raises(RunError, match=r"number of files for --teacher \(2, not 1\)"):
        kept_settings(parse(["--resume", "--teacher", one]), state.settings, tmp_path)
    with pytest.raises(RunError, match=r"number of files for --teacher \(2, not 1\)"):
        origins_of(
            replace(state, settings=replace(state.settings, teacher=(one,))), "teacher"
        )  # fmt: skip


def test_origins_are_kept_with_the_run(tmp_path: Path) -> None:
    (tmp_path / "mine.keras").write_bytes(b"network")
    folder, state = (
        RunFolder.create(tmp_path / "run", tmp_path),
        state_from(tmp_path / "mine.keras"),
    )
    folder.save(state)
    assert folder.load() == state
    assert json.loads((folder.path / "state.json").read_text())["origins"]["start_from"]


class Heap:
    """Pictures that are a number each: how much the teacher is to say for the second label."""

    place, unreadable, fingerprint = Path("heap"), (), "heap"
    labels: tuple[str, ...] = LABELS
    classes = np.array([0, 0, 1, 1], np.intp)

    def open(self, size: int, color_mode: str) -> Read:
        return lambda chosen: np.full((len(chosen), size, size, 1), 0.1, np.float32)


def teach(tmp_path: Path, **changes: Any) -> tuple[RunFolder, RunState]:
    names = ("one.keras", "two.keras")
    for name in names:
        (tmp_path / name).write_bytes(name.encode())
    settings = replace(SETTINGS, teacher=tuple(str(tmp_path / name) for name in names), **changes)
    state = RunState(settings, LABELS, origins=stored_origins(find_origins(settings)))
    return RunFolder.create(tmp_path / "run", tmp_path), state


class Teacher:
    """Says the same of every picture, and counts how often it is asked."""

    input_shape, output_shape = (None, 48, 48, 1), (None, 2)

    def __init__(self, said: float, asked: list[int]) -> None:
        self.said, self.asked = said, asked

    def predict_on_batch(self, pictures: Batch) -> Batch:
        self.asked.append(len(pictures))
        return np.tile(np.array([1 - self.said, self.said], np.float32), (len(pictures), 1))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pictures teachers were asked about; one says 0.9 and the other 0.7."""
    asked: list[int] = []
    said = {"one.keras": 0.9, "two.keras": 0.7}
    monkeypatch.setattr(
        teachers, "open_network", lambda path: Teacher(said[path.name], asked)
    )  # fmt: skip
    return asked


def test_the_targets_are_mixed_with_the_mean_of_the_teachers(
    tmp_path: Path, asked: list[int]
) -> None:
    folder, state = teach(tmp_path, teacher_share=0.5, teacher_temperature=2.0)
    part, said = Part.whole(Heap()), list[str]()
    own = np.eye(2, dtype=np.float32)[part.classes]
    mixed = teachers.taught(folder, state, part, own, said.append)
    # The mean says 0.8; half the logit of 4 to 1 is 2 to 1.
    np.testing.assert_allclose(mixed, [[2 / 3, 1 / 3]] * 2 + [[1 / 6, 5 / 6]] * 2, rtol=1e-5)
    assert mixed.dtype == np.float32
    assert said == ["Asking 2 teachers about 4 pictures and their mirror images."]
    assert asked == [4, 4, 4, 4]
    np.testing.assert_array_equal(teachers.taught(folder, state, part, own, said.append), mixed)
    assert (len(said), len(asked)) == (1, 4), "the answers are kept"
    (folder.path / teachers.ANSWERS).write_bytes(b"damaged")
    np.testing.assert_array_equal(teachers.taught(folder, state, part, own), mixed)
    other = replace(part, chosen=part.chosen[:3])
    assert len(teachers.taught(folder, state, other, own[:3])) == 3


def test_without_a_teacher_the_targets_are_as_they_were(tmp_path: Path) -> None:
    own = np.eye(2, dtype=np.float32)
    plain = RunState(SETTINGS, LABELS)
    assert teachers.taught(RunFolder(tmp_path), plain, Part.whole(Heap()), own) is own


@pytest.mark.parametrize(
    ("changes", "labels", "part"),
    [({"size": 40}, LABELS, "takes"), ({}, ("a", "b", "c"), "are needed")],
)
def test_a_teacher_of_another_kind_is_refused(
    tmp_path: Path, asked: list[int], changes: dict[str, Any], labels: tuple[str, ...], part: str
) -> None:
    _, state = teach(tmp_path, **changes)
    with pytest.raises(RunError, match=part):
        teachers.check_teachers(replace(state, labels=labels))
    assert not asked


def test_a_teacher_of_other_expressions_is_refused(tmp_path: Path, asked: list[int]) -> None:
    run = finished_run(tmp_path / "teacher")
    settings = replace(SETTINGS, teacher=(str(run),))
    state = RunState(settings, ("high", "low"), origins=stored_origins(find_origins(settings)))
    with pytest.raises(RunError, match="knows left, right, the pictures show high, low"):
        teachers.check_teachers(state)


SHIPPED = WEIGHTS_FOLDER / "fer2013.tflite"


def taught_by(path: Path, labels: tuple[str, ...] = EXPRESSIONS) -> RunState:
    settings = replace(SETTINGS, teacher=(str(path),))
    return RunState(settings, labels, origins=stored_origins(find_origins(settings)))


class Faces(Heap):
    """Some pictures that differ, of all expressions."""

    labels = EXPRESSIONS
    classes = np.arange(len(EXPRESSIONS), dtype=np.intp)

    def open(self, size: int, color_mode: str) -> Read:
        pictures = np.random.default_rng(2).uniform(0, 255, (len(EXPRESSIONS), size, size, 1))
        return lambda chosen: pictures[chosen].astype(np.float32)


def test_a_network_in_litert_teaches_what_it_says_of_a_face_and_its_mirror_image(
    tmp_path: Path,
) -> None:
    state, part = taught_by(SHIPPED), Part.whole(Faces())
    teachers.check_teachers(state)
    own = np.eye(len(EXPRESSIONS), dtype=np.float32)
    mixed = teachers.taught(RunFolder.create(tmp_path / "run", tmp_path), state, part, own)
    network, faces = LiteRTNetwork(SHIPPED.read_bytes()), Faces().open(48, "")(np.arange(7))
    said = (network(faces) + network(faces[:, :, ::-1])) / 2
    np.testing.assert_allclose(mixed, (own + said) / 2, atol=1e-6)


def test_a_network_in_litert_is_known_by_its_description() -> None:
    origin = Origin.of_network(SHIPPED)
    assert origin.labels == EXPRESSIONS
    assert origin.command.startswith("python -m model.ensemble")
    assert origin.sha256 == sha256_of(SHIPPED)


def test_a_network_in_litert_that_takes_other_numbers_is_no_teacher(tmp_path: Path) -> None:
    file = tmp_path / "mine.tflite"
    file.write_bytes(SHIPPED.read_bytes())
    file.with_suffix(".json").write_text(
        json.dumps({"labels": EXPRESSIONS, "input_range": [0, 1]}), "utf-8"
    )
    with pytest.raises(RunError, match="from 0 to 1: only one that takes them from 0 to 255"):
        teachers.check_teachers(taught_by(file))


def test_what_is_no_network_in_litert_is_no_teacher(tmp_path: Path) -> None:
    file = tmp_path / "mine.tflite"
    file.write_bytes(b"nothing")
    file.with_suffix(".json").write_text(
        json.dumps({"labels": EXPRESSIONS, "input_range": [0, 255]}), "utf-8"
    )
    with pytest.raises(WeightsError, match="hold no network"):
        teachers.check_teachers(taught_by(file))


@needs_tensorflow
@pytest.mark.train
def test_a_run_starts_as_the_network_it_comes_from(tmp_path: Path) -> None:
    source: Any = build_network(RunState(SETTINGS, LABELS))
    source.save(tmp_path / "mine.keras")
    state = state_from(tmp_path / "mine.keras")
    check_start(state)
    model = prepared(RunFolder(tmp_path), state)
    faces = np.random.default_rng(0).uniform(0, 255, (3, 48, 48, 1)).astype(np.float32)
    np.testing.assert_array_equal(model.predict_on_batch(faces), source.predict_on_batch(faces))
    for other, labels, part in (
        (replace(state.settings, channels=(4, 12)), LABELS, "another structure"),
        (replace(state.settings, size=40), LABELS, "another structure"),
        (state.settings, ("a", "b", "c"), "another structure"),
    ):
        with pytest.raises(RunError, match=part):
            check_start(replace(state, settings=other, labels=labels))
    run = finished_run(tmp_path / "run", (tmp_path / "mine.keras").read_bytes())
    with pytest.raises(RunError, match="knows left, right, the pictures show high, low"):
        check_start(replace(state_from(run), labels=("high", "low")))
    (tmp_path / "mine.keras").write_bytes(b"damaged")
    with pytest.raises(ModelError, match="damaged"):
        check_start(state_from(tmp_path / "mine.keras"))


@needs_tensorflow
@pytest.mark.train
def test_a_run_starts_from_a_network_in_litert_unless_it_is_several() -> None:
    settings = TrainingSettings("train", "test", start_from=str(SHIPPED))
    state = RunState(settings, EXPRESSIONS, origins=stored_origins(find_origins(settings)))
    with pytest.raises(RunError, match="averages the answers of 2 networks"):
        check_start(state)
    settings = replace(settings, start_from=str(SHIPPED.with_name("mirror.tflite")))
    check_start(replace(state, settings=settings, origins=stored_origins(find_origins(settings))))
