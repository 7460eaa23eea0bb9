"""The browsers that give their own camera: one engine's memory each, for as long as they stay."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from emoji_gui.pipeline.records import Frame, Reading
from emoji_gui.pipeline.worker import FrameEngine
from emoji_gui.web.errors import Refusal
from emoji_gui.web.limits import Limits

if TYPE_CHECKING:
    from emoji_gui.pipeline.records import Image

Key = tuple[str, str]
"""Session and tab."""


class Bucket:
    """A rate limit that forgives short bursts (a token bucket)."""

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self._rate, self._burst = rate, burst
        self._left, self._then = float(burst), now

    def take(self, now: float) -> bool:
        """Whether one more may pass."""
        self._left = min(self._burst, self._left + (now - self._then) * self._rate)
        self._then = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Visitor:
    """One tab of one browser."""

    def __init__(self, bucket: Bucket, now: float) -> None:
        self.seen = now
        self.busy = False
        self.bucket = bucket
        self._engine: FrameEngine | None = None
        self._frames = 0

    def read(self, image: Image, time: float, make_engine: Callable[[], FrameEngine]) -> Reading:
        """Read a picture after those that came before it from here."""
        if self._engine is None:
            self._engine = make_engine()
        self._frames += 1
        return self._engine.process(Frame(image, self._frames - 1, time))

    @property
    def labels(self) -> tuple[str, ...]:
        """The network's labels in output order, empty before the first picture."""
        return self._engine.labels if self._engine else ()


class Visitors:
    """Who is here, and whether there is room for another."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._lock = threading.Lock()
        self._all: dict[Key, Visitor] = {}

    def __len__(self) -> int:
        with self._lock:
            self._forget_idle(self._clock())
            return len(self._all)

    @contextmanager
    def turn(self, key: Key) -> Iterator[Visitor]:
        """Let a visitor, known or new, send one picture.

        Raises:
            Refusal: too many visitors, too fast, or the last picture is not answered yet.
        """
        visitor = self._admit(key)
        try:
            yield visitor
        finally:
            with self._lock:
                visitor.busy = False
                visitor.seen = self._clock()

    def leave(self, key: Key) -> None:
        """Forget a visitor whose tab was closed."""
        with self._lock:
            self._all.pop(key, None)

    def _admit(self, key: Key) -> Visitor:
        with self._lock:
            now = self._clock()
            self._forget_idle(now)
            visitor = self._all.get(key) or self._new(key, now)
            visitor.seen = now
            if visitor.busy:
                raise Refusal(429, "Your last picture is still being read. Wait for its answer.", 1)
            if not visitor.bucket.take(now):
                raise Refusal(429, "Your pictures come too fast. Wait a second.", 1)
            visitor.busy = True
            return visitor

    def _new(self, key: Key, now: float) -> Visitor:
        limits = self._limits
        if sum(session == key[0] for session, _ in self._all) >= limits.tabs:
            raise Refusal(503, "This browser shows the mirror in several tabs. Close one.", 5)
        if len(self._all) >= limits.visitors:
            raise Refusal(
                503,
                "There is no room for another visitor now: one more would make the mirror slow. "
                "Try again in a moment.",
                5,
            )
        visitor = self._all[key] = Visitor(Bucket(limits.rate, limits.burst, now), now)
        return visitor

    def _forget_idle(self, now: float) -> None:
        limit = self._limits.idle_seconds
        self._all = {
            key: visitor
            for key, visitor in self._all.items()
            if visitor.busy or now - visitor.seen < limit
        }
