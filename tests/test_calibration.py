"""The head over a network's answers, and how it is found."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest

from model.calibration import corrections
from model.calibration.classifier import CalibratedClassifier, Plain, network_of
from model.calibration.corrections import CORRECTIONS, corrected
from model.calibration.exchanges import exchanges
from model.calibration.fitting import PULL, ask, calibrate, fit, leave_out
from model.calibration.head import Head
from model.description import NetworkDescription
from model.labels import LABELS
from model.preprocess import Batch, Image
from tests.calibration_fakes import LevelReader, faces_of, swap_head, swapped

EACH = [label for label in range(7) for _ in range(5)]
SHOWN = np.array(EACH)
ALONE = np.arange(len(EACH))


@pytest.mark.parametrize("name", CORRECTIONS)
def test_a_correction_gives_a_face_of_the_same_kind(name: str) -> None:
    faces = np.random.default_rng(0).integers(0, 256, (3, 48, 48), dtype=np.uint8)
    before = faces.copy()
    changed = corrected(faces, name)
    assert changed.shape == (3, 48, 48)
    assert changed.dtype == np.uint8
    assert np.array_equal(faces, before)
    assert (name == "as it is") == np.array_equal(changed, faces)


def test_corrections_do_what_they_are_called() -> None:
    face = np.tile(np.linspace(40, 200, 48).astype(np.uint8), (48, 1))
    assert CORRECTIONS["brighter"](face).mean() > face.mean() > CORRECTIONS["darker"](face).mean()
    assert CORRECTIONS["more contrast"](face).std() > face.std()
    dot = np.zeros((48, 48), np.uint8)
    dot[10:14, 22:26] = 255
    # Counter-clockwise: what is on top goes to the left.
    assert CORRECTIONS["turned left"](dot)[:, :22].sum() > dot[:, :22].sum()
    back = corrections.roll(corrections.roll(dot, 10), -10)
    assert np.abs(back.astype(int) - dot).mean() < 5


def test_exchanges_begin_with_the_way_things_are_and_that_is_likeliest() -> None:
    orders, logs = exchanges(7, 0.2)
    assert orders.shape == (5040, 7)
    assert orders[0].tolist() == list(range(7))
    assert np.exp(logs).sum() == pytest.approx(1)
    moved = (orders != np.arange(7)).sum(axis=1)
    assert np.exp(logs[moved == 2]).sum() == pytest.approx(0.2 * np.exp(logs[0]))
    assert np.exp(logs[moved == 3]).sum() == pytest.approx(0.04 * np.exp(logs[0]))


def test_many_classes_have_pairs_exchanged_only() -> None:
    orders, logs = exchanges(10, 0.2)
    assert len(orders) == len(logs) == 1 + 45
    assert np.exp(logs).sum() == pytest.approx(1)


def test_a_neutral_head_changes_nothing() -> None:
    answers = np.random.default_rng(1).dirichlet(np.ones(7), (1, 20))
    head = Head.neutral(LABELS)
    assert head.is_neutral
    assert head.combine(answers) == pytest.approx(answers[0], abs=1e-6)
    assert not swap_head().is_neutral


BAD = np.eye(7)[np.newaxis]


@pytest.mark.parametrize(
    ("views", "matrices"),
    [
        ((), np.zeros((0, 7, 7))),
        (("as it is", "as it is"), np.repeat(BAD / 2, 2, axis=0)),
        (("upside down",), BAD),
        (("as it is",), BAD[0]),
        (("as it is",), BAD.astype(np.float32)),
        (("as it is",), np.where(BAD > 0, np.nan, 0)),
        (("as it is",), np.where(BAD > 0, np.inf, 0)),
        (("as it is",), BAD * 2),
        (("as it is",), BAD * 2 - 1 / 7),
    ],
)
def test_a_head_that_gives_no_probabilities_is_refused(
    views: tuple[str, ...], matrices: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> None:
    with pytest.raises(ValueError, match=r"view|matrices|shares"):
        Head(LABELS, views, matrices)


def test_two_exchanged_expressions_are_learned() -> None:
    answers = ask(LevelReader(), faces_of(swapped(EACH, 4, 5)))
    head = fit(answers, SHOWN, LABELS)
    read = head.combine(answers[[list(CORRECTIONS).index(view) for view in head.views]])
    assert (read.argmax(axis=1) == SHOWN).all()
    assert leave_out(answers, SHOWN, ALONE, LABELS).helps


def test_a_dark_picture_is_learned() -> None:
    dark = np.stack([corrections.gamma(face, 1.8) for face in faces_of(EACH)])
    answers = ask(LevelReader(), dark)
    assert (answers[0].argmax(axis=1) == SHOWN).mean() < 0.5
    head, gain = calibrate(LevelReader(), dark, SHOWN, ALONE)
    assert head.views[0] == "much brighter"
    assert gain.after > gain.before + 0.3


def test_without_samples_the_network_stays_nearly_as_it_is() -> None:
    head = fit(np.zeros((len(CORRECTIONS), 0, 7)), SHOWN[:0], LABELS)
    answers = np.random.default_rng(2).dirichlet(np.ones(7), 50)
    read = head.combine(np.stack([answers] * len(head.views)))
    assert np.abs(read - answers).max() < 0.2
    assert (read.argmax(axis=1) == answers.argmax(axis=1)).mean() > 0.9


def test_one_wrong_sample_moves_nothing_and_five_do() -> None:
    reader = LevelReader(sure=0.5)
    faces = faces_of([4, 5])
    once = fit(ask(reader, faces), np.array([5, 4]), LABELS)
    assert once.matrices.sum(axis=0)[4, 4] > 0.5
    often = fit(ask(reader, np.repeat(faces, 5, axis=0)), np.repeat([5, 4], 5), LABELS)
    assert often.matrices.sum(axis=0)[4, 4] < 0.5


def test_many_frames_count_no_more_than_a_few() -> None:
    reader = LevelReader(sure=0.4)
    few, many = (
        fit(ask(reader, faces_of([4] * n + [5] * n)), np.repeat([5, 4], n), LABELS, weak)
        for n in (5, 40)
        for weak in (replace(PULL, views=9, least=0.0),)
    )
    assert many.matrices == pytest.approx(few.matrices, abs=0.02)


def test_a_person_whom_the_network_reads_well_keeps_a_neutral_head() -> None:
    head, gain = calibrate(LevelReader(sure=0.97), faces_of(EACH), SHOWN, ALONE)
    assert gain.before == gain.after == 1
    assert not gain.helps
    assert head.is_neutral


def test_a_group_is_left_out_as_a_whole() -> None:
    # Each pair of faces is exchanged in one group only: the others cannot know of it.
    faces, shown = faces_of([4, 5] * 5), np.array([5, 4] * 5)
    answers = ask(LevelReader(), faces)
    alone = leave_out(answers, shown, np.arange(10), LABELS)
    together = leave_out(answers, shown, np.zeros(10, dtype=np.int64), LABELS)
    assert (alone.after, together.after) == (1.0, 0.0)


def test_the_head_is_put_on_and_off() -> None:
    reader = LevelReader()
    network, faces = CalibratedClassifier(reader), faces_of(EACH)
    assert network.predict(faces).argmax(axis=1).tolist() == EACH
    network.use(swap_head(4, 5))
    assert network.predict(faces).argmax(axis=1).tolist() == swapped(EACH, 4, 5)
    assert Plain(network).predict(faces).argmax(axis=1).tolist() == EACH
    assert network.predict(faces[:0]).shape == (0, 7)
    network.use(None)
    assert network.predict(faces).argmax(axis=1).tolist() == EACH


def test_a_neutral_head_costs_no_question_more() -> None:
    reader = LevelReader()
    CalibratedClassifier(reader, Head.neutral(LABELS)).predict(faces_of(EACH))
    assert reader.asked == len(EACH)


def test_a_head_for_other_labels_is_refused_and_the_old_one_stays() -> None:
    network = CalibratedClassifier(LevelReader(), swap_head())
    with pytest.raises(ValueError, match="the head is for"):
        network.use(Head.neutral(("no", "yes")))
    assert network.head is not None


def test_several_threads_ask_one_after_the_other() -> None:
    class Alone(LevelReader):
        inside = 0
        most = 0

        def predict(self, faces: Image) -> Batch:
            self.inside += 1
            self.most = max(self.most, self.inside)
            gate.wait(0.001)
            answers = super().predict(faces)
            self.inside -= 1
            return answers

    gate, base = threading.Event(), Alone()
    network = CalibratedClassifier(base, swap_head())
    threads = [
        threading.Thread(target=which.predict, args=(faces_of([0, 1, 2]),))
        for which in (network, Plain(network), network)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert base.most == 1


def test_the_fingerprint_follows_what_serving_does_and_no_names() -> None:
    class Described(LevelReader):
        description = NetworkDescription("a", LABELS, 48, 1, "a.tflite", "00" * 32)

    plain = network_of(Described())
    assert len(plain) == 64
    for change, same in (
        ({"name": "b", "scores": {"test": 0.5}}, True),
        ({"temperature": 1.2}, False),
        ({"sha256": "11" * 32}, False),
        ({"views": 2}, False),
    ):
        other = Described()
        other.description = replace(other.description, **change)
        assert (network_of(other) == plain) is same, change
