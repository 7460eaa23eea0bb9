"""The emoji over the face: drawn onto every face of a frame, following its size and its roll."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from emoji_gui.pipeline.emojis import NO_FACE
from model.opencv import cv2
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

LARGEST_SIDE: Final = 512
"""Of the pictures that the copies are made of; larger ones are scaled down once."""

SMALLEST_SIDE: Final = 8


class _Stamp(NamedTuple):
    """A scaled and turned emoji, ready to be laid onto a frame.

    Attributes:
        colour: uint8 BGR ``(S, S, 3)``, multiplied by its alpha.
        rest: uint8 ``(S, S, 3)``, what the frame keeps: 255 less the alpha.
    """

    colour: Image
    rest: Image


class EmojiOverlay:
    """Draws emojis over faces, and keeps the scaled copies. For one thread at a time."""

    def __init__(self, mapper: EmojiMapper, *, cache_bytes: int = CACHE_BYTES) -> None:
        """Use the pictures of ``mapper``, each read when it is first shown."""
        self._mapper = mapper
        self._levels: dict[str, list[Image]] = {}
        self._stamps: OrderedDict[tuple[str, int, int], _Stamp] = OrderedDict()
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
        _blend(image, stamp._replace(colour=turned), ((left + right) / 2, (top + bottom) / 2))

    def _cover(self, image: Image, face: FaceReading) -> None:
        box = face.box
        middle = (box.x + box.w / 2, box.y + (0.5 - RISE) * box.h)
        longest = 2 * max(image.shape[:2])
        side = min(longest, COVER * max(box.w, box.h))
        if all(math.isfinite(value) for value in (*middle, side)):
            stamp = self._stamp(self._mapper.name(face.label), face.label, side, roll_of(box))
            _blend(image, stamp, middle)

    def _mark(self, image: Image) -> None:
        height, width = image.shape[:2]
        side, gap = min(height, width) / 5, min(height, width) / 40
        stamp = self._stamp(NO_FACE, NO_FACE, side, 0.0)
        _blend(image, stamp, (gap + side / 2, height - gap - side / 2))

    def _stamp(self, name: str, index: int | str | None, side: float, roll: float) -> _Stamp:
        steps = round(math.log(max(SMALLEST_SIDE, side)) / math.log(SIDE_STEP))
        rounded = round(SIDE_STEP**steps)
        turn = round(roll / ROLL_STEP) % round(360 / ROLL_STEP)
        key = (name, rounded, turn)
        stamp = self._stamps.get(key)
        if stamp is None:
            if name not in self._levels:
                self._levels[name] = _pyramid(self._mapper.picture(index))
            stamp = _draw_stamp(self._levels[name], rounded, turn * ROLL_STEP)
            self._keep(key, stamp)
        self._stamps.move_to_end(key)
        return stamp

    def _keep(self, key: tuple[str, int, int], stamp: _Stamp) -> None:
        self._stamps[key] = stamp
        self.cached_bytes += _size(stamp)
        while self.cached_bytes > self._limit and len(self._stamps) > 1:
            _, oldest = self._stamps.popitem(last=False)
            self.cached_bytes -= _size(oldest)


def roll_of(box: Box) -> float:
    """Degrees by which a face is turned clockwise; 0 from a detector that does not tell."""
    roll = float(getattr(box, "roll", 0.0))
    return roll if math.isfinite(roll) else 0.0


def fitted(reading: Reading, scale: float, mirror_width: float | None = None) -> Reading:
    """A reading for a picture that was scaled, and then perhaps mirrored.

    Args:
        reading: of the original picture.
        scale: pixels of the new picture in one of the original.
        mirror_width: width of the new picture in pixels where it is mirrored.
    """
    faces = tuple(
        replace(face, box=_fitted_box(face.box, scale, mirror_width)) for face in reading.faces
    )
    return replace(reading, faces=faces)


def _fitted_box(box: Box, scale: float, mirror_width: float | None) -> Box:
    x, y, w, h = (scale * edge for edge in (box.x, box.y, box.w, box.h))
    changed: dict[str, Any] = {"x": x, "y": y, "w": w, "h": h}
    if mirror_width is not None:
        changed["x"] = mirror_width - x - w
        if hasattr(box, "roll"):
            changed["roll"] = -box.roll
    return replace(box, **changed)


def _pyramid(picture: Any) -> list[Image]:
    """An emoji at its size and at each half of it, as BGR multiplied by its alpha, and alpha.

    To scale from the next larger level costs as much as the result is large,
    and leaves out no pixel (Williams 1983, "Pyramidal parametrics").
    """
    rgba = np.asarray(picture.convert("RGBA"), dtype=np.float32)
    alpha = rgba[:, :, 3:]
    level = np.concatenate([rgba[:, :, 2::-1] * (alpha / 255), alpha], axis=2)
    side = min(LARGEST_SIDE, max(rgba.shape[:2]))
    levels = [_scaled(level, side)]
    while side >= 4 * SMALLEST_SIDE:
        side //= 2
        levels.append(_scaled(levels[-1], side))
    return levels


def _scaled(level: Any, side: int) -> Image:
    small = cv2.resize(level, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(np.clip(small, 0, 255).round(), dtype=np.uint8)


def _draw_stamp(levels: list[Image], side: int, roll: float) -> _Stamp:
    source = next((level for level in reversed(levels) if len(level) >= side), levels[0])
    laid: Any
    if roll:
        laid = _turned(source, side, roll)
    else:
        laid = cv2.resize(source, (side, side), interpolation=cv2.INTER_LINEAR)
    rest = cv2.bitwise_not(cv2.extractChannel(laid, 3))
    return _Stamp(
        np.asarray(cv2.cvtColor(laid, cv2.COLOR_BGRA2BGR), dtype=np.uint8),
        np.asarray(cv2.cvtColor(rest, cv2.COLOR_GRAY2BGR), dtype=np.uint8),
    )


def _turned(source: Image, side: int, roll: float) -> Any:
    zoom = side / len(source)
    # OpenCV turns counter-clockwise.
    turn = cv2.getRotationMatrix2D((len(source) / 2, len(source) / 2), -roll, zoom)
    reach = math.ceil(side * (abs(turn[0, 0]) + abs(turn[0, 1])) / zoom)
    # Half a pixel, because OpenCV counts from the middle of the first one.
    turn[:, 2] += (turn[:, :2].sum(axis=1) - 1) / 2 + (reach - len(source)) / 2
    return cv2.warpAffine(source, turn, (reach, reach), flags=cv2.INTER_LINEAR)


def _blend(image: Image, stamp: _Stamp, middle: tuple[float, float]) -> None:
    """Lay a stamp onto the picture, as far as it reaches into it."""
    height, width = image.shape[:2]
    side = len(stamp.colour)
    left, top = round(middle[0] - side / 2), round(middle[1] - side / 2)
    x0, y0, x1, y1 = max(0, left), max(0, top), min(width, left + side), min(height, top + side)
    if x1 <= x0 or y1 <= y0:
        return
    part = image[y0:y1, x0:x1]
    within = np.s_[y0 - top : y1 - top, x0 - left : x1 - left]
    kept: Any = cv2.multiply(part, stamp.rest[within], scale=1 / 255)
    cv2.add(kept, stamp.colour[within], dst=kept)
    part[:] = kept


def _size(stamp: _Stamp) -> int:
    return stamp.colour.nbytes + stamp.rest.nbytes
