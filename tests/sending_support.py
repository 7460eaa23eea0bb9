"""Readings and moments for the tests of what is saved."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import numpy as np
import pytest

from emoji_gui.pipeline.emojis import EmojiMapper, EmojiPack
from emoji_gui.pipeline.recent import Recent
from emoji_gui.pipeline.records import FaceReading, Frame, Reading
from model.detector import Box
from tests.fakes import FACE, LABELS, answer

NOBODY = Reading(0, 0.0)


def reading(*faces: tuple[Box, int | None]) -> Reading:
    """A reading of some boxes and the labels shown for them."""
    return Reading(
        0, 0.0, tuple(FaceReading(i, box, answer(3), label) for i, (box, label) in enumerate(faces))
    )


HAPPY = reading((FACE, 3))


def filled(times: list[float], rate: float = 1000.0, seconds: float = 5.0) -> Recent:
    """A memory of frames that grow lighter, at these times, happy in every other one."""
    recent = Recent(seconds, rate=rate)
    for number, time in enumerate(times):
        image = np.full((120, 160, 3), 10 + 3 * number % 240, dtype=np.uint8)
        recent.remember(Frame(image, number, time), NOBODY if number % 2 else HAPPY)
    return recent


@pytest.fixture(scope="session")
def mapper() -> EmojiMapper:
    return EmojiMapper(LABELS, EmojiPack.load())


SmallFiles = Callable[[int], AbstractContextManager[None]]


@pytest.fixture
def small_files() -> SmallFiles:
    """Let the system refuse files above a size for a while, as a full disk does.

    No longer than needed: the limit holds for the whole process, a log of the tests included.
    """
    if sys.platform == "win32":
        pytest.skip("Windows has no limit for the size of a file")
    import resource

    @contextmanager
    def limit(size: int) -> Iterator[None]:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return limit
