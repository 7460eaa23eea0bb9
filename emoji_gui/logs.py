"""Where the program writes down what a person need not read."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

NAME = "emoji-mirror"
_SIZE = 500_000
_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"


class _Quiet(RotatingFileHandler):
    """A log that cannot be written, as on a full disk, is no reason to disturb the user."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Python would print a traceback."""


def log_path() -> Path:
    """The log file, there or not, in the folder that the system has for logs."""
    from platformdirs import user_log_path

    return user_log_path(NAME, appauthor=False) / f"{NAME}.log"


def set_up_logging() -> Path | None:
    """Let everything that is logged go to the log file, the last megabyte of it.

    Returns:
        The file, or None where none can be written; warnings then go to the
        standard error output, as they do by Python's default.
    """
    try:
        path = log_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _Quiet(path, maxBytes=_SIZE, backupCount=1, encoding="utf-8")
    # platformdirs raises RuntimeError where a user has no home at all.
    except (OSError, RuntimeError, ImportError) as error:
        logging.getLogger(__name__).warning("No log is written: %s", error)
        return None
    handler.setFormatter(logging.Formatter(_FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return path
