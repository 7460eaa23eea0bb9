"""The virtual camera, with a device that the test hands in."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from emoji_gui.pipeline import virtual_camera
from emoji_gui.pipeline.errors import OutputError
from emoji_gui.pipeline.virtual_camera import VirtualCamera
from model.preprocess import Image
from tests.fakes import picture


class FakeDevice:
    device = "/dev/video9"

    def __init__(self, width: int, height: int, fps: float) -> None:
        self.opened = (width, height, fps)
        self.frames: list[Image] = []
        self.error: Exception | None = None
        self.closed = False

    def send(self, frame: Any) -> None:
        if self.error is not None:
            raise self.error
        assert frame.shape == (self.opened[1], self.opened[0], 3)
        assert frame.dtype == np.uint8 and frame.flags["C_CONTIGUOUS"]
        self.frames.append(frame)

    def close(self) -> None:
        self.closed = True


class Opener:
    def __init__(self) -> None:
        self.devices: list[FakeDevice] = []

    def __call__(self, width: int, height: int, fps: float) -> FakeDevice:
        self.devices.append(FakeDevice(width, height, fps))
        return self.devices[-1]


def test_the_first_frame_opens_the_device_at_its_size() -> None:
    opener = Opener()
    with VirtualCamera(25, opener) as camera:
        assert not opener.devices and camera.name == ""
        camera.send(picture(7))
        camera.send(picture(8))
        assert camera.name == "/dev/video9"
    (device,) = opener.devices
    assert device.opened == (320, 240, 25) and device.closed
    assert [int(frame[0, 0, 0]) for frame in device.frames] == [7, 8]


@pytest.mark.parametrize("shape", [(240, 320), (481, 641), (480, 200), (100, 640), (1, 1)])
def test_frames_of_another_size_keep_their_shape(shape: tuple[int, int]) -> None:
    opener = Opener()
    camera = VirtualCamera(opener=opener)
    camera.send(np.full((480, 640, 3), 9, dtype=np.uint8))
    camera.send(np.full((*shape, 3), 200, dtype=np.uint8))
    bright = opener.devices[0].frames[1][:, :, 0] == 200
    rows, columns = np.flatnonzero(bright.any(axis=1)), np.flatnonzero(bright.any(axis=0))
    assert len(columns) / len(rows) == pytest.approx(shape[1] / shape[0], rel=0.03)
    assert len(columns) >= 638 or len(rows) >= 478
    camera.close()


def test_odd_sides_are_made_even() -> None:
    opener = Opener()
    VirtualCamera(opener=opener).send(np.zeros((241, 321, 3), dtype=np.uint8))
    assert opener.devices[0].opened[:2] == (320, 240)


def test_a_device_that_goes_away_is_a_sentence_and_can_come_back() -> None:
    opener = Opener()
    camera = VirtualCamera(opener=opener)
    camera.send(picture())
    opener.devices[0].error = RuntimeError("gone")
    with pytest.raises(OutputError, match=r"stopped \(gone\): switch it on again"):
        camera.send(picture())
    assert opener.devices[0].closed
    camera.send(picture())
    assert len(opener.devices) == 2
    camera.close()
    camera.close()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyvirtualcam", None)
    with pytest.raises(OutputError, match="pip install pyvirtualcam"):
        VirtualCamera().send(picture())


@pytest.mark.parametrize(
    ("platform", "says"), [("linux", "v4l2loopback"), ("win32", "OBS"), ("darwin", "OBS")]
)
def test_a_missing_device_is_a_sentence_for_the_system(
    monkeypatch: pytest.MonkeyPatch, platform: str, says: str
) -> None:
    def fail(*args: Any, **options: Any) -> None:
        raise RuntimeError("no device")

    package: Any = ModuleType("pyvirtualcam")
    package.Camera, package.PixelFormat = fail, SimpleNamespace(BGR="BGR")
    monkeypatch.setitem(sys.modules, "pyvirtualcam", package)
    monkeypatch.setattr(virtual_camera.sys, "platform", platform)  # type: ignore[attr-defined]
    with pytest.raises(OutputError, match=says):
        VirtualCamera().send(picture())


def test_the_package_is_asked_for_bgr(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def camera(width: int, height: int, fps: float, **options: Any) -> FakeDevice:
        asked.update(options)
        return FakeDevice(width, height, fps)

    package: Any = ModuleType("pyvirtualcam")
    package.Camera, package.PixelFormat = camera, SimpleNamespace(BGR="BGR")
    monkeypatch.setitem(sys.modules, "pyvirtualcam", package)
    with VirtualCamera() as shown:
        shown.send(picture())
    assert asked == {"fmt": "BGR"}
