"""The walk through the expressions: what to show, when to look, when to go on.

No toolkit and no thread: ``hear`` takes readings on the engine's thread and puts
them aside, everything else happens in ``tick`` on the window's.
"""

from __future__ import annotations

import queue
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from emoji_gui.language import Sentence
from emoji_gui.pipeline.calibrating_view import Stage, Trouble, View

if TYPE_CHECKING:
    from emoji_gui.pipeline.profiles import Profile
    from emoji_gui.pipeline.records import Image, Reading

COUNTDOWN: Final = 3.0
"""Seconds to get ready for an expression."""

HOLD: Final = 2.0
"""Seconds for which it is held."""

EVERY: Final = 0.2
"""Seconds between two samples: neighbouring frames are nearly the same picture."""

LEAST_SAMPLES: Final = 5
"""A slow machine looks on until it has so many."""

STILL: Final = 1.0
"""Seconds without a reading after which the picture counts as standing still."""

LONGEST_TICK: Final = 0.25
"""Seconds that one tick counts for at most: a hold-up uses up no time of the person's."""

EASY_FIRST: Final = ("neutral", "happy", "surprise", "sad", "angry", "fear", "disgust")


@dataclass
class _Seen:
    """What the newest reading said of the person's face."""

    at: float
    time: float
    face: Image | None
    several: bool


@dataclass
class _Samples:
    faces: list[Image] = field(default_factory=list)
    last: float | None = None


class Walk:
    """Leads one person through the expressions and keeps what it saw until the end."""

    def __init__(self, labels: Sequence[str]) -> None:
        """Prepare for a network's labels, in output order; ``start`` begins."""
        self._labels = tuple(labels)
        known = [label for label in EASY_FIRST if label in self._labels]
        self._order = (*known, *(label for label in self._labels if label not in known))
        self._heard: queue.SimpleQueue[tuple[Reading, Mapping[int, Image]]] = queue.SimpleQueue()
        self._samples: dict[str, _Samples] = {}
        self._stage = Stage.INTRO
        self._index = 0
        self._passed = 0.0
        self._then: float | None = None
        self._seen: _Seen | None = None
        self.profile: Profile | None = None
        """What came of it, from ``finish``."""
        self.message = ""
        """What went wrong, from ``fail``."""

    def hear(self, reading: Reading, crops: Mapping[int, Image]) -> None:
        """Take a reading and the crops of its faces by track; on any thread."""
        self._heard.put((reading, crops))

    def start(self) -> None:
        """Begin with the first expression; anything from a walk before is forgotten."""
        self._samples.clear()
        self._go_to(0)

    def skip(self) -> None:
        """Leave this expression without samples."""
        if self._running:
            self._samples.pop(self._order[self._index], None)
            self._go_to(self._index + 1)

    def back(self) -> None:
        """Go to the expression before, whose samples are taken anew."""
        if self._running:
            self._samples.pop(self._order[self._index], None)
            if self._index == 0:
                self._stage = Stage.INTRO
            else:
                self._samples.pop(self._order[self._index - 1], None)
                self._go_to(self._index - 1)

    def cancel(self) -> None:
        """End it and forget every picture; what is done or failed stays so."""
        if self._stage not in (Stage.DONE, Stage.FAILED):
            self._stage = Stage.CANCELLED
        self._forget()

    def tick(self, now: float) -> View:
        """Take in what was heard, let time pass, and say what to show.

        Args:
            now: monotonic seconds.
        """
        passed = 0.0 if self._then is None else min(LONGEST_TICK, max(0.0, now - self._then))
        self._then = now
        while True:
            try:
                reading, crops = self._heard.get_nowait()
            except queue.Empty:
                break
            self._take(reading, crops, now)
        if self._running and self._trouble(now) is None:
            self._passed += passed
            self._advance()
        return self._view(now)

    def samples(self) -> tuple[list[Image], list[int]]:
        """The crops in the order of their time, and the index of the label of each."""
        faces: list[Image] = []
        shown: list[int] = []
        for label, samples in self._samples.items():
            faces += samples.faces
            shown += [self._labels.index(label)] * len(samples.faces)
        return faces, shown

    def finish(self, profile: Profile) -> None:
        """The profile is made; the pictures are forgotten."""
        if self._stage is Stage.FITTING:
            self._stage, self.profile = Stage.DONE, profile
            self._forget()

    def fail(self, message: str) -> None:
        """Nothing came of it, for the reason given as a sentence."""
        if self._stage is Stage.FITTING:
            self._stage, self.message = Stage.FAILED, message
            self._forget()

    @property
    def _running(self) -> bool:
        return self._stage in (Stage.COUNTDOWN, Stage.HOLD)

    def _take(self, reading: Reading, crops: Mapping[int, Image], now: float) -> None:
        main = reading.main
        # A face that is only remembered has a reading and no crop of this frame.
        face = None if main is None else crops.get(main.track)
        self._seen = _Seen(now, reading.time, face, len(reading.faces) > 1)
        if self._stage is not Stage.HOLD or face is None:
            return
        samples = self._samples.setdefault(self._order[self._index], _Samples())
        if samples.last is None or not 0 <= reading.time - samples.last < EVERY - 0.005:
            samples.faces.append(face.copy())
            samples.last = reading.time

    def _trouble(self, now: float) -> Trouble | None:
        if self._seen is None or now - self._seen.at > STILL:
            return Trouble.STILL
        return Trouble.NO_FACE if self._seen.face is None else None

    def _advance(self) -> None:
        if self._stage is Stage.COUNTDOWN and self._passed >= COUNTDOWN:
            self._stage, self._passed = Stage.HOLD, 0.0
        elif self._stage is Stage.HOLD and self._passed >= HOLD:
            samples = self._samples.get(self._order[self._index])
            if samples is not None and len(samples.faces) >= LEAST_SAMPLES:
                self._go_to(self._index + 1)

    def _go_to(self, index: int) -> None:
        self._passed = 0.0
        if index < len(self._order):
            self._stage, self._index = Stage.COUNTDOWN, index
        elif self._samples:
            self._stage = Stage.FITTING
        else:
            self._stage = Stage.FAILED
            self.message = Sentence("Every expression was skipped, so nothing was learned.")

    def _forget(self) -> None:
        self._samples.clear()
        self._seen = None

    def _view(self, now: float) -> View:
        running, hold = self._running, self._stage is Stage.HOLD
        return View(
            stage=self._stage,
            label=self._order[self._index] if running else None,
            index=self._index,
            count=len(self._order),
            seconds=max(0.0, COUNTDOWN - self._passed) if self._stage is Stage.COUNTDOWN else 0.0,
            share=min(1.0, self._passed / HOLD) if hold else 0.0,
            trouble=self._trouble(now) if running else None,
            several=self._seen is not None and self._seen.several,
            face=None if self._seen is None else self._seen.face,
            taught=tuple(label for label, samples in self._samples.items() if samples.faces),
        )
