"""Cards to send: the photo and the emoji side by side, with what the expression is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import PIL.Image

from emoji_gui.language import ngettext
from emoji_gui.pipeline.canvas import (
    Look,
    drawn_language,
    fit_within,
    look,
    place_emoji,
    place_photo,
    place_tile,
    to_picture,
    write_words,
)
from emoji_gui.pipeline.emojis import NO_FACE
from emoji_gui.pipeline.words import certainty, face_title, title
from model.preprocess import Image

if TYPE_CHECKING:
    from emoji_gui.pipeline.emojis import EmojiMapper
    from emoji_gui.pipeline.records import FaceReading, Reading
    from model.detector import Box

EMOJI_SIDE: Final = 512
"""Of the emoji that is saved alone."""

SIDE: Final = 540
"""Of a card's two squares; with its margins a card is 1,248 pixels wide or more."""

WIDEST: Final = 960
"""A whole photo that is wider than high may take so much."""

EMOJI_SHARE: Final = 0.84
"""Of its square's side that the emoji takes."""

MARGIN: Final = 56
RADIUS: Final = 36
WORDS: Final = 148
"""Height of the lines under the squares."""

AROUND: Final = 2.1
"""Side of the crop around a face, in longer sides of the box: hair and chin are in it."""

MOST_PAIRS: Final = 5
PAIR: Final = 190
"""Faces under a photo of several, and the height of each pair."""


def emoji_alone(mapper: EmojiMapper, label: int | str | None) -> PIL.Image.Image:
    """The emoji with its transparent ground.

    Args:
        mapper: of the network's labels.
        label: index of the label, None for "not sure", or ``NO_FACE``.

    Returns:
        RGBA, ``EMOJI_SIDE`` a side.
    """
    square = PIL.Image.new("RGBA", (EMOJI_SIDE, EMOJI_SIDE))
    small = fit_within(mapper.picture(label).convert("RGBA"), EMOJI_SIDE, EMOJI_SIDE)
    square.paste(small, ((EMOJI_SIDE - small.width) // 2, (EMOJI_SIDE - small.height) // 2))
    return square


def face_crop(image: Image, box: Box, side: int) -> PIL.Image.Image:
    """The square around a face, moved into the picture where it would reach over the rim.

    Args:
        image: uint8 BGR ``(H, W, 3)``.
        box: of the face.
        side: of the result in pixels.

    Returns:
        RGB, ``side`` by ``side``.
    """
    height, width = image.shape[:2]
    length = max(1, min(round(AROUND * max(box.w, box.h)), width, height))
    left = _inside(box.x + (box.w - length) / 2, length, width)
    top = _inside(box.y + (box.h - length) / 2, length, height)
    crop = to_picture(image[top : top + length, left : left + length])
    return crop.resize((side, side), PIL.Image.Resampling.LANCZOS)


@drawn_language()
def card(
    image: Image,
    reading: Reading,
    mapper: EmojiMapper,
    *,
    whole: bool = False,
    dark: bool = False,
) -> PIL.Image.Image:
    """A card of a picture: its face beside the emoji, or all of its faces.

    Args:
        image: uint8 BGR ``(H, W, 3)``.
        reading: the faces found in it.
        mapper: names and pictures of the labels.
        whole: show the whole photo instead of the main face.
        dark: the dark look.

    Returns:
        RGB, 1,248 pixels wide or more. Without a face it shows the whole photo and
        "No face"; of several faces, none of them chosen, it shows the whole photo with
        the pairs under it.
    """
    face, colours = reading.main, look(dark)
    if len(reading.faces) > 1 and reading.chosen is None:
        return _group_card(image, reading, mapper, colours)
    if face is None:
        return _pair_card(_whole(image), mapper.picture(NO_FACE), title(NO_FACE), "", colours)
    photo = _whole(image) if whole else face_crop(image, face.box, SIDE)
    words = face_title(face, mapper.labels), sureness(face)
    return _pair_card(photo, mapper.picture(face.label), *words, colours)


def sureness(face: FaceReading) -> str:
    """How sure the network is, in words; "" where the expression is unclear."""
    return "" if face.label is None else certainty(face.probabilities[face.label])


def _pair_card(
    photo: PIL.Image.Image, emoji: PIL.Image.Image, title: str, under: str, colours: Look
) -> PIL.Image.Image:
    wide = max(SIDE, photo.width)
    width = 3 * MARGIN + wide + SIDE
    canvas = PIL.Image.new("RGB", (width, MARGIN + SIDE + WORDS), colours.ground)
    if photo.size != (wide, SIDE):
        place_tile(canvas, (wide, SIDE), (MARGIN, MARGIN), RADIUS, colours.tile)
    beside = (MARGIN + (wide - photo.width) // 2, MARGIN + (SIDE - photo.height) // 2)
    place_photo(canvas, photo, beside, RADIUS)
    right, inner = 2 * MARGIN + wide, round(EMOJI_SHARE * SIDE)
    place_tile(canvas, (SIDE, SIDE), (right, MARGIN), RADIUS, colours.tile)
    edge = (SIDE - inner) // 2
    place_emoji(canvas, emoji, (right + edge, MARGIN + edge), inner)
    base = MARGIN + SIDE + 96
    write_words(canvas, title, (MARGIN, base), 68, colours.text, anchor="ls", strong=True)
    if under:
        write_words(canvas, under, (width - MARGIN, base), 40, colours.muted, anchor="rs")
    return canvas


def _group_card(
    image: Image, reading: Reading, mapper: EmojiMapper, colours: Look
) -> PIL.Image.Image:
    faces = sorted(reading.faces[:MOST_PAIRS], key=lambda face: face.box.x)
    photo = fit_within(to_picture(image), 2 * SIDE + MARGIN, 2 * SIDE)
    width = 2 * SIDE + 3 * MARGIN
    canvas = PIL.Image.new("RGB", (width, photo.height + PAIR + 3 * MARGIN + 72), colours.ground)
    place_photo(canvas, photo, ((width - photo.width) // 2, MARGIN), RADIUS)
    room = (width - 2 * MARGIN) / len(faces)
    for place, face in enumerate(faces):
        crop = face_crop(image, face.box, min(PAIR, round((room - 24) / 2)))
        pair = crop, mapper.picture(face.label), face_title(face, mapper.labels)
        middle = round(MARGIN + room * (place + 0.5)), photo.height + 2 * MARGIN
        _place_pair(canvas, pair, middle, room, colours)
    if rest := len(reading.faces) - len(faces):
        words = ngettext("and {count} more face", "and {count} more faces", rest)
        at = (width - MARGIN, canvas.height - MARGIN // 2)
        write_words(canvas, words.format(count=rest), at, 26, colours.muted, anchor="rs")
    return canvas


def _place_pair(
    canvas: PIL.Image.Image,
    face: tuple[PIL.Image.Image, PIL.Image.Image, str],
    at: tuple[int, int],
    room: float,
    colours: Look,
) -> None:
    """A face's crop and its emoji, with the title under them, their middle at ``at``."""
    crop, emoji, title = face
    left, top = at[0] - crop.width - 4, at[1] + PAIR - crop.height
    place_photo(canvas, crop, (left, top), crop.width / 8)
    place_emoji(canvas, emoji, (at[0] + 4, top), crop.width)
    below = (at[0], at[1] + PAIR + 52)
    write_words(canvas, title, below, 38, colours.text, width=room - 16, strong=True)


def _whole(image: Image) -> PIL.Image.Image:
    return fit_within(to_picture(image), WIDEST, SIDE)


def _inside(start: float, length: int, room: int) -> int:
    return round(max(0.0, min(start, room - length)))
