"""The label is steady, quick enough, and the same at every frame rate."""

from __future__ import annotations

import pytest

from emoji_gui.pipeline.smoothing import ExpressionFilter, Reluctance
from tests.fakes import answer

HAPPY, SAD = 3, 5
UNSURE = tuple([1 / 7] * 7)


def reaction(fps: float, share: float = 0.8, calm: float = 0.5) -> float:
    """Seconds from a clean step of the probabilities to the new label."""
    expression = ExpressionFilter(Reluctance.from_calm(calm))
    for _ in range(round(2 * fps)):
        expression.update(answer(HAPPY, share), 1 / fps)
    for frame in range(1, round(3 * fps)):
        if expression.update(answer(SAD, share), 1 / fps) == SAD:
            return frame / fps
    raise AssertionError("the label never changed")


@pytest.mark.parametrize(
    ("first", "label"), [(answer(HAPPY), HAPPY), (answer(SAD, 0.4), SAD), (UNSURE, None)]
)
def test_the_first_answer_is_shown_at_once(first: tuple[float, ...], label: int | None) -> None:
    expression = ExpressionFilter(Reluctance())
    assert expression.update(first, 0.0) == label
    assert expression.probabilities == pytest.approx(first)


@pytest.mark.parametrize("fps", [10, 15, 30, 60])
@pytest.mark.parametrize("share", [0.6, 0.9])
def test_the_reaction_takes_as_long_at_every_frame_rate(fps: float, share: float) -> None:
    assert reaction(fps, share) <= {0.6: 0.35, 0.9: 0.21}[share]
    assert reaction(fps, share) == pytest.approx(reaction(240, share), abs=1 / fps + 0.01)


def test_calm_is_slower() -> None:
    assert reaction(60, calm=0) <= 2 / 60 < reaction(60) < reaction(60, calm=1)


def test_flicker_changes_nothing() -> None:
    expression = ExpressionFilter(Reluctance())
    shown = {
        expression.update(answer(HAPPY if frame % 3 else SAD, 0.6), 1 / 30)
        for frame in range(1, 90)
    }
    assert shown == {HAPPY}


def test_a_label_gives_way_to_not_sure_and_comes_back() -> None:
    expression = ExpressionFilter(Reluctance())
    expression.update(answer(HAPPY), 0)
    assert expression.update(UNSURE, 5) is None
    assert expression.update(answer(HAPPY), 5) == HAPPY


def test_around_the_threshold_it_does_not_flicker() -> None:
    settings = Reluctance(seconds=0, average=0, patience=0)
    expression = ExpressionFilter(settings)
    between = (settings.enter + settings.leave) / 2
    assert expression.update(answer(HAPPY, between), 0.1) is None
    assert expression.update(answer(HAPPY, settings.enter + 0.01), 0.1) == HAPPY
    assert expression.update(answer(HAPPY, between), 0.1) == HAPPY


def test_a_moment_of_doubt_between_two_expressions_is_not_shown() -> None:
    expression = ExpressionFilter(Reluctance(seconds=0, average=0, patience=0.5))
    expression.update(answer(HAPPY), 0.1)
    assert expression.update(UNSURE, 0.1) == HAPPY
    assert expression.update(answer(SAD), 0.1) == SAD
    assert [expression.update(UNSURE, 0.2) for _ in range(3)] == [SAD, SAD, None]


def test_probabilities_stay_probabilities() -> None:
    expression = ExpressionFilter(Reluctance())
    for seconds in (0, 0.03, -5, 1000, 0.1):
        expression.update(answer(SAD), seconds)
        assert sum(expression.probabilities) == pytest.approx(1)


@pytest.mark.parametrize("calm", [-0.1, 1.1, float("nan")])
def test_calm_has_its_limits(calm: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Reluctance.from_calm(calm)


def test_a_weak_change_is_shown_too_but_later() -> None:
    assert 2 * reaction(30, 0.8) < reaction(30, 0.45) < 1.0


def test_an_undecided_face_keeps_its_label() -> None:
    expression = ExpressionFilter(Reluctance())
    expression.update(answer(HAPPY), 0)
    torn = [0.1 / 5] * 7
    torn[HAPPY], torn[SAD] = 0.42, 0.48
    assert {expression.update(torn, 1 / 30) for _ in range(300)} == {HAPPY}


def test_after_a_gap_one_answer_does_not_decide() -> None:
    expression = ExpressionFilter(Reluctance(seconds=0.12))
    expression.update(answer(HAPPY), 0)
    assert expression.update(answer(SAD), 0.9) == HAPPY
    assert expression.update(answer(SAD), 0.9) == SAD


def test_a_label_that_was_long_unlikely_gives_way_to_the_likely_one() -> None:
    expression = ExpressionFilter(Reluctance(margin=0.5))
    expression.update(answer(HAPPY), 0)
    shown = [expression.update(answer(SAD, 0.5), 0.1) for _ in range(20)]
    assert (shown[0], shown[-1]) == (HAPPY, SAD)
    assert None not in shown


def test_the_reluctance_may_change_while_it_runs() -> None:
    expression = ExpressionFilter(Reluctance.from_calm(1))
    expression.update(answer(HAPPY), 0)
    assert expression.update(answer(SAD), 1 / 30) == HAPPY
    expression.reluctance = Reluctance.from_calm(0)
    assert expression.update(answer(SAD), 1 / 30) == SAD


def test_another_network_with_other_labels_begins_anew() -> None:
    expression = ExpressionFilter(Reluctance())
    expression.update(answer(SAD), 0)
    assert expression.update((0.1, 0.9), 0.1) == 1
