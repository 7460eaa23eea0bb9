"""What the network is to answer for a training picture.

As in TTFNet (Liu et al. 2020, arXiv:1909.00700): a Gaussian hill of the face's
shape is both the target of the score and the weight of what a cell says of box
and roll, so that not one cell of a face learns but all around its centre. That
trains several times faster than one cell a face. Its top is not one cell but the
one to four that lie closest to the centre.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from model.detector.boxes import Floats
from model.detector.composing import Face

CHANNELS: Final = 9
"""Of a target: the hill, 1 where a wrong answer counts, the weight of what follows; distances to
left, top, right and bottom in strides; sine and cosine of the roll."""

HEAT, COUNTS, WEIGHT, DISTANCES, ROLL = 0, 1, 2, slice(3, 7), slice(7, 9)

BREADTH: Final = 0.54 / 6
"""The hill's standard deviation in sides of the box: TTFNet's alpha of 0.54."""

NARROWEST: Final = 0.6
"""Its least standard deviation in strides: a hill between two cells must reach both."""

TOP: Final = 0.75
"""Strides from the centre within which a cell is to say "face", across and down. Of two cells that
see a small face equally well, neither can be told that it sees none."""


def encode(faces: Sequence[Face], shape: tuple[int, int], stride: int, smallest: float) -> Floats:
    """The target of a picture.

    Args:
        faces: in its pixels.
        shape: height and width of the picture.
        stride: pixels between two cells.
        smallest: side of a box in pixels under which the face is not sought.

    Returns:
        float32 ``(height / stride, width / stride, CHANNELS)``.
    """
    target = np.zeros((shape[0] // stride, shape[1] // stride, CHANNELS), np.float32)
    target[..., COUNTS] = 1
    target[..., ROLL.stop - 1] = 1
    sought = [face for face in faces if face.sought and math.sqrt(face.w * face.h) >= smallest]
    for face in faces:
        if face not in sought:
            rows = _cells(face.y, face.h / 2, stride, target.shape[0])
            columns = _cells(face.x, face.w / 2, stride, target.shape[1])
            target[rows, columns, COUNTS] = 0
    # The smaller of two faces in one cell has fewer cells to be found by.
    for face in sorted(sought, key=lambda face: -face.w * face.h):
        _raise_hill(target, face, stride)
    return target


def _raise_hill(target: Floats, face: Face, stride: int) -> None:
    across, down = (max(BREADTH * side, NARROWEST * stride) for side in (face.w, face.h))
    rows = _cells(face.y, 3 * down, stride, target.shape[0])
    columns = _cells(face.x, 3 * across, stride, target.shape[1])
    y = (np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] + 0.5) * stride
    x = (np.arange(columns.start, columns.stop, dtype=np.float32)[None] + 0.5) * stride
    hill = np.exp(-(((y - face.y) / down) ** 2 + ((x - face.x) / across) ** 2) / 2)
    top = (np.abs(y - face.y) <= TOP * stride) & (np.abs(x - face.x) <= TOP * stride)
    hill = np.where(top, 1, hill).astype(np.float32)
    patch = target[rows, columns]
    patch[..., HEAT] = np.maximum(patch[..., HEAT], hill)
    patch[top, COUNTS] = 1
    edges = (x - face.x + face.w / 2, y - face.y + face.h / 2)
    far = (face.x + face.w / 2 - x, face.y + face.h / 2 - y)
    sides = np.stack(np.broadcast_arrays(*edges, *far), axis=-1) / stride
    angle = math.radians(face.roll)
    # A cell outside the box has no distances to its sides that a logarithm could say.
    mine = (hill > 0.01) & (sides.min(-1) > 0.05)
    patch[mine, DISTANCES] = sides[mine]
    patch[mine, ROLL] = math.sin(angle), math.cos(angle)
    weight = np.where(mine, hill, 0)
    patch[mine, WEIGHT] = (weight / max(1e-6, float(weight.sum())))[mine] * math.log(
        2 + face.w * face.h / stride**2
    )


def _cells(centre: float, reach: float, stride: int, count: int) -> slice:
    """The cells that a span touches, inside the picture."""
    first = math.floor((centre - reach) / stride)
    last = math.ceil((centre + reach) / stride)
    return slice(min(count, max(0, first)), max(0, min(count, last)))
