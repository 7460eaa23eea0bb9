"""Readings drawn into pictures: boxes, labels and emojis, without any window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFont

from emoji_gui.pipeline.emojis import NO_FACE, NOT_SURE
from model.opencv import cv2
from model.preprocess import Image

if TYPE_CHECKING:
    from emoji_gui.pipeline.emojis import EmojiMapper
    from emoji_gui.pipeline.records import FaceReading, Reading
    from model.detector import Box

LIGHT: Final = (255, 255, 255)
DARK: Final = (40, 40, 40)


def mirrored(image: Image) -> Image:
    """The picture as in a mirror, as a new contiguous array."""
    return np.asarray(cv2.flip(image, 1), dtype=np.uint8)


def annotate(image: Image, reading: Reading, mapper: EmojiMapper) -> Image:
    """Draw what was read into a copy of the picture.

    Args:
        image: uint8 BGR ``(H, W, 3)``.
        reading: the faces found in it.
        mapper: names and pictures of the labels.

    Returns:
        A new picture of the same size; without a face, "no face" lies in a corner.
    """
    drawn = np.array(image, dtype=np.uint8, order="C")
    measures = _Measures.of(drawn)
    for face in reading.faces:
        _frame(drawn, face.box, measures.line)
    canvas = PIL.Image.fromarray(drawn[:, :, ::-1])
    # The main face comes first and is drawn last, above the others.
    for face in reversed(reading.faces):
        _write_label(canvas, face, mapper, measures)
        _place_emoji(canvas, face, mapper)
    if not reading.faces:
        _place_no_face(canvas, mapper)
    return np.ascontiguousarray(np.asarray(canvas)[:, :, ::-1])


@dataclass(frozen=True)
class _Measures:
    """Widths and heights in pixels that fit the picture's size."""

    line: int
    text: int

    @classmethod
    def of(cls, image: Image) -> _Measures:
        short = min(image.shape[:2])
        return cls(line=max(1, round(short / 240)), text=max(10, round(short / 24)))


def _frame(image: Image, box: Box, line: int) -> None:
    """A box with round corners: light on a darker rim, so that it shows on any ground."""
    left, top, right, bottom = (
        round(edge) for edge in (box.x, box.y, box.x + box.w, box.y + box.h)
    )
    radius = max(1, min(right - left, bottom - top) // 8)
    for colour, width in ((DARK, line + 2), (LIGHT, line)):
        _rounded(image, (left, top, right, bottom), radius, colour, width)


def _rounded(
    image: Image,
    corners: tuple[int, int, int, int],
    radius: int,
    colour: tuple[int, int, int],
    width: int,
) -> None:
    left, top, right, bottom = corners
    x0, y0, x1, y1 = left + radius, top + radius, right - radius, bottom - radius
    for start, end in (
        ((x0, top), (x1, top)),
        ((x0, bottom), (x1, bottom)),
        ((left, y0), (left, y1)),
        ((right, y0), (right, y1)),
    ):
        cv2.line(image, start, end, colour, width, cv2.LINE_AA)
    for centre, angle in (((x0, y0), 180), ((x1, y0), 270), ((x1, y1), 0), ((x0, y1), 90)):
        cv2.ellipse(image, centre, (radius, radius), angle, 0, 90, colour, width, cv2.LINE_AA)


def _write_label(
    canvas: PIL.Image.Image, face: FaceReading, mapper: EmojiMapper, measures: _Measures
) -> None:
    """The label and its probability under the box, or in it where the picture ends."""
    if face.label is None:
        text = NOT_SURE.replace("_", " ")
    else:
        text = f"{mapper.name(face.label)} {face.probabilities[face.label]:.0%}"
    font = PIL.ImageFont.load_default(measures.text)
    pen = PIL.ImageDraw.Draw(canvas)
    x0, y0, x1, y1 = pen.textbbox((0, 0), text, font=font)
    pad = measures.text // 3
    width, height = x1 - x0 + 2 * pad, y1 - y0 + 2 * pad
    left = _fit(face.box.x + (face.box.w - width) / 2, width, canvas.width)
    top = _fit(face.box.y + face.box.h + pad, height, canvas.height)
    pen.rounded_rectangle((left, top, left + width, top + height), pad, fill=DARK)
    pen.text((left + pad - x0, top + pad - y0), text, font=font, fill=LIGHT)


def _place_emoji(canvas: PIL.Image.Image, face: FaceReading, mapper: EmojiMapper) -> None:
    """The emoji over the box's upper right corner, where it covers no eye or mouth."""
    side = max(16, round(0.55 * face.box.w))
    left = _fit(face.box.x + face.box.w - 0.35 * side, side, canvas.width)
    top = _fit(face.box.y - 0.65 * side, side, canvas.height)
    _paste(canvas, mapper.picture(face.label), side, (left, top))


def _place_no_face(canvas: PIL.Image.Image, mapper: EmojiMapper) -> None:
    short = min(canvas.size)
    side, gap = max(1, short // 5), short // 40
    _paste(canvas, mapper.picture(NO_FACE), side, (gap, max(0, canvas.height - side - gap)))


def _paste(
    canvas: PIL.Image.Image, picture: PIL.Image.Image, side: int, place: tuple[int, int]
) -> None:
    small = picture.resize((side, side), PIL.Image.Resampling.LANCZOS)
    canvas.paste(small, place, small)


def _fit(start: float, length: float, room: float) -> int:
    """Move an extent into the picture."""
    return round(max(0.0, min(start, room - length)))
