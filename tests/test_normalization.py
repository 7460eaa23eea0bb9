"""Batch normalisation as one operation: the same numbers as Keras's own, and the same file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.normalization import fuse_normalization, renew_statistics
from tests.training_support import needs_tensorflow

pytestmark = needs_tensorflow

FACES, CLASSES = 6, 3
RNG_SEED = 5


def network(**options: Any) -> Any:
    """A convolution that is normalised, and a dense layer that is."""
    import keras
    from keras import layers

    keras.utils.clear_session()
    keras.utils.set_random_seed(RNG_SEED)
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(4, 3, padding="same", use_bias=False),
            layers.BatchNormalization(name="maps", **options),
            layers.ReLU(),
            layers.Flatten(),
            layers.BatchNormalization(name="row"),
            layers.Dense(CLASSES, activation="softmax"),
        ]
    )


def trained(model: Any, steps: int = 5) -> Any:
    import keras

    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="categorical_crossentropy")
    rng = np.random.default_rng(RNG_SEED)
    for _ in range(steps):
        faces = rng.normal(100, 40, (FACES, 8, 8, 1)).astype(np.float32)
        targets = np.eye(CLASSES, dtype=np.float32)[rng.integers(0, CLASSES, FACES)]
        model.train_on_batch(faces, targets)
    return model


def fused(model: Any) -> list[str]:
    """Names of the layers that are."""
    return [layer.name for layer in model.layers if "call" in vars(layer)]


@pytest.fixture(params=[("float32", 2e-5), ("mixed_bfloat16", 4e-3)], ids=lambda each: each[0])
def tolerance(request: pytest.FixtureRequest) -> Iterator[float]:
    """How far numbers may be apart, relatively, in the arithmetic that is set meanwhile."""
    import keras

    precision, apart = request.param
    before = keras.mixed_precision.dtype_policy()
    keras.mixed_precision.set_global_policy(precision)
    yield apart
    keras.mixed_precision.set_global_policy(before)


def test_it_learns_what_keras_learns(tolerance: float) -> None:
    plain, quick = network(), network()
    fuse_normalization(quick)
    assert fused(quick) == ["maps"]
    before = network().get_weights()
    ours, theirs = trained(quick).get_weights(), trained(plain).get_weights()
    for first, got, wanted in zip(before, ours, theirs, strict=True):
        assert np.abs(first - wanted).max() > tolerance, "what did not learn shows nothing"
        np.testing.assert_allclose(got, wanted, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("options", [{"axis": 1}, {"scale": False}, {"renorm": True}])
def test_what_keras_alone_can_do_is_left_to_it(options: dict[str, Any]) -> None:
    model = network(**options)
    fuse_normalization(model)
    assert fused(model) == []


def test_a_frozen_layer_keeps_its_statistics() -> None:
    model = network()
    model.get_layer("maps").trainable = False
    fuse_normalization(model)
    assert fused(model) == []
    model = network()
    fuse_normalization(model)
    layer = model.get_layer("maps")
    layer.trainable = False
    before = layer.get_weights()
    model(np.full((FACES, 8, 8, 1), 90, np.float32), training=True)
    for kept, was in zip(layer.get_weights(), before, strict=True):
        np.testing.assert_array_equal(kept, was)


def test_the_file_holds_kerass_own_layers(tmp_path: Path) -> None:
    import keras

    model = network()
    fuse_normalization(model)
    trained(model).save(tmp_path / "network.keras")
    opened = keras.models.load_model(tmp_path / "network.keras")
    assert fused(opened) == []
    assert type(opened.get_layer("maps")) is keras.layers.BatchNormalization
    faces = np.full((FACES, 8, 8, 1), 90, np.float32)
    np.testing.assert_array_equal(opened.predict_on_batch(faces), model.predict_on_batch(faces))


def test_statistics_taken_anew_suit_the_pictures_and_leave_the_answers() -> None:
    model = trained(network())
    for name in ("maps", "row"):
        layer = model.get_layer(name)
        gamma, beta, mean, variance = layer.get_weights()
        scale = gamma / np.sqrt(variance + layer.epsilon)
        # As a file holds it: a scale and a shift alone.
        one = np.full_like(variance, 1 - layer.epsilon)
        layer.set_weights([scale, beta - scale * mean, np.zeros_like(mean), one])
    faces = np.random.default_rng(0).normal(100, 40, (40, 8, 8, 1)).astype(np.float32)
    before = model.predict_on_batch(faces)
    kept = model.get_weights()
    assert np.abs(np.asarray(model(faces, training=True)) - before).max() > 0.05
    model.set_weights(kept)
    renew_statistics(model, [faces[:16], faces[16:]])
    np.testing.assert_allclose(model.predict_on_batch(faces), before, atol=1e-4)
    np.testing.assert_allclose(np.asarray(model(faces, training=True)), before, atol=1e-3)


def test_statistics_taken_anew_are_those_while_features_are_dropped() -> None:
    import keras
    from keras import layers

    keras.utils.set_random_seed(RNG_SEED)
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Dropout(0.5),
            layers.Conv2D(1, 1, use_bias=False, kernel_initializer="ones"),
            layers.BatchNormalization(name="maps"),
        ]
    )
    ones = np.ones((64, 8, 8, 1), np.float32)
    before = model.predict_on_batch(ones)
    renew_statistics(model, [ones])
    _, _, mean, variance = model.get_layer("maps").get_weights()
    # Half are dropped and the others doubled: 0 or 2, one apart from the mean.
    np.testing.assert_allclose([mean[0], variance[0]], [1, 1], atol=0.05)
    np.testing.assert_allclose(model.predict_on_batch(ones), before, atol=1e-4)
    assert model.get_layer("maps").trainable


def test_dropping_features_costs_no_more_after_a_file_than_before() -> None:
    import keras
    from keras import layers

    keras.utils.set_random_seed(RNG_SEED)
    model = keras.Sequential(
        [
            keras.Input((40,)),
            layers.BatchNormalization(name="row"),
            layers.Dropout(0.5),
            layers.Dense(CLASSES, name="answers"),
        ]
    )
    row, answers = model.get_layer("row"), model.get_layer("answers")
    features = np.random.default_rng(0).normal(9, 1, (500, 40)).astype(np.float32)
    ones, zeros = np.ones(40), np.zeros(40)
    row.set_weights([ones, zeros, 9 * ones, ones])
    before = model.predict_on_batch(features)

    def lost() -> float:
        """How far answers move when features are dropped."""
        row.trainable = False
        moved = np.abs(np.asarray(model(features, training=True)) - before).mean()
        row.trainable = True
        return float(moved)

    wanted = lost()
    # As a file holds it: what the normalisation does is part of the layer after it.
    kernel, bias = answers.get_weights()
    row.set_weights([ones, zeros, zeros, ones * (1 - row.epsilon)])
    answers.set_weights([kernel, bias - 9 * kernel.sum(axis=0)])
    np.testing.assert_allclose(model.predict_on_batch(features), before, atol=0.05)
    assert lost() > 4 * wanted
    renew_statistics(model, [features[:250], features[250:]])
    np.testing.assert_allclose(model.predict_on_batch(features), before, atol=0.05)
    assert lost() < 1.1 * wanted
