"""The emoji over the face: drawn onto every face of a frame, following its size and its roll."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

import numpy as np

from emoji_gui.pipeline.emojis import NO_FACE
from emoji_gui.pipeline.stamps import SMALLEST_SIDE, Stamp, blend, draw_stamp, pyramid
from model.preprocess import Image

if TYPE_CHECKING:
    from emoji_gui.pipeline.emojis import EmojiMapper
    from emoji_gui.pipeline.records import FaceReading, Reading
    from model.detector import Box

COVER: Final = 1.5
"""Side of the emoji in longer sides of the box, which ends at brow and chin."""

RISE: Final = 0.06
"""The emoji's centre lies above the box's by this share of the box, for the forehead."""

SIDE_STEP: Final = 1.02
ROLL_STEP: Final = 2.0
"""Factor and degrees to which an emoji is rounded, so that one drawing does for many frames."""

CACHE_BYTES: Final = 32_000_000
"""Of scaled and turned emojis that are kept; the one longest unused goes first."""


class EmojiOverlay:
    """Draws emojis over faces, and keeps the scaled copies. For one thread at a time."""

    def __init__(self, mapper: EmojiMapper, *, cache_bytes: int = CACHE_BYTES) -> None:
        """Use the pictures of ``mapper``, each read when it is first shown."""
        self._mapper = mapper
        self._levels: dict[str, list[Image]] = {}
        self._stamps: OrderedDict[tuple[str, int, int], Stamp] = OrderedDict()
        self._limit = cache_bytes
        self.cached_bytes = 0

    def draw(self, image: Image, reading: Reading, *, mark_no_face: bool = False) -> Image:
        """Cover the faces of a copy of the picture.

        Args:
            image: uint8 BGR ``(H, W, 3)``.
            reading: the faces found in it; "not sure" has an emoji as well.
            mark_no_face: put the emoji for "no face" into the lower left corner
                where none was found; otherwise such a frame stays as it is.

        Returns:
            A new picture of the same size.

        Raises:
            PackError: a picture of the pack cannot be read.
        """
        drawn = np.array(image, dtype=np.uint8, order="C")
        self.draw_into(drawn, reading, mark_no_face=mark_no_face)
        return drawn

    def draw_into(self, image: Image, reading: Reading, *, mark_no_face: bool = False) -> None:
        """The same into the picture itself, which must be writable."""
        # The main face comes first and is drawn last, above the others.
        for face in reversed(reading.faces):
            self._cover(image, face)
        if mark_no_face and not reading.faces:
            self._mark(image)

    def badge(self, image: Image, label: int | None, edges: tuple[float, ...]) -> None:
        """Lay one upright emoji into a picture that is RGB.

        Args:
            image: uint8 RGB ``(H, W, 3)``, writable.
            label: index of the label, None for "not sure".
            edges: left, top, right and bottom of its square in pixels.
        """
        left, top, right, bottom = edges
        stamp = self._stamp(self._mapper.name(label), label, right - left, 0.0)
        turned = np.ascontiguousarray(stamp.colour[:, :, ::-1])
        blend(image, stamp._replace(colour=turned), ((left + right) / 2, (top + bottom) / 2))

    def _cover(self, image: Image, face: FaceReading) -> None:
        box = face.box
        middle = (box.x + box.w / 2, box.y + (0.5 - RISE) * box.h)
        longest = 2 * max(image.shape[:2])
        side = min(longest, COVER * max(box.w, box.h))
        if all(math.isfinite(value) for value in (*middle, side)):
            stamp = self._stamp(self._mapper.name(face.label), face.label, side, roll_of(box))
            blend(image, stamp, middle)

    def _mark(self, image: Image) -> None:
        height, width = image.shape[:2]
        side, gap = min(height, width) / 5, min(height, width) / 40
        stamp = self._stamp(NO_FACE, NO_FACE, side, 0.0)
        blend(image, stamp, (gap + side / 2, height - gap - side / 2))

    def _stamp(self, name: str, index: int | str | None, side: float, roll: float) -> Stamp:
        steps = round(math.log(max(SMALLEST_SIDE, side)) / math.log(SIDE_STEP))
        rounded = round(SIDE_STEP**steps)
        turn = round(roll / ROLL_STEP) % round(360 / ROLL_STEP)
        key = (name, rounded, turn)
        stamp = self._stamps.get(key)
        if stamp is None:
            if name not in self._levels:
                self._levels[name] = pyramid(self._mapper.picture(index))
            stamp = draw_stamp(self._levels[name], rounded, turn * ROLL_STEP)
            self._keep(key, stamp)
        self._stamps.move_to_end(key)
        return stamp

    def _keep(self, key: tuple[str, int, int], stamp: Stamp) -> None:
        self._stamps[key] = stamp
        self.cached_bytes += stamp.nbytes
        while self.cached_bytes > self._limit and len(self._stamps) > 1:
            _, oldest = self._stamps.popitem(last=False)
            self.cached_bytes -= oldest.nbytes


def roll_of(box: Box) -> float:
    """Degrees by which a face is turned clockwise; 0 from a detector that does not tell."""
    roll = float(getattr(box, "roll", 0.0))
    return roll if math.isfinite(roll) else 0.0
