"""What an epoch draws and what the weights' mean takes, by the training itself, in this process."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model import training
from model.averaging import WeightAverage
from model.compiling import prepared, seed_dropout
from model.data import EpochBatches, find_parts
from model.errors import DivergedError
from model.origins import find_origins, stored_origins
from model.runs import EpochResult, RunFolder, RunState
from model.settings import TrainingSettings
from tests.training_support import needs_tensorflow, write_data

LABELS = ("left", "right")


def small(folder: Path, epochs: int) -> TrainingSettings:
    """Of a short run on a few pictures."""
    data = write_data(folder / "data")
    return TrainingSettings(
        str(data / "train"), str(data / "test"), channels=(4, 8), batch_size=8, epochs=epochs,
        precision="float32",
    )  # fmt: skip


@needs_tensorflow
@pytest.mark.train
def test_no_step_of_a_run_drops_the_features_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = small(tmp_path, epochs=3)
    models = list[Any]()

    def kept(folder: RunFolder, state: RunState) -> Any:
        models.append(prepared(folder, state))
        return models[-1]

    monkeypatch.setattr(training, "prepared", kept)
    seen: list[tuple[int, tuple[int, ...]]] = []

    def watch(epoch: int, step: int, steps: int) -> None:
        (generator,) = filter(
            None, (getattr(layer, "seed_generator", None) for layer in models[-1].layers)
        )
        # What the next step would draw from.
        seen.append((epoch, tuple(int(n) for n in np.asarray(generator.state))))

    folder = RunFolder.create(tmp_path / "run", tmp_path)
    state = RunState(settings, LABELS)
    folder.save(state)
    training.train(folder, state, find_parts(settings), lambda progress: None, watch)
    assert [epoch for epoch, _ in seen] == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert len({drawn for _, drawn in seen}) == 9


@needs_tensorflow
@pytest.mark.train
def test_the_longest_run_has_steps_that_a_generator_can_hold() -> None:
    import keras

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dropout(0.5)])
    for step in (2**31, 2**32 - 1, 2**32 + 5):
        seed_dropout(model, 2**31 - 1, step)
        assert int(np.asarray(model.layers[0].seed_generator.state)[1]) == step % 2**32


class Network:
    """Weights alone."""

    def __init__(self, *weights: float) -> None:
        self.weights = [np.array(weights, np.float32)]

    def get_weights(self) -> list[Any]:
        return self.weights

    def set_weights(self, weights: list[Any]) -> None:
        self.weights = weights


def test_the_mean_of_one_epoch_is_that_epoch_to_the_bit() -> None:
    epoch = Network(0.1, 1e-7, -3.3)
    means = [WeightAverage(Network(*start), 0) for start in ((1e4, 1e4, 1e4), (0.3, -7, 1))]
    for mean in means:
        mean.include(epoch)
        np.testing.assert_array_equal(mean.network.weights[0], epoch.weights[0])
        mean.include(Network(0.3, 1e-7, -1.3))
        np.testing.assert_allclose(mean.network.weights[0], [0.2, 1e-7, -2.3], rtol=1e-6)


@pytest.mark.parametrize("losses", [(float("nan"), 1.0), (1.0, float("inf"))])
def test_a_loss_that_is_no_number_is_the_end(losses: tuple[float, float]) -> None:
    result = EpochResult(4, losses[0], 0.5, losses[1], 0.5, 1e-3, 1.0)
    with pytest.raises(DivergedError, match=r"in epoch 4, .* --learning-rate smaller than 0\.002"):
        training.check_loss(result, 2e-3)
    training.check_loss(EpochResult(4, 1.0, 0.5, 1.0, 0.5, 1e-3, 1.0), 2e-3)


def test_a_run_from_a_network_draws_otherwise_than_the_run_before() -> None:
    def state(sha256: str | None, seed: int = 7) -> RunState:
        settings = TrainingSettings("train", "test", seed=seed)
        origin = {"file": "a.tflite", "sha256": sha256 or "", "command": ""}
        return RunState(settings, LABELS, origins={"start_from": [origin]} if sha256 else {})

    first, second, third = "00" * 32, "0000002a" + "00" * 28, "ff" * 32
    assert state(None).draw_seed == 7
    assert state(second).draw_seed == state(second).draw_seed == 7 + 0x2A
    seeds = [state(sha256).draw_seed for sha256 in (first, second, third)]
    assert len(set(seeds)) == 3 and state(second, seed=8).draw_seed == seeds[1] + 1
    assert all(0 <= seed < 2**31 for seed in seeds)


@needs_tensorflow
@pytest.mark.train
def test_the_pictures_of_an_epoch_come_in_an_order_of_the_networks_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = small(tmp_path, epochs=1)
    seeds: list[int] = []

    class Watched(EpochBatches):
        def __init__(self, flow: Any, augmentation: Any, chosen: Any, epoch: int) -> None:
            seeds.append(chosen.seed)
            super().__init__(flow, augmentation, chosen, epoch)

    monkeypatch.setattr(training, "EpochBatches", Watched)
    before = RunFolder.create(tmp_path / "before", tmp_path)
    begun = RunState(settings, LABELS)
    before.save(begun)
    training.train(before, begun, find_parts(settings), lambda progress: None)
    on = replace(settings, start_from=str(before.path))
    state = RunState(on, LABELS, origins=stored_origins(find_origins(on)))
    after = RunFolder.create(tmp_path / "after", tmp_path)
    after.save(state)
    training.train(after, state, find_parts(on), lambda progress: None)
    assert seeds == [settings.seed, state.draw_seed] and state.draw_seed != settings.seed
