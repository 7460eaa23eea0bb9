"""How large the text is: the commands that change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from emoji_gui.language import _
from emoji_gui.pipeline.words import percent
from emoji_gui.settings import TEXT_SIZES

if TYPE_CHECKING:
    from emoji_gui.desktop.host import Host
    from emoji_gui.desktop.menus import Choice


class TextSize:
    """The menu "Text size" and its keys; the choice is remembered."""

    def __init__(self, host: Host, resize: Callable[[int], None]) -> None:
        """``resize`` shows all text at so many percent."""
        self._host, self._resize = host, resize

    def text_size(self) -> None:
        """Show the sizes to choose from."""
        self._host.window.open_menu("text_size")

    def text_larger(self) -> None:
        """Take the next larger size, if there is one."""
        self._take(min((size for size in TEXT_SIZES if size > self._now), default=self._now))

    def text_smaller(self) -> None:
        """Take the next smaller size, if there is one."""
        self._take(max((size for size in TEXT_SIZES if size < self._now), default=self._now))

    def text_usual(self) -> None:
        """Go back to the usual size."""
        self._take(TEXT_SIZES[0])

    def choices(self) -> list[Choice]:
        """The sizes as entries of a menu."""
        return [
            (percent(size / 100), size == self._now, lambda size=size: self._take(size))  # type: ignore[misc]
            for size in TEXT_SIZES
        ]

    @property
    def _now(self) -> int:
        return self._host.settings.text_size

    def _take(self, size: int) -> None:
        if size != self._now:
            self._host.remember(text_size=size)
            self._resize(size)
        words = _("The text is shown at {share}")
        self._host.say(words.format(share=percent(size / 100)))
