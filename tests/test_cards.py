"""Cards, the emoji alone and contact sheets: sizes, what is on them, every shape of picture."""

from __future__ import annotations

import numpy as np
import PIL.Image
import pytest

from emoji_gui.pipeline.canvas import DARK, LIGHT, write_words
from emoji_gui.pipeline.cards import EMOJI_SIDE, card, emoji_alone, face_crop
from emoji_gui.pipeline.emojis import NO_FACE, EmojiMapper
from emoji_gui.pipeline.sheets import PAGE, SheetPages, contact_sheet, tiles_of
from model.detector import Box
from model.preprocess import Image
from tests.fakes import FACE, picture
from tests.sending_support import HAPPY, NOBODY, mapper, reading

__all__ = ["mapper"]

TWO = reading((FACE, 3), (Box(200, 60, 50, 50, 0.8), None))


def red_left(height: int = 240, width: int = 320) -> Image:
    """A blue picture whose left half is red."""
    image = np.full((height, width, 3), (255, 0, 0), dtype=np.uint8)
    image[:, : width // 2] = (0, 0, 255)
    return image


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("read", [HAPPY, NOBODY, TWO, reading((FACE, None))])
def test_a_card_is_wide_and_has_margins(
    read: object, whole: bool, dark: bool, mapper: EmojiMapper
) -> None:
    made = card(picture(), read, mapper, whole=whole, dark=dark)  # type: ignore[arg-type]
    assert made.width >= 1080 and made.mode == "RGB"
    ground = PIL.Image.new("RGB", (1, 1), (DARK if dark else LIGHT).ground).getpixel((0, 0))
    pixels = np.asarray(made)
    for rim in (pixels[:40], pixels[-20:], pixels[:, :40], pixels[:, -40:]):
        assert (rim == ground).all(), "nothing reaches into the margin"


def test_the_photo_is_left_with_round_corners_and_the_emoji_right(mapper: EmojiMapper) -> None:
    made = card(red_left(), reading((Box(130, 90, 60, 60, 0.9), 3)), mapper)
    assert made.getpixel((80, 300)) == (255, 0, 0)
    assert made.getpixel((570, 300)) == (0, 0, 255)
    assert made.getpixel((57, 57)) == (255, 255, 255), "the corner is cut off"
    red, _, blue = made.getpixel((900, 180))  # type: ignore[misc]
    assert red > blue + 40, "the emoji is yellow, what is behind it is not"


def test_a_card_tells_of_the_faces_that_it_has_no_room_for(mapper: EmojiMapper) -> None:
    faces = [(Box(10.0 + 40 * number, 80, 30, 30, 0.9), 3) for number in range(7)]
    some, all_ = (np.asarray(card(picture(), reading(*faces[:n]), mapper)) for n in (5, 7))
    assert (some[-40:] == 255).all() and (all_[-60:] < 128).any() and (all_[-20:] == 255).all()


@pytest.mark.parametrize("shape", [(1, 1), (4000, 300), (300, 4000), (30, 40)])
def test_every_shape_of_photo_makes_a_card(shape: tuple[int, int], mapper: EmojiMapper) -> None:
    image = np.full((*shape, 3), 90, dtype=np.uint8)
    for read in (NOBODY, reading((Box(0, 0, 20, 20, 0.9), 3)), TWO):
        made = card(image, read, mapper)
        assert 1080 <= made.width <= 1700 and made.height <= 1700


def test_the_expression_is_written_on_the_card(mapper: EmojiMapper) -> None:
    words = [
        np.asarray(card(picture(), reading((FACE, label)), mapper))[620:] for label in (3, 5, None)
    ]
    assert all((band < 100).any() for band in words)
    assert (words[0] != words[1]).any() and (words[1] != words[2]).any()


def test_a_long_word_is_made_to_fit() -> None:
    canvas = PIL.Image.new("RGB", (400, 100), "white")
    write_words(canvas, "a very long expression", (200, 60), 80, "black", width=200)
    dark = np.nonzero((np.asarray(canvas) < 128).any(axis=(0, 2)))[0]
    assert dark.min() >= 90 and dark.max() <= 310


@pytest.mark.parametrize(
    "box", [Box(-50, -50, 60, 60, 0.9), Box(300, 220, 60, 60, 0.9), Box(0, 0, 900, 900, 0.9)]
)
def test_a_crop_stays_in_the_picture(box: Box) -> None:
    assert face_crop(picture(), box, 100).size == (100, 100)


@pytest.mark.parametrize("label", [3, None, NO_FACE])
def test_the_emoji_alone_has_alpha(label: int | str | None, mapper: EmojiMapper) -> None:
    alone = emoji_alone(mapper, label)
    assert (alone.mode, alone.size) == ("RGBA", (EMOJI_SIDE, EMOJI_SIDE))
    alpha = np.asarray(alone)[:, :, 3]
    assert alpha[0, 0] == 0 and alpha[256, 256] > 0


@pytest.mark.parametrize("count", [1, 4, 7, PAGE])
def test_a_sheet_shows_every_face(count: int, mapper: EmojiMapper) -> None:
    tiles = tiles_of(red_left(), HAPPY, mapper, "holiday.jpg") * count
    sheet = np.asarray(contact_sheet(tiles))
    assert sheet.shape[1] >= 1080
    red = (sheet == (255, 0, 0)).all(axis=2).sum()
    one = (np.asarray(contact_sheet(tiles[:1])) == (255, 0, 0)).all(axis=2).sum()
    assert red == count * one > 0


def test_faces_and_pictures_without_any_have_tiles(mapper: EmojiMapper) -> None:
    assert [tile.title for tile in tiles_of(picture(), TWO, mapper, "a")] == ["Happy", "Not sure"]
    assert [tile.title for tile in tiles_of(picture(), NOBODY, mapper, "a")] == ["No face"]


@pytest.mark.parametrize("count", [0, PAGE + 1])
def test_a_page_has_room_for_so_many(count: int, mapper: EmojiMapper) -> None:
    with pytest.raises(ValueError, match="1 to 30 tiles"):
        contact_sheet(tiles_of(picture(), NOBODY, mapper, "a") * count)


def test_full_pages_are_handed_over_at_once(mapper: EmojiMapper) -> None:
    pages: list[int] = []
    sheets = SheetPages(lambda number, page: pages.append(number))
    for _ in range(PAGE // 2 + 3):
        sheets.add(tiles_of(picture(), TWO, mapper, "Bär 世界 😀, a very long name indeed.png"))
    assert pages == [1]
    sheets.finish()
    sheets.finish()
    assert pages == [1, 2]
