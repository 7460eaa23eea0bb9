"""How was the hour: keeps which expression was shown when, while that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emoji_gui.desktop.hour_record import HourRecord
from emoji_gui.desktop.words import face_words
from emoji_gui.pipeline.records import Phase

if TYPE_CHECKING:
    from emoji_gui.desktop.host import Host
    from emoji_gui.pipeline.records import Snapshot


class Hour:
    """The command that shows the record of a session, and what is added to it."""

    def __init__(self, host: Host) -> None:
        """Begin with an empty record that does not run."""
        self._host = host
        self.kept = HourRecord()

    def hour(self) -> None:
        """Show the record."""
        from emoji_gui.desktop.hour_dialog import HourDialog

        HourDialog(self._host, self.kept)

    def show(self, snapshot: Snapshot) -> None:
        """Take what is shown, if it is wanted."""
        timeline = self.kept.timeline
        if not self.kept.on or timeline is None or snapshot.status.phase is not Phase.LIVE:
            return
        name = face_words(snapshot).picture
        if name is not None:
            timeline.add(name, self._host.parts.clock())
