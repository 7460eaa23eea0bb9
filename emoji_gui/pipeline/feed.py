"""One source on a thread of its own: opened, read, waited for when lost, closed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from emoji_gui.language import Sentence, words_of
from emoji_gui.pipeline.errors import PipelineError
from emoji_gui.pipeline.pacing import Pacer
from emoji_gui.pipeline.records import Frame, Phase, Reading, Status
from emoji_gui.pipeline.sources import Source
from emoji_gui.pipeline.specs import is_live_spec, source_name
from emoji_gui.pipeline.timings import OFF, READ, WAIT, Timings

log = logging.getLogger(__name__)

RETRY_SECONDS: Final = 1.0
"""Between two attempts to open a camera."""

HANDOVER_SECONDS: Final = 1.0
"""How long a new source waits for the old one to close: it may be the same camera."""

SILENCE_SECONDS: Final = 3.0
"""After which a camera that sends nothing is said to send nothing."""

OPENING_SECONDS: Final = 10.0
"""After which a camera that does not open is said not to; some need five."""

LIVE: Final = Sentence("Live")
CAMERA_GONE: Final = Sentence("The camera went away. Waiting for it to come back.")
CAMERA_SILENT: Final = Sentence("The camera gives no pictures.")

Opener = Callable[[str], Source]


class Feed:
    """A source from opening to closing, with slots for its newest frame and reading.

    A feed posts into its own slots and nowhere else, so one that hangs in a
    driver and comes back late disturbs nobody: it was replaced meanwhile.
    Each slot is replaced whole and under ``changed``, which the worker shares to
    wait for news; reading one needs no lock.
    """

    def __init__(
        self,
        spec: str,
        open_source: Opener,
        clock: Callable[[], float],
        changed: threading.Condition,
        previous: Feed | None = None,
        *,
        timings: Timings = OFF,
    ) -> None:
        """Prepare; nothing is opened before ``start``.

        Args:
            spec: what to open.
            open_source: opens it.
            clock: monotonic seconds.
            changed: notified after each new frame.
            previous: the feed that this one replaces; its source is given a
                moment to close, because it may be the same camera.
            timings: is told how long reading takes, and when a frame was captured.
        """
        self.spec = spec
        self.frame: Frame | None = None
        self.reading: Reading | None = None
        self._open_source = open_source
        self._clock = clock
        self._changed = changed
        self._previous = previous
        self._timings = timings
        self._name = source_name(spec)
        self._state: tuple[Phase, str] = (Phase.STARTING, Sentence("Starting…"))
        self._still = False
        self._heard = clock()
        self._was_open = False
        self._captured: tuple[float, ...] = ()
        self._stopping = threading.Event()
        self._running = threading.Event()
        self._running.set()
        self._thread = threading.Thread(target=self._run, name=f"capture {spec}", daemon=True)

    def start(self) -> None:
        """Begin to open and read."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end; it closes the source itself, so closing never races a read."""
        self._stopping.set()
        self._running.set()

    def pause(self, paused: bool) -> None:
        """Hold the picture. A file stands still; a camera is read on, so that it stays fresh."""
        if paused and not self._stopping.is_set():
            self._running.clear()
        else:
            self._running.set()

    def join(self, timeout: float) -> bool:
        """Wait for the thread's end; whether it came."""
        if self._thread.ident is not None:
            self._thread.join(max(0.0, timeout))
        return not self._thread.is_alive()

    def status(self) -> Status:
        """How the source stands now. It takes no lock: a window must not wait for a thread."""
        now = self._clock()
        silent = now - self._heard
        phase, message = self._state
        if phase is Phase.STARTING and is_live_spec(self.spec) and silent > OPENING_SECONDS:
            message = Sentence("{name} does not answer.", name=self._name)
            return Status(Phase.WAITING, message, self._name)
        if phase is not Phase.LIVE or self._still:
            return Status(phase, message, self._name)
        if message == LIVE and silent > SILENCE_SECONDS:
            return Status(Phase.WAITING, CAMERA_SILENT, self._name)
        fps = self._fps(now)
        if fps is not None:
            message = Sentence("{state}, {number:.0f} fps", state=message, number=fps)
        return Status(Phase.LIVE, message, self._name, fps)

    def _fps(self, now: float) -> float | None:
        """Frames a second over the last second."""
        recent = [moment for moment in self._captured if now - 1 < moment <= now]
        if len(recent) < 2 or recent[-1] - recent[0] < 0.4:
            return None
        return (len(recent) - 1) / (recent[-1] - recent[0])

    def _run(self) -> None:
        if self._previous is not None:
            self._previous.join(HANDOVER_SECONDS)
            self._previous = None
        while not self._stopping.is_set() and self._play():
            self._stopping.wait(RETRY_SECONDS)

    def _play(self) -> bool:
        """Open, show and close the source; whether to try again."""
        try:
            source = self._open_source(self.spec)
        except Exception as error:
            return self._failed(error)
        try:
            self._begin(source)
            self._show(source)
            return False
        except Exception as error:
            return self._failed(error)
        finally:
            try:
                source.close()
            except Exception:
                log.exception("%s could not be closed", self._name)

    def _begin(self, source: Source) -> None:
        with self._changed:
            self._name = source.name
            self._still = source.still
            self._was_open = True
            self._heard = self._clock()

    def _show(self, source: Source) -> None:
        pacer = Pacer(self._clock)
        while not self._stopping.is_set():
            frame = self._read(source)
            if frame is None:
                if not source.still:
                    self._set(Phase.ENDED, Sentence("{name} has ended.", name=source.name))
                return
            if source.live:
                self._timings.captured(frame, frame.time)
                self._post(frame, LIVE)
                continue
            if frame.number > 0 and not self._running.is_set():
                self._running.wait()
                pacer.restart()
            self._stopping.wait(pacer.delay(frame.time))
            if not self._stopping.is_set():
                self._timings.captured(frame, self._clock())
                name = source.name
                message = name if source.still else Sentence("Playing {name}", name=name)
                self._post(frame, message, always=True)

    def _read(self, source: Source) -> Frame | None:
        with self._timings.stage(WAIT if source.live else READ) as stage:
            frame = source.read()
            if frame is None:
                stage.drop()
        return frame

    def _post(self, frame: Frame, message: str, *, always: bool = False) -> None:
        with self._changed:
            self._heard = self._clock()
            self._state = (Phase.LIVE, message)
            if always or self._running.is_set() or self.frame is None:
                self.frame = frame
                # A new tuple each time, because ``status`` may be reading the old one.
                recent = (moment for moment in self._captured if moment > self._heard - 1)
                self._captured = (*recent, self._heard)
                self._changed.notify_all()

    def _set(self, phase: Phase, message: str) -> None:
        with self._changed:
            self._state = (phase, message)

    def _failed(self, error: Exception) -> bool:
        """Put an error into words; whether waiting may mend it."""
        live = is_live_spec(self.spec)
        if isinstance(error, PipelineError):
            log.info("%s: %s", self._name, error)
            message = words_of(error)
        else:
            log.error("%s failed", self._name, exc_info=error)
            message = Sentence(
                "{name} cannot be shown ({kind}: {reason}).",
                name=self._name,
                kind=type(error).__name__,
                reason=error,
            )
        if live and self._was_open:
            message = CAMERA_GONE
        self._set(Phase.WAITING if live else Phase.FAILED, message)
        return live
