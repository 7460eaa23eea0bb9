"""What the window is tested with instead of cameras and networks."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import PIL.Image

from emoji_gui.pipeline.records import (
    FaceReading,
    Frame,
    Phase,
    Reading,
    Snapshot,
    Status,
)
from emoji_gui.pipeline.sources import CameraInfo
from emoji_gui.pipeline.timings import OFF, Timings
from emoji_gui.settings import Settings
from model.detector import Box
from model.labels import LABELS

if TYPE_CHECKING:
    import tkinter

    from emoji_gui.desktop.controller import Controller
    from emoji_gui.desktop.images import Pack
    from emoji_gui.pipeline.personal import Personal

Until = Callable[..., Any]
"""The fixture ``wait_until``."""

STARTING = Snapshot(None, None, Status(Phase.STARTING, "Starting…", "Camera 0"))
NO_CAMERA = Snapshot(
    None,
    None,
    Status(Phase.WAITING, "No camera found. Plug one in or open a file.", "Camera 0"),
    LABELS,
)
FAILED = Snapshot(None, None, Status(Phase.FAILED, "There is no file clip.mp4", "clip.mp4"), LABELS)


def face(label: int | None, share: float = 0.7) -> FaceReading:
    rest = (1 - share) / (len(LABELS) - 1)
    shares = tuple(share if index == (label or 0) else rest for index in range(len(LABELS)))
    box = Box(x=20.0, y=10.0, w=40.0, h=40.0, score=0.9)
    return FaceReading(track=1, box=box, probabilities=shares, label=label)


def live(*faces: FaceReading, width: int = 160, height: int = 120, number: int = 0) -> Snapshot:
    image = np.full((height, width, 3), 90, dtype=np.uint8)
    image[:, : width // 2] = (200, 30, 10)
    # No two frames are the same picture.
    image[-8:, -8:] = 20 * number % 256
    return Snapshot(
        Frame(image, number, number / 30),
        Reading(number, number / 30, faces),
        Status(Phase.LIVE, "Live, 30 fps", "Camera 0", 30.0),
        LABELS,
    )


def in_phase(phase: Phase, message: str = "") -> Snapshot:
    snapshot = live(face(3))
    return replace(snapshot, status=Status(phase, message, "Camera 0"))


@dataclass
class FakeWorker:
    """Shows what the test puts into ``now`` and remembers what it was told."""

    now: Snapshot = STARTING
    started: int = 0
    stopped: int = 0
    paused: bool = False
    specs: list[str] = field(default_factory=list)
    calms: list[float] = field(default_factory=list)

    def start(self) -> None:
        self.started += 1

    def stop(self, timeout: float = 0.9) -> bool:
        self.stopped += 1
        return True

    def pause(self, paused: bool) -> None:
        self.paused = paused

    def be_calm(self, calm: float) -> None:
        self.calms.append(calm)

    def switch(self, spec: str) -> None:
        self.specs.append(spec)

    def snapshot(self) -> Snapshot:
        return self.now


class FakePack:
    """One colour for every emoji."""

    def picture(self, name: str) -> PIL.Image.Image:
        return PIL.Image.new("RGBA", (64, 64), (255, 200, 0, 255))

    def require(self, name: str) -> None:
        """It has a picture for every name."""

    def character(self, name: str) -> str:
        return {"happy": "😀"}.get(name, "🤔")


@dataclass
class Desk:
    """A window on the screen with everything behind it replaced."""

    root: tkinter.Tk
    worker: FakeWorker = field(default_factory=FakeWorker)
    settings: Settings = field(default_factory=lambda: Settings(theme="light"))
    remembered: Settings | None = None
    saved: list[Settings] = field(default_factory=list)
    cameras: list[CameraInfo] = field(default_factory=list)
    trouble: str = ""
    dark: bool | None = None
    personal: Personal | None = None
    timings: Timings = OFF
    now: float | None = None
    """What the window takes for the time, None for the real one."""
    controller: Controller = field(init=False)

    def open(self, size: tuple[int, int] | None = None) -> Controller:
        """Build the window, show it and start."""
        from emoji_gui.desktop.controller import Controller
        from emoji_gui.desktop.parts import Parts

        if size is not None:
            self.settings = replace(self.settings, geometry=f"{size[0]}x{size[1]}+0+0")
        parts = Parts(
            worker=self.worker,
            spec="0",
            load_pack=self._load_pack,
            list_cameras=lambda: self.cameras,
            prefers_dark=lambda: self.dark,
            save=self._save,
            log="/var/log/mirror.log",
            personal=self.personal,
            timings=self.timings,
            clock=lambda: time.monotonic() if self.now is None else self.now,
        )
        self.controller = Controller(self.root, self.settings, parts, self.remembered)
        self.root.update()
        self.root.focus_force()
        self.controller.start()
        return self.controller

    def _load_pack(self) -> tuple[Pack, str]:
        return FakePack(), ""

    def _save(self, settings: Settings) -> str:
        self.saved.append(settings)
        return self.trouble


def shows(desk: Desk, snapshot: Snapshot, wait_until: Until) -> None:
    """Let the window come to show a snapshot, its pictures loaded."""
    desk.worker.now = snapshot
    controller, picture = desk.controller, desk.controller.window.picture

    def settled() -> bool:
        drawn = snapshot.frame is None or picture._shown[:1] == (snapshot.frame,)
        return picture.ready and controller.snapshot is snapshot and drawn

    wait_until(settled, desk.root)
    desk.root.update()


def press(desk: Desk, keys: str, on: tkinter.Misc | None = None) -> None:
    widget = on if on is not None else desk.root
    widget.focus_force()
    desk.root.update()
    widget.event_generate(keys)
    desk.root.update()
