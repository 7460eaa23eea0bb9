"""What a network finds in photographs while it is trained, and its mistakes to train on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

from model.detector.boxes import Box, Floats, as_array, overlaps
from model.detector.decode import decode
from model.detector.evaluation import FOUND
from model.detector.network import fit, letterbox
from model.detector.pictures import Photograph
from model.detector.samples import Mistake
from model.detector.settings import DetectorSettings

MISTAKEN: Final = 0.2
"""Score from which a box beside every face is a mistake to train on."""

MOST_MISTAKES: Final = 4000


def answers(
    network: Any, photographs: Sequence[Photograph], settings: DetectorSettings, threshold: float
) -> Iterator[tuple[Photograph, list[Box]]]:
    """What a Keras network finds in photographs, which it gets in batches of one shape."""
    by_shape: dict[tuple[int, int], list[tuple[Photograph, float]]] = {}
    for photograph in photographs:
        shape, scale = fit(photograph.levels[0].shape, settings.pixels, settings.multiple)
        by_shape.setdefault(shape, []).append((photograph, scale))
    for shape, group in by_shape.items():
        for first in range(0, len(group), settings.batch_size):
            batch = group[first : first + settings.batch_size]
            inputs = np.stack([letterbox(each.levels[0], shape, scale) for each, scale in batch])
            cells = np.asarray(network.predict_on_batch(inputs.astype(np.float32)), np.float32)
            for (photograph, scale), answer in zip(batch, cells, strict=True):
                yield photograph, _boxes(answer, settings.stride, threshold, scale)


def _boxes(cells: Floats, stride: int, threshold: float, scale: float) -> list[Box]:
    boxes, scores, rolls = decode(cells, stride, threshold)
    rows = zip((boxes / scale).tolist(), scores.tolist(), rolls.tolist(), strict=True)
    return [Box(x, y, w, h, score, roll) for (x, y, w, h), score, roll in rows]


def mine(
    network: Any, photographs: Sequence[Photograph], settings: DetectorSettings
) -> tuple[Mistake, ...]:
    """What a network takes for faces in photographs where there are none.

    Returns:
        The worst ones, worst first.
    """
    numbers = {id(photograph): number for number, photograph in enumerate(photographs)}
    found: list[tuple[float, Mistake]] = []
    for photograph, boxes in answers(network, photographs, settings, MISTAKEN):
        shared = overlaps(as_array(boxes), photograph.faces)
        for box, row in zip(boxes, shared, strict=True):
            if row.max(initial=0) < FOUND / 2:
                middle = (box.x + box.w / 2, box.y + box.h / 2)
                side = float(np.sqrt(box.w * box.h))
                found.append((box.score, (numbers[id(photograph)], *middle, side)))
    found.sort(key=lambda pair: -pair[0])
    return tuple(mistake for _, mistake in found[:MOST_MISTAKES])
