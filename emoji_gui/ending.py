"""How the process ends: quickly, in words, and with nothing half done."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Final, NoReturn

log = logging.getLogger(__name__)

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
FULL: Final = "The output could not be written: the disk is full, or its other end is gone."


def end_at_once() -> None:
    """Let SIGINT end the process as SIGTERM does: at its start there is nothing to clear up."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Let SIGINT and SIGTERM raise ``KeyboardInterrupt``, so that what was begun is cleared up."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, interrupt) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def log_unhandled() -> None:
    """Send what nobody caught to the log, and one sentence to the user in place of a traceback."""

    def in_thread(failed: threading.ExceptHookArgs) -> None:
        error = failed.exc_value
        if error is not None and not isinstance(error, SystemExit):
            name = failed.thread.name if failed.thread else "a thread"
            log.error("%s failed", name, exc_info=error)
            kind = type(error).__name__
            _tell(f"Something went wrong in the background ({kind}). The log has the details.")

    def unraisable(failed: sys.UnraisableHookArgs) -> None:
        log.error("%s: %r", failed.err_msg or "ignored", failed.object, exc_info=failed.exc_value)

    threading.excepthook = in_thread
    sys.unraisablehook = unraisable


def leave(status: int) -> NoReturn:
    """End the process.

    Further signals are ignored, for it is ending already. Python's own way out takes
    the libraries down one by one: that lasts longer than all the rest of the end, and
    crashes where a thread still hangs in one of them. What matters is written by now.
    """
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    _wait_for_work()
    if error := _flush_error():
        # An error before this one has been told, and whoever closed a pipe has seen enough.
        if not status and not reader_gone(error):
            _tell(FULL)
        status = status or 1
    logging.shutdown()
    os._exit(status)


def reader_gone(error: BaseException) -> bool:
    """Whether printing failed because whoever read the output has seen enough, as `head` does."""
    if isinstance(error, BrokenPipeError):
        return True
    # Windows has no such error of its own; with a file's name it is about that name.
    invalid = isinstance(error, OSError) and error.errno == errno.EINVAL and not error.filename
    return sys.platform == "win32" and invalid


def _wait_for_work() -> None:
    """Join the threads that are no daemons, as Python would: a film is being finished there."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()


def _flush_error() -> Exception | None:
    """Write out what was printed; why that failed, if it did."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError) as error:
        discard_output()
        return error
    return None


def discard_output() -> None:
    """Print no more: the interpreter would try once more at its end, and print a traceback."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(sentence: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        if sys.stderr is not None:
            print(sentence, file=sys.stderr)
