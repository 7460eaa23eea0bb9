"""A frame goes in, a reading comes out."""

from __future__ import annotations

import numpy as np
import pytest

from emoji_gui.pipeline.engine import HOLD_SECONDS, MOST_FACES, Engine, load_engine
from emoji_gui.pipeline.records import Frame, Reading
from model.detector import Box
from model.preprocess import Batch, Image
from tests.fakes import FACE, FakeClassifier, FakeDetector, answer, picture


def read(engine: Engine, seconds: float, number: int = 0) -> Reading:
    return engine.process(Frame(picture(), number, seconds))


def test_the_first_frame_shows_its_label_at_once() -> None:
    engine = Engine(FakeDetector(FACE), FakeClassifier(3))
    reading = read(engine, 12.5, number=7)
    assert (reading.frame_number, reading.time) == (7, 12.5)
    assert reading.main is not None
    assert reading.main.label == 3
    assert reading.main.box == FACE
    assert sum(reading.main.probabilities) == pytest.approx(1)


def test_no_face_is_a_result_and_asks_no_network() -> None:
    classifier = FakeClassifier()
    assert read(Engine(FakeDetector(), classifier), 0).faces == ()
    assert classifier.calls == []


def test_an_unclear_face_is_not_sure() -> None:
    classifier = FakeClassifier()
    classifier.answer = answer(0, 1 / 7)
    main = read(Engine(FakeDetector(FACE), classifier), 0).main
    assert main is not None and main.label is None


def test_faces_come_largest_first_and_are_read_together() -> None:
    boxes = [Box(90 * i, 20 + i, 30 + 10 * i, 30 + 10 * i, 0.5) for i in range(3)]
    classifier = FakeClassifier()
    reading = read(Engine(FakeDetector(*boxes), classifier), 0)
    assert [face.box.w for face in reading.faces] == [50, 40, 30]
    assert classifier.calls == [(3, 48, 48)]


def test_of_a_crowd_the_largest_are_read() -> None:
    crowd = [Box(20 * i, 60, 10 + i, 10 + i, 0.5) for i in range(MOST_FACES + 5)]
    reading = read(Engine(FakeDetector(*crowd), FakeClassifier()), 0)
    assert len(reading.faces) == MOST_FACES
    assert reading.faces[-1].box.w == 15


def test_two_equal_faces_do_not_take_turns() -> None:
    detector = FakeDetector()
    engine = Engine(detector, FakeClassifier())
    mains = set()
    for frame in range(20):
        wider = 61 if frame % 2 else 59
        detector.boxes = [Box(20, 50, 60, 60, 0.9), Box(200, 50, wider, wider, 0.9)]
        main = read(engine, frame / 10).main
        assert main is not None
        mains.add(main.track)
    assert len(mains) == 1


def test_a_missed_face_is_held_for_a_moment_and_known_again() -> None:
    detector = FakeDetector(FACE)
    engine = Engine(detector, FakeClassifier(3))
    first = read(engine, 0).main
    detector.boxes = []
    held = read(engine, HOLD_SECONDS - 0.01).main
    assert first is not None and held is not None
    assert (held.track, held.label, held.box) == (first.track, 3, FACE)
    assert read(engine, HOLD_SECONDS + 0.1).main is None
    detector.boxes = [FACE]
    again = read(engine, HOLD_SECONDS + 0.15).main
    assert again is not None and again.track == first.track


def test_the_label_follows_the_expression() -> None:
    classifier = FakeClassifier(3)
    engine = Engine(FakeDetector(FACE), classifier)
    read(engine, 0)
    classifier.answer = answer(5)
    labels = [face.label for n in range(1, 31) if (face := read(engine, n / 30).main)]
    assert labels[0] == 3
    assert labels[-1] == 5
    assert labels == sorted(labels, key=lambda label: label != 3), "it changes once"


def test_a_clock_that_jumps_does_no_harm() -> None:
    classifier = FakeClassifier(3)
    engine = Engine(FakeDetector(FACE), classifier)
    tracks = {
        face.track for time in (1000.0, 1000.1, 3.0, 3.1, 3.0) if (face := read(engine, time).main)
    }
    assert tracks == {1}
    classifier.answer = answer(5)
    for frame in range(30):
        reading = read(engine, 3.1 + frame / 30)
    assert reading.main is not None and reading.main.label == 5


def test_calm_changes_while_live_and_the_face_stays_the_same() -> None:
    classifier = FakeClassifier(3)
    engine = Engine(FakeDetector(FACE), classifier, calm=1)
    first = read(engine, 0).main
    classifier.answer = answer(5)
    still = read(engine, 1 / 30).main
    engine.calm = 0
    quick = read(engine, 2 / 30).main
    assert first is not None and still is not None and quick is not None
    assert [face.label for face in (first, still, quick)] == [3, 3, 5]
    assert first.track == quick.track
    with pytest.raises(ValueError, match="between 0 and 1"):
        engine.calm = 2
    assert engine.calm == 0


def test_after_a_reset_nobody_is_known() -> None:
    classifier = FakeClassifier(3)
    engine = Engine(FakeDetector(FACE), classifier)
    read(engine, 0)
    engine.reset()
    classifier.answer = answer(5)
    main = read(engine, 0.01).main
    assert main is not None and main.label == 5


@pytest.mark.parametrize("box", [Box(-30, -30, 60, 60, 1), Box(300, 220, 60, 60, 1)])
def test_a_face_over_the_rim_is_read(box: Box) -> None:
    assert read(Engine(FakeDetector(box), FakeClassifier()), 0).main is not None


def test_a_box_outside_the_picture_is_left_out() -> None:
    outside = Box(5000, 10, 60, 60, 1)
    assert read(Engine(FakeDetector(outside), FakeClassifier()), 0).faces == ()


def test_the_network_sees_gray_faces_of_its_size() -> None:
    class Watching(FakeClassifier):
        def predict(self, faces: Image) -> Batch:
            assert faces.dtype == np.uint8
            assert (faces == 128).all()
            return super().predict(faces)

    classifier = Watching()
    classifier.size = 64
    read(Engine(FakeDetector(FACE), classifier), 0)
    assert classifier.calls == [(1, 64, 64)]


def test_the_real_engine_loads() -> None:
    engine = load_engine("mirror")
    assert len(engine.labels) == 7
    assert read(engine, 0).faces == ()
