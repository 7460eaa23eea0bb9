"""The real window for the guide: keys are pressed, events waited for, the screen is taken."""

from __future__ import annotations

import os
import time
import tkinter as tk
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Final

import PIL.Image
import PIL.ImageGrab

from docs.making.portraits import PortraitCamera
from emoji_gui.desktop import app
from emoji_gui.desktop.commands import BY_NAME
from emoji_gui.desktop.controller import Controller
from emoji_gui.desktop.dialogs import Dialog
from emoji_gui.pipeline.engine import load_engine
from emoji_gui.pipeline.sources import CameraInfo, Source, open_source
from emoji_gui.pipeline.worker import MirrorWorker
from emoji_gui.settings import Settings

CAMERA: Final = "0"
CAMERAS: Final = (CameraInfo(CAMERA, "Integrated camera"), CameraInfo("2", "USB camera"))
SIZE: Final = (860, 540)
PATIENCE: Final = 120.0
"""Seconds after which what is waited for will not come."""


class Stage:
    """The window with a portrait before its camera; a command is done by its key."""

    def __init__(self, portrait: PIL.Image.Image, folder: Path, size: tuple[int, int]) -> None:
        """Open the window and wait for the first emoji.

        Args:
            portrait: RGB; what the camera sees.
            folder: where what is saved goes.
            size: of the window in pixels.
        """
        folder.mkdir(parents=True, exist_ok=True)
        settings = Settings(
            theme="light", geometry=f"{size[0]}x{size[1]}+60+40", save_folder=str(folder)
        )
        self.portrait, self.folder = portrait, folder
        self.root = tk.Tk(className=app.WINDOW_CLASS)
        self._raised: list[BaseException] = []
        self.root.report_callback_exception = lambda kind, error, trace: self._raised.append(error)
        made = app.make_parts(settings, SimpleNamespace(source=CAMERA))
        parts = replace(made, list_cameras=lambda: CAMERAS, worker=self._worker(made.personal))
        self.controller = Controller(self.root, settings, parts)
        self.root.update()
        self.controller.start()
        self.see(1)

    def _worker(self, personal: object) -> MirrorWorker:
        def opened(spec: str) -> Source:
            if spec == CAMERA:
                return PortraitCamera(self.portrait, CAMERAS[0].name)
            return open_source(spec)

        def engine() -> object:
            return load_engine(personal=personal)  # type: ignore[arg-type]

        return MirrorWorker(CAMERA, open_source=opened, make_engine=engine)  # type: ignore[arg-type]

    def wait(self, condition: Callable[[], object], what: str) -> None:
        """Let the window go on until something is so.

        Raises:
            SystemExit: it does not come to be.
        """
        deadline = time.monotonic() + PATIENCE
        # One event, and waiting for it: the window's own tick is always one of the next.
        go_on: Callable[[], object] = self.root.tk.dooneevent
        while not condition():
            go_on()
            if self._raised:
                raise self._raised[0]
            if time.monotonic() > deadline:
                raise SystemExit(f"{what} did not come within {PATIENCE:.0f} s.")

    def see(self, faces: int) -> None:
        """Wait until so many faces were read and everything in the window stands still."""

        def there() -> bool:
            snapshot = self.controller.snapshot
            reading = snapshot.reading if snapshot is not None else None
            return reading is not None and len(reading.faces) == faces

        self.wait(there, f"A reading of {faces} faces")
        self.settle()

    @property
    def chosen(self) -> int | None:
        """Track of the chosen face, None where nobody chose."""
        reading = self.controller.snapshot.reading if self.controller.snapshot else None
        return reading.chosen if reading is not None else None

    def settle(self) -> None:
        """Wait until bars and emoji have arrived and the picture fits its place."""
        panel, picture = self.controller.window.panel, self.controller.window.picture
        self.wait(
            lambda: (
                (picture.winfo_width(), picture.winfo_height()) in picture._shown
                and panel.pictures is not None
                and panel._fade.share >= 1
                and all(abs(row.value - row.target) < 0.02 for row in panel.bars._rows)
            ),
            "A window at rest",
        )

    def press(self, name: str) -> None:
        """Do a command by its first key."""
        self.root.focus_force()
        self.root.update()
        self.root.event_generate(BY_NAME[name].sequences[0])
        self.root.update()

    def quiet(self) -> None:
        """Wait until the last sentence has left the status line."""
        self.controller._notice = ("", 0.0)
        self.see(len(self.controller.snapshot.reading.faces))  # type: ignore[union-attr]

    @contextmanager
    def dialog(self, name: str) -> Iterator[Dialog]:
        """The dialog that a command opens, closed again at the end."""
        self.press(name)
        found: list[Dialog] = []

        def there() -> bool:
            found[:] = [w for w in self.root.winfo_children() if isinstance(w, Dialog)]
            return bool(found) and bool(found[0].winfo_viewable())

        self.wait(there, f"The dialog of {name}")
        try:
            yield found[0]
        finally:
            found[0].close()
            self.root.update()

    def take(self, *widgets: tk.Misc, margin: int = 0) -> PIL.Image.Image:
        """A picture of the screen where the window, or these parts of it, are."""
        shown = widgets or (self.root,)
        for _ in range(3):
            self.root.update()
        left = min(w.winfo_rootx() for w in shown) - margin
        top = min(w.winfo_rooty() for w in shown) - margin
        right = max(w.winfo_rootx() + w.winfo_width() for w in shown) + margin
        bottom = max(w.winfo_rooty() + w.winfo_height() for w in shown) + margin
        box = (max(0, left), max(0, top), right, bottom)
        return PIL.ImageGrab.grab(box, xdisplay=os.environ["DISPLAY"]).convert("RGB")

    def close(self) -> None:
        """End the window."""
        self.controller.quit()
