"""What stands for a label that no emoji pack has a picture of: its first letters on a disc.

A network may have been trained for anything. Such a label must not look like one of
the seven expressions, nor like "not sure", which is a result of its own.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL import Image

SIDE: Final = 512
GROUND: Final = (91, 106, 143, 255)
INK: Final = (255, 255, 255, 255)
LETTERS: Final = 2

_ENLARGED: Final = 2
"""Drawn so much larger and then reduced, which smooths the edge of the disc."""


def letters(label: str) -> str:
    """The first letters or digits of a label, those that the font has; a dot where it has none."""
    known = [letter for letter in label if _is_drawn(letter)]
    return "".join(known[:LETTERS]).capitalize() or "•"


def letter_picture(label: str) -> Image.Image:
    """A disc with a label's first letters, RGBA ``(512, 512)``."""
    from PIL import Image, ImageDraw, ImageFont

    side = SIDE * _ENLARGED
    picture = Image.new("RGBA", (side, side))
    pen = ImageDraw.Draw(picture)
    # As large as the faces of the default pack.
    rim = side // 20
    pen.ellipse((rim, rim, side - rim, side - rim), fill=GROUND)
    font = ImageFont.load_default(side * 0.46)
    x0, y0, x1, y1 = pen.textbbox((0, 0), letters(label), font=font)
    middle = ((side - x0 - x1) / 2, (side - y0 - y1) / 2)
    pen.text(middle, letters(label), font=font, fill=INK)
    return picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def letter_character(label: str) -> str:
    """A label's first letter in a circle, as a character."""
    first = letters(label)[0]
    if "A" <= first <= "Z":
        return chr(ord("Ⓐ") + ord(first) - ord("A"))
    if "1" <= first <= "9":
        return chr(ord("①") + ord(first) - ord("1"))
    return {"0": "⓪"}.get(first, "◉")


def _is_drawn(letter: str) -> bool:
    # The font that comes with Pillow has the Latin letters and no others.
    return (letter.isascii() and letter.isalnum()) or "LATIN" in unicodedata.name(letter, "")
