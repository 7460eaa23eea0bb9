"""The frames of a clip: the picture with the emoji in a panel beside it, or over each face."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np
import PIL.Image

from emoji_gui.pipeline.canvas import drawn_language, look, place_emoji, to_array, write_words
from emoji_gui.pipeline.emojis import NO_FACE
from emoji_gui.pipeline.overlay import EmojiOverlay
from emoji_gui.pipeline.words import reading_words
from model.opencv import cv2
from model.preprocess import Image

if TYPE_CHECKING:
    from emoji_gui.pipeline.emojis import EmojiMapper
    from emoji_gui.pipeline.recent import Moment

Style = Literal["beside", "over"]
STYLES: Final[tuple[Style, ...]] = get_args(Style)

PANEL: Final = 0.8
"""Width of the panel beside the picture, in heights of the picture."""


class ClipPainter:
    """Draws the frames of a clip from the moments, all at the size of the first."""

    def __init__(self, mapper: EmojiMapper, style: Style, *, dark: bool = False) -> None:
        """Choose whether the emoji lies over the face or in a panel beside the picture."""
        self._mapper, self._style, self._colours = mapper, style, look(dark)
        self._overlay = EmojiOverlay(mapper)
        self._panels: dict[str, Image] = {}
        self._size: tuple[int, int] | None = None

    def paint(self, moment: Moment) -> Image:
        """One frame: uint8 BGR, with even sides, which video formats want."""
        image = moment.image()
        if self._size is None:
            self._size = image.shape[1] // 2 * 2, image.shape[0] // 2 * 2
        even = image[: self._size[1], : self._size[0]]
        if even.shape[1::-1] != self._size:
            even = np.asarray(cv2.resize(image, self._size), dtype=np.uint8)
        if self._style == "over":
            return self._overlay.draw(even, moment.reading) if moment.reading else even
        return np.ascontiguousarray(np.concatenate([even, self._panel(moment)], axis=1))

    @drawn_language()
    def _panel(self, moment: Moment) -> Image:
        main = None if moment.reading is None else moment.reading.main
        title = reading_words(moment.reading, self._mapper.labels).title
        if title not in self._panels:
            index = main.label if main else NO_FACE
            emoji = self._mapper.picture(index) if moment.reading else None
            self._panels[title] = self._draw_panel(emoji, title if emoji else "")
        return self._panels[title]

    def _draw_panel(self, emoji: PIL.Image.Image | None, title: str) -> Image:
        assert self._size is not None
        height = self._size[1]
        width = round(PANEL * height) // 2 * 2
        canvas = PIL.Image.new("RGB", (width, height), self._colours.ground)
        if emoji is not None:
            side = round(0.68 * height)
            place_emoji(canvas, emoji, ((width - side) // 2, round(0.09 * height)), side)
            at, size = (width / 2, 0.91 * height), max(10, round(0.105 * height))
            write_words(canvas, title, at, size, self._colours.text, width=0.9 * width, strong=True)
        return to_array(canvas)
