"""This machine's camera for all who watch: one worker, one JPEG a frame, shared."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final, Protocol

from emoji_gui.pipeline.emojis import EmojiPack
from emoji_gui.pipeline.records import Frame, Phase, Reading, Snapshot
from emoji_gui.pipeline.words import face_title
from emoji_gui.web import words
from emoji_gui.web.errors import Refusal
from emoji_gui.web.limits import Limits
from emoji_gui.web.news import News, Post
from emoji_gui.web.viewer import Viewer

log = logging.getLogger(__name__)

TICK: Final = 0.012
"""Seconds between two looks at the worker."""

NEWS_SECONDS: Final = 0.1
"""Least time between two readings; the bars move at that pace."""

AGAIN_SECONDS: Final = 1.0
"""Before another try after an error that nobody foresaw."""


class Worker(Protocol):
    """What is asked of ``MirrorWorker``."""

    def start(self) -> None:
        """Begin."""

    def stop(self, timeout: float = 0.9) -> bool:
        """End; whether all did."""

    def switch(self, spec: str) -> None:
        """Show another source, or the same from its start."""

    def snapshot(self) -> Snapshot:
        """The newest of everything."""


class Machine:
    """Runs the worker while someone watches, and not longer."""

    def __init__(
        self,
        spec: str,
        make_worker: Callable[[str], Worker],
        pack: EmojiPack,
        limits: Limits,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare; no camera is opened before the first viewer.

        Args:
            spec: the source.
            make_worker: makes a worker for it, not started yet.
            pack: names the emojis.
            limits: how many may watch, and how long the camera lingers after them.
            clock: monotonic seconds.
        """
        self._spec, self._make_worker, self._pack = spec, make_worker, pack
        self._limits, self._clock = limits, clock
        self._changed = threading.Condition()
        self._post = Post()
        self._viewers: set[Viewer] = set()
        self._left = clock()
        self._closing = False
        self._worker: Worker | None = None
        self._thread: threading.Thread | None = None
        self._again = False

    def watch(self, browser: str = "", tab: str = "", at: str = "") -> Viewer:
        """Join the viewers; the first one starts the camera.

        Args:
            browser: who watches, maybe in several tabs.
            tab: one of them, which holds two streams and counts as one viewer.
            at: names those two among all that the tab asked for; "" for one alone.

        Raises:
            Refusal: too many are watching.
        """
        with self._changed:
            if self._closing:
                raise Refusal(503, "The program is ending.")
            viewer = Viewer(self, browser, tab, at)
            groups = {other.group for other in self._viewers}
            if viewer.group not in groups and len(groups) >= self._limits.viewers:
                raise Refusal(503, "There is no room for another viewer now. Try again later.", 5)
            if sum(other.browser == browser for other in self._viewers) >= 2 * self._limits.tabs:
                raise Refusal(503, "This browser is watching in several tabs. Close one.", 5)
            self._viewers.add(viewer)
            if self._thread is None:
                self._begin()
            return viewer

    def again(self) -> None:
        """Play a file that has ended from its start."""
        with self._changed:
            self._again = True

    @property
    def running(self) -> bool:
        """Whether the camera is in use."""
        with self._changed:
            return self._thread is not None

    @property
    def viewers(self) -> int:
        """How many pages watch."""
        with self._changed:
            return len({viewer.group for viewer in self._viewers})

    def close(self) -> None:
        """End every stream and the camera, as when the program ends."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(3)

    def leave(self, viewer: Viewer) -> None:
        """Let a viewer go; the last one ends the camera, after a moment."""
        with self._changed:
            self._viewers.discard(viewer)
            self._left = self._clock()
            for other in self._viewers:
                other.over = other.over or other.is_beside(viewer)
            self._changed.notify_all()

    def wait(self, viewer: Viewer, ready: Callable[[Post], bool], timeout: float) -> Post | None:
        """Wait until the newest post satisfies ``ready``; None when it is over."""

        def over() -> bool:
            return self._closing or viewer.over

        with self._changed:
            self._changed.wait_for(lambda: over() or ready(self._post), timeout)
            return None if over() else self._post

    def _begin(self) -> None:
        self._thread = threading.Thread(target=self._run, name="web camera", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while self._session():
            pass

    def _session(self) -> bool:
        """One stretch of watching; whether someone came while the camera was closing."""
        worker: Worker | None = None
        try:
            worker = self._make_worker(self._spec)
            worker.start()
            self._publish(worker)
        except Exception:
            log.exception("the stream of this machine's camera broke")
            self._tell(News(words.broken))
            with self._changed:
                self._changed.wait_for(lambda: self._closing, AGAIN_SECONDS)
        finally:
            if worker is not None:
                worker.stop()
        with self._changed:
            if self._viewers and not self._closing:
                return True
            # Nothing of a picture is kept when nobody watches.
            self._post = replace(self._post, jpeg=b"", news=None)
            self._thread = None
            return False

    def _publish(self, worker: Worker) -> None:
        drawn: tuple[Frame | None, Reading | None] = (None, None)
        told, pause = 0.0, threading.Event()
        while self._is_wanted():
            snapshot = worker.snapshot()
            # Who asks too late, or for fun, does not take the picture from all the others.
            if self._take_again() and snapshot.status.phase is Phase.ENDED:
                worker.switch(self._spec)
            frame, reading = snapshot.frame, snapshot.reading
            if frame is not None and (frame, reading) != drawn:
                fresh = frame is not drawn[0]
                drawn = (frame, reading)
                # A late reading is drawn with the next frame, or now if none comes.
                if fresh or snapshot.status.fps is None:
                    self._send_frame(snapshot)
            now = time.monotonic()
            if now - told >= NEWS_SECONDS:
                told = now
                self._send_news(snapshot)
            pause.wait(TICK)

    def _is_wanted(self) -> bool:
        with self._changed:
            if self._closing:
                return False
            empty = self._clock() - self._left
            return bool(self._viewers) or empty < self._limits.linger_seconds

    def _take_again(self) -> bool:
        with self._changed:
            again, self._again = self._again, False
            return again

    def _send_frame(self, snapshot: Snapshot) -> None:
        from emoji_gui.web.pictures import encode

        assert snapshot.frame is not None
        faces = snapshot.reading.faces if snapshot.reading else ()
        names = [face_title(face, snapshot.labels) for face in faces]
        jpeg = encode(snapshot.frame.image, faces, names)
        with self._changed:
            self._post = replace(self._post, frame=self._post.frame + 1, jpeg=jpeg)
            self._changed.notify_all()

    def _send_news(self, snapshot: Snapshot) -> None:
        self._tell(News(partial(words.machine, snapshot, self._pack, self.viewers)))

    def _tell(self, news: News) -> None:
        if news.same_as(self._post.news):
            return
        with self._changed:
            self._post = replace(self._post, text=self._post.text + 1, news=news)
            self._changed.notify_all()
