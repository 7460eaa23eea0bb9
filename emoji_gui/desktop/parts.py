"""What the window needs from outside; a test hands in others."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from emoji_gui.pipeline.timings import OFF, Timings

if TYPE_CHECKING:
    from emoji_gui.desktop.images import Pack
    from emoji_gui.pipeline.personal import Personal
    from emoji_gui.pipeline.records import Snapshot
    from emoji_gui.pipeline.sources import CameraInfo
    from emoji_gui.settings import Settings


class Worker(Protocol):
    """What the window asks of the background; ``pipeline.worker.MirrorWorker`` is one."""

    @property
    def paused(self) -> bool:
        """Whether the picture is held."""

    def start(self) -> None:
        """Begin."""

    def stop(self, timeout: float = 0.9) -> bool:
        """End; whether everything has ended."""

    def pause(self, paused: bool) -> None:
        """Hold the picture, or go on."""

    def be_calm(self, calm: float) -> None:
        """Change how steady the labels are, 0 to 1."""

    def switch(self, spec: str) -> None:
        """Show another source."""

    def snapshot(self) -> Snapshot:
        """The newest of everything, at once."""


@dataclass(frozen=True)
class Parts:
    """The worker and its company.

    Attributes:
        worker: not started yet.
        spec: the source that the worker was made for.
        load_pack: returns the emoji and a remark; called in a thread.
        list_cameras: called in a thread.
        prefers_dark: whether the system is; called in a thread.
        save: remembers the choices; returns "" or what went wrong.
        log: where the log file is, or "".
        personal: whose profile the mirror wears; None where nobody can be taught.
        clock: monotonic seconds.
        timings: is told how long drawing takes.
    """

    worker: Worker
    spec: str
    load_pack: Callable[[], tuple[Pack, str]]
    list_cameras: Callable[[], Sequence[CameraInfo]]
    prefers_dark: Callable[[], bool | None]
    save: Callable[[Settings], str]
    log: str = ""
    personal: Personal | None = None
    clock: Callable[[], float] = time.monotonic
    timings: Timings = OFF
