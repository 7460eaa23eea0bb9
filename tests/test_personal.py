"""Whose head the network wears while the mirror runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from emoji_gui.pipeline.engine import Engine
from emoji_gui.pipeline.personal import Personal
from emoji_gui.pipeline.profile_store import ProfileStore
from emoji_gui.pipeline.profiles import ProfileError
from emoji_gui.pipeline.records import Frame, Reading
from emoji_gui.pipeline.teaching import profile_of
from model.calibration.classifier import network_of
from model.detector import Box
from model.preprocess import Image
from tests.calibration_fakes import LevelReader, faces_of, profile, swap_head, swapped
from tests.fakes import FACE, FakeDetector, picture

EACH = [label for label in range(7) for _ in range(8)]
OWN = network_of(LevelReader())


@pytest.fixture
def store(tmp_path: Path) -> ProfileStore:
    return ProfileStore(tmp_path / "profiles")


def read_by(personal: Personal) -> list[int]:
    assert personal.network is not None
    return [int(n) for n in personal.network.predict(faces_of([4, 5])).argmax(axis=1)]


def test_a_profile_is_worn_from_the_start_and_switched(store: ProfileStore) -> None:
    store.save(profile("Ada", network=OWN))
    personal = Personal(store, "ada")
    personal.attach(LevelReader())
    assert (read_by(personal), personal.remark, personal.name) == ([5, 4], "", "ada")
    assert personal.use("none") == ""
    assert (read_by(personal), personal.name) == ([4, 5], None)
    assert personal.use("Ada") == ""
    assert read_by(personal) == [5, 4]


def test_a_profile_for_another_network_is_not_used_and_the_mirror_goes_on(
    store: ProfileStore,
) -> None:
    store.save(profile("Ada", network="cd" * 32))
    personal = Personal(store, "Ada")
    personal.attach(LevelReader())
    assert read_by(personal) == [4, 5]
    assert "another network" in personal.remark
    assert store.load("Ada").network == "cd" * 32


def test_a_profile_for_other_labels_is_not_used(store: ProfileStore) -> None:
    class Other(LevelReader):
        labels = ("a", "b", "c", "d", "e", "f", "g")

    store.save(profile("Ada", network=network_of(Other())), (faces_of(EACH), EACH))
    personal = Personal(store, "Ada")
    personal.attach(Other())
    assert "another network" in personal.remark
    assert read_by(personal) == [4, 5]


def test_kept_pictures_carry_a_profile_over_to_another_network(store: ProfileStore) -> None:
    shown = swapped(EACH, 4, 5)
    store.save(profile("Ada", swap_head(0, 1), "cd" * 32), (faces_of(EACH), shown))
    personal = Personal(store, "Ada")
    personal.attach(LevelReader())
    assert (personal.remark, read_by(personal)) == ("", [5, 4])
    assert store.load("Ada").network == OWN
    assert store.pictures("Ada") is not None


def test_an_unknown_name_or_a_damaged_file_is_a_remark(store: ProfileStore) -> None:
    personal = Personal(store)
    personal.attach(LevelReader())
    assert 'no profile "Eve"' in personal.use("Eve")
    store.save(profile("Ada", network=OWN))
    next(store.folder.iterdir()).write_text("{")
    assert 'no profile "Ada"' in personal.use("Ada")
    assert read_by(personal) == [4, 5]


def test_before_the_network_is_there_a_choice_waits(store: ProfileStore) -> None:
    store.save(profile("Ada", network=OWN))
    personal = Personal(store)
    assert personal.use("Ada") == ""
    with pytest.raises(ProfileError, match="not loaded"):
        personal.learn("Ada", list(faces_of([1])), [1])
    personal.attach(LevelReader())
    assert read_by(personal) == [5, 4]


def test_the_engine_tells_of_each_frame_with_the_crops_and_the_head_rests(
    store: ProfileStore,
) -> None:
    store.save(profile("Ada", network=OWN))
    personal = Personal(store, "Ada")
    heard: list[tuple[Reading, Mapping[int, Image]]] = []
    detector = FakeDetector(FACE, Box(5, 5, 30, 30, 0.9))
    engine = Engine(detector, personal.attach(LevelReader()), listener=personal.hear)
    engine.process(Frame(picture(150), 0, 0.0))
    assert heard == []
    personal.listen(lambda reading, crops: heard.append((reading, crops)))
    assert read_by(personal) == [4, 5]
    reading = engine.process(Frame(picture(150), 1, 0.1))
    detector.boxes = ()
    engine.process(Frame(picture(150), 2, 0.2))
    personal.listen(None)
    engine.process(Frame(picture(150), 3, 0.3))
    assert read_by(personal) == [5, 4]
    (first, crops), (second, none) = heard
    assert first is reading
    assert set(crops) == {face.track for face in reading.faces}
    assert len(crops) == 2
    assert all(crop.shape == (48, 48) and crop.dtype == np.uint8 for crop in crops.values())
    # The face is remembered for a moment, but this frame has none of it.
    assert second.main is not None
    assert not none


def test_learning_keeps_nothing_by_itself(store: ProfileStore) -> None:
    personal = Personal(store)
    personal.attach(LevelReader())
    made, faces = personal.learn("Ada", list(faces_of(EACH)), swapped(EACH, 4, 5))
    assert (made.network, made.counts, made.is_neutral) == (OWN, (8,) * 7, False)
    assert faces.shape == (len(EACH), 48, 48)
    assert not store.folder.exists()


@pytest.mark.parametrize("shown", [[], [9], [-1], [1, 2]])
def test_what_cannot_be_learned_from_is_a_sentence(shown: list[int]) -> None:
    faces = faces_of([1]) if shown else np.zeros((0, 48, 48), np.uint8)
    with pytest.raises(ProfileError):
        profile_of("Ada", LevelReader(), OWN, faces, shown)
