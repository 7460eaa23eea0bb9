"""The last seconds of what was seen, in memory that does not grow."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from emoji_gui.pipeline.reframing import fitted
from emoji_gui.pipeline.scaling import shrink
from model.opencv import cv2
from model.preprocess import Image

if TYPE_CHECKING:
    from emoji_gui.pipeline.records import Frame, Reading

SECONDS: Final = 5.0
LONG_SIDE: Final = 480
"""Pixels; what people send each other is shown no larger."""

RATE: Final = 15.0
"""Frames a second that are kept of a source that gives more."""

QUALITY: Final = 85
"""Of the JPEGs, 0 to 100."""

MOST_BYTES: Final = 16_000_000
"""Whatever is seen, no more is kept; 75 ordinary frames take a tenth of it."""


@dataclass(frozen=True, eq=False)
class Moment:
    """One frame that is kept.

    Attributes:
        time: seconds of the frame's source.
        jpeg: the picture as it came.
        reading: with boxes in pixels of ``image()``; None before the first.
        mirror: whether it was shown mirrored.
    """

    time: float
    jpeg: bytes = field(repr=False)
    reading: Reading | None = None
    mirror: bool = False

    def image(self) -> Image:
        """The picture as it was shown, uint8 BGR ``(H, W, 3)``."""
        data = np.frombuffer(self.jpeg, dtype=np.uint8)
        image = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), dtype=np.uint8)
        return np.asarray(cv2.flip(image, 1), dtype=np.uint8) if self.mirror else image


class Recent:
    """Keeps the moments of the last seconds. Any thread may ask; one remembers."""

    def __init__(
        self, seconds: float = SECONDS, *, rate: float = RATE, most_bytes: int = MOST_BYTES
    ) -> None:
        """Begin empty.

        Args:
            seconds: how far back the memory goes.
            rate: frames a second that are kept at most.
            most_bytes: of all pictures together; the oldest go first.
        """
        self._seconds, self._pause, self._limit = seconds, 1 / rate, most_bytes
        self._moments: deque[Moment] = deque()
        self._due = -np.inf
        self._lock = threading.Lock()
        self.bytes = 0
        """Of all pictures together."""

    def remember(self, frame: Frame, reading: Reading | None, *, mirror: bool = False) -> bool:
        """Keep a frame, unless the last one was kept a moment ago.

        Args:
            frame: the newest one.
            reading: what was shown beside it; it may belong to an earlier frame.
            mirror: whether the picture was shown mirrored.

        Returns:
            Whether it was kept.
        """
        newest = self._moments[-1].time if self._moments else None
        if newest is not None and frame.time < newest:
            self.clear()  # another source, or a file from its beginning
        # A quarter of the pause early is on time: cameras are not punctual.
        if frame.time < self._due - self._pause / 4:
            return False
        self._due = max(self._due + self._pause, frame.time + self._pause / 2)
        moment = _moment(frame, reading, mirror)
        with self._lock:
            self._moments.append(moment)
            self.bytes += len(moment.jpeg)
            self._forget(moment.time - self._seconds)
        return True

    def moments(self) -> tuple[Moment, ...]:
        """What is kept, oldest first."""
        with self._lock:
            return tuple(self._moments)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._moments.clear()
            self.bytes = 0
        self._due = -np.inf

    def _forget(self, before: float) -> None:
        while len(self._moments) > 1 and (
            self._moments[0].time < before or self.bytes > self._limit
        ):
            self.bytes -= len(self._moments.popleft().jpeg)


def _moment(frame: Frame, reading: Reading | None, mirror: bool) -> Moment:
    small = _small(frame.image)
    if reading is not None:
        scale = small.shape[1] / frame.image.shape[1]
        reading = fitted(reading, scale, small.shape[1] if mirror else None)
    _, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return Moment(frame.time, data.tobytes(), reading, mirror)


def _small(image: Image) -> Image:
    """The picture with no side above ``LONG_SIDE``."""
    height, width = image.shape[:2]
    scale = min(1.0, LONG_SIDE / max(height, width))
    return shrink(image, max(1, round(width * scale)), max(1, round(height * scale)))
