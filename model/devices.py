"""All graphics processors of the machine for one run, where there are several."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

log = logging.getLogger(__name__)


@contextlib.contextmanager
def all_devices() -> Iterator[int]:
    """Spread what is built and trained inside over all accelerators.

    Keras's own data parallelism: each device holds the weights and computes its part of
    every batch. With JAX the gradients are of the whole batch, so a run comes out as on
    one device but for the order of sums; with TensorFlow each device normalises its own
    part of a batch, and ``batch_step`` hands the parts out.

    Yields:
        The number of devices in use.
    """
    import keras

    tensorflow = keras.config.backend() == "tensorflow"
    devices = tensorflow_devices() if tensorflow else keras.distribution.list_devices()
    if len(devices) < 2:
        yield 1
        return
    log.info("training on %s", ", ".join(devices))
    with _mirrored(devices) if tensorflow else _distributed(devices):
        yield len(devices)


def tensorflow_devices() -> list[str]:
    """The names of TensorFlow's graphics processors."""
    import tensorflow as tf

    return [device.name for device in tf.config.list_logical_devices("GPU")]


def batch_step(model: Any) -> Callable[..., Any]:
    """``model.train_on_batch`` on all devices that the model was built on.

    Under TensorFlow, Keras shares batches among devices in ``fit`` alone, which these
    runs do without (see ``model.epoch``); so the parts are made here and given to the
    function that ``fit`` gives them to.

    Args:
        model: a compiled Keras model.

    Returns:
        A function that takes pictures, targets and ``return_dict=True``, and returns the
        figures of the whole batch by name.
    """
    strategy = getattr(model, "distribute_strategy", None)
    replicas = getattr(strategy, "num_replicas_in_sync", 1)
    if replicas < 2:
        step: Callable[..., Any] = model.train_on_batch
        return step
    return _SharedStep(model, strategy, replicas)


class _SharedStep:
    """Gives each replica of a model its part of a batch."""

    def __init__(self, model: Any, strategy: Any, replicas: int) -> None:
        self._model, self._strategy, self._replicas = model, strategy, replicas
        self._function: Any = None

    def __call__(self, pictures: Any, targets: Any, *, return_dict: bool) -> dict[str, float]:
        assert return_dict
        if len(targets) < self._replicas:
            # A part without a picture has no mean loss.
            short = self._replicas - len(targets)
            pictures, targets = (
                np.concatenate([each, each[:1].repeat(short, axis=0)])
                for each in (pictures, targets)
            )
        if self._function is None:
            # Makes what measures the model, which cannot be done inside a replica.
            self._model.test_on_batch(pictures, targets)
            self._model.make_train_function()
            self._function = self._model.train_function
        self._model.reset_metrics()
        parts = (self._parts(pictures), self._parts(targets), None)
        figures = self._function(iter([parts]))
        return {name: float(value) for name, value in figures.items()}

    def _parts(self, batch: Any) -> Any:
        import tensorflow as tf

        parts = np.array_split(batch, self._replicas)
        return self._strategy.experimental_distribute_values_from_function(
            lambda context: tf.convert_to_tensor(parts[context.replica_id_in_sync_group])
        )


def _mirrored(devices: Sequence[str]) -> contextlib.AbstractContextManager[Any]:
    import tensorflow as tf

    scope: contextlib.AbstractContextManager[Any] = tf.distribute.MirroredStrategy(devices).scope()
    return scope


@contextlib.contextmanager
def _distributed(devices: list[str]) -> Iterator[None]:
    import keras

    before = keras.distribution.distribution()
    keras.distribution.set_distribution(_parallel(devices))
    try:
        yield
    finally:
        keras.distribution.set_distribution(before)


def _parallel(devices: list[str]) -> Any:
    from keras.distribution import DataParallel, TensorLayout

    class AnyBatch(DataParallel):  # type: ignore[misc]
        """Also takes batches that the devices cannot share evenly, as the last one may be."""

        def get_data_layout(self, data_shape: tuple[int, ...]) -> Any:
            """Parts of the batch, or the whole batch on every device."""
            if data_shape[0] % len(devices):
                return TensorLayout([None] * len(data_shape), self.device_mesh)
            return super().get_data_layout(data_shape)

    return AnyBatch(devices=devices, auto_shard_dataset=False)
