"""Which of several faces the panel shows and the menu sends: the largest, or a chosen one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from emoji_gui.language import _

if TYPE_CHECKING:
    from emoji_gui.desktop.host import Host
    from emoji_gui.pipeline.records import FaceReading, Reading, Snapshot


class Faces:
    """The commands that go from face to face."""

    def __init__(self, host: Host) -> None:
        """Begin with the largest face."""
        self._host = host
        self._track: int | None = None
        self._of: Reading | None = None
        self._made: Reading | None = None

    def next_face(self) -> None:
        """Choose the face to the right of the chosen one."""
        self._step(1)

    def previous_face(self) -> None:
        """Choose the face to the left of the chosen one."""
        self._step(-1)

    def pick(self, track: int | None) -> None:
        """Choose a face by its track, or None again."""
        self._track = track

    def applied(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot with the choice in its reading; the same one where nobody chose.

        The same reading becomes the same object each time, so that what was
        drawn of it stays.
        """
        reading = snapshot.reading
        if reading is None or not any(face.track == self._track for face in reading.faces):
            return snapshot
        if self._of is not reading or self._made is None or self._made.chosen != self._track:
            self._of, self._made = reading, replace(reading, chosen=self._track)
        return replace(snapshot, reading=self._made)

    def _step(self, by: int) -> None:
        """Go on in the order in which the faces stand on the screen, round and round."""
        snapshot = self._host.snapshot
        reading = snapshot.reading if snapshot is not None else None
        if reading is None or reading.main is None or len(reading.faces) < 2:
            self._host.say(_("There is one face to choose from, or none"))
            return

        def across(face: FaceReading) -> float:
            return face.box.x + face.box.w / 2

        faces = sorted(reading.faces, key=across, reverse=self._host.mirrored)
        tracks = [face.track for face in faces]
        self._track = tracks[(tracks.index(reading.main.track) + by) % len(tracks)]
