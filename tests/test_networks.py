"""The networks by name: their structure, what goes in and out, and how they are stored."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.networks import MIRROR, NETWORKS, build
from model.networks.registry import PLAIN, SHAPING
from model.options import new_settings, parse
from model.results import save_keras
from model.settings import TrainingSettings, options
from tests.training_support import needs_tensorflow

PARAMETERS = {"purohit": 1_119, "bharodiya": 167_623, "krishna": 4_478_727, "vignesh": 2_395_075}


def settings(name: str, *words: str) -> TrainingSettings:
    return new_settings(parse(["train", "test", "--network", name, *words]))


@pytest.fixture
def policy() -> Iterator[Any]:
    """Keras's precision, given back as it was."""
    import keras

    before = keras.mixed_precision.dtype_policy()
    yield keras.mixed_precision.set_global_policy
    keras.mixed_precision.set_global_policy(before)


@pytest.mark.train
@needs_tensorflow
@pytest.mark.parametrize("name", PARAMETERS)
def test_a_published_network_has_exactly_its_parameters(name: str) -> None:
    network = build(settings(name), 3 if name == "vignesh" else 7)
    assert network.count_params() == PARAMETERS[name]
    if name == "krishna":
        assert sum(np.prod(each.shape) for each in network.non_trainable_weights) == 3_968


@pytest.mark.train
@needs_tensorflow
@pytest.mark.parametrize("name", NETWORKS)
def test_gray_levels_go_in_and_probabilities_come_out(name: str, policy: Any) -> None:
    policy("mixed_bfloat16")
    network = build(settings(name), 7)
    chosen = settings(name)
    faces = np.random.default_rng(0).uniform(0, 255, (2, 48, 48, chosen.colors))
    assert network.input_shape == (None, 48, 48, 3 if name == "bharodiya" else 1)
    said = np.asarray(network(faces.astype(np.float32)))
    assert said.shape == (2, 7) and said.dtype == np.float32
    np.testing.assert_allclose(said.sum(axis=1), 1, rtol=1e-5)
    scaled = np.asarray(network.get_layer("to_unit_range")(np.array([[0.0, 255.0]])), np.float32)
    assert scaled.min() in (0, -1) and scaled.max() == 1


@pytest.mark.train
@needs_tensorflow
@pytest.mark.parametrize("name", [name for name in NETWORKS if name != "krishna"])
def test_the_smallest_picture_can_be_built_for(name: str) -> None:
    words = ("--channels", "4", "8", "--size", "8") if "channels" in NETWORKS[name].shaped_by else (
        "--size", str(max(8, NETWORKS[name].smallest))
    )  # fmt: skip
    assert build(settings(name, *words), 2).output_shape == (None, 2)


@pytest.mark.train
@needs_tensorflow
@pytest.mark.filterwarnings("ignore")
def test_a_network_comes_back_from_all_its_files(tmp_path: Path) -> None:
    import keras
    import yaml

    network = build(settings("vignesh"), 3)
    save_keras(network, tmp_path)
    faces = np.random.default_rng(0).uniform(0, 255, (2, 48, 48, 1)).astype(np.float32)
    said = np.asarray(network(faces))
    for name in ("network.keras", "network.h5"):
        again = keras.models.load_model(tmp_path / name)
        np.testing.assert_array_equal(np.asarray(again(faces)), said)
    structure = json.loads((tmp_path / "structure.json").read_text())
    assert yaml.safe_load((tmp_path / "structure.yaml").read_text()) == structure
    built = keras.models.model_from_json((tmp_path / "structure.json").read_text())
    assert built.count_params() == network.count_params()
    assert [layer.name for layer in built.layers] == [layer.name for layer in network.layers]


def test_defaults_are_settings_and_not_repeated() -> None:
    known = {each.name: each.default for each in options()}
    assert set(PLAIN) <= set(known)
    for name, network in NETWORKS.items():
        assert set(network.defaults) | set(network.chosen) | set(network.shaped_by) <= set(known)
        # A network of fixed structure has no default that would shape it.
        assert not set(network.defaults) & set(SHAPING) - set(network.shaped_by), name
    assert not NETWORKS[MIRROR].defaults


def test_a_published_network_is_trained_as_its_report_says() -> None:
    krishna, vignesh = settings("krishna"), settings("vignesh")
    assert (krishna.optimizer, krishna.learning_rate, krishna.epochs) == ("adam", 5e-4, 15)
    assert (krishna.schedule, krishna.flip, krishna.rotation) == ("plateau", True, 0)
    assert (vignesh.classes, vignesh.seed) == (("happy", "sad", "neutral"), 42)
    assert (vignesh.stop_delta, vignesh.stop_patience) == (5e-5, 11)
    assert (vignesh.plateau_factor, vignesh.plateau_patience) == (0.5, 7)
    assert (vignesh.plateau_minimum, vignesh.batch_size, vignesh.epochs) == (1e-7, 32, 100)
    assert (vignesh.shift, vignesh.zoom, vignesh.shear, vignesh.rotation) == (0.15, 0.15, 0.15, 15)
    assert settings("purohit").limit == 6000
    assert settings("bharodiya").color_mode == "rgb"
    assert (settings("li").epochs, settings("li").batch_size, settings("li").dropout) == (
        50, 64, 0.5,
    )  # fmt: skip


def test_the_split_of_a_report_is_for_data_that_is_not_divided_yet() -> None:
    assert settings("bharodiya").split == ()
    assert new_settings(parse(["all", "--network", "bharodiya"])).split == (60, 20, 20)
    assert new_settings(parse(["all", "--network", "vignesh"])).split == (90, 10)


def test_building_by_name_needs_no_keras_to_import() -> None:
    assert importlib.util.find_spec("model.networks.mirror") is not None
    from model.networks import mirror_network

    assert NETWORKS[MIRROR].build is mirror_network
