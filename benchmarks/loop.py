"""A video without end, paced like a camera."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from emoji_gui.pipeline.errors import SourceError
from emoji_gui.pipeline.records import Frame

RATE: Final = 30.0
"""Frames a second, whatever the video says: what is asked is asked of a camera of 30."""


class Loop:
    """A source: each frame is there at its moment, and one that nobody took in time is gone.

    A frame's ``time`` is the moment at which a camera would have captured it. It is
    decoded after that, as the picture of a camera is, so decoding counts as delay.
    """

    live = True
    still = False

    def __init__(
        self,
        video: Path,
        rate: float = RATE,
        *,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        """Open the video.

        Raises:
            SourceError: it has no frame that can be read.
        """
        self.name = f"{video.name}, looped"
        self.fps: float | None = rate
        self._rate = rate
        self._video, self._clock, self._wait = video, clock, wait
        self._capture: Any = None
        self._again()
        self._start: float | None = None
        self._number = -1

    def read(self) -> Frame:
        """The next frame at its moment; its number leaves out those that came too early.

        Raises:
            SourceError: the video cannot be read any more.
        """
        now = self._clock()
        if self._start is None:
            self._start = now
        # A small part of a frame, lest rounding makes one of a moment that has just come.
        newest = int((now - self._start) * self._rate + 1e-6)
        self._number = max(self._number + 1, newest)
        due = self._start + self._number / self._rate
        if due > now:
            self._wait(due - now)
        return Frame(self._picture(), self._number, due)

    def close(self) -> None:
        """Let go of the file."""
        self._capture.release()

    def _picture(self) -> Any:
        from emoji_gui.pipeline.streams import grab

        picture = grab(self._capture)
        if picture is None:
            self._again()
            picture = grab(self._capture)
        if picture is None:
            raise SourceError(f"{self._video} has no frame that can be read.")
        return picture

    def _again(self) -> None:
        """To the beginning; files whose position cannot be set are opened anew."""
        from model.opencv import cv2

        if self._capture is not None and self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0):
            return
        if self._capture is not None:
            self._capture.release()
        self._capture = cv2.VideoCapture(str(self._video.absolute()), cv2.CAP_FFMPEG)
        if not self._capture.isOpened():
            raise SourceError(f"{self._video} is no video that can be read.")
