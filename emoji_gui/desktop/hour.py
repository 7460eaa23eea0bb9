"""How was the hour: keeps which expression was shown when, while that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emoji_gui.desktop.words import face_words
from emoji_gui.pipeline.records import Phase

if TYPE_CHECKING:
    from emoji_gui.desktop.host import Host
    from emoji_gui.pipeline.records import Snapshot
    from emoji_gui.pipeline.timeline import Timeline


class Hour:
    """Keeps the record of a session while it is wanted."""

    def __init__(self, host: Host) -> None:
        """Begin without a record."""
        self._host = host
        self.timeline: Timeline | None = None
        self.on = False

    def hour(self) -> None:
        """Show the record."""
        from emoji_gui.desktop.hour_dialog import HourDialog

        HourDialog(self._host, self)

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

    def show(self, snapshot: Snapshot) -> None:
        """Take what is shown, if it is wanted."""
        if not self.on or self.timeline is None or snapshot.status.phase is not Phase.LIVE:
            return
        name = face_words(snapshot).picture
        if name is not None:
            self.timeline.add(name, self._host.parts.clock())
