"""Keras networks built back from the LiteRT files that ship and that training writes."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.description import WEIGHTS_FOLDER, NetworkDescription, read_description
from model.errors import WeightsError
from model.export import LiteRTNetwork, to_litert
from model.networks import NETWORKS, build
from model.rebuilding import rebuilt
from model.settings import TrainingSettings
from tests.training_support import needs_tensorflow

pytestmark = [needs_tensorflow, pytest.mark.train]

LABELS = ("left", "right", "up")
SHIPPED = WEIGHTS_FOLDER / "fer2013.tflite"


def pictures(size: int, colors: int) -> Any:
    return np.random.default_rng(1).uniform(0, 255, (6, size, size, colors)).astype(np.float32)


def trained(settings: TrainingSettings, seed: int) -> Any:
    """A network whose weights, statistics and all, are none of those it starts with."""
    network = build(settings, len(LABELS))
    draw = np.random.default_rng(seed)
    network.set_weights([w + draw.uniform(0.0, 0.1, w.shape) for w in network.get_weights()])
    return network


def written(folder: Path, network: Any, described: NetworkDescription, kind: str) -> Path:
    file = folder / described.weights
    file.write_bytes(to_litert(network, kind))
    return file


def described(settings: TrainingSettings) -> NetworkDescription:
    return NetworkDescription(
        "mine", LABELS, settings.size, settings.colors, "mine.tflite", "",
        settings=settings.to_json(),
    )  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_comes_back_from_its_file(name: str, tmp_path: Path) -> None:
    small: dict[str, Any] = {"channels": (4, 6, 8), "blocks": (1, 2)} if name == "mirror" else {}
    settings = TrainingSettings("TRAIN", "TEST", network=name, **small)
    network, said = trained(settings, 0), described(settings)
    (back,) = rebuilt(written(tmp_path, network, said, "float32"), said)
    faces = pictures(settings.size, settings.colors)
    np.testing.assert_allclose(
        back.predict_on_batch(faces), network.predict_on_batch(faces), atol=1e-3
    )


def test_rounded_weights_are_spread_over_their_steps_for_training(tmp_path: Path) -> None:
    settings = TrainingSettings("TRAIN", "TEST", channels=(16, 16), blocks=(1,))
    said = described(settings)
    file = written(tmp_path, trained(settings, 0), said, "int8")
    (middle,), (spread,) = (rebuilt(file, said, to_train=to_train) for to_train in (False, True))
    apart = 0
    for one, other in zip(middle.get_weights(), spread.get_weights(), strict=True):
        step = np.abs(one).max(axis=tuple(range(one.ndim - 1))) / 127
        assert (np.abs(one - other) <= 0.5001 * step).all()
        apart += int((one != other).sum())
    assert apart > 1000


def test_an_ensemble_that_ships_comes_back_as_its_members() -> None:
    described = read_description(SHIPPED.with_suffix(".json"))
    networks = rebuilt(SHIPPED, described)
    assert len(networks) == described.scores["members"] >= 2
    faces = pictures(48, 1)
    answers = [network.predict_on_batch(faces) for network in networks]
    for one, other in itertools.pairwise(answers):
        assert np.abs(one - other).max() > 0.01
    mean = LiteRTNetwork(SHIPPED.read_bytes())(faces)
    np.testing.assert_allclose(np.mean(answers, axis=0), mean, atol=0.03)


@pytest.mark.parametrize("changes", [{"channels": (4, 8)}, {"blocks": (2,)}, {"network": "li"}])
def test_a_file_that_holds_something_else_is_refused(
    changes: dict[str, Any], tmp_path: Path
) -> None:
    settings = TrainingSettings("TRAIN", "TEST", channels=(4, 6), blocks=(1,))
    said = described(settings)
    file = written(tmp_path, trained(settings, 0), said, "int8")
    with pytest.raises(WeightsError, match="cannot be built from its file"):
        rebuilt(file, replace(said, settings=settings.to_json() | changes))
    file.write_bytes(b"no network")
    with pytest.raises(WeightsError, match="cannot be built from its file"):
        rebuilt(file, said)
    with pytest.raises(WeightsError, match="cannot be built from its file"):
        rebuilt(tmp_path / "none.tflite", said)
