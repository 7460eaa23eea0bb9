"""The log file of a run: logging set up for one command, and taken down after it."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import MemoryHandler
from pathlib import Path

from model.runs import STATE_FILE

MOST_LOST = 1000
"""Records that are remembered where they cannot be written."""


class _QuietFileHandler(logging.FileHandler):
    """Logging must not fail a training, nor print tracebacks when the disk is full."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8", delay=True)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        self.lost: deque[logging.LogRecord] = deque(maxlen=MOST_LOST)
        self.failed = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record; the file is opened with the first, which may fail too."""
        self.failed = False
        try:
            super().emit(record)
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Set the record aside."""
        self.lost.append(record)
        self.failed = True

    def close(self) -> None:
        """Close the file; what it still holds back may find the disk full."""
        with contextlib.suppress(OSError):
            super().close()


class RunLog:
    """The records of a run: kept in memory until the run has a folder."""

    def __init__(self, logger: logging.Logger) -> None:
        """Collect what ``logger`` and Python's warnings say."""
        self._loggers = (logger, logging.getLogger("py.warnings"))
        self._collected = MemoryHandler(100_000, flushLevel=logging.CRITICAL + 1)
        self._file: _QuietFileHandler | None = None
        for each in self._loggers:
            each.addHandler(self._collected)
            each.setLevel(logging.INFO)
            # TensorFlow's logging hangs a handler for stderr on the root.
            each.propagate = False
        self._path: Path | None = None

    def of_a_run(self) -> bool:
        """Whether it lies in the folder of a run that can be resumed."""
        return self._path is not None and (self._path.parent / STATE_FILE).exists()

    def move_to(self, path: Path) -> None:
        """Write to a file from here on, starting with what was collected."""
        waiting = self._collected.buffer if self._file is None else self._file.lost
        file = _QuietFileHandler(path)
        for record in waiting:
            file.handle(record)
        for each in self._loggers:
            each.removeHandler(self._handler)
            each.addHandler(file)
        self._handler.close()
        self._file, self._path = file, path

    def keep(self) -> Path | None:
        """The file that says what happened last; None where it could be written nowhere.

        One of its own among the temporary files, if the run never got a folder or its
        log could not be written.
        """
        if self._path is None or self._failed():
            try:
                number, name = tempfile.mkstemp(".log", "emoji-mirror-train-")
            except OSError:
                return None
            os.close(number)
            self.move_to(Path(name))
        return None if self._failed() else self._path

    @property
    def _handler(self) -> logging.Handler:
        return self._collected if self._file is None else self._file

    def _failed(self) -> bool:
        """Whether the last record could not be written."""
        return self._file is not None and self._file.failed

    def close(self) -> None:
        """Stop listening."""
        self._handler.close()
        for each in self._loggers:
            each.removeHandler(self._handler)
            each.setLevel(logging.NOTSET)
            each.propagate = True


@contextmanager
def run_logging() -> Iterator[RunLog]:
    """Collect what the package logs while the block runs, and give logging back as it was."""
    logging.captureWarnings(True)
    run_log = RunLog(logging.getLogger("model"))
    try:
        yield run_log
    finally:
        run_log.close()
        logging.captureWarnings(False)
