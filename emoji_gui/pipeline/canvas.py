"""What cards and sheets are drawn with: two looks, one font, pictures with round corners."""

from __future__ import annotations

import contextlib
import functools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import PIL.features
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFont

from emoji_gui.language import ENGLISH, current, speaking
from emoji_gui.pipeline.words import TITLES, certainty, title
from model.preprocess import Image

FINER: Final = 4
"""Corners are drawn this much larger and scaled down, because Pillow's have steps."""


FONTS: Final = (
    *("NotoSans-Regular.ttf", "DejaVuSans.ttf", "segoeui.ttf", "Geneva.ttf", "GeezaPro.ttc"),
    *("NotoSansArabic-Regular.ttf", "NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf"),
    *("DroidSansFallbackFull.ttf", "wqy-microhei.ttc", "msyh.ttc", "PingFang.ttc"),
)
"""Fonts of the systems, for letters that the one that comes with Pillow has not."""

UNASSIGNED: Final = "\u0378"
"""A character that no font has: what is drawn for it stands for a letter that is missing."""


def font_for(text: str, size: int) -> PIL.ImageFont.FreeTypeFont | None:
    """A font with the letters of a text, Pillow's own first; None where there is none here.

    It has those of the language as well, so that all words of a card look alike. Arabic
    needs Pillow with Raqm, which joins and orders the letters.
    """
    return _font_with("".join(sorted({*text, *_letters(current())})), size)


@functools.cache
def _letters(code: str) -> frozenset[str]:
    """The letters in the words of a card."""
    with speaking(code):
        words = [*map(title, TITLES), *map(certainty, (0.0, 0.5, 1.0))]
    return frozenset("".join(words))


@functools.lru_cache(maxsize=64)
def _font_with(text: str, size: int) -> PIL.ImageFont.FreeTypeFont | None:
    joined = any(unicodedata.bidirectional(letter) == "AL" for letter in text)
    if joined and not PIL.features.check("raqm"):
        return None
    fonts = (_font(name, size) for name in (None, *FONTS))
    return next((font for font in fonts if font is not None and _has(font, text)), None)


def _font(name: str | None, size: int) -> PIL.ImageFont.FreeTypeFont | None:
    if name is None:
        own = PIL.ImageFont.load_default(size)
        return own if isinstance(own, PIL.ImageFont.FreeTypeFont) else None
    try:
        return PIL.ImageFont.truetype(name, size)
    except OSError:
        return None


def _has(font: PIL.ImageFont.FreeTypeFont, text: str) -> bool:
    missing = bytes(font.getmask(UNASSIGNED))
    return all(bytes(font.getmask(letter)) != missing for letter in set(text) if letter.strip())


@contextlib.contextmanager
def drawn_language() -> Iterator[None]:
    """Speak English for as long as this computer has no font to draw the language with."""
    can = font_for("", 20) is not None
    with contextlib.nullcontext() if can else speaking(ENGLISH):
        yield


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
    """Write a line in the font that comes with Pillow where that has the letters.

    Args:
        canvas: RGB.
        text: in letters that ``font_for`` finds a font of.
        at: where the anchor goes, in pixels.
        size: height in pixels; made smaller until the text fits ``width``.
        fill: the colour.
        anchor: Pillow's two letters, "ms" for the middle of the baseline.
        width: room in pixels.
        strong: heavier strokes.
    """
    pen = PIL.ImageDraw.Draw(canvas)
    font = font_for(text, size) or PIL.ImageFont.load_default(size)
    while width is not None and size > 10 and pen.textlength(text, font) > width:
        size -= 1
        font = font_for(text, size) or PIL.ImageFont.load_default(size)
    stroke = size / 56 if strong else 0
    pen.text(at, text, fill, font, anchor, stroke_width=stroke, stroke_fill=fill)
