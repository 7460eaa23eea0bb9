"""What a place of labelled pictures says of them, be it folders or a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from model.preprocess import Batch

Numbers = npt.NDArray[np.intp]
"""Which pictures, or the class of each."""

Read = Callable[[Numbers], Batch]
"""Numbers of pictures ``(N,)`` in; float32 ``(N, S, S, C)``, gray levels or RGB, 0 to 255, out."""


class Pictures(Protocol):
    """Labelled pictures at one place."""

    @property
    def place(self) -> Path:
        """The folder or the table."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Class names, sorted."""

    @property
    def classes(self) -> Numbers:
        """Class of each picture, a number of ``labels``."""

    @property
    def unreadable(self) -> tuple[str, ...]:
        """What looks like a picture and is none, named as a person would look for it."""

    @property
    def fingerprint(self) -> str:
        """Hexadecimal; equal for the same data in another place."""

    def open(self, size: int, color_mode: str) -> Read:
        """A function that reads pictures, each scaled to ``size`` x ``size`` pixels."""
