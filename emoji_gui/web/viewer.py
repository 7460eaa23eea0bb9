"""One stream of this machine's camera, and which others end with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from emoji_gui.web.news import Post


class Watched(Protocol):
    """What a viewer asks of the ``Machine`` that it watches."""

    def leave(self, viewer: Viewer) -> None:
        """Let a viewer go."""

    def wait(self, viewer: Viewer, ready: Callable[[Post], bool], timeout: float) -> Post | None:
        """Wait until the newest post satisfies ``ready``; None when it is over."""


class Viewer:
    """One stream of the camera or of its readings."""

    def __init__(self, machine: Watched, browser: str, tab: str, at: str) -> None:
        self._machine = machine
        self.browser, self.group, self._at = browser, (browser, tab), at
        self.over = False

    def is_beside(self, other: Viewer) -> bool:
        """Whether both are of one page, and end together.

        A browser does not tell its page that a picture broke off; that the readings did, it does.
        """
        return bool(self._at) and (self.group, self._at) == (other.group, other._at)

    def leave(self) -> None:
        """Stop watching; more than once does no harm."""
        self._machine.leave(self)

    def next_frame(self, after: int, timeout: float = 1.0) -> Post | None:
        """The newest post, as soon as its frame is newer than ``after``."""
        return self._machine.wait(
            self, lambda post: post.frame > after and bool(post.jpeg), timeout
        )

    def next_news(self, after: int, timeout: float = 1.0) -> Post | None:
        """The newest post, as soon as its text is newer than ``after``."""
        return self._machine.wait(
            self, lambda post: post.text > after and post.news is not None, timeout
        )
