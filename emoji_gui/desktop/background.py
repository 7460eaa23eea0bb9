"""One-shot work off the window's thread."""

from __future__ import annotations

import logging
import queue
import threading
import tkinter as tk
from collections.abc import Callable
from typing import TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")

POLL_MS = 25


def run_in_thread(
    widget: tk.Misc, work: Callable[[], T], done: Callable[[T | None, Exception | None], None]
) -> None:
    """Call ``work`` in a thread and hand its result, or what it raised, to ``done``.

    ``done`` runs on the window's thread, and not at all once ``widget`` is
    gone. The thread itself never touches Tk.
    """
    answers: queue.SimpleQueue[tuple[T | None, Exception | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put((work(), None))
        except Exception as error:
            log.exception("work in the background failed")
            answers.put((None, error))

    def look() -> None:
        if not widget.winfo_exists():
            return
        try:
            result, error = answers.get_nowait()
        except queue.Empty:
            root.after(POLL_MS, look)
            return
        done(result, error)

    # Due on the main window: what is due on a dialog outlives it as an error.
    root = widget.nametowidget(".")
    threading.Thread(target=run, name="background", daemon=True).start()
    root.after(POLL_MS, look)
