"""Opened cameras, streams and videos: one frame after the other from OpenCV's ``VideoCapture``."""

from __future__ import annotations

import logging
import math
import time
from typing import Final

import numpy as np

from emoji_gui.language import Sentence
from emoji_gui.pipeline.errors import SourceError
from emoji_gui.pipeline.records import Frame
from model.opencv import cv2
from model.preprocess import Image

log = logging.getLogger(__name__)

CAMERA_LOST: Final = Sentence("The camera went away.")

DEFAULT_FPS: Final = 30.0
"""Of a video that does not announce a rate to be believed."""

# Some containers announce the fineness of their clock: a browser's WebM 1000 a second.
_BELIEVED_FPS: Final = (0.1, 240.0)

TRIES: Final = 10
"""Reads that fail one after the other before a camera is taken to be gone."""

TRIES_SECONDS: Final = 0.5
"""For these at most: a read that waited in vain is not repeated."""


class LiveSource:
    """A camera or a stream: damaged frames are left out; if reads go on failing it is lost."""

    live = True
    still = False

    def __init__(self, name: str, capture: cv2.VideoCapture) -> None:
        """Take over an opened capture."""
        self.name = name
        self.fps = _announced_fps(capture)
        self._capture = capture
        self._number = 0

    def read(self) -> Frame:
        """The next frame, stamped with the monotonic clock.

        Raises:
            SourceError: the camera is gone or the stream has ended.
        """
        begun = time.monotonic()
        image, tries = grab(self._capture), 1
        # A frame that arrived torn or empty fails like a camera that is gone, but once.
        while image is None and tries < TRIES and time.monotonic() - begun < TRIES_SECONDS:
            image, tries = grab(self._capture), tries + 1
        if image is None:
            raise SourceError(CAMERA_LOST)
        frame = Frame(image, self._number, time.monotonic())
        self._number += 1
        return frame

    def close(self) -> None:
        """Let go of the device or the connection."""
        self._capture.release()


class VideoSource:
    """A video of a known end, from a file or an address; its damaged frames are left out."""

    live = False
    still = False

    def __init__(self, name: str, capture: cv2.VideoCapture, first: Image) -> None:
        """Take over an opened capture and the frame that was read to test it."""
        self.name = name
        self.fps = _announced_fps(capture)
        # A count is mostly worked out from the length and the rate.
        announced = capture.get(cv2.CAP_PROP_FRAME_COUNT) if self.fps else 0
        self.frames = max(0, round(announced))
        """As the file announces, often not quite right; 0 where it does not."""
        self._capture = capture
        self._next: Image | None = first
        self._number = 0
        self._time = 0.0
        self._start: float | None = None

    def read(self) -> Frame | None:
        """The next frame with its position in seconds, or None at the end."""
        image = self._next if self._next is not None else grab(self._capture)
        self._next = None
        if image is None:
            return None
        frame = Frame(image, self._number, self._position())
        self._number += 1
        return frame

    def close(self) -> None:
        """Let go of the file."""
        self._capture.release()

    def _position(self) -> float:
        """Seconds since the first frame: the file's own time, or a guess that never stands."""
        stamp = float(self._capture.get(cv2.CAP_PROP_POS_MSEC)) / 1000
        if not math.isfinite(stamp):
            stamp = 0.0
        if self._start is None:
            self._start = stamp
            return 0.0
        guess = self._time + 1 / (self.fps or DEFAULT_FPS)
        self._time = stamp - self._start if stamp - self._start > self._time else guess
        return self._time


def grab(capture: cv2.VideoCapture) -> Image | None:
    """The next picture as uint8 BGR, or None when there is none."""
    try:
        good, picture = capture.read()
    except cv2.error as error:
        log.warning("a picture could not be decoded: %s", error)
        return None
    if not good or picture is None or picture.size == 0:
        return None
    if picture.dtype != np.uint8:
        picture = cv2.convertScaleAbs(picture, alpha=1 / 256)
    if picture.ndim == 2 or picture.shape[2] == 1:
        picture = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
    elif picture.shape[2] == 4:
        picture = cv2.cvtColor(picture, cv2.COLOR_BGRA2BGR)
    return np.asarray(picture, dtype=np.uint8)


def _announced_fps(capture: cv2.VideoCapture) -> float | None:
    fps = float(capture.get(cv2.CAP_PROP_FPS))
    slowest, fastest = _BELIEVED_FPS
    return fps if slowest <= fps <= fastest else None
