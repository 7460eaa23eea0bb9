"""Run folders: what is saved, when it counts, and what a full disk or a second process does."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.errors import RunError
from model.runs import EpochResult, RunFolder, RunState
from model.settings import TrainingSettings
from model.training import go_through

SETTINGS = TrainingSettings("train", "test", epochs=3, precision="float32")


class Network:
    """Saves like a Keras model."""

    def save(self, path: Path) -> None:
        path.write_bytes(b"network")


def result(epoch: int, accuracy: float) -> EpochResult:
    return EpochResult(epoch, 1.0, 0.5, 1.0, accuracy, 1e-3, 1.0)


def folder_with_state(path: Path) -> tuple[RunFolder, RunState]:
    folder, state = RunFolder.create(path, path), RunState(SETTINGS, ("a", "b"))
    folder.save(state)
    return folder, state


def test_the_best_network_and_the_last_checkpoint_are_kept(tmp_path: Path) -> None:
    folder, state = folder_with_state(tmp_path)
    for epoch, accuracy in ((1, 0.5), (2, 0.7), (3, 0.7)):
        state = folder.advance(state, Network(), result(epoch, accuracy))
    assert sorted(path.name for path in tmp_path.glob("*.keras")) == [
        "best-0002.keras",
        "epoch-0003.keras",
    ]
    assert folder.load() == state
    assert state.finished


def test_states_of_the_first_version_are_understood(tmp_path: Path) -> None:
    folder, _ = folder_with_state(tmp_path)
    stored = json.loads((tmp_path / "state.json").read_text())
    for name in ("command", "versions", "fingerprints"):
        del stored[name]
    (tmp_path / "state.json").write_text(json.dumps(stored))
    assert folder.load() == RunState(SETTINGS, ("a", "b"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("file", ["epoch-0002.keras", "best-0002.keras", "state.json"])
def test_a_full_disk_loses_one_epoch_at_most(tmp_path: Path, file: str) -> None:
    folder, state = folder_with_state(tmp_path)
    state = folder.advance(state, Network(), result(1, 0.5))
    (tmp_path / f"partial-{file}").symlink_to("/dev/full")
    with pytest.raises(RunError, match=r"Epoch 2 .*No space left.*--resume"):
        folder.advance(state, Network(), result(2, 0.6))
    assert folder.load() == state
    assert (tmp_path / "epoch-0001.keras").exists()
    assert (tmp_path / "best-0001.keras").exists()
    assert not list(tmp_path.glob("partial-*"))


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    folder, _ = folder_with_state(tmp_path)
    with folder.locked(), pytest.raises(RunError, match="another process"), folder.locked():
        pass
    with folder.locked():
        pass


def test_a_new_run_does_not_take_a_folder_that_holds_one(tmp_path: Path) -> None:
    folder_with_state(tmp_path)
    with pytest.raises(RunError, match="--resume"):
        RunFolder.create(tmp_path, tmp_path)


def test_runs_of_one_second_get_folders_of_their_own(tmp_path: Path) -> None:
    folders = {RunFolder.create(None, tmp_path).path for _ in range(3)}
    assert len(folders) == 3


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"settings": 1}'])
def test_a_damaged_state_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "state.json").write_text(text)
    with pytest.raises(RunError, match="cannot be understood"):
        RunFolder(tmp_path).load()


def test_settings_survive_their_json() -> None:
    settings = replace(SETTINGS, channels=(4, 8), flip=False)
    assert TrainingSettings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


def test_the_figures_of_an_epoch_weigh_each_picture_alike() -> None:
    batches = [(np.zeros(3), np.ones(3)), (np.zeros(1), np.zeros(1))]
    steps: list[tuple[int, int]] = []

    def use(pictures: object, targets: object, return_dict: bool) -> dict[str, float]:
        return {"accuracy": float(np.mean(np.asarray(targets)))}

    assert go_through(use, batches, lambda done, of: steps.append((done, of)))["accuracy"] == 0.75
    assert steps == [(1, 2), (2, 2)]
