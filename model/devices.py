"""All graphics processors of the machine for one run, where there are several."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from typing import Any

log = logging.getLogger(__name__)


@contextlib.contextmanager
def all_devices() -> Iterator[int]:
    """Spread what is built and trained inside over all accelerators.

    Keras's own data parallelism, which its JAX backend has: each device holds the
    weights and computes its part of every batch, and the gradients are of the whole
    batch, so a run comes out as on one device but for the order of sums. Under
    TensorFlow one device is used: there Keras leaves this to ``fit``, which these
    runs do without (see ``model.epoch``).

    Yields:
        The number of devices in use.
    """
    import keras

    devices = keras.distribution.list_devices() if keras.config.backend() == "jax" else []
    if len(devices) < 2:
        yield 1
        return
    before = keras.distribution.distribution()
    keras.distribution.set_distribution(_parallel(devices))
    log.info("training on %s", ", ".join(devices))
    try:
        yield len(devices)
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
