"""Faces keep their numbers."""

from __future__ import annotations

import pytest

from emoji_gui.pipeline.tracking import (
    BOX_SECONDS,
    MEMORY_SECONDS,
    Tracker,
    follow,
    intersection_over_union,
)
from model.detector import Box


def box(x: float, y: float = 0, side: float = 100) -> Box:
    return Box(x, y, side, side, 0.9)


def numbers(tracker: Tracker, now: float, *boxes: Box) -> list[int]:
    """Numbers of the faces of this frame, from left to right."""
    seen = [track for track in tracker.update(boxes, now) if track.seen == now]
    return [track.number for track in sorted(seen, key=lambda track: track.box.x)]


def test_two_faces_keep_their_numbers_while_they_move() -> None:
    tracker = Tracker()
    for step in range(20):
        left, right = box(10 + 5 * step), box(400 - 5 * step)
        boxes = (left, right) if step % 2 else (right, left)
        assert numbers(tracker, step / 30, *boxes) in ([1, 2], [2, 1])
        by_number = {track.number: track.box.x for track in tracker.update(boxes, step / 30)}
        assert by_number[2] < by_number[1], "the right one came first in the first frame"


@pytest.mark.parametrize(
    ("gap", "expected"), [(0.1, [1]), (MEMORY_SECONDS - 0.01, [1]), (MEMORY_SECONDS + 0.1, [2])]
)
def test_a_face_is_remembered_for_a_while(gap: float, expected: list[int]) -> None:
    tracker = Tracker()
    numbers(tracker, 0, box(50))
    numbers(tracker, gap / 2)
    assert numbers(tracker, gap, box(55)) == expected


def test_a_face_elsewhere_or_of_another_size_is_another_face() -> None:
    tracker = Tracker()
    assert numbers(tracker, 0.0, box(0)) == [1]
    assert numbers(tracker, 0.1, box(500)) == [2]
    assert numbers(tracker, 0.2, box(500, side=300)) == [3]


def test_one_box_continues_one_face_only() -> None:
    tracker = Tracker()
    assert numbers(tracker, 0.0, box(0)) == [1]
    assert numbers(tracker, 0.1, box(5), box(30)) == [1, 2]


def test_numbers_are_never_used_twice() -> None:
    tracker = Tracker()
    numbers(tracker, 0, box(0))
    tracker.reset()
    assert numbers(tracker, 0, box(0)) == [2]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (box(0), box(0), 1.0),
        (box(0), box(50), 1 / 3),
        (box(0), box(100), 0.0),
        (box(0), Box(0, 0, 0, 0, 1), 0.0),
        (Box(0, 0, 0, 0, 1), Box(0, 0, 0, 0, 1), 0.0),
    ],
)
def test_overlap(a: Box, b: Box, expected: float) -> None:
    assert intersection_over_union(a, b) == pytest.approx(expected)


def test_trembling_is_smoothed_and_movement_followed() -> None:
    trembled = follow(box(100), box(102), 1 / 30).x - 100
    assert trembled < 1
    moved = follow(box(100), box(160), 1 / 30).x - 100
    assert moved > 50


@pytest.mark.parametrize("frames", [10, 60])
def test_a_box_follows_in_seconds_and_not_in_frames(frames: int) -> None:
    place = box(100)
    for _ in range(frames):
        place = follow(place, box(101), BOX_SECONDS / frames)
    assert place.x == pytest.approx(100.63, abs=0.01)
