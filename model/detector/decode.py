"""From the numbers of a network's cells to faces."""

from __future__ import annotations

from typing import Final

import numpy as np

from model.detector.boxes import Floats, overlaps

OUTPUTS: Final = 7
"""Numbers of a cell: logit of a face, logarithms of the distances from the cell's centre to the
left, top, right and bottom of its box in strides, sine and cosine of its roll."""

MOST_CELLS: Final = 300
"""The best cells of a picture are looked at; a crowd must not slow the mirror down."""

SAME_FACE: Final = 0.45
"""Intersection over union from which two boxes are of one face."""

BLENDED: Final = 0.6
"""The same from which a box takes part in the mean of a face's boxes."""


def decode(cells: Floats, stride: int, threshold: float) -> tuple[Floats, Floats, Floats]:
    """The faces in a network's answer for one picture.

    Neighbouring cells see the same face. As in BlazeFace (Bazarevsky et al. 2019,
    arXiv:1907.05047) the mean of their boxes is taken instead of the best one,
    because it trembles less from frame to frame.

    Args:
        cells: float32 ``(H, W, OUTPUTS)``.
        stride: pixels between two cells.
        threshold: least score.

    Returns:
        Boxes float32 ``(N, 4)`` (x, y, width, height in pixels of the network's
        input), scores ``(N,)`` and rolls ``(N,)`` in degrees, best first.
    """
    logits = cells[..., 0]
    rows, columns = np.nonzero(logits > np.log(threshold / (1 - threshold)))
    order = np.argsort(-logits[rows, columns], kind="stable")[:MOST_CELLS]
    rows, columns = rows[order], columns[order]
    chosen = np.asarray(cells[rows, columns], np.float32)
    scores = np.asarray(1 / (1 + np.exp(-chosen[:, 0])), np.float32)
    # Beyond e^6 strides lies no picture, and infinities would spread.
    distances = stride * np.exp(np.clip(chosen[:, 1:5], -6, 6))
    centres = np.stack([(columns + 0.5) * stride, (rows + 0.5) * stride], axis=-1)
    corners = centres - distances[:, :2]
    boxes = np.concatenate([corners, distances[:, :2] + distances[:, 2:]], axis=-1)
    return _one_a_face(boxes.astype(np.float32), scores, chosen[:, 5:7])


def _one_a_face(boxes: Floats, scores: Floats, directions: Floats) -> tuple[Floats, Floats, Floats]:
    """Non-maximum suppression that blends; best first in, best first out."""
    shared = overlaps(boxes, boxes)
    free = np.ones(len(boxes), dtype=bool)
    kept, means, turns = [], [], []
    for best in range(len(boxes)):
        if not free[best]:
            continue
        weights = scores * (free & (shared[best] >= BLENDED))
        # Rounding must not leave a box of no size without itself.
        weights[best] = scores[best]
        weights /= weights.sum()
        kept.append(best)
        means.append(weights @ boxes)
        turns.append(weights @ directions)
        free &= shared[best] < SAME_FACE
        free[best] = False
    sines, cosines = np.asarray(turns, np.float32).reshape(-1, 2).T
    return (
        np.asarray(means, np.float32).reshape(-1, 4),
        scores[kept],
        np.asarray(np.degrees(np.arctan2(sines, cosines)), np.float32),
    )
