from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

from emoji_gui.pipeline.timeline import Stretch, Timeline, in_words

BEGAN = datetime(2026, 1, 31, 23, 59, 58, tzinfo=UTC)


def record(*moments: tuple[float, str]) -> Timeline:
    timeline = Timeline(BEGAN)
    for now, name in moments:
        timeline.add(name, now)
    return timeline


def test_what_is_shown_holds_until_something_else_is() -> None:
    timeline = record((100, "happy"), (100.5, "happy"), (101, "sad"), (101.5, "sad"))
    assert timeline.stretches == [Stretch("happy", 0, 1), Stretch("sad", 1, 1.5)]
    assert timeline.length == 1.5


def test_a_pause_belongs_to_nobody() -> None:
    timeline = record((0, "happy"), (0.5, "happy"), (60, "happy"), (60.5, "happy"))
    assert [part.seconds for part in timeline.stretches] == [0.5, 0.5]
    assert timeline.length == 60.5


def test_a_clock_that_goes_back_adds_no_time() -> None:
    timeline = record((10, "happy"), (11, "happy"), (5, "sad"), (11.5, "sad"))
    assert timeline.stretches == [Stretch("happy", 0, 1), Stretch("sad", 1, 1.5)]


def test_the_summary_counts_only_time_with_a_face() -> None:
    moments = [(i / 10, "happy" if i < 20 else "no_face" if i < 30 else "sad") for i in range(41)]
    first, second = record(*moments).summary(("no_face",))
    assert (first.name, first.times) == ("happy", 1)
    assert first.seconds == pytest.approx(2)
    assert second.share == pytest.approx(1 / 3)
    assert record().summary() == ()


def test_the_table_can_be_read_by_another_program() -> None:
    timeline = record((0, "happy"), (0.9, "happy"), (1.5, "a, b"), (2.25, "a, b"))
    rows = list(csv.DictReader(io.StringIO(timeline.to_csv())))
    assert [row["expression"] for row in rows] == ["happy", "a, b"]
    assert rows[1]["time"] == "2026-01-31T23:59:59.500+00:00"
    assert (rows[1]["start"], rows[1]["end"]) == ("1.500", "2.250")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (59.4, "59 s"), (185, "3 min 05 s"), (3720, "1 h 02 min")],
)
def test_lengths_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
