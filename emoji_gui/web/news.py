"""What those who watch this machine's camera are sent: the newest picture and the newest words."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass

from emoji_gui.language import ENGLISH, speaking
from emoji_gui.web.words import Json


class News:
    """How the camera stands, put into words once for each language that somebody reads."""

    def __init__(self, make: Callable[[], Json]) -> None:
        """Prepare.

        Args:
            make: puts it into words, in the language that is spoken when it is called;
                on the thread of whoever asks first.
        """
        self._make = make
        self._making = threading.Lock()
        self._told: dict[str, str] = {}

    def told(self, language: str) -> str:
        """It as JSON, in one of ``LANGUAGES``."""
        with self._making:
            if language not in self._told:
                with speaking(language):
                    self._told[language] = json.dumps(self._make())
            return self._told[language]

    def same_as(self, other: News | None) -> bool:
        """Whether it says nothing that the other does not."""
        return other is not None and self.told(ENGLISH) == other.told(ENGLISH)


@dataclass(frozen=True)
class Post:
    """The newest for the viewers; the numbers grow with each new frame or text."""

    frame: int = 0
    jpeg: bytes = b""
    text: int = 0
    news: News | None = None
