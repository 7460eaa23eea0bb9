"""Several devices: all are used, and let go again, where Keras can share batches among them."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from model.devices import all_devices


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


@pytest.mark.parametrize(
    ("backend", "devices"), [("jax", ["cpu:0"]), ("tensorflow", ["gpu:0", "gpu:1"])]
)
def test_otherwise_nothing_is_set(
    monkeypatch: pytest.MonkeyPatch, backend: str, devices: list[str]
) -> None:
    keras = keras_with(monkeypatch, backend, devices)
    with all_devices() as count:
        assert count == 1
    assert not keras.set
