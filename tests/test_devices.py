"""Several devices: all are used, and let go again, where Keras can share batches among them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from model import devices
from model.devices import all_devices
from tests.training_support import ROOT, history, needs_tensorflow, write_data


class Parallel:
    """Stands for ``DataParallel``: remembers its devices, and shares every batch."""

    device_mesh = "mesh"

    def __init__(self, devices: list[str], auto_shard_dataset: bool) -> None:
        self.devices, self.auto_shard_dataset = devices, auto_shard_dataset

    def get_data_layout(self, data_shape: tuple[int, ...]) -> Any:
        return ["batch", *[None] * (len(data_shape) - 1)]


class Keras(ModuleType):
    """What is used of Keras, on a machine with some devices."""

    def __init__(self, backend: str, devices: list[str]) -> None:
        super().__init__("keras")
        self.set: list[Any] = []
        self.config = ModuleType("keras.config")
        self.distribution = ModuleType("keras.distribution")
        vars(self.config)["backend"] = lambda: backend
        vars(self.distribution).update(
            list_devices=lambda: devices,
            distribution=lambda: None,
            set_distribution=self.set.append,
            DataParallel=Parallel,
            TensorLayout=lambda axes, mesh: axes,
        )


def keras_with(monkeypatch: pytest.MonkeyPatch, backend: str, devices: list[str]) -> Keras:
    keras = Keras(backend, devices)
    monkeypatch.setitem(sys.modules, "keras", keras)
    monkeypatch.setitem(sys.modules, "keras.distribution", keras.distribution)
    return keras


def test_two_devices_are_both_used_and_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    keras = keras_with(monkeypatch, "jax", ["gpu:0", "gpu:1"])
    with pytest.raises(KeyboardInterrupt), all_devices() as count:
        assert count == 2
        (parallel,) = keras.set
        assert parallel.devices == ["gpu:0", "gpu:1"]
        assert parallel.get_data_layout((64, 48, 48, 1)) == ["batch", None, None, None]
        assert parallel.get_data_layout((37, 7)) == [None, None], "on each device whole"
        raise KeyboardInterrupt
    assert keras.set[1:] == [None]


@pytest.mark.parametrize("backend", ["jax", "tensorflow"])
def test_with_one_device_nothing_is_set(monkeypatch: pytest.MonkeyPatch, backend: str) -> None:
    keras = keras_with(monkeypatch, backend, ["cpu:0"])
    monkeypatch.setattr(devices, "tensorflow_devices", lambda: ["gpu:0"])
    with all_devices() as count:
        assert count == 1
    assert not keras.set


TRAIN = """
import sys
from model.environment import set_up_environment

set_up_environment()
import tensorflow as tf

processor, *_ = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(processor, [tf.config.LogicalDeviceConfiguration()] * 2)

from model import command, devices

devices.tensorflow_devices = lambda: ["CPU:0", "CPU:1"][: int(sys.argv[1])]
raise SystemExit(command.main(sys.argv[2:]))
"""


@needs_tensorflow
@pytest.mark.train
@pytest.mark.slow
def test_tensorflow_learns_the_same_on_two_devices(tmp_path: Path) -> None:
    # 33 pictures in batches of 16: of the last batch one device would get none.
    data = write_data(tmp_path, pictures=17)
    next((data / "train" / "left").iterdir()).unlink()
    options = ("train", "test", "--network", "purohit", "--batch-size", "16", "--epochs", "2")
    for count in (1, 2):
        done = subprocess.run(
            [sys.executable, "-c", TRAIN, str(count), *options, "--run", f"on{count}"],
            cwd=tmp_path, capture_output=True, text=True, check=False,
            env=os.environ | {"PYTHONPATH": str(ROOT), "CUDA_VISIBLE_DEVICES": "-1"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert ("Each batch is shared by 2 devices." in done.stdout) == (count == 2)
    one, two = (history(tmp_path / f"on{count}") for count in (1, 2))
    assert len(one) == len(two) == 2
    for ours, theirs in zip(one, two, strict=True):
        assert 0 < ours["loss"] < 10
        # Equal but for the order of sums.
        assert [*theirs.values()][:6] == pytest.approx([*ours.values()][:6], rel=1e-3, abs=1e-6)
