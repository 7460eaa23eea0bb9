"""The walk: what it shows, when it waits, and what it keeps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from emoji_gui.pipeline.calibrating import COUNTDOWN, HOLD, Walk
from emoji_gui.pipeline.calibrating_view import Stage, Trouble, result_words
from model.calibration.fitting import Gain
from model.calibration.head import Head
from model.labels import LABELS
from tests.calibration_fakes import profile
from tests.walking import STEP, Stroll, reading


@pytest.fixture
def stroll() -> Stroll:
    walk = Walk(LABELS)
    made = Stroll(walk)
    made.step()
    walk.start()
    return made


def test_it_waits_for_the_start() -> None:
    view = Stroll(Walk(LABELS)).step()
    assert (view.stage, view.label, view.trouble) == (Stage.INTRO, None, None)


def test_each_expression_has_its_countdown_and_its_two_seconds(stroll: Stroll) -> None:
    order, seconds = [], {Stage.COUNTDOWN: 0.0, Stage.HOLD: 0.0}
    while (view := stroll.step()).stage is not Stage.FITTING:
        seconds[view.stage] += STEP
        if view.label not in order:
            order.append(view.label)
    assert sorted(map(str, order)) == sorted(LABELS)
    assert order[:2] == ["neutral", "happy"]
    assert seconds[Stage.COUNTDOWN] == pytest.approx(7 * COUNTDOWN, abs=8 * STEP)
    assert seconds[Stage.HOLD] == pytest.approx(7 * HOLD, abs=8 * STEP)


def test_the_samples_carry_the_label_that_was_asked_for(stroll: Stroll) -> None:
    stroll.until(Stage.FITTING)
    faces, shown = stroll.walk.samples()
    assert len(faces) == len(shown)
    for label in range(7):
        assert 9 <= shown.count(label) <= 11
    assert all(
        (face == stroll.face(LABELS[label])).all() for face, label in zip(faces, shown, strict=True)
    )


def test_the_countdown_counts_and_the_ring_fills(stroll: Stroll) -> None:
    counted = [stroll.step().seconds for _ in range(20)]
    assert counted == sorted(counted, reverse=True)
    assert counted[0] <= COUNTDOWN
    stroll.until(Stage.HOLD)
    shares = [stroll.step().share for _ in range(15)]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] <= 1


@pytest.mark.parametrize("stage", [Stage.COUNTDOWN, Stage.HOLD])
def test_a_lost_face_stops_the_time_and_says_so(stroll: Stroll, stage: Stage) -> None:
    before = stroll.until(stage)
    stroll.step(())
    lost = [stroll.step(()) for _ in range(100)][-1]
    assert lost.trouble is Trouble.NO_FACE
    assert lost.face is None
    assert (lost.stage, lost.label) == (stage, before.label)
    assert stroll.step().trouble is None


def test_a_face_that_is_only_remembered_is_no_sample(stroll: Stroll) -> None:
    stroll.until(Stage.HOLD)
    taken = len(stroll.walk.samples()[0])
    for _ in range(30):
        assert stroll.step(cropped=False).trouble is Trouble.NO_FACE
    assert len(stroll.walk.samples()[0]) == taken


def test_a_picture_that_stands_still_is_waited_for(stroll: Stroll) -> None:
    view = stroll.until(Stage.HOLD)
    for _ in range(100):
        stroll.now += STEP
        view = stroll.walk.tick(stroll.now)
    assert (view.stage, view.trouble) == (Stage.HOLD, Trouble.STILL)


def test_a_hold_up_uses_up_nobodys_time(stroll: Stroll) -> None:
    stroll.until(Stage.HOLD)
    stroll.now += 60
    stroll.walk.hear(reading(stroll.now), {1: stroll.face("neutral")})
    assert stroll.walk.tick(stroll.now).stage is Stage.HOLD


def test_of_several_faces_the_main_one_is_taken(stroll: Stroll) -> None:
    stroll.until(Stage.HOLD)
    stroll.now += STEP
    crops = {8: stroll.face("sad"), 3: stroll.face("happy")}
    stroll.walk.hear(reading(stroll.now, (3, 8)), crops)
    view = stroll.walk.tick(stroll.now)
    assert view.several
    assert view.face is crops[3]


def test_a_slow_machine_looks_until_it_has_enough(stroll: Stroll) -> None:
    stroll.until(Stage.HOLD)
    frames = 0
    while stroll.walk.tick(stroll.now).label == "neutral":
        for _ in range(9):
            stroll.now += STEP
            stroll.walk.tick(stroll.now)
        stroll.step()
        frames += 1
    assert frames >= 4


def test_skip_leaves_an_expression_out(stroll: Stroll) -> None:
    stroll.until(Stage.HOLD, "surprise")
    stroll.step()
    stroll.walk.skip()
    assert stroll.step().label == "sad"
    stroll.until(Stage.FITTING)
    assert LABELS.index("surprise") not in stroll.walk.samples()[1]


def test_all_skipped_is_nothing_learned(stroll: Stroll) -> None:
    for _ in LABELS:
        stroll.walk.skip()
    assert stroll.step().stage is Stage.FAILED
    assert "skipped" in stroll.walk.message
    stroll.walk.start()
    assert stroll.step().stage is Stage.COUNTDOWN


def test_back_takes_the_expression_before_anew(stroll: Stroll) -> None:
    assert stroll.until(Stage.COUNTDOWN, "happy").taught == ("neutral",)
    stroll.walk.back()
    view = stroll.step()
    assert (view.label, view.taught) == ("neutral", ())
    stroll.walk.back()
    assert stroll.step().stage is Stage.INTRO


@pytest.mark.parametrize("stage", [Stage.COUNTDOWN, Stage.HOLD, Stage.FITTING])
def test_cancel_forgets_every_picture(stroll: Stroll, stage: Stage) -> None:
    stroll.until(Stage.HOLD, "happy")
    stroll.until(stage)
    stroll.walk.cancel()
    assert stroll.step().stage is Stage.CANCELLED
    assert stroll.walk.samples() == ([], [])
    stroll.walk.finish(profile())
    assert stroll.walk.profile is None
    stroll.walk.fail("late")
    assert stroll.step().stage is Stage.CANCELLED


def test_skip_and_back_do_nothing_at_the_end(stroll: Stroll) -> None:
    stroll.until(Stage.FITTING)
    stroll.walk.skip()
    stroll.walk.back()
    assert stroll.step().stage is Stage.FITTING
    stroll.walk.finish(profile())
    assert stroll.step().stage is Stage.DONE
    stroll.walk.cancel()
    assert stroll.step().stage is Stage.DONE


def test_a_video_that_begins_anew_still_gives_samples(stroll: Stroll) -> None:
    stroll.until(Stage.HOLD)
    taken = len(stroll.walk.samples()[0])
    stroll.walk.hear(reading(0.0), {1: stroll.face("neutral")})
    stroll.walk.tick(stroll.now)
    assert len(stroll.walk.samples()[0]) == taken + 1


def test_other_labels_are_walked_through_as_well() -> None:
    walk = Walk(("no", "yes", "happy"))
    walk.start()
    seen = [walk.tick(0.0).label]
    for _ in range(2):
        walk.skip()
        seen.append(walk.tick(0.0).label)
    assert seen == ["happy", "no", "yes"]


@pytest.mark.parametrize(
    ("gain", "title", "part"),
    [
        (Gain(0.5, 0.75, 2.0, 1.0, 70), "It knows your face", "75 % rightly, 50 % before"),
        (Gain(0.5, 0.5, 2.0, 1.0, 70), "It knows your face a little", "as often as before"),
    ],
)
def test_the_gain_is_said_in_words(gain: Gain, title: str, part: str) -> None:
    found, text = result_words(replace(profile(), gain=gain))
    assert found == title
    assert part in text


@pytest.mark.parametrize(
    ("before", "title", "part"),
    [
        (1.0, "It knew you already", "as well without"),
        (0.3, "It learned nothing new", "reads 30 %"),
    ],
)
def test_a_neutral_profile_says_that_it_brought_nothing(
    before: float, title: str, part: str
) -> None:
    neutral = profile(head=Head.neutral(LABELS))
    found, text = result_words(replace(neutral, gain=Gain(before, before, 0.1, 0.1, 70)))
    assert found == title
    assert part in text
    assert "leaves the mirror as it is" in text
