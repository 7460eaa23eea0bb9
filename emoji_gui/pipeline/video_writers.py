"""Who writes videos: PyAV as H.264, which every phone plays, or OpenCV where PyAV is not there."""

from __future__ import annotations

import contextlib
import importlib.util
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from emoji_gui.pipeline.errors import ODD_NAME, OutputError
from model.opencv import can_take, cv2
from model.preprocess import Image

CODECS: Final = {".mp4": "mp4v", ".m4v": "mp4v", ".mov": "mp4v", ".mkv": "mp4v", ".avi": "MJPG"}
"""Endings of videos that can be written, and what OpenCV writes into them."""

_H264: Final = (".mp4", ".m4v", ".mov", ".mkv")
_QUALITY: Final = {"crf": "21", "preset": "veryfast"}


class VideoWriter(Protocol):
    """Takes uint8 BGR frames of one size."""

    size: tuple[int, int]

    def write(self, image: Image) -> None:
        """Append a frame of ``size`` (width, height)."""

    def close(self) -> None:
        """Finish the file."""


def open_writer(
    path: Path, fps: float, size: tuple[int, int], *, growing: bool = False
) -> VideoWriter:
    """Begin a video.

    Args:
        path: where to; its ending is one of ``CODECS``.
        fps: frames a second.
        size: width and height in pixels of the frames to come. The writer may
            want another one, see ``VideoWriter.size``.
        growing: whether H.264 is written so that it can be played up to where it ends,
            should the disk fill up before it is finished.

    Raises:
        OutputError: the file cannot be begun.
    """
    # Absolute, or FFmpeg takes a name such as "12:30.mp4" for a protocol.
    path = Path(os.path.abspath(path))
    if not can_take(path):
        raise OutputError(ODD_NAME, path=path)
    if path.suffix.lower() in _H264 and has_h264() and min(size) >= 2:
        return AvWriter(path, fps, size, growing=growing)
    return CvWriter(path, fps, size)


def has_h264() -> bool:
    """Whether PyAV is installed and can write H.264."""
    if importlib.util.find_spec("av") is None:
        return False
    import av

    return "libx264" in av.codecs_available


class AvWriter:
    """H.264 with PyAV; the size is even, as that format wants it."""

    def __init__(
        self, path: Path, fps: float, size: tuple[int, int], *, growing: bool = False
    ) -> None:
        """Open the file; see ``open_writer``."""
        import av

        self._av, self._path = av, path
        self.size = size[0] // 2 * 2, size[1] // 2 * 2
        with self._as_os_errors():
            # The index at the beginning: a player need not have all of the file to start.
            flags = "frag_keyframe+empty_moov" if growing else "faststart"
            self._container = av.open(str(path), "w", options={"movflags": flags})
            rate = Fraction(fps).limit_denominator(1001)
            self._stream: Any = self._container.add_stream("libx264", rate, options=_QUALITY)
        self._stream.width, self._stream.height = self.size
        self._stream.pix_fmt = "yuv420p"

    def write(self, image: Image) -> None:
        """Append a frame.

        Raises:
            OSError: the file cannot be written.
        """
        frame = self._av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="bgr24")
        with self._as_os_errors():
            self._container.mux(self._stream.encode(frame))

    def close(self) -> None:
        """Finish the file.

        Raises:
            OSError: the file cannot be written.
        """
        with self._as_os_errors():
            try:
                self._container.mux(self._stream.encode(None))
            finally:
                self._container.close()

    @contextlib.contextmanager
    def _as_os_errors(self) -> Iterator[None]:
        try:
            yield
        except self._av.error.FFmpegError as error:
            raise OSError(error.errno, error.strerror, str(self._path)) from error


class CvWriter:
    """MPEG-4 Part 2 or Motion JPEG with OpenCV."""

    def __init__(self, path: Path, fps: float, size: tuple[int, int]) -> None:
        """Open the file; see ``open_writer``."""
        self.size = size
        codec = cv2.VideoWriter.fourcc(*CODECS[path.suffix.lower()])
        self._writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, codec, fps, size)
        if not self._writer.isOpened():
            raise OutputError(
                "No video can be written in {folder}: choose a folder that you may write to.",
                folder=path.parent,
            )

    def write(self, image: Image) -> None:
        """Append a frame. OpenCV does not tell when that fails."""
        self._writer.write(image)

    def close(self) -> None:
        """Finish the file."""
        self._writer.release()
