"""The log file of a run: logging set up for one command, and taken down after it."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import MemoryHandler
from pathlib import Path


class _QuietFileHandler(logging.FileHandler):
    """Logging must not fail a training, nor print tracebacks when the disk is full."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Drop the record."""


class RunLog:
    """The records of a run: kept in memory until the run has a folder."""

    def __init__(self, logger: logging.Logger) -> None:
        """Collect what ``logger`` and Python's warnings say."""
        self._loggers = (logger, logging.getLogger("py.warnings"))
        self._collected = MemoryHandler(100_000, flushLevel=logging.CRITICAL + 1)
        self._handler: logging.Handler = self._collected
        for each in self._loggers:
            each.addHandler(self._handler)
            each.setLevel(logging.INFO)
            # TensorFlow's logging hangs a handler for stderr on the root.
            each.propagate = False
        self._path: Path | None = None

    def move_to(self, path: Path) -> None:
        """Write to a file from here on, starting with what was collected."""
        file = _QuietFileHandler(path, encoding="utf-8", delay=True)
        file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        for record in self._collected.buffer:
            file.handle(record)
        for each in self._loggers:
            each.removeHandler(self._handler)
            each.addHandler(file)
        self._handler, self._path = file, path

    def keep(self) -> Path:
        """The log's file; one among the temporary files if the run never got a folder."""
        if self._path is None:
            self.move_to(Path(tempfile.gettempdir()) / "emoji-mirror-train.log")
        assert self._path is not None
        return self._path

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
