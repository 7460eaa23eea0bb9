"""What the programs share: every end becomes a sentence and an exit status."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Final

from model.errors import ModelError
from model.run_log import RunLog, run_logging

log = logging.getLogger(__name__)

FAULT: Final = 1
REFUSED: Final = 2
INTERRUPTED: Final = 130


def guarded(run: Callable[[RunLog], int]) -> int:
    """Do the work of a training program.

    Args:
        run: the work; it is given the log and returns the exit status.

    Returns:
        What ``run`` returned, 2 refused with a sentence, 130 after Ctrl-C, 1 a fault
        of the program.
    """
    with run_logging() as run_log:
        try:
            return run(run_log)
        except ModelError as error:
            log.error("refused", exc_info=True)
            complain(str(error))
            return REFUSED
        except KeyboardInterrupt:
            log.info("interrupted", exc_info=True)
            complain(
                "Stopped. All whole epochs of the run are kept; --resume goes on."
                if run_log.of_a_run()
                else "Stopped before the training began: start again."
            )
            return INTERRUPTED
        # The one place where any fault becomes a sentence; its traceback is in the log.
        except Exception as error:
            log.critical("fault", exc_info=True)
            advice = (
                "Whole epochs are kept, --resume goes on" if run_log.of_a_run()
                else "Nothing was trained yet: start again"
            )  # fmt: skip
            place = run_log.keep()
            details = f"details are in {place}" if place else "no log of it could be written"
            complain(
                f"Training stopped by a fault ({type(error).__name__}: {_first_line(error)}). "
                f"{advice}; {details}"
            )
            return FAULT


def told(work: Callable[[], None]) -> int:
    """Do the work of a small program; 0 done, 2 refused with a sentence."""
    try:
        work()
    except ModelError as error:
        complain(str(error))
        return REFUSED
    return 0


def complain(sentence: str) -> None:
    """Say something on stderr."""
    print(sentence, file=sys.stderr, flush=True)


def start_keras() -> None:
    """Let the backend look for its devices now: the first tensor makes it, loudly."""
    import keras

    keras.ops.zeros(1)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no message"])[0][:200]
