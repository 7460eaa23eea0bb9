"""The record of a session: begun, held, forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emoji_gui.pipeline.timeline import Timeline


class HourRecord:
    """A timeline that is added to while it is wanted."""

    def __init__(self) -> None:
        """Begin without one."""
        self.timeline: Timeline | None = None
        self.on = False

    def start(self) -> None:
        """Begin a record, or go on with the one there is."""
        if self.timeline is None:
            from datetime import datetime

            from emoji_gui.pipeline.timeline import Timeline

            self.timeline = Timeline(datetime.now().astimezone())
        self.on = True

    def stop(self) -> None:
        """Hold the record."""
        self.on = False

    def clear(self) -> None:
        """Forget the record; a running one begins anew."""
        running, self.timeline = self.on, None
        if running:
            self.start()
