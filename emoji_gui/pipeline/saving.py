"""One file that is written in a thread of its own: progress, an end, a way to stop it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from emoji_gui.language import N_
from emoji_gui.pipeline.errors import OutputError, PipelineError

log = logging.getLogger(__name__)

Tell = Callable[[float], None]


class Cancelled(Exception):
    """The person does not want the file any more."""


class FileThread:
    """A thread that makes one file, and what came of it."""

    def __init__(self, name: str, trouble: str, *, daemon: bool) -> None:
        """Start.

        Args:
            name: of the thread.
            trouble: of the catalogs, with ``{kind}`` and ``{reason}``: what is told of
                an error that nobody expected.
            daemon: whether a program that ends leaves the work undone.
        """
        self._trouble = trouble
        self._path: Path | None = None
        self._error: PipelineError | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=daemon)
        self._thread.start()

    @property
    def done(self) -> bool:
        """Whether the work has ended, well or not."""
        return not self._thread.is_alive()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end, at most so long; whether it came."""
        self._thread.join(seconds)
        return self.done

    def result(self) -> Path | None:
        """The file, or None where there is none and nothing went wrong, or no end yet.

        Raises:
            PipelineError: why there is none, as a sentence.
        """
        if self._error is not None:
            raise self._error
        return self._path

    def _make(self) -> Path | None:
        """Write the file and return its path, None where there shall be none."""
        raise NotImplementedError

    def _run(self) -> None:
        try:
            self._path = self._make()
        except PipelineError as error:
            self._error = error
        except Exception as error:
            log.exception("the thread %s failed", self._thread.name)
            self._error = OutputError(self._trouble, kind=type(error).__name__, reason=error)


class Saving(FileThread):
    """Runs the work at once; ``done`` tells the end, which ``result`` then gives.

    A window asks for ``progress`` and ``done`` as often as it redraws; whoever
    has the time calls ``wait``.
    """

    def __init__(self, work: Callable[[Tell], Path]) -> None:
        """Start.

        Args:
            work: writes the file and returns its path. It is given a function that
                takes the share that is done, 0 to 1, and that raises ``Cancelled``
                when the work shall end.
        """
        self.progress = 0.0
        """Share of the work that is done, 0 to 1."""
        self._work = work
        self._stop = threading.Event()
        trouble = N_("The file could not be saved ({kind}: {reason}). The log has the details.")
        # A daemon, or a program that ends would wait for it; the file is then not there.
        super().__init__("saving", trouble, daemon=True)

    def cancel(self) -> None:
        """Stop the work soon; no part of the file remains. Harmless when it is done."""
        self._stop.set()

    def _make(self) -> Path | None:
        try:
            path = self._work(self._tell)
        except Cancelled:
            return None
        self.progress = 1.0
        return path

    def _tell(self, share: float) -> None:
        if self._stop.is_set():
            raise Cancelled
        self.progress = min(1.0, max(self.progress, share))
