"""From a detector's boxes to FER2013's frame: fitted where the frame is known."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from model.detector.boxes import Box, Detector, Floats, Framing, as_array, overlaps
from model.detector.composing import Face
from model.detector.geometry import WIDER_FRAMING
from model.detector.pasting import SOFT, paste
from model.detector.pictures import Photograph
from model.opencv import cv2
from model.preprocess import Image

log = logging.getLogger(__name__)

SIDES: Final = (96, 192)
"""Least and greatest side of a pasted face, in pixels of a 640x480 picture."""

SIZE: Final = (640, 480)
MOST_ROLL: Final = 25.0
LEAST_FOUND: Final = 20
"""Fewer faces found give no mapping worth having."""


@dataclass(frozen=True)
class Scene:
    """A picture with one face in it, whose frame is known.

    Attributes:
        picture: uint8.
        face: its box, as WIDER FACE would draw it.
        frame: x and y of the frame's centre, its side, and the roll in degrees.
        number: of the face in the bank.
    """

    picture: Image
    face: Face
    frame: tuple[float, float, float, float]
    number: int


def empty_photographs(
    photographs: Sequence[Photograph], detector: Detector | None = None
) -> list[Image]:
    """640x480 pieces of photographs in which there is no face.

    They are cut beside the labelled faces; a detector, if given, looks for unlabelled ones.
    """
    pieces = []
    for photograph in photographs:
        piece = _faceless(photograph)
        if piece is not None and not (detector and detector.detect(piece)):
            pieces.append(piece)
    return pieces


def scenes(
    faces: Image,
    backgrounds: Sequence[Image],
    *,
    sides: tuple[float, float] = SIDES,
    roll: tuple[float, float] = (-MOST_ROLL, MOST_ROLL),
    soft: float = SOFT,
    seed: int = 0,
) -> Iterator[Scene]:
    """A picture around each face.

    Args:
        faces: uint8 ``(N, 48, 48)`` in FER2013's frame.
        backgrounds: uint8 pictures without faces.
        sides: least and greatest side of a frame in pixels.
        roll: least and greatest roll in degrees.
        soft: breadth of the edge over which a face fades, in sides.
        seed: of all that is drawn.
    """
    rng = np.random.default_rng(seed)
    for number, face in enumerate(faces):
        picture = backgrounds[int(rng.integers(len(backgrounds)))].copy()
        side, angle = rng.uniform(*sides), rng.uniform(*roll)
        reach = 0.75 * side
        height, width = picture.shape[:2]
        x, y = rng.uniform(reach, width - reach), rng.uniform(reach, height - reach)
        pasted = paste(picture, face, (x, y), side, roll=angle, soft=soft)
        yield Scene(picture, pasted, (x, y, side, angle), number)


def best_box(boxes: Sequence[Box], scene: Scene) -> Box | None:
    """The best box on a scene's face; None where it was not found."""
    face = scene.face
    truth = Box(face.x - face.w / 2, face.y - face.h / 2, face.w, face.h, 1)
    found = overlaps(as_array(boxes), as_array([truth]))[:, 0] >= 0.3
    return next((box for box, fits in zip(boxes, found, strict=True) if fits), None)


def fit_framing(detector: Detector, faces: Image, photographs: Sequence[Photograph]) -> Framing:
    """The mapping that fits a detector, medians over the faces it finds.

    Args:
        detector: whose boxes are to be mapped.
        faces: uint8 ``(N, 48, 48)``, of which the frame is known.
        photographs: of which those parts without faces are used.

    Returns:
        The mapping; WIDER FACE's own where too few faces are found to tell.
    """
    backgrounds = empty_photographs(photographs, detector)
    rows = []
    if backgrounds:
        for scene in scenes(faces, backgrounds):
            box = best_box(detector.detect(scene.picture), scene)
            if box is not None:
                rows.append(_difference(box, scene))
    if len(rows) < LEAST_FOUND:
        log.warning("%s of %s pasted faces were found: too few to fit", len(rows), len(faces))
        return WIDER_FRAMING
    scale, dx, dy = np.median(np.asarray(rows), axis=0).tolist()
    log.info("framing fitted on %s of %s faces", len(rows), len(faces))
    return Framing(round(scale, 4), round(dx, 4), round(dy, 4))


def _difference(box: Box, scene: Scene) -> Floats:
    """Scale, dx and dy that would bring this box to the scene's frame."""
    x, y, side, roll = scene.frame
    own = math.sqrt(box.w * box.h)
    right = (x - box.x - box.w / 2) / own
    down = (y - box.y - box.h / 2) / own
    cosine, sine = math.cos(math.radians(roll)), math.sin(math.radians(roll))
    turned = (right * cosine + down * sine, down * cosine - right * sine)
    return np.asarray([side / own, *turned], np.float32)


def _faceless(photograph: Photograph) -> Image | None:
    """The largest 4:3 piece of a photograph's left, right, upper or lower part without faces."""
    picture = photograph.levels[0]
    height, width = picture.shape[:2]
    if not len(photograph.faces):
        parts = [(0, 0, width, height)]
    else:
        left, top = (int(max(0, v)) for v in photograph.faces[:, :2].min(0) - 8)
        right, bottom = (
            int(v) + 8 for v in (photograph.faces[:, :2] + photograph.faces[:, 2:]).max(0)
        )
        parts = [
            (0, 0, left, height), (right, 0, width, height),
            (0, 0, width, top), (0, bottom, width, height),
        ]  # fmt: skip
    pieces = [_four_by_three(*part) for part in parts]
    x, y, w, h = max(pieces, key=lambda piece: piece[2])
    if w < LEAST_PIECE:
        return None
    resized = cv2.resize(picture[y : y + h, x : x + w], SIZE, interpolation=cv2.INTER_CUBIC)
    return np.asarray(resized, np.uint8)


LEAST_PIECE: Final = 160
"""Pixels of width under which a piece would be a blur at 640."""


def _four_by_three(left: int, top: int, right: int, bottom: int) -> tuple[int, int, int, int]:
    width, height = max(0, right - left), max(0, bottom - top)
    w = min(width, height * 4 // 3)
    return left, top, w, w * 3 // 4
