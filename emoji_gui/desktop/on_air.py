"""The picture with the emoji over the faces, as a film and as a camera for calls."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from emoji_gui.desktop.commands import BY_NAME
from emoji_gui.language import _, local, words_of
from emoji_gui.pipeline.errors import PipelineError
from emoji_gui.pipeline.records import Phase

if TYPE_CHECKING:
    from emoji_gui.desktop.host import Host
    from emoji_gui.desktop.sending import Sending
    from emoji_gui.pipeline.casting import Cast
    from emoji_gui.pipeline.recording import Recording
    from emoji_gui.pipeline.records import Snapshot

CLOSING_SECONDS = 0.6
"""For the film's end when the window closes; a slow disk goes on behind the closed window."""


class OnAir:
    """The commands that start and stop what runs on, and the badge that says so."""

    def __init__(self, host: Host, sending: Sending) -> None:
        """Begin with nothing running; ``sending`` has the emoji and the folder of the moment."""
        self._host, self._sending = host, sending
        self.recording: Recording | None = None
        self.cast: Cast | None = None

    @property
    def badge(self) -> str:
        """What runs, for the status line; "" where nothing does."""
        return _badge(
            None if self.recording is None else self.recording.seconds,
            None if self.cast is None else self.cast.name,
        )

    def record(self) -> None:
        """Begin a film, or end it."""
        if self.recording is not None:
            self.recording.stop()
            return
        if not self._has_picture():
            self._host.say(_("There is nothing to record yet: wait until an emoji is shown."))
            return
        from emoji_gui.pipeline.places import file_stem
        from emoji_gui.pipeline.recording import Recording

        stem = file_stem(datetime.now(), "recording")
        self.recording = Recording(self._sending.sender.folder, stem)
        words = _("Recording – press {key} to stop")
        self._host.say(words.format(key=BY_NAME["record"].keys))

    def calls(self) -> None:
        """Become a camera for other programs, or stop being one."""
        if self.cast is not None:
            self.cast.close()
            self.cast = None
            self._host.say(_("No camera for calls any more"))
            return
        if not self._has_picture():
            self._host.say(_("There is nothing to show yet: wait until an emoji is shown."))
            return
        from emoji_gui.pipeline.casting import Cast
        from emoji_gui.pipeline.virtual_camera import VirtualCamera

        self.cast = Cast(VirtualCamera())

    def show(self, snapshot: Snapshot) -> None:
        """Hand on what is shown, and tell what has ended."""
        mapper, frame = self._sending.mapper, snapshot.frame
        if (self.recording or self.cast) and mapper is not None and frame is not None:
            from emoji_gui.pipeline.casting import Scene

            if self.recording is not None:
                mirror = self._host.mirrored
                self.recording.offer(Scene(frame, snapshot.reading, mapper, mirror))
            if self.cast is not None:
                # As the camera sees it: the programs mirror what their own person is shown.
                self.cast.offer(Scene(frame, snapshot.reading, mapper))
        self._tell()

    def close(self) -> None:
        """End everything; a film is finished, whatever it takes."""
        if self.recording is not None:
            self.recording.stop()
        if self.cast is not None:
            self.cast.close()
        if self.recording is not None:
            self.recording.wait(CLOSING_SECONDS)

    def _tell(self) -> None:
        if self.cast is not None and self.cast.trouble:
            self._host.say(self.cast.trouble)
            self.cast = None
        if self.recording is not None and self.recording.done:
            self._host.say(_ending(self.recording))
            self.recording = None

    def _has_picture(self) -> bool:
        snapshot = self._host.snapshot
        if snapshot is None or snapshot.frame is None or self._sending.mapper is None:
            return False
        return snapshot.status.phase not in (Phase.WAITING, Phase.FAILED)


def _badge(seconds: float | None, camera: str | None) -> str:
    """What the status line says of a film's length and a camera's name, "" while it starts."""
    if seconds is None and camera is None:
        return ""
    if seconds is None:
        words = _("◉ Camera for calls: {name}") if camera else _("◌ Camera for calls: starting")
        return words.format(name=camera)
    words = _("● Recording {time}")
    if camera is not None:
        words = _("● Recording {time}   ◌ Camera for calls: starting")
    if camera:
        words = _("● Recording {time}   ◉ Camera for calls: {name}")
    return words.format(time=_time(seconds), name=camera)


def _time(seconds: float) -> str:
    """A length as a clock shows it: ``0:07``, ``12:30``, ``1:02:03``."""
    whole = int(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def _ending(recording: Recording) -> str:
    try:
        path: Path | None = recording.result()
    except PipelineError as error:
        return words_of(error)
    if path is None:
        return _("Nothing was recorded")
    saved = _("Saved {file} in {folder}")
    if recording.remark:
        # Two whole sentences; each language has its own space between them.
        saved = _("{remark} Saved {file} in {folder}")
    return saved.format(remark=local(recording.remark), file=path.name, folder=path.parent)
