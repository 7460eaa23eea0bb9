"""A camera that other programs see: frames go in here and come out in a video call."""

from __future__ import annotations

import importlib
import sys
from types import TracebackType
from typing import Any, Final, Protocol

import numpy as np

from emoji_gui.language import N_
from emoji_gui.pipeline.errors import OutputError
from model.opencv import cv2
from model.preprocess import Image

FPS: Final = 30.0

_NO_DEVICE: Final = N_("There is no virtual camera on this computer: install one for this system.")
_DEVICES: Final = {
    "linux": N_(
        "There is no virtual camera on this computer: install v4l2loopback (on Debian and "
        "Ubuntu: sudo apt install v4l2loopback-dkms) and start it with: "
        "sudo modprobe v4l2loopback exclusive_caps=1."
    ),
    "win32": N_(
        "There is no virtual camera on this computer: install OBS Studio, which brings one."
    ),
    "darwin": N_(
        "There is no virtual camera on this computer: install OBS Studio, then press Start "
        "Virtual Camera and Stop once in it."
    ),
}


class Device(Protocol):
    """What pyvirtualcam opens; a test hands in its own."""

    device: str

    def send(self, frame: Any) -> None:
        """Show a uint8 BGR frame of the size that it was opened with."""

    def close(self) -> None:
        """Give the device back."""


class Opener(Protocol):
    """Opens a device: ``open_device``, or a test's own."""

    def __call__(self, width: int, height: int, fps: float) -> Device:
        """Open the first virtual camera that is free; raises OutputError with a sentence."""


class VirtualCamera:
    """Shows the frames that it is handed; the first one decides the size.

    For one thread. Without a pause of its own: whoever has the frames has the rate.
    """

    def __init__(self, fps: float = FPS, opener: Opener | None = None) -> None:
        """Prepare; the device is opened with the first frame.

        Args:
            fps: what the other programs are told.
            opener: opens the device, ``open_device`` by default.
        """
        self._fps = fps
        self._open = opener or open_device
        self._device: Device | None = None
        self._size = (0, 0)

    @property
    def name(self) -> str:
        """The device, as other programs list it; "" before the first frame."""
        return "" if self._device is None else self._device.device

    def send(self, image: Image) -> None:
        """Show a frame.

        Args:
            image: uint8 BGR ``(H, W, 3)``; one of another size than the first is
                fitted in with black beside it.

        Raises:
            OutputError: the package or the device is missing, or the device went away.
        """
        if self._device is None:
            self._size = (image.shape[1] // 2 * 2, image.shape[0] // 2 * 2)
            self._device = self._open(*self._size, self._fps)
        try:
            self._device.send(fitted_in(image, self._size))
        except (RuntimeError, OSError) as error:
            self.close()
            raise OutputError(
                "The virtual camera stopped ({reason}): switch it on again.", reason=error
            ) from error

    def close(self) -> None:
        """Give the device back; a later frame opens it again."""
        if self._device is not None:
            self._device.close()
            self._device = None

    def __enter__(self) -> VirtualCamera:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_device(width: int, height: int, fps: float) -> Device:
    """Open the first virtual camera that is free, with pyvirtualcam.

    Args:
        width: of the frames to come, in pixels.
        height: the same.
        fps: frames a second.

    Raises:
        OutputError: the package is not installed, or there is no such device.
    """
    try:
        package = importlib.import_module("pyvirtualcam")
    except ImportError as error:
        raise OutputError(
            "The virtual camera needs the package pyvirtualcam: "
            'install it with pip install "emoji-mirror[camera]" or pip install pyvirtualcam.'
        ) from error
    try:
        camera: Device = package.Camera(width, height, fps, fmt=package.PixelFormat.BGR)
    except (RuntimeError, OSError) as error:
        raise OutputError(_DEVICES.get(sys.platform, _NO_DEVICE)) from error
    return camera


def fitted_in(image: Image, size: tuple[int, int]) -> Image:
    """A uint8 BGR picture at a width and height in pixels, with black where its shape differs."""
    width, height = size
    if image.shape[1::-1] == size:
        return np.ascontiguousarray(image)
    scale = min(width / image.shape[1], height / image.shape[0])
    inner = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
    left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
    fitted = np.zeros((height, width, 3), dtype=np.uint8)
    fitted[top : top + inner[1], left : left + inner[0]] = cv2.resize(image, inner)
    return fitted
