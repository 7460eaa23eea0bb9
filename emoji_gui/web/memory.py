"""Large buffers go back to the system at once, instead of staying with the thread that had them."""

from __future__ import annotations

import ctypes
import logging
import sys
from typing import Final

log = logging.getLogger(__name__)

_MMAP_THRESHOLD: Final = -3  # of <malloc.h>
BYTES: Final = 1 << 20


def return_large_buffers() -> bool:
    """Tell glibc to map each buffer above a megabyte on its own; whether there is a glibc.

    By default it raises that threshold to the largest buffer it ever saw freed (32 MB), and
    then each thread's arena keeps what it grew to: a few large pictures at once would cost
    hundreds of megabytes for ever (mallopt(3), "M_MMAP_THRESHOLD").
    """
    if sys.platform != "linux":
        return False
    try:
        return bool(ctypes.CDLL("libc.so.6").mallopt(_MMAP_THRESHOLD, BYTES))
    except (OSError, AttributeError) as error:
        log.info("the memory is managed as usual here: %s", error)
        return False
