"""What cards and sheets are drawn with: two looks, one font, pictures with round corners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFont

from model.preprocess import Image

FINER: Final = 4
"""Corners are drawn this much larger and scaled down, because Pillow's have steps."""


@dataclass(frozen=True)
class Look:
    """Colours of a card, as ``#rrggbb``.

    Attributes:
        ground: of the whole card.
        tile: behind an emoji, and where there is no photo.
        text, muted: of the name and of the words under it.
    """

    ground: str
    tile: str
    text: str
    muted: str


LIGHT: Final = Look(ground="#ffffff", tile="#f1f0f7", text="#1a1a23", muted="#5a5a6b")
DARK: Final = Look(ground="#17171d", tile="#24242e", text="#f2f2f7", muted="#a8a8b8")


def look(dark: bool) -> Look:
    """The dark or the light one."""
    return DARK if dark else LIGHT


def to_picture(image: Image) -> PIL.Image.Image:
    """A uint8 BGR ``(H, W, 3)`` array as Pillow's RGB picture."""
    return PIL.Image.fromarray(np.ascontiguousarray(image[:, :, ::-1]))


def to_array(picture: PIL.Image.Image) -> Image:
    """The way back."""
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"), dtype=np.uint8)[:, :, ::-1])


def rounded_mask(size: tuple[int, int], radius: float) -> PIL.Image.Image:
    """A gray picture, white where a picture of that size with round corners is."""
    large = PIL.Image.new("L", (size[0] * FINER, size[1] * FINER))
    pen = PIL.ImageDraw.Draw(large)
    pen.rounded_rectangle((0, 0, large.width - 1, large.height - 1), radius * FINER, fill=255)
    return large.resize(size, PIL.Image.Resampling.BOX)


def place_photo(
    canvas: PIL.Image.Image, photo: PIL.Image.Image, at: tuple[int, int], radius: float
) -> None:
    """Lay an RGB picture onto the canvas with round corners."""
    canvas.paste(photo, at, rounded_mask(photo.size, radius))


def place_tile(
    canvas: PIL.Image.Image, size: tuple[int, int], at: tuple[int, int], radius: float, fill: str
) -> None:
    """Lay a plain rectangle with round corners onto the canvas."""
    canvas.paste(PIL.Image.new("RGB", size, fill), at, rounded_mask(size, radius))


def place_emoji(
    canvas: PIL.Image.Image, emoji: PIL.Image.Image, at: tuple[int, int], side: int
) -> None:
    """Lay an RGBA picture onto the canvas, in the middle of a square of that side."""
    small = fit_within(emoji, side, side)
    place = (at[0] + (side - small.width) // 2, at[1] + (side - small.height) // 2)
    canvas.paste(small, place, small)


def fit_within(picture: PIL.Image.Image, width: int, height: int) -> PIL.Image.Image:
    """Scale a picture up or down until it just fits, its shape kept."""
    scale = min(width / picture.width, height / picture.height)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return picture.resize(size, PIL.Image.Resampling.LANCZOS)


def write_words(
    canvas: PIL.Image.Image,
    text: str,
    at: tuple[float, float],
    size: int,
    fill: str,
    *,
    anchor: str = "ms",
    width: float | None = None,
    strong: bool = False,
) -> None:
    """Write a line in the font that comes with Pillow, so that every system has it.

    Args:
        canvas: RGB.
        text: Latin letters; the font has no others.
        at: where the anchor goes, in pixels.
        size: height in pixels; made smaller until the text fits ``width``.
        fill: the colour.
        anchor: Pillow's two letters, "ms" for the middle of the baseline.
        width: room in pixels.
        strong: heavier strokes.
    """
    pen = PIL.ImageDraw.Draw(canvas)
    font = PIL.ImageFont.load_default(size)
    while width is not None and size > 10 and pen.textlength(text, font) > width:
        size -= 1
        font = PIL.ImageFont.load_default(size)
    stroke = size / 56 if strong else 0
    pen.text(at, text, fill, font, anchor, stroke_width=stroke, stroke_fill=fill)
