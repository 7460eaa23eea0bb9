"""Faces keep their numbers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from emoji_gui.pipeline.assignment import cheapest_pairs
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


def pass_by(fps: int, speed: float, hidden: float, seed: int) -> bool:
    """Whether two faces that pass each other keep their numbers.

    Args:
        fps: frames a second.
        speed: of each, in sides a second.
        hidden: overlap of the two from which the detector finds only the one in front.
        seed: of the trembling, 1 % of the side, and of the order of the boxes.
    """
    tracker, rng = Tracker(), np.random.default_rng(seed)
    for frame in range(round(3 * fps / speed)):
        way = 100 * speed * frame / fps
        front, back = (box(x + rng.normal(), y) for x, y in ((way, 0), (300 - way, 10)))
        alone = intersection_over_union(front, back) > hidden
        boxes = [front] if alone else [front, back]
        rng.shuffle(boxes)
        tracks = tracker.update(boxes, frame / fps)
        if frame == 0:
            first = min(tracks, key=lambda track: track.box.x).number
    last = max(tracks, key=lambda track: track.box.x).number
    return len(tracks) == 2 and first == last


@pytest.mark.parametrize("fps", [10, 30])
@pytest.mark.parametrize("speed", [0.7, 1.5])
@pytest.mark.parametrize("hidden", [0.3, 1.0])
def test_two_faces_that_pass_each_other_keep_their_numbers(
    fps: int, speed: float, hidden: float
) -> None:
    assert all(pass_by(fps, speed, hidden, seed) for seed in range(10))


@pytest.mark.parametrize("fps", [10, 30, 60])
def test_a_face_that_leaves_for_half_a_second_comes_back_as_itself(fps: int) -> None:
    tracker = Tracker()
    for frame in range(fps):
        numbers(tracker, frame / fps, box(200 - 150 * frame / fps), box(400))
    gone = 1.0 + 0.5
    assert numbers(tracker, gone - 0.1, box(400)) == [2]
    assert numbers(tracker, gone, box(60), box(400)) == [1, 2]


def test_a_face_that_jumps_is_another_one_and_its_neighbour_is_not_mixed_up() -> None:
    tracker = Tracker()
    for frame in range(10):
        assert numbers(tracker, frame / 30, box(0), box(150)) == [1, 2]
    assert numbers(tracker, 10 / 30, box(150), box(500)) == [2, 3]
    assert numbers(tracker, 11 / 30, box(0), box(150), box(500)) == [1, 2, 3]


def test_a_still_face_has_a_box_that_hardly_trembles() -> None:
    tracker, rng = Tracker(), np.random.default_rng(0)
    shown = []
    for frame in range(300):
        x, y, more = rng.normal(0, 1, 3)
        (track,) = tracker.update([Box(50 + x, 50 + y, 100 + more, 100 + more, 0.9)], frame / 30)
        shown.append((track.box.x, track.box.y, track.box.w))
    assert np.std(shown[30:], axis=0).max() < 0.5, "half of what the detector trembles by"


def test_the_pairs_are_the_cheapest_of_all() -> None:
    rng = np.random.default_rng(0)
    for rows, columns in itertools.product(range(1, 5), repeat=2):
        costs = rng.uniform(0, 3, (rows, columns)).round(2).tolist()
        costs[0][0] = None
        pairs = cheapest_pairs(costs, 2.0)
        assert len({c for _, c in pairs}) == len(pairs) == len({r for r, _ in pairs})
        spent = sum(costs[r][c] for r, c in pairs) + 2.0 * (rows - len(pairs))
        assert spent == pytest.approx(least(costs, frozenset()))


def least(costs: list[list[float | None]], taken: frozenset[int]) -> float:
    """The smallest sum, by trying everything."""
    if not costs:
        return 0.0
    (first, *rest), tried = costs, [2.0 + least(costs[1:], taken)]
    for column, cost in enumerate(first):
        if cost is not None and column not in taken:
            tried.append(cost + least(rest, taken | {column}))
    return min(tried)
