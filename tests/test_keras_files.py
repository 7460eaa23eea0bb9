"""Networks that Keras saved: run as Keras would, and never what they bring along."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model import ExpressionClassifier, keras_files
from model.description import NetworkDescription
from model.errors import ModelError, WeightsError
from model.keras_config import check_harmless
from tests.training_support import needs_tensorflow

ROOT = Path(__file__).resolve().parents[1]
SUBSET = ("happy", "sad", "neutral")
KINDS = ("keras", "h5")
DENSE = {"class_name": "Dense", "module": "keras.layers", "config": {"name": "d"}}


def note(path: Path, labels: tuple[str, ...] = SUBSET) -> Path:
    stored = {"labels": labels, "input_range": [0, 255]}
    path.with_suffix(".json").write_text(json.dumps(stored), "utf-8")
    return path


def archive(path: Path, config: Any) -> Path:
    """A ``.keras`` file with a configuration and no weights."""
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("config.json", config if isinstance(config, str) else json.dumps(config))
    return path


def sequential(*layers: dict[str, Any]) -> dict[str, Any]:
    return {"class_name": "Sequential", "module": "keras", "config": {"layers": list(layers)}}


def small(size: int, channels: int, classes: int) -> Any:
    """A network with what people build of, its weights random."""
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input((size, size, channels)),
            layers.RandomFlip("horizontal"),
            layers.Rescaling(1 / 255),
            layers.Conv2D(4, 5, padding="same", kernel_initializer="he_normal", activation="elu"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(4, padding="same"),
            layers.Conv2D(8, 3, kernel_regularizer="l2"),
            layers.LeakyReLU(),
            layers.Dropout(0.4),
            layers.Flatten(),
            layers.Dense(classes, activation="softmax"),
        ]
    )


@needs_tensorflow
@pytest.mark.train
@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("size", "channels", "classes"), [(48, 1, 3), (48, 3, 7), (40, 1, 3)])
def test_a_keras_file_answers_as_keras_does(
    tmp_path: Path, kind: str, size: int, channels: int, classes: int
) -> None:
    network = small(size, channels, classes)
    network.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    path = tmp_path / f"network.{kind}"
    network.save(path)
    labels = SUBSET if classes == 3 else tuple("0123456")
    loaded = ExpressionClassifier.load(note(path, labels))
    faces = np.random.default_rng(0).integers(0, 256, (3, size, size), dtype=np.uint8)
    fed = np.repeat(faces[..., np.newaxis].astype(np.float32), channels, axis=-1)
    expected = np.asarray(network(fed, training=False))
    np.testing.assert_allclose(loaded.predict(faces), expected, atol=1e-5)
    assert (loaded.size, loaded.description.channels, len(loaded.labels)) == (
        size, channels, classes,
    )  # fmt: skip


@needs_tensorflow
@pytest.mark.train
@pytest.mark.slow
def test_in_a_run_s_folder_its_own_description_is_used(tmp_path: Path) -> None:
    small(48, 1, 3).save(tmp_path / "network.keras")
    description = NetworkDescription(
        "run", SUBSET, 48, 1, "network.float32.tflite", "0" * 64, views=2
    )
    description.save(tmp_path / "network.float32.json")
    loaded = ExpressionClassifier.load(tmp_path / "network.keras")
    assert (loaded.labels, loaded.description.views) == (SUBSET, 2)


@needs_tensorflow
@pytest.mark.train
@pytest.mark.slow
def test_the_command_shows_a_subset_network_s_own_labels_and_nothing_else(tmp_path: Path) -> None:
    small(48, 3, 3).save(tmp_path / "three.keras")
    model = str(note(tmp_path / "three.keras"))
    # A picture with a face in it, of another size than any network's.
    command = ["main.py", "--image", "docs/window.png", "--json", "--model", model]
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    face = json.loads(done.stdout)["faces"][0]
    assert tuple(face["probabilities"]) == SUBSET
    assert sum(face["probabilities"].values()) == pytest.approx(1, abs=1e-3)


def lambda_layer(mark: Callable[[Any], Any]) -> Any:
    from keras import layers

    return layers.Lambda(mark, output_shape=lambda shape: shape)


def plain(mark: Callable[[Any], Any]) -> Any:
    from keras import Input, Sequential, layers

    last = [layers.Flatten(), layers.Dense(3, activation="softmax")]
    return Sequential([Input((8, 8, 1)), lambda_layer(mark), *last])


def nested(mark: Callable[[Any], Any]) -> Any:
    from keras import Input, Model, Sequential

    given = Input((8, 8, 1))
    return Model(given, Sequential([plain(mark)])(given))


def wrapped(mark: Callable[[Any], Any]) -> Any:
    from keras import Input, Sequential, layers

    last = [layers.Flatten(), layers.Dense(3, activation="softmax")]
    return Sequential([Input((8, 8, 1)), layers.TimeDistributed(lambda_layer(mark)), *last])


@needs_tensorflow
@pytest.mark.train
@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("build", [plain, nested, wrapped])
def test_a_lambda_s_code_is_never_run(tmp_path: Path, kind: str, build: Any) -> None:
    import keras

    marker = tmp_path / "ran"
    path = note(tmp_path / f"network.{kind}")
    build(_marking(str(marker))).save(path)
    marker.unlink(missing_ok=True)
    with pytest.raises(WeightsError, match=r"carries code that would run .*Lambda"):
        ExpressionClassifier.load(path)
    assert not marker.exists()
    # And it is code: let in, it runs.
    harmful = keras.models.load_model(path, safe_mode=False, compile=False)
    harmful(np.zeros((1, 8, 8, 1), np.float32))
    assert marker.exists()


def _marking(path: str) -> Callable[[Any], Any]:
    def mark(x: Any) -> Any:
        open(path, "w").close()
        return x

    mark.__name__ = "<lambda>"  # by which Keras knows what it stores as bytecode
    return mark


@needs_tensorflow
@pytest.mark.train
@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_registered_class_of_somebody_s_own_is_never_built(tmp_path: Path, kind: str) -> None:
    import keras

    built: list[str] = []

    @keras.saving.register_keras_serializable("elsewhere")
    class Own(keras.layers.Layer):  # type: ignore[misc]
        def __init__(self, **more: Any) -> None:
            super().__init__(**more)
            built.append(self.name)

        def call(self, given: Any) -> Any:
            return given

    path = note(tmp_path / f"network.{kind}")
    last = [keras.layers.Flatten(), keras.layers.Dense(3, activation="softmax")]
    keras.Sequential([keras.Input((8, 8, 1)), Own(), *last]).save(path)
    built.clear()
    with pytest.raises(WeightsError, match=r"elsewhere>Own|needs Own"):
        ExpressionClassifier.load(path)
    assert not built
    keras.models.load_model(path, compile=False)
    assert built


@pytest.mark.parametrize(
    "layer",
    [
        {"class_name": "Lambda", "config": {"function": ["gA==", None, None]}},
        {"class_name": "TFSMLayer", "module": "keras.layers", "config": {"filepath": "/tmp/x"}},
        {"class_name": "function", "module": "builtins", "config": "exec"},
        {"class_name": "system", "module": "os", "config": {}},
        {"class_name": "Dense", "module": "os", "config": {}},
        {"class_name": "Dense", "module": "keras.layers", "registered_name": "a>b", "config": {}},
        {"class_name": "get_file", "module": "keras.utils", "config": {"origin": "http://x"}},
        {"class_name": "enable_unsafe_deserialization", "module": "keras.config", "config": {}},
        {"class_name": ["Lambda"], "config": {}},
        {**DENSE, "config": {"activation": {"class_name": "__lambda__", "config": {}}}},
        {**DENSE, "config": {"a": [[{"b": {"class_name": "Lambda", "config": {}}}]]}},
        {**DENSE, "compile_config": {"loss": {"class_name": "function", "config": "own"}}},
    ],
)
def test_whatever_is_not_known_to_do_no_harm_is_refused(
    tmp_path: Path, layer: dict[str, Any]
) -> None:
    path = archive(tmp_path / "network.keras", sequential(DENSE, layer))
    with pytest.raises(WeightsError, match="is not opened, because"):
        check_harmless(path)


def test_how_it_was_trained_is_no_reason_to_refuse_a_network(tmp_path: Path) -> None:
    own = {"class_name": "function", "config": "own_loss", "registered_name": "own_loss"}
    config = sequential(DENSE) | {"compile_config": {"loss": own}}
    check_harmless(archive(tmp_path / "network.keras", config))


def _bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("config.json", " " * 30_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    "content", [b"", b"no zip", b"PK\x03\x04 cut short", _bomb()], ids=["", "text", "cut", "bomb"]
)
def test_what_is_no_keras_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "network.keras"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"no network that Keras wrote.*\.$"):
        ExpressionClassifier.load(note(path))


@pytest.mark.parametrize("config", ["[]", "{", '{"layers": []}', "[" * 100_000])
def test_a_configuration_that_is_none_is_refused(tmp_path: Path, config: str) -> None:
    with pytest.raises(WeightsError, match="no network that Keras wrote"):
        check_harmless(archive(tmp_path / "network.keras", config))


@needs_tensorflow
@pytest.mark.train
def test_h5_files_that_are_none_are_refused(tmp_path: Path) -> None:
    import h5py

    path = tmp_path / "network.h5"
    path.write_bytes(b"no hdf5")
    with pytest.raises(WeightsError, match="no network that Keras wrote"):
        check_harmless(path)
    with h5py.File(path, "w") as file:
        file["weights"] = np.zeros(3)
    with pytest.raises(WeightsError, match=r"weights without their network.*model\.save"):
        check_harmless(path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(WeightsError, match="no network that Keras wrote"):
        check_harmless(path)


@needs_tensorflow
@pytest.mark.train
@pytest.mark.slow
def test_damage_behind_a_good_configuration_is_one_sentence(tmp_path: Path) -> None:
    from keras import Input, Model, layers

    whole = tmp_path / "whole.keras"
    small(48, 1, 3).save(whole)
    with zipfile.ZipFile(whole) as file:
        path = archive(tmp_path / "network.keras", json.loads(file.read("config.json")))
    with pytest.raises(WeightsError, match=r"Keras [\d.]+ cannot open .*network\.keras"):
        ExpressionClassifier.load(note(path))
    given = Input((48, 32, 1))
    Model(given, layers.Dense(3)(layers.Flatten()(given))).save(path)
    with pytest.raises(WeightsError, match=r"none for faces.*48, 32, 1"):
        ExpressionClassifier.load(path)
    with pytest.raises(WeightsError, match="no network that Keras wrote"):
        check_harmless(Path(shutil.copy(whole, tmp_path / "swapped.h5")))


@pytest.mark.parametrize("kind", KINDS)
def test_without_keras_it_says_how_to_get_it(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = note(archive(tmp_path / f"network.{kind}", sequential(DENSE)))
    monkeypatch.setattr(keras_files, "find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(ModelError, match=r'extra "train".*python3 set_up\.py train'):
        ExpressionClassifier.load(path)


def test_a_keras_file_without_labels_is_refused_before_it_is_looked_into(tmp_path: Path) -> None:
    path = archive(tmp_path / "network.keras", sequential(DENSE))
    with pytest.raises(WeightsError, match=r"Nothing says what the outputs of .*network\.json"):
        ExpressionClassifier.load(path)
