"""A film of what is shown, the emoji over the faces, that is never lost once it has begun."""

from __future__ import annotations

import errno
import logging
import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from emoji_gui.language import N_, Sentence, words_of
from emoji_gui.pipeline.casting import Scene, ScenePainter
from emoji_gui.pipeline.errors import PipelineError
from emoji_gui.pipeline.places import FULL, save_new
from emoji_gui.pipeline.saving import FileThread
from emoji_gui.pipeline.video_writers import CvWriter, VideoWriter, has_h264, open_writer
from emoji_gui.pipeline.virtual_camera import fitted_in
from model.opencv import cv2

log = logging.getLogger(__name__)

RATE: Final = 20.0
"""Frames a second; each is the picture that was newest then."""

RESERVE: Final = 64_000_000
"""Bytes that stay free on the disk: with less, the film is finished while there is room."""

LOOK: Final = 40
"""Frames between two looks at the disk."""

LATE: Final = 1.0
"""Seconds that may be made up for; a longer hold-up, as of a computer that slept, is left out."""


class Recording(FileThread):
    """Writes a film in a thread of its own until ``stop``.

    With PyAV it is an MP4 that can be played up to where it ends, without it an AVI
    of JPEGs, which can be as well. The file appears under its name when it is finished,
    which also happens when the disk has become full, an emoji cannot be drawn or the
    program ends.
    """

    def __init__(
        self,
        folder: Path | None,
        stem: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        room: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
    ) -> None:
        """Start; the film begins with the first scene.

        Args:
            folder: an existing one, None for the usual one.
            stem: name of the file without its ending.
            clock: monotonic seconds.
            room: bytes that are free in a folder.
        """
        self.seconds = 0.0
        """Length so far."""
        self.remark = ""
        """Why it ended by itself, as a sentence, or ""."""
        self._folder, self._stem, self._clock, self._room = folder, stem, clock, room
        self._changed = threading.Condition()
        self._scene: Scene | None = None
        self._stopping = False
        # No daemon: a program that ends waits until the film is whole.
        trouble = N_("The recording failed ({kind}: {reason}). The log has the details.")
        super().__init__("recording", trouble, daemon=False)

    def offer(self, scene: Scene) -> None:
        """Show this from now on; returns at once."""
        with self._changed:
            self._scene = scene
            self._changed.notify()

    def stop(self) -> None:
        """Let the film end here; ``done`` tells when the file is finished."""
        with self._changed:
            self._stopping = True
            self._changed.notify()

    def _make(self) -> Path | None:
        self._wait_for_scene()
        if self._scene is None:
            return None
        suffix = ".mp4" if has_h264() else ".avi"
        return save_new(self._folder, self._stem, suffix, self._film)

    def _wait_for_scene(self) -> None:
        with self._changed:
            while self._scene is None and not self._stopping:
                self._changed.wait()

    def _film(self, path: Path) -> None:
        """Write until it is time to end; what can be played is kept.

        Raises:
            Exception: there is nothing that can be played; it tells why.
        """
        painter, scene = ScenePainter(), self._scene
        assert scene is not None
        image = painter.paint(scene)
        writer = open_writer(path, RATE, (image.shape[1], image.shape[0]), growing=True)
        failed: Exception | None = None
        try:
            self._write(path, painter, writer)
        except Exception as error:
            failed = error
        try:
            writer.close()
        except Exception as error:
            # The first error is the cause, and this one often its consequence.
            failed = failed or error
        if failed is None:
            return
        if not _plays(path):
            raise failed
        self._end_by(failed)

    def _write(self, path: Path, painter: ScenePainter, writer: VideoWriter) -> None:
        begin, frames, size = self._clock(), 0, -1
        shown, image = None, None
        while (scene := self._next(begin + frames / RATE)) is not None:
            if image is None or scene is not shown:
                shown, image = scene, fitted_in(painter.paint(scene), writer.size)
            writer.write(image)
            frames += 1
            self.seconds = frames / RATE
            begin += max(0.0, self._clock() - begin - frames / RATE - LATE)
            if frames % LOOK == 0:
                size = self._look_at_disk(path, writer, size)

    def _next(self, due: float) -> Scene | None:
        """The newest scene at a moment; None when it is time to end."""
        with self._changed:
            while not self._stopping and (wait := due - self._clock()) > 0:
                self._changed.wait(wait)
            return None if self._stopping else self._scene

    def _look_at_disk(self, path: Path, writer: VideoWriter, size: int) -> int:
        """The size of the file now.

        Raises:
            OSError: the disk is full, or so nearly that the film must end now.
        """
        now = path.stat().st_size
        # OpenCV is silent about a full disk; a file of JPEGs grows with every frame.
        stuck = isinstance(writer, CvWriter) and now == size
        if stuck or self._room(path.parent) < RESERVE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return now

    def _end_by(self, error: Exception) -> None:
        log.warning("the recording ends: %s", error, exc_info=error)
        if isinstance(error, PipelineError):
            self.remark = Sentence(
                "The recording has ended: {reason} What there was until then is kept.",
                reason=words_of(error),
            )
        elif isinstance(error, OSError) and error.errno in FULL:
            self.remark = Sentence(
                "The recording has ended because the disk is full; what there was until then "
                "is kept."
            )
        else:
            reason = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
            self.remark = Sentence(
                "The recording has ended because it cannot be written ({reason}); what there was "
                "until then is kept.",
                reason=reason,
            )


def _plays(path: Path) -> bool:
    capture = cv2.VideoCapture(str(path.absolute()), cv2.CAP_FFMPEG)
    plays = capture.isOpened() and capture.grab()
    capture.release()
    return bool(plays)
