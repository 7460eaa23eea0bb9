"""What a face showed over a while: kept in memory only, and only while someone asked for it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from emoji_gui.language import _

GAP_SECONDS: Final = 1.0
"""A longer silence between two readings is a pause, and belongs to no expression."""


@dataclass(frozen=True)
class Stretch:
    """A time in which one expression was shown.

    Attributes:
        name: label, or one of the pictures for "no face" and "not sure".
        start, end: seconds since the recording began.
    """

    name: str
    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return self.end - self.start


@dataclass(frozen=True)
class Share:
    """One expression in the summary.

    Attributes:
        name: as in ``Stretch``.
        seconds: in all.
        share: of the time with a face, 0 to 1.
        longest: seconds of the longest stretch.
        times: how often it began.
    """

    name: str
    seconds: float
    share: float
    longest: float
    times: int


class Timeline:
    """Takes what is shown, moment by moment, and keeps it as stretches.

    An hour of a lively face is some thousand stretches, about 100 bytes each.
    """

    def __init__(self, began: datetime) -> None:
        """Begin an empty record; ``began`` is the time of day of second 0."""
        self.began = began
        self.stretches: list[Stretch] = []
        self._first: float | None = None
        self._last = 0.0

    def add(self, name: str, now: float) -> None:
        """Take what is shown at a moment.

        Args:
            name: label, or the name of the picture for "no face" or "not sure".
            now: monotonic seconds; a moment before the last one is taken for the last one.
        """
        if self._first is None:
            self._first = now
        moment = max(self._last, now - self._first)
        before, self._last = self._last, moment
        last = self.stretches[-1] if self.stretches else None
        paused = moment - before > GAP_SECONDS
        if last is None or paused or last.name != name:
            if last is not None and not paused:
                # What was shown held until now.
                self.stretches[-1] = Stretch(last.name, last.start, moment)
            self.stretches.append(Stretch(name, moment, moment))
        else:
            self.stretches[-1] = Stretch(name, last.start, moment)

    @property
    def length(self) -> float:
        """Seconds from the first moment to the last, pauses included."""
        return self._last

    def summary(self, faceless: tuple[str, ...] = ()) -> tuple[Share, ...]:
        """Every expression that was shown, the longest first.

        Args:
            faceless: names that mean there was no face; they have no share in the rest.
        """
        shown = [part for part in self.stretches if part.name not in faceless]
        whole = sum(part.seconds for part in shown)
        shares = []
        for name in dict.fromkeys(part.name for part in shown):
            parts = [part.seconds for part in shown if part.name == name]
            seconds = sum(parts)
            share = seconds / whole if whole > 0 else 0.0
            shares.append(Share(name, seconds, share, max(parts), len(parts)))
        return tuple(sorted(shares, key=lambda share: -share.seconds))

    def to_csv(self) -> str:
        """A line a stretch: time of day (ISO 8601), start and end in seconds, expression."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("time", "start", "end", "expression"))
        for part in self.stretches:
            day = (self.began + timedelta(seconds=part.start)).isoformat(timespec="milliseconds")
            writer.writerow((day, f"{part.start:.3f}", f"{part.end:.3f}", part.name))
        return text.getvalue()


def in_words(seconds: float) -> str:
    """A length of time as a person says it: ``48 s``, ``3 min 05 s``, ``1 h 02 min``."""
    whole = round(seconds)
    if whole < 60:
        return _("{seconds} s").format(seconds=whole)
    if whole < 3600:
        return _("{minutes} min {seconds} s").format(
            minutes=whole // 60, seconds=f"{whole % 60:02}"
        )
    return _("{hours} h {minutes} min").format(
        hours=whole // 3600, minutes=f"{whole % 3600 // 60:02}"
    )
