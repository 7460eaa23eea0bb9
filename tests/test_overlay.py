"""The emoji over the face: place, size, roll, borders, and copies that are kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from emoji_gui.pipeline.emojis import EmojiMapper
from emoji_gui.pipeline.overlay import COVER, EmojiOverlay
from emoji_gui.pipeline.reframing import fitted
from model.detector import Box
from model.preprocess import Image
from tests.fakes import FACE, picture
from tests.sending_support import HAPPY, NOBODY, mapper, reading

__all__ = ["mapper"]

GREEN = (0, 255, 0)


@dataclass(frozen=True)
class Rolled(Box):
    roll: float = 0.0


def green() -> Image:
    return np.full((480, 640, 3), GREEN, dtype=np.uint8)


def covered(image: Image, before: Image) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what was changed."""
    rows, columns = np.nonzero((image != before).any(axis=2))
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def test_the_emoji_covers_the_face_and_leaves_the_rest(mapper: EmojiMapper) -> None:
    box = Box(200, 150, 120, 120, 0.9)
    drawn = EmojiOverlay(mapper).draw(green(), reading((box, 3)))
    left, top, right, bottom = covered(drawn, green())
    assert left < box.x and top < box.y and right > box.x + box.w and bottom > box.y + box.h - 5
    assert right - left <= COVER * box.w + 4
    assert (left + right) / 2 == pytest.approx(box.x + box.w / 2, abs=4)
    yellow = drawn[160, 260].astype(int)
    assert yellow[2] > 180 and yellow[0] < 140


def test_the_emoji_grows_with_the_box(mapper: EmojiMapper) -> None:
    overlay = EmojiOverlay(mapper)
    widths = []
    for side in (40, 80, 160):
        drawn = overlay.draw(green(), reading((Box(200, 150, side, side, 0.9), 3)))
        left, _, right, _ = covered(drawn, green())
        widths.append((right - left) / side)
    assert widths == pytest.approx([widths[1]] * 3, rel=0.06)


def test_the_emoji_turns_with_the_head(mapper: EmojiMapper) -> None:
    """Turned clockwise by a right angle, what was on top is on the right."""
    overlay = EmojiOverlay(mapper)
    upright = overlay.draw(green(), reading((Rolled(220, 140, 200, 200, 0.9), 5)))
    turned = overlay.draw(green(), reading((Rolled(220, 140, 200, 200, 0.9, 90.0), 5)))
    x, y = 320, 228  # the middle of the emoji, above that of the box
    square = upright[y - 140 : y + 140, x - 140 : x + 140].astype(int)
    other = turned[y - 140 : y + 140, x - 140 : x + 140].astype(int)
    assert np.abs(np.rot90(square, -1) - other).mean() < 4
    assert np.abs(square - other).mean() > 8


def test_edges_are_blended(mapper: EmojiMapper) -> None:
    drawn = EmojiOverlay(mapper).draw(green(), reading((Box(200, 150, 120, 120, 0.9), 3)))
    left = covered(drawn, green())[0]
    edge = drawn[:, left : left + 40].reshape(-1, 3).astype(int)
    between = (edge[:, 2] > 20) & (edge[:, 2] < 180) & (edge[:, 1] > 150)
    assert between.any()


@pytest.mark.parametrize(
    "box",
    [
        Box(-60, -60, 120, 120, 0.9),
        Box(600, 440, 120, 120, 0.9),
        Box(-100, -100, 2000, 2000, 0.9),
        Box(-500, 0, 60, 60, 0.9),
        Box(100, 100, 0.2, 0.2, 0.9),
        Box(float("nan"), 0, 60, 60, 0.9),
        Rolled(-30, 400, 150, 150, 0.9, -40.0),
        Rolled(300, 200, 100, 100, 0.9, float("inf")),
    ],
)
def test_borders_and_odd_boxes_do_no_harm(box: Box, mapper: EmojiMapper) -> None:
    drawn = EmojiOverlay(mapper).draw(green(), reading((box, 3)))
    assert drawn.shape == (480, 640, 3) and drawn.dtype == np.uint8


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (1080, 1920)])
def test_every_size_of_picture_is_taken(shape: tuple[int, int], mapper: EmojiMapper) -> None:
    image = np.zeros((*shape, 3), dtype=np.uint8)
    image.flags.writeable = False
    overlay = EmojiOverlay(mapper)
    assert overlay.draw(image, HAPPY, mark_no_face=True).shape == image.shape
    assert overlay.draw(image, NOBODY, mark_no_face=True).shape == image.shape


def test_not_sure_has_an_emoji_of_its_own(mapper: EmojiMapper) -> None:
    overlay = EmojiOverlay(mapper)
    unsure, happy = (overlay.draw(picture(), reading((FACE, label))) for label in (None, 3))
    assert (unsure != picture()).any() and (unsure != happy).any()


def test_no_face_changes_nothing_unless_it_is_to_be_marked(mapper: EmojiMapper) -> None:
    overlay = EmojiOverlay(mapper)
    assert (overlay.draw(picture(), NOBODY) == picture()).all()
    marked = overlay.draw(picture(), NOBODY, mark_no_face=True)
    assert (marked != picture()).any() and (marked[:150] == picture()[:150]).all()


def test_the_largest_face_lies_above_the_others(mapper: EmojiMapper) -> None:
    overlay = EmojiOverlay(mapper)
    near, far = Box(100, 100, 120, 120, 0.9), Box(150, 130, 60, 60, 0.9)
    both = overlay.draw(green(), reading((near, 3), (far, 0)))
    alone = overlay.draw(green(), reading((near, 3)))
    assert (both[140:180, 140:180] == alone[140:180, 140:180]).all()


def test_the_copies_that_are_kept_do_not_grow_without_end(mapper: EmojiMapper) -> None:
    overlay = EmojiOverlay(mapper, cache_bytes=2_000_000)
    for step in range(60):
        box = Rolled(100, 100, 60 + 2 * step, 60 + 2 * step, 0.9, 3.0 * step)
        overlay.draw(green(), reading((box, step % 7)))
        assert overlay.cached_bytes <= 2_000_000
    before = overlay.cached_bytes
    overlay.draw(green(), reading((box, step % 7)))
    assert overlay.cached_bytes == before, "the same emoji at the same size is drawn once"


def test_a_mirrored_reading_swaps_sides_and_turns_the_other_way() -> None:
    there = fitted(reading((Rolled(10, 20, 40, 60, 0.9, 12.0), 3)), 0.5, 320)
    assert there.faces[0].box == Rolled(320 - 5 - 20, 10, 20, 30, 0.9, -12.0)
    assert fitted(HAPPY, 2.0).faces[0].box == Box(200, 160, 120, 120, 0.9)
