from __future__ import annotations

from dataclasses import replace

import pytest

from emoji_gui.desktop import words
from emoji_gui.pipeline.emojis import NO_FACE, NOT_SURE
from emoji_gui.pipeline.records import Phase, Snapshot, Status
from emoji_gui.pipeline.words import percent
from tests.desktop_fakes import FAILED, NO_CAMERA, STARTING, face, in_phase, live


@pytest.mark.parametrize(
    ("snapshot", "text"),
    [
        (STARTING, "Starting…"),
        (live(face(3)), "Live, 30 fps"),
        (live(), "Live, 30 fps – no face in the picture"),
        (live(face(None)), "Live, 30 fps – not sure about this face"),
        (replace(live(), reading=None), "Live, 30 fps – the network is loading"),
        (NO_CAMERA, "No camera found. Plug one in or open a file."),
        (in_phase(Phase.PAUSED), "Paused – press Space to go on"),
        (in_phase(Phase.ENDED), "The video has ended – press Space to play it again"),
        (FAILED, "There is no file clip.mp4"),
        (Snapshot(None, None, Status(Phase.FAILED, "")), "Failed"),
    ],
)
def test_the_status_line_says_what_is_going_on(snapshot: Snapshot, text: str) -> None:
    assert words.status_text(snapshot) == text


@pytest.mark.parametrize("phase", list(Phase))
def test_no_phase_is_without_words(phase: Phase) -> None:
    for snapshot in (in_phase(phase), Snapshot(None, None, Status(phase, ""))):
        assert words.status_text(snapshot)
        assert words.face_words(snapshot).title


def test_the_panel_names_the_largest_face() -> None:
    shown = words.face_words(live(face(3, 0.9), face(5)))
    assert (shown.picture, shown.title, shown.leader) == ("happy", "Happy", 3)
    assert shown.hint == "Very sure – the largest of 2 faces"
    assert shown.values == face(3, 0.9).probabilities


def test_no_face_and_not_sure_have_pictures_of_their_own() -> None:
    assert words.face_words(live()).picture == NO_FACE
    unsure = words.face_words(live(face(None)))
    assert (unsure.picture, unsure.leader) == (NOT_SURE, None)
    assert unsure.values is not None


def test_before_the_network_is_loaded_nothing_is_claimed() -> None:
    shown = words.face_words(replace(live(), reading=None))
    assert (shown.picture, shown.values) == (None, None)


def test_a_label_that_the_network_has_no_name_for_is_not_sure() -> None:
    assert words.face_words(replace(live(face(3)), labels=())).picture == NOT_SURE


def test_without_a_camera_the_stage_offers_a_file() -> None:
    stage = words.stage(NO_CAMERA)
    assert stage is not None and stage.offers
    assert stage.title == "No camera found"
    assert "Plug one in or open a file." in stage.text


def test_a_file_that_fails_offers_another() -> None:
    stage = words.stage(FAILED)
    assert stage is not None and stage.offers
    assert stage.text == "There is no file clip.mp4."


def test_a_network_that_fails_leaves_the_picture() -> None:
    broken = in_phase(Phase.FAILED, "The network is damaged.")
    assert words.stage(broken) is None
    assert words.status_text(broken) == "The network is damaged."
    assert words.face_words(broken).title == "No reading"


@pytest.mark.parametrize("phase", [Phase.LIVE, Phase.PAUSED, Phase.ENDED])
def test_with_a_frame_the_picture_is_shown(phase: Phase) -> None:
    assert words.stage(in_phase(phase)) is None
    assert words.can_pause(in_phase(phase))


@pytest.mark.parametrize(("value", "text"), [(0.0, "0 %"), (0.125, "12 %"), (1.0, "100 %")])
def test_percent(value: float, text: str) -> None:
    assert percent(value) == text
