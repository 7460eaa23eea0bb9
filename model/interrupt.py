"""Ctrl-C during a training, at a moment when it does no harm."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any


class Interrupt:
    """Ctrl-C as a question that the loop answers between two batches.

    Raised where it arrives, a KeyboardInterrupt would cut through TensorFlow's
    threads or through the saving of an epoch. A second Ctrl-C is raised at once.
    """

    def __init__(self) -> None:
        """Nothing is asked yet."""
        self.asked = False
        self._previous: Any = None

    def __enter__(self) -> Interrupt:
        """Listen, where this is the main thread; elsewhere signals never arrive."""
        if threading.current_thread() is threading.main_thread():
            self._previous = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Give the signal back."""
        if self._previous is not None:
            signal.signal(signal.SIGINT, self._previous)

    def check(self) -> None:
        """Raise what was asked for.

        Raises:
            KeyboardInterrupt: the user pressed Ctrl-C.
        """
        if self.asked:
            raise KeyboardInterrupt

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.check()
        self.asked = True
