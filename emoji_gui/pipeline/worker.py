"""The mirror's two background threads: one captures, one analyses; a window only looks."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from emoji_gui.language import Sentence, words_of
from emoji_gui.pipeline.errors import PipelineError
from emoji_gui.pipeline.feed import Feed, Opener
from emoji_gui.pipeline.records import Phase, Snapshot
from emoji_gui.pipeline.sources import open_source as open_real_source
from emoji_gui.pipeline.timings import OFF, Timings
from model.errors import ModelError

if TYPE_CHECKING:
    from emoji_gui.pipeline.records import Frame, Reading

log = logging.getLogger(__name__)


class FrameEngine(Protocol):
    """What the worker asks of an engine; ``emoji_gui.pipeline.engine.Engine`` is one."""

    calm: float
    """How steady its labels are, 0 to 1; set between two frames."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The network's labels in output order."""

    def process(self, frame: Frame) -> Reading:
        """Read the faces of one frame."""

    def reset(self) -> None:
        """Forget the faces of the frames so far."""


class MirrorWorker:
    """Runs a source and the engine in the background and always has an answer ready.

    Nothing here blocks its caller but ``stop``, and that for its timeout at most.
    """

    def __init__(
        self,
        spec: str,
        *,
        open_source: Opener = open_real_source,
        make_engine: Callable[[], FrameEngine],
        clock: Callable[[], float] = time.monotonic,
        timings: Timings = OFF,
    ) -> None:
        """Prepare; no thread runs before ``start``.

        Args:
            spec: the source, see ``open_source``.
            open_source: opens a source; called on the capture thread.
            make_engine: loads detector and network; called on the analysis thread.
            clock: monotonic seconds.
            timings: is told how long reading takes; the engine has its own.
        """
        self._open_source = open_source
        self._make_engine = make_engine
        self._clock = clock
        self._timings = timings
        self._changed = threading.Condition()
        self._feed = self._new_feed(spec)
        self._left: list[Feed] = []
        self._labels: tuple[str, ...] = ()
        self._engine_error = ""
        self._calm: float | None = None
        self._paused = False
        self._stopping = False
        self._analysis = threading.Thread(target=self._analyse, name="analysis", daemon=True)

    def start(self) -> None:
        """Start both threads; the window may open while they load what they need."""
        self._feed.start()
        self._analysis.start()

    def stop(self, timeout: float = 0.9) -> bool:
        """End both threads and close the source.

        A thread that hangs in a driver or on the network is left behind; it is
        a daemon, closes its source when it comes back, and posts nowhere.

        Args:
            timeout: seconds to wait for them.

        Returns:
            Whether everything has ended and is closed.
        """
        deadline = time.monotonic() + timeout
        with self._changed:
            self._stopping = True
            feeds = [*self._left, self._feed]
            self._changed.notify_all()
        for feed in feeds:
            feed.stop()
        ended = [feed.join(deadline - time.monotonic()) for feed in feeds]
        if self._analysis.ident is not None:
            self._analysis.join(max(0.0, deadline - time.monotonic()))
        if self._analysis.is_alive() or not all(ended):
            log.warning("a thread of the mirror did not end within %.1f s", timeout)
            return False
        return True

    @property
    def paused(self) -> bool:
        """Whether the picture is held."""
        return self._paused

    def pause(self, paused: bool) -> None:
        """Hold the picture, or let it run again."""
        with self._changed:
            self._paused = paused
            self._feed.pause(paused)

    def be_calm(self, calm: float) -> None:
        """Read from the next frame on with this calm, 0 to 1; nobody's face is forgotten."""
        with self._changed:
            self._calm = calm

    def switch(self, spec: str) -> None:
        """Show another source, or the same one from its start; never waits for the old one."""
        with self._changed:
            if self._stopping:
                return
            old = self._feed
            old.stop()
            self._left = [feed for feed in (*self._left, old) if not feed.join(0)]
            self._feed = self._new_feed(spec, old)
            self._paused = False
            self._feed.start()

    def snapshot(self) -> Snapshot:
        """The newest frame, the newest reading and how things stand, at once."""
        feed = self._feed
        status = feed.status()
        if self._paused and status.phase in (Phase.LIVE, Phase.STARTING):
            status = replace(status, phase=Phase.PAUSED, message=Sentence("Paused"))
        error = self._engine_error
        if error and status.phase not in (Phase.WAITING, Phase.FAILED):
            status = replace(status, phase=Phase.FAILED, message=error)
        return Snapshot(feed.frame, feed.reading, status, self._labels)

    def _new_feed(self, spec: str, previous: Feed | None = None) -> Feed:
        changed, timings = self._changed, self._timings
        return Feed(spec, self._open_source, self._clock, changed, previous, timings=timings)

    def _analyse(self) -> None:
        try:
            engine = self._make_engine()
            labels = engine.labels
        except Exception as error:
            self._blame(error)
            return
        with self._changed:
            self._labels = labels
        feed: Feed | None = None
        frame: Frame | None = None
        while (work := self._next(frame)) is not None:
            fresh = work[0] is not feed
            feed, frame = work
            self._read(engine, feed, frame, fresh)

    def _next(self, done: Frame | None) -> tuple[Feed, Frame] | None:
        """Wait for a frame that was not analysed yet; None when it is time to end."""
        with self._changed:
            while not self._stopping:
                frame = self._feed.frame
                if frame is not None and frame is not done:
                    return self._feed, frame
                self._changed.wait()
        return None

    def _read(self, engine: FrameEngine, feed: Feed, frame: Frame, fresh: bool) -> None:
        with self._changed:
            calm, self._calm = self._calm, None
        try:
            if calm is not None:
                engine.calm = calm
            if fresh:
                engine.reset()
            reading = engine.process(frame)
        except Exception as error:
            self._blame(error)
            return
        with self._changed:
            feed.reading = reading
            self._engine_error = ""

    def _blame(self, error: Exception) -> None:
        """Show what the engine raised; once in the log, not thirty times a second."""
        known = isinstance(error, (ModelError, PipelineError))
        message = (
            words_of(error)
            if known
            else Sentence(
                "The expressions cannot be read ({kind}: {reason}).",
                kind=type(error).__name__,
                reason=error,
            )
        )
        with self._changed:
            news = message != self._engine_error
            self._engine_error = message
        if news:
            log.error("the engine failed: %s", message, exc_info=error)
