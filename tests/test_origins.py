"""Files that a run takes something from: found, compared, and refused with a sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.compiling import build_network, check_start, prepared
from model.description import sha256_of
from model.errors import ModelError, RunError
from model.options import command_of, kept_settings, new_settings, parse
from model.origins import Origin, find_origins, origins_of, stored_origins
from model.runs import RunFolder, RunState
from model.settings import TrainingSettings
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
    [("nowhere.keras", "cannot be read"), ("mine.tflite", "give a .keras file"),
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


def test_origins_are_kept_with_the_run(tmp_path: Path) -> None:
    (tmp_path / "mine.keras").write_bytes(b"network")
    folder, state = (
        RunFolder.create(tmp_path / "run", tmp_path),
        state_from(tmp_path / "mine.keras"),
    )
    folder.save(state)
    assert folder.load() == state
    assert json.loads((folder.path / "state.json").read_text())["origins"]["start_from"]


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
