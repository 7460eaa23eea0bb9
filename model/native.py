"""What libraries written in C do past Python."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator


@contextlib.contextmanager
def silent_stderr() -> Iterator[None]:
    """Keep LiteRT's greeting off the terminal: it writes to the descriptor, with no switch."""
    try:
        kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    # A program without a console has no descriptor 2.
    except OSError:
        yield
        return
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)
