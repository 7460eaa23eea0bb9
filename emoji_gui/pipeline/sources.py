"""What frames come from: cameras, addresses, video files and pictures, all read the same way.

This module is cheap to import; OpenCV and Pillow are loaded when a source is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from emoji_gui.pipeline.errors import SourceError
from emoji_gui.pipeline.folders import pictures_in, refuse_pipe
from emoji_gui.pipeline.specs import NETWORK_SCHEMES, file_path, is_device, scheme_of

if TYPE_CHECKING:
    from emoji_gui.pipeline.records import Frame


class Source(Protocol):
    """An opened source. One thread opens, reads and closes it.

    Attributes:
        name: as a person would call it.
        live: whether its frames come when they come and only the newest counts.
        fps: frames a second that it announces, or None.
        still: whether it is one picture.
    """

    name: str
    live: bool
    fps: float | None
    still: bool

    def read(self) -> Frame | None:
        """The next frame, or None at the end of a file.

        Raises:
            SourceError: a live source is lost.
        """

    def close(self) -> None:
        """Let go of the device, connection or file."""


@dataclass(frozen=True)
class CameraInfo:
    """A camera that can be chosen: what to open, and what to call it."""

    spec: str
    name: str


def open_source(spec: str) -> Source:
    """Open whatever a text names.

    Args:
        spec: a camera's number (``"0"``) or device (``"/dev/video0"``), the path
            of a picture, a video or a folder of pictures, or an http, https or rtsp address.

    Raises:
        SourceError: it cannot be opened; the text says why and what to do.
    """
    from emoji_gui.pipeline import capture

    spec = spec.strip() if spec.strip() else spec
    if spec.isdecimal():
        return capture.open_camera(int(spec))
    if is_device(spec):
        return capture.open_device(spec)
    scheme = scheme_of(spec)
    if scheme in NETWORK_SCHEMES:
        return capture.open_address(spec)
    if scheme not in (None, "file"):
        raise SourceError(
            "Addresses that begin with {scheme}:// cannot be opened: use {schemes} or {last}.",
            scheme=scheme,
            schemes=", ".join(NETWORK_SCHEMES[:-1]),
            last=NETWORK_SCHEMES[-1],
        )
    return open_file(file_path(spec))


def open_file(path: Path) -> Source:
    """Open a picture or a video file, or the first picture of a folder.

    Raises:
        SourceError: it is neither, or cannot be read.
    """
    from emoji_gui.pipeline import capture, pictures

    if not path.exists():
        raise SourceError("There is no file {path}.", path=path)
    if path.is_dir():
        path = pictures_in(path)[0]
    refuse_pipe(path)
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
    except OSError as error:
        raise SourceError(
            "{path} cannot be read ({reason}).", path=path, reason=error.strerror or error
        ) from error
    if empty:
        raise SourceError("{path} is empty.", path=path)
    if pictures.is_still_picture(path):
        return pictures.PictureSource(path)
    try:
        return capture.open_video(path)
    except SourceError:
        # Such as a WebP that moves, which FFmpeg does not read.
        if (moving := pictures.moving_picture(path)) is None:
            raise
        return moving


def list_cameras() -> list[CameraInfo]:
    """The cameras of this computer, in the order of their numbers; [] without any.

    It takes some milliseconds and opens no camera.
    """
    from emoji_gui.pipeline import capture

    return [CameraInfo(str(index), name) for index, name in capture.camera_names()]
