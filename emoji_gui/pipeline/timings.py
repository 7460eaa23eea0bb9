"""What is measured of each frame, by name, and the timings that record nothing of it."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from emoji_gui.pipeline.records import Frame, Snapshot

READ: Final = "read"
WAIT: Final = "wait and read"
"""Reading of a camera: it lasts until there is a picture, so it is no work and has no share."""

DETECT: Final = "detect"
CLASSIFY: Final = "classify"
SMOOTH: Final = "smooth"
REMEMBER: Final = "remember"
DRAW_PICTURE: Final = "draw picture"
DRAW_PANEL: Final = "draw panel"
WRITE: Final = "write"
STAGES: Final = (READ, WAIT, DETECT, CLASSIFY, SMOOTH, REMEMBER, DRAW_PICTURE, DRAW_PANEL, WRITE)

TO_PICTURE: Final = "capture to picture"
TO_EMOJI: Final = "capture to emoji"
DELAYS: Final = (TO_PICTURE, TO_EMOJI)
"""From a frame's capture until it, or the reading of it, has been drawn."""


class Stage(Protocol):
    """One stretch of time that is being measured."""

    def drop(self) -> None:
        """Do not count it: nothing was done."""

    def carry(self) -> None:
        """Count it with the next stretch of the same stage: it is work between two frames."""


class Screen(Protocol):
    """What draws: Tk's main window is one."""

    def update_idletasks(self) -> object:
        """Draw now what is waiting to be drawn."""


class Timings:
    """Records nothing and takes no time: what everybody is handed who was not asked to measure."""

    def stage(self, name: str) -> AbstractContextManager[Stage]:
        """Measure a block as one stretch of a stage."""
        return _NO_STAGE

    def captured(self, frame: Frame, moment: float) -> None:
        """Hear of a frame.

        Args:
            frame: the one that is about to be shown.
            moment: monotonic seconds of its capture.
        """

    def drawn(self, snapshot: Snapshot, screen: Screen) -> None:
        """Hear that the window has handed everything of a snapshot to the screen."""


class _NoStage:
    """Can be shared by all threads, since it holds nothing."""

    def drop(self) -> None:
        """Nothing is counted anyway."""

    def carry(self) -> None:
        """Nothing is counted anyway."""


_NO_STAGE: Final[AbstractContextManager[Stage]] = nullcontext(_NoStage())
OFF: Final = Timings()
