"""Opens cameras, addresses and video files with OpenCV's ``VideoCapture``."""

from __future__ import annotations

import contextlib
import glob
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from emoji_gui.language import Sentence
from emoji_gui.pipeline.errors import ODD_NAME, SourceError
from emoji_gui.pipeline.specs import source_name
from emoji_gui.pipeline.streams import LiveSource, VideoSource, grab
from model.opencv import can_take, cv2

log = logging.getLogger(__name__)

CAMERA_SIZE: Final = (640, 480)
"""Asked of a camera: enough for a face, and every camera delivers it at full speed."""

NETWORK_TIMEOUT_MS: Final = 3000
"""How long an address may take to answer, and then to send the next picture."""

NO_CAMERA: Final = Sentence("No camera found. Plug one in or open a file.")

# The interface whose numbers `camera_names` lists, so that both mean the same camera.
_BACKENDS: Final = {
    "linux": cv2.CAP_V4L2,
    "win32": cv2.CAP_DSHOW,
    "darwin": cv2.CAP_AVFOUNDATION,
}


def open_camera(index: int) -> LiveSource:
    """Open a local camera by number.

    Raises:
        SourceError: there is none, or another program has it.
    """
    _hush()
    capture = cv2.VideoCapture(index, _BACKENDS.get(sys.platform, cv2.CAP_ANY))
    if not capture.isOpened():
        cameras = dict(camera_names())
        if not cameras:
            raise SourceError(NO_CAMERA)
        if index not in cameras:
            raise SourceError("There is no camera {number}: choose another one.", number=index)
        raise SourceError(
            "{name} cannot be opened: another program may be using it, or this program may "
            "not use the camera.",
            name=cameras[index],
        )
    return _camera(dict(camera_names()).get(index, source_name(str(index))), capture)


def open_device(path: str) -> LiveSource:
    """Open a camera by its device file.

    Raises:
        SourceError: there is none, another program has it, or it is forbidden.
    """
    _hush()
    if not os.path.exists(path):
        raise SourceError("There is no camera {path}. Plug it in or open a file.", path=path)
    if not os.access(path, os.R_OK | os.W_OK):
        raise SourceError(
            'You may not use {path}: ask to be added to the group "video".', path=path
        )
    if not can_take(path):
        raise SourceError(ODD_NAME, path=path)
    capture = cv2.VideoCapture(path, cv2.CAP_V4L2)
    if not capture.isOpened():
        raise SourceError("{path} cannot be opened: another program may be using it.", path=path)
    return _camera(path, capture)


def open_address(address: str) -> LiveSource | VideoSource:
    """Open a network camera, or a video at an address.

    Raises:
        SourceError: nothing answers there within three seconds, or no video.
    """
    name = source_name(address)
    timeouts = (
        *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, NETWORK_TIMEOUT_MS),
        *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, NETWORK_TIMEOUT_MS),
    )
    capture = _open_with_ffmpeg(address, *timeouts) if can_take(address) else None
    if capture is None or not capture.isOpened():
        raise SourceError(
            "No pictures come from {name}. Check the address and that the camera there is on.",
            name=name,
        )
    # A stream has no length; FFmpeg says so with a negative number.
    if capture.get(cv2.CAP_PROP_FRAME_COUNT) > 1:
        first = grab(capture)
        if first is not None:
            return VideoSource(name, capture, first)
    return LiveSource(name, capture)


def open_video(path: Path) -> VideoSource:
    """Open a video file.

    Raises:
        SourceError: it is no video, or one without a readable frame.
    """
    with _name_for_ffmpeg(path) as name:
        capture = _open_with_ffmpeg(name)
        # FFmpeg believes a name's ending and only stumbles over the first frame.
        first = grab(capture) if capture.isOpened() else None
    if first is None:
        capture.release()
        raise SourceError(
            "{path} is neither a picture nor a video that can be read; it may be damaged.",
            path=path,
        )
    return VideoSource(path.name, capture, first)


def camera_names() -> list[tuple[int, str]]:
    """Number and name of each local camera, without opening one."""
    try:
        from cv2_enumerate_cameras import enumerate_cameras

        backend = _BACKENDS.get(sys.platform, cv2.CAP_ANY)
        found = {camera.index: camera.name for camera in enumerate_cameras(backend)}
        return sorted((index, name or source_name(str(index))) for index, name in found.items())
    # It calls into the system's libraries through ctypes, and is a help, not a need.
    except Exception as error:
        log.info("cameras are listed without their names: %s", error)
    devices = (path.removeprefix("/dev/video") for path in glob.glob("/dev/video*"))
    return [(n, source_name(str(n))) for n in sorted(int(d) for d in devices if d.isdigit())]


def _camera(name: str, capture: cv2.VideoCapture) -> LiveSource:
    # Wishes: a camera that cannot fulfil one ignores it.
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, CAMERA_SIZE[0])
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, CAMERA_SIZE[1])
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    return LiveSource(name, capture)


@contextlib.contextmanager
def _name_for_ffmpeg(path: Path) -> Iterator[str]:
    # Absolute, or FFmpeg takes a name such as "a:b.mp4" for a protocol.
    name = os.path.abspath(path)
    if can_take(name):
        yield name
        return
    with path.open("rb") as file:
        number = f"/dev/fd/{file.fileno()}"
        if not os.path.exists(number):
            raise SourceError(ODD_NAME, path=path)
        yield number


def _open_with_ffmpeg(location: str, *parameters: int) -> cv2.VideoCapture:
    _hush()
    try:
        return cv2.VideoCapture(location, cv2.CAP_FFMPEG, parameters)
    except cv2.error as error:
        raise SourceError("{name} cannot be opened.", name=source_name(location)) from error


def _hush() -> None:
    """Keep OpenCV and FFmpeg from writing to the user's terminal; errors become sentences."""
    # FFmpeg's level is read once, when OpenCV first uses it; -8 is its "quiet".
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    with contextlib.suppress(AttributeError):
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
