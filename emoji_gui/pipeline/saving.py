"""One file that is written in a thread of its own: progress, an end, a way to stop it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from emoji_gui.pipeline.errors import OutputError, PipelineError

log = logging.getLogger(__name__)

Tell = Callable[[float], None]


class Cancelled(Exception):
    """The person does not want the file any more."""


class Saving:
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
        self._stop, self._ended = threading.Event(), threading.Event()
        self._path: Path | None = None
        self._error: PipelineError | None = None
        # A daemon, or a program that ends would wait for it; the file is then not there.
        self._thread = threading.Thread(target=self._run, name="saving", daemon=True)
        self._thread.start()

    @property
    def done(self) -> bool:
        """Whether the work has ended, well or not."""
        return self._ended.is_set()

    def cancel(self) -> None:
        """Stop the work soon; no part of the file remains. Harmless when it is done."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end, at most so long; whether it came."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def result(self) -> Path | None:
        """The file, or None where the work was cancelled or has not ended.

        Raises:
            PipelineError: why there is none, as a sentence.
        """
        if self._error is not None:
            raise self._error
        return self._path

    def _run(self) -> None:
        try:
            self._path = self._work(self._tell)
            self.progress = 1.0
        except Cancelled:
            pass
        except PipelineError as error:
            self._error = error
        except Exception as error:
            log.exception("a file could not be saved")
            self._error = OutputError(
                "The file could not be saved ({kind}: {reason}). The log has the details.",
                kind=type(error).__name__,
                reason=error,
            )
        finally:
            self._ended.set()

    def _tell(self, share: float) -> None:
        if self._stop.is_set():
            raise Cancelled
        self.progress = min(1.0, max(self.progress, share))
