"""What a reading looks like when it is written: boxes, emojis over the faces, or a card."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from model.preprocess import Image

if TYPE_CHECKING:
    from emoji_gui.pipeline.emojis import EmojiMapper
    from emoji_gui.pipeline.records import Reading

BOX: Final = "box"
EMOJI: Final = "emoji"
CARD: Final = "card"
STYLES: Final = (BOX, EMOJI, CARD)
"""For pictures; a video has no cards."""

Painter = Callable[[Image, "Reading"], Image]


def painter(style: str, mapper: EmojiMapper) -> Painter:
    """What draws a reading into a copy of its uint8 BGR ``(H, W, 3)`` picture.

    Args:
        style: one of ``STYLES``. A card has a size of its own.
        mapper: names and pictures of the labels.

    Raises:
        ValueError: there is no such style.
    """
    if style == BOX:
        from emoji_gui.pipeline.drawing import annotate

        return lambda image, reading: annotate(image, reading, mapper)
    if style == EMOJI:
        from emoji_gui.pipeline.overlay import EmojiOverlay

        overlay = EmojiOverlay(mapper)
        return lambda image, reading: overlay.draw(image, reading, mark_no_face=True)
    if style == CARD:
        from emoji_gui.pipeline.canvas import to_array
        from emoji_gui.pipeline.cards import card

        return lambda image, reading: to_array(card(image, reading, mapper))
    raise ValueError(f"a style is one of {', '.join(STYLES)}, not {style!r}")
