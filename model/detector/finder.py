"""``FaceDetector``: the face finder that the program uses, whichever one that is."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

import numpy as np

from model.detector.boxes import Box, Detector, Framing
from model.detector.description import SHIPPED
from model.detector.haar import HaarDetector
from model.errors import ModelError, WeightsError
from model.preprocess import Image

log = logging.getLogger(__name__)

NETWORK, HAAR, YUNET = KINDS = ("network", "haar", "yunet")
THREADS: Final = 2


class FaceDetector:
    """Finds faces with the network that the program brings, Haar or YuNet.

    For one thread at a time.
    """

    def __init__(self, finder: Detector, kind: str) -> None:
        """Use a finder of one of ``KINDS``."""
        self._finder = finder
        self.kind = kind

    @classmethod
    def load(
        cls, kind: str | None = None, model: str | Path | None = None, *, threads: int = THREADS
    ) -> FaceDetector:
        """Load a face finder.

        Args:
            kind: one of ``KINDS``; None is the network where it can be used, and
                Haar, after a sentence in the log, where it cannot.
            model: the JSON or the weights of another network, or YuNet's ONNX file.
            threads: that the network may use.

        Raises:
            ModelError: what was asked for cannot be used.
            ValueError: there is no such kind.
        """
        if kind not in (None, *KINDS):
            raise ValueError(f"a detector is {', '.join(KINDS)}, not {kind}")
        if kind == HAAR:
            return cls(HaarDetector.load(), HAAR)
        if kind == YUNET:
            from model.detector.yunet import YuNetDetector

            return cls(YuNetDetector.load(model), YUNET)
        try:
            return cls(_network(model, threads), NETWORK)
        except ModelError as error:
            if kind == NETWORK or model is not None:
                raise
            return cls(_instead(error), HAAR)

    @property
    def framing(self) -> Framing:
        """From its boxes to FER2013's frame."""
        return self._finder.framing

    def detect(self, frame: Image) -> list[Box]:
        """Find the faces of a picture.

        Args:
            frame: uint8 BGR ``(H, W, 3)`` of any size; gray ``(H, W)`` and BGRA do as
                well, read-only and not contiguous ones too.

        Returns:
            Boxes in pixels of the frame, best first; [] without a face.

        Raises:
            ValueError: for another shape or dtype.
        """
        picture = np.asarray(frame)
        if picture.size == 0:
            raise ValueError(f"a picture is at least one pixel, not {picture.shape}")
        return self._finder.detect(picture)


def _network(model: str | Path | None, threads: int) -> Detector:
    from model.detector.network import NetworkDetector

    described = SHIPPED if model is None else Path(model).with_suffix(".json")
    return NetworkDetector.load(described, threads=threads)


def _instead(error: ModelError) -> Detector:
    """Haar, where this OpenCV has it, and why in the log: a fault, or that none was installed.

    Raises:
        ModelError: the network's, which is the one to mend.
    """
    try:
        haar = HaarDetector.load()
    except ModelError as lacking:
        log.info("%s", lacking)
        raise error from lacking
    absent = isinstance(error, WeightsError) and not SHIPPED.exists()
    log.log(logging.INFO if absent else logging.WARNING, "%s Haar finds the faces instead.", error)
    return haar
