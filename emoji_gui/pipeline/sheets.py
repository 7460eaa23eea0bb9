"""Contact sheets: many faces with their emojis on one page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import PIL.Image

from emoji_gui.pipeline.canvas import (
    Look,
    drawn_language,
    fit_within,
    font_for,
    look,
    place_emoji,
    place_photo,
    place_tile,
    to_picture,
    write_words,
)
from emoji_gui.pipeline.cards import face_crop
from emoji_gui.pipeline.emojis import NO_FACE
from emoji_gui.pipeline.words import face_title, title
from model.preprocess import Image

if TYPE_CHECKING:
    from emoji_gui.pipeline.emojis import EmojiMapper
    from emoji_gui.pipeline.records import Reading

COLUMNS: Final = 5
ROWS: Final = 6
PAGE: Final = COLUMNS * ROWS
"""Tiles of a page; more begin another, so that a folder of thousands fills no memory."""

TILE: Final = 260
GAP: Final = 32
MARGIN: Final = 56
WORDS: Final = 84
RADIUS: Final = 22
BADGE: Final = 124
"""Side of the emoji, which lies over the photo's lower right corner."""

OVERHANG: Final = 16
SMALLEST_WIDTH: Final = 1080


@dataclass(frozen=True)
class Tile:
    """One face, or one picture without any, small enough to keep many.

    Attributes:
        photo: RGB, no side above ``TILE``.
        emoji: RGBA.
        title: of the expression.
        caption: where it is from.
    """

    photo: PIL.Image.Image
    emoji: PIL.Image.Image
    title: str
    caption: str


@drawn_language()
def tiles_of(image: Image, reading: Reading, mapper: EmojiMapper, caption: str) -> list[Tile]:
    """A tile for each face of a picture, or one for a picture without any.

    Args:
        image: uint8 BGR ``(H, W, 3)``.
        reading: the faces found in it.
        mapper: names and pictures of the labels.
        caption: the picture's name.
    """
    if not reading.faces:
        photo = fit_within(to_picture(image), TILE, TILE)
        return [Tile(photo, _badge(mapper.picture(NO_FACE)), title(NO_FACE), caption)]
    return [
        Tile(
            face_crop(image, face.box, TILE),
            _badge(mapper.picture(face.label)),
            face_title(face, mapper.labels),
            caption,
        )
        for face in reading.faces
    ]


def contact_sheet(tiles: list[Tile], *, dark: bool = False) -> PIL.Image.Image:
    """One page of tiles, in reading order.

    Args:
        tiles: ``PAGE`` at most.
        dark: the dark look.

    Returns:
        RGB, 1,080 pixels wide or more.

    Raises:
        ValueError: for no tile, or more than fit a page.
    """
    if not 0 < len(tiles) <= PAGE:
        raise ValueError(f"a page takes 1 to {PAGE} tiles, not {len(tiles)}")
    colours = look(dark)
    columns = min(COLUMNS, len(tiles))
    rows = -(-len(tiles) // columns)
    inner = columns * TILE + (columns - 1) * GAP
    width = max(SMALLEST_WIDTH, inner + 2 * MARGIN)
    height = 2 * MARGIN + rows * (TILE + WORDS) + (rows - 1) * GAP
    page = PIL.Image.new("RGB", (width, height), colours.ground)
    for number, tile in enumerate(tiles):
        row, column = divmod(number, columns)
        left = (width - inner) // 2 + column * (TILE + GAP)
        _place(page, tile, (left, MARGIN + row * (TILE + WORDS + GAP)), colours)
    return page


class SheetPages:
    """Takes tiles one by one and hands over each page as soon as it is full."""

    def __init__(self, write: Callable[[int, PIL.Image.Image], None], *, dark: bool = False):
        """Keep ``write``, which takes a page's number, counted from 1, and the page."""
        self._write, self._dark = write, dark
        self._tiles: list[Tile] = []
        self.pages = 0

    def add(self, tiles: list[Tile]) -> None:
        """Take the tiles of one picture."""
        for tile in tiles:
            self._tiles.append(tile)
            if len(self._tiles) == PAGE:
                self.finish()

    def finish(self) -> None:
        """Hand over the last page, if anything is on it."""
        if self._tiles:
            self.pages += 1
            page = contact_sheet(self._tiles, dark=self._dark)
            self._tiles = []
            self._write(self.pages, page)


def _place(page: PIL.Image.Image, tile: Tile, at: tuple[int, int], colours: Look) -> None:
    left, top = at
    if tile.photo.size != (TILE, TILE):
        place_tile(page, (TILE, TILE), at, RADIUS, colours.tile)
    inside = (left + (TILE - tile.photo.width) // 2, top + (TILE - tile.photo.height) // 2)
    place_photo(page, tile.photo, inside, RADIUS)
    corner = TILE - BADGE + OVERHANG
    place_emoji(page, tile.emoji, (left + corner, top + corner), BADGE)
    base = top + TILE + 44
    write_words(
        page, tile.title, (left, base), 32, colours.text, anchor="ls", width=corner, strong=True
    )
    caption = _short(tile.caption)
    write_words(page, caption, (left, base + 30), 20, colours.muted, anchor="ls", width=TILE)


def _badge(emoji: PIL.Image.Image) -> PIL.Image.Image:
    return fit_within(emoji.convert("RGBA"), BADGE, BADGE)


def _short(name: str) -> str:
    """A file's name in letters that can be drawn, its middle left out where it is long."""
    known = name if font_for(name, 20) else "".join(filter(str.isascii, name)).strip()
    return known if len(known) <= 30 else f"{known[:16]}...{known[-11:]}"
