"""Run folders: what is saved, when it counts, and what a full disk or a second process does."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from model.data import Parts
from model.epoch import go_through
from model.errors import DivergedError, RunError
from model.networks import NETWORKS
from model.options import new_settings, parse
from model.runs import EpochResult, RunFolder, RunState
from model.settings import TrainingSettings
from model.training import train

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
def test_a_run_that_could_not_be_begun_is_started_again(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path, tmp_path)
    (tmp_path / "partial-state.json").symlink_to("/dev/full")
    said = r"make room, then start again\.$"
    with pytest.raises(RunError, match=said), folder.saving("The run"):
        folder.save(RunState(SETTINGS, ("a", "b")))


def test_epochs_that_diverged_are_forgotten(tmp_path: Path) -> None:
    """An earlier version trained on and kept them."""
    folder, state = folder_with_state(tmp_path)
    for epoch, loss in ((1, 1.0), (2, math.nan), (3, math.nan)):
        state = folder.advance(state, Network(), replace(result(epoch, 0.5), loss=loss))
    kept = folder.load()
    assert not kept.finished
    assert ([row.epoch for row in kept.history], kept.best) == ([1], "best-0001.keras")
    lost = RunState(SETTINGS, (), (replace(result(1, 0.9), test_loss=math.inf),), best="best")
    assert lost.without_diverged().best is None


def test_a_run_that_kept_epochs_that_diverged_says_so_before_it_trains(tmp_path: Path) -> None:
    folder, state = folder_with_state(tmp_path)
    for epoch, loss in ((1, 1.0), (2, math.nan), (3, math.nan)):
        state = folder.advance(state, Network(), replace(result(epoch, 0.5), loss=loss))
    # Saved by --resume once, the rows are gone from the file too.
    folder.save(folder.load())
    rate = f"{SETTINGS.learning_rate:g}"
    for kept in (state.without_diverged(), folder.load()):
        with pytest.raises(DivergedError, match=rf"diverged in epoch 2, .* smaller than {rate}\.$"):
            # Anything that it did with these pictures would be another error.
            train(folder, kept, cast(Parts, None), lambda progress: None)


def test_a_run_that_did_not_diverge_goes_on(tmp_path: Path) -> None:
    folder, state = folder_with_state(tmp_path)
    assert not state.diverged
    for epoch in (1, 2):
        state = folder.advance(state, Network(), result(epoch, 0.5))
        assert not state.diverged and not folder.load().diverged


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


FIRST = {
    "train": "data/train", "test": "data/test", "size": 48, "color_mode": "grayscale",
    "batch_size": 64, "channels": [24, 48], "dropout": 0.5, "epochs": 40, "learning_rate": 0.002,
    "warmup_epochs": 1.0, "weight_decay": 0.02, "label_smoothing": 0.1, "flip": True,
    "rotation": 10.0, "shift": 0.1, "zoom": 0.1, "precision": "float32", "seed": 0,
}  # fmt: skip
"""What the first version stored."""

SECOND = FIRST | {
    "channels": [32, 64, 128, 256], "blocks": [1, 1, 2], "epochs": 80, "warmup_epochs": 2.0,
    "weight_decay": 0.05, "restart": 1.0, "average": 0.0, "rotation": 15.0, "zoom": 0.15,
    "light": 0.3, "erase": 0.5, "mixup": 0.2, "precision": "mixed_bfloat16",
}  # fmt: skip
"""And the version before there were networks to choose from."""


def test_settings_of_an_earlier_version_are_what_they_were() -> None:
    first = TrainingSettings.from_json(FIRST)
    assert (first.blocks, first.light, first.erase, first.mixup) == ((1,), 0, 0, 0)
    assert (first.restart, first.average, first.channels) == (1, 0, (24, 48))
    second = TrainingSettings.from_json(SECOND)
    assert (second.blocks, second.light, second.epochs) == ((1, 1, 2), 0.3, 80)
    for each in (first, second):
        assert (each.network, each.optimizer, each.schedule) == ("mirror", "adamw", "cosine")
        assert (each.split, each.classes, each.limit) == ((), (), 0)
        assert (each.stop_patience, each.checkpoint_every, each.shear) == (0, 0, 0)
        assert each.degrade == 0


@pytest.mark.parametrize("network", NETWORKS)
def test_settings_of_every_network_survive_their_json(network: str) -> None:
    settings = new_settings(parse(["train", "test", "--network", network, "--limit", "9"]))
    stored = json.loads(json.dumps(settings.to_json()))
    assert TrainingSettings.from_json(stored) == settings
    assert ("blocks" in stored) == (network == "mirror")


def test_a_run_that_stopped_early_is_finished(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path, tmp_path)
    state = RunState(replace(SETTINGS, epochs=9, stop_patience=2), ("a", "b"))
    folder.save(state)
    for epoch, accuracy in ((1, 0.5), (2, 0.4)):
        state = folder.advance(state, Network(), result(epoch, accuracy))
        assert not state.finished
    state = folder.advance(state, Network(), result(3, 0.5))
    assert state.finished and folder.load().finished


def test_checkpoints_are_kept_where_they_were_asked_for(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path, tmp_path)
    state = RunState(replace(SETTINGS, epochs=5, checkpoint_every=2), ("a", "b"))
    for epoch in range(1, 6):
        state = folder.advance(state, Network(), result(epoch, 0.5))
    assert sorted(path.name for path in (tmp_path / "checkpoints").iterdir()) == [
        "epoch-0002.keras",
        "epoch-0004.keras",
    ]


def test_the_figures_of_an_epoch_weigh_each_picture_alike() -> None:
    batches = [(np.zeros(3), np.ones(3)), (np.zeros(1), np.zeros(1))]
    steps: list[tuple[int, int]] = []

    def use(pictures: object, targets: object, return_dict: bool) -> dict[str, float]:
        return {"accuracy": float(np.mean(np.asarray(targets)))}

    assert go_through(use, batches, lambda done, of: steps.append((done, of)))["accuracy"] == 0.75
    assert steps == [(1, 2), (2, 2)]
