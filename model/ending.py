"""How a training comes to its end: by its last epoch, by Ctrl-C, or as its loss is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from model.errors import DivergedError
from model.progress import ProgressBar

State = TypeVar("State")


def trained_to_end(
    train: Callable[[], State], load: Callable[[], State], bar: ProgressBar
) -> tuple[State, DivergedError | None]:
    """Train until the run ends, in whichever of the three ways.

    Args:
        train: trains, and returns the state after the last epoch.
        load: the state after the last whole epoch.
        bar: wiped where the end comes within an epoch.

    Returns:
        The state, and what is to be told where the loss became no number.
    """
    try:
        return train(), None
    except DivergedError as error:
        bar.clear()
        return load(), error
    except KeyboardInterrupt:
        bar.clear()
        print("\nStopped by Ctrl-C; finishing what there is (Ctrl-C again skips that).", flush=True)
        return load(), None


def finish_what_there_is(
    whole_epochs: bool, finish: Callable[[], str], diverged: DivergedError | None
) -> None:
    """Make the results of a run that ended, as far as it came, and tell of them.

    Args:
        whole_epochs: whether there are any.
        finish: makes the results and returns what to say of them.
        diverged: why the run ended, if it did so.

    Raises:
        DivergedError: that one, once everything is written: to go on would end there again.
    """
    if whole_epochs:
        print(finish())
    elif not diverged:
        print("\nStopped within the first epoch: there is no network to keep yet.")
    if diverged:
        raise diverged
