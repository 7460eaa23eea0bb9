"""Several faces and several pictures: each with its emoji, one of them chosen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import PIL.Image
import pytest

from emoji_gui.desktop import frames
from emoji_gui.desktop.faces import Faces
from emoji_gui.pipeline.badges import badge_edges
from emoji_gui.pipeline.cards import card
from emoji_gui.pipeline.emojis import EmojiMapper
from emoji_gui.pipeline.overlay import EmojiOverlay
from emoji_gui.pipeline.records import FaceReading, Snapshot
from model.detector import Box
from tests.desktop_fakes import Desk, Until, face, live, press, shows
from tests.sending_support import mapper

__all__ = ["mapper"]

Edges = tuple[float, float, float, float]


def crowd(*places: tuple[float, float], side: float = 60, width: int = 640) -> Snapshot:
    """Happy, sad and neutral faces with these corners, their tracks counted from 1."""
    people = (
        replace(face((3, 5, 4)[at % 3]), track=at + 1, box=Box(x, y, side, side, 0.9))
        for at, (x, y) in enumerate(places)
    )
    return live(*people, width=width, height=240)


THREE = crowd((300, 90), (40, 60), (500, 120))


def overlaps(a: Edges, b: Edges) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@pytest.mark.parametrize(
    "boxes",
    [
        [(100, 100, 200, 200)],
        [(0, 0, 60, 60), (580, 420, 640, 480), (0, 420, 60, 480)],
        [(x, 200, x + 70, 270) for x in range(20, 600, 72)],
        [(x, y, x + 40, y + 40) for x in (100, 170, 240) for y in (100, 190)],
    ],
    ids=["one", "in the corners", "in a row", "in two rows"],
)
def test_every_face_has_an_emoji_that_hides_no_other(boxes: list[Edges]) -> None:
    spots = badge_edges(boxes, (640, 480), 24, 80)
    assert len(spots) == len(boxes)
    for at, spot in enumerate(spots):
        assert 0 <= spot[0] < spot[2] <= 640 and 0 <= spot[1] < spot[3] <= 480
        assert 24 <= spot[2] - spot[0] <= 80
        for other in (*boxes[:at], *boxes[at + 1 :], *spots[:at]):
            assert not overlaps(spot, other)


def test_a_picture_smaller_than_an_emoji_has_it_all_the_same() -> None:
    (spot,) = badge_edges([(2, 2, 8, 8)], (10, 12), 24, 80)
    assert spot == (0, 0, 10, 10)


def render(snapshot: Snapshot, overlay: EmojiOverlay | None, **how: Any) -> Any:
    assert snapshot.frame is not None
    look = frames.Look(640, 240, how.pop("mirror", False), 1)
    return frames.render(snapshot.frame.image, snapshot.reading, look, overlay, **how)


def changed(after: Any, before: Any) -> tuple[Any, Any]:
    rows, columns = np.nonzero((after != before).any(axis=2))
    return rows, columns


@pytest.mark.parametrize("mirror", [False, True])
def test_each_of_several_faces_gets_its_emoji_and_a_single_one_none(
    mapper: EmojiMapper, mirror: bool
) -> None:
    overlay = EmojiOverlay(mapper)
    _, columns = changed(render(THREE, overlay, mirror=mirror), render(THREE, None, mirror=mirror))
    for x in (330, 70, 530):
        middle = 640 - x if mirror else x
        assert np.count_nonzero(abs(columns - middle) < 60) > 300
    one = crowd((300, 90))
    assert (render(one, overlay) == render(one, None)).all()


@pytest.mark.parametrize("over", [False, True])
def test_the_chosen_face_is_marked_by_more_than_a_colour(mapper: EmojiMapper, over: bool) -> None:
    """Below its box there is a pointer, in the picture where nothing else was drawn."""
    assert THREE.reading is not None
    overlay, picked = EmojiOverlay(mapper), replace(THREE.reading, chosen=2)
    before = render(THREE, overlay, over=over)
    after = render(replace(THREE, reading=picked), overlay, over=over)
    below = after[60 + 60 + (15 if over else 0) + 5, 70]
    assert below.min() > 240 > before[60 + 60 + (15 if over else 0) + 5, 70].min()


def faces_of(snapshot: Snapshot, *, mirrored: bool = False) -> tuple[Faces, Any]:
    host: Any = SimpleNamespace(snapshot=snapshot, mirrored=mirrored, said=[])
    host.say = host.said.append
    return Faces(host), host


@pytest.mark.parametrize(("mirrored", "order"), [(False, [3, 2, 1, 3]), (True, [2, 3, 1, 2])])
def test_the_arrows_go_as_the_faces_stand_on_the_screen(mirrored: bool, order: list[int]) -> None:
    faces, host = faces_of(THREE, mirrored=mirrored)
    chosen = []
    for _ in order:
        faces.next_face()
        host.snapshot = faces.applied(THREE)
        chosen.append(host.snapshot.reading.chosen)
    assert chosen == order
    faces.previous_face()
    assert faces.applied(THREE).reading.chosen == order[2]  # type: ignore[union-attr]


def test_a_chosen_face_that_went_away_is_chosen_no_longer() -> None:
    faces, host = faces_of(THREE)
    faces.pick(3)
    assert faces.applied(THREE).reading is faces.applied(THREE).reading
    one = crowd((300, 90))
    assert faces.applied(one) is one
    host.snapshot = one
    faces.next_face()
    assert host.said == ["There is one face to choose from, or none"]


def test_the_card_of_a_chosen_face_is_its_own(mapper: EmojiMapper) -> None:
    assert THREE.frame is not None and THREE.reading is not None
    everybody = card(THREE.frame.image, THREE.reading, mapper)
    one: FaceReading = THREE.reading.faces[1]
    chosen = card(THREE.frame.image, replace(THREE.reading, chosen=2), mapper)
    alone = card(THREE.frame.image, replace(THREE.reading, faces=(one,)), mapper)
    assert chosen.tobytes() == alone.tobytes() != everybody.tobytes()


def test_keys_and_clicks_choose_whose_emoji_is_shown_and_sent(
    desk: Desk, wait_until: Until, home: Path
) -> None:
    controller = desk.open()
    shows(desk, THREE, wait_until)
    panel, canvas = controller.window.panel, controller.window.picture._canvas
    wait_until(lambda: controller.features.sending.mapper is not None, desk.root)
    hint = panel._hint
    assert panel.title == "Happy" and str(hint.cget("text")).endswith("the largest of 3 faces")
    press(desk, "<Key-Right>")
    wait_until(lambda: panel.title == "Sad", desk.root)
    assert str(hint.cget("text")).endswith("your choice of 3 faces")
    press(desk, "<Control-e>")
    wait_until(lambda: controller.window.status.text.startswith("Saved "), desk.root)
    assert [path.name.split(" ", 4)[-1] for path in home.rglob("*.png")] == ["sad emoji.png"]
    # The camera's picture is mirrored: the face on the right of it is clicked on the left.
    look = controller.window.picture._look
    assert look is not None
    middle, zoom = canvas.winfo_height() / 2, look.width / 640
    at = (canvas.winfo_width() / 2 + (320 - 530) * zoom, middle + (150 - 120) * zoom)
    canvas.event_generate("<Button-1>", x=round(at[0]), y=round(at[1]))
    wait_until(lambda: panel.title == "Neutral", desk.root)
    canvas.event_generate("<Button-1>", x=2, y=2)
    wait_until(lambda: panel.title == "Happy", desk.root)


def test_page_keys_go_through_the_folder(desk: Desk, wait_until: Until, tmp_path: Path) -> None:
    folder = tmp_path / "album"
    folder.mkdir()
    for name in ("a.png", "b.png"):
        PIL.Image.new("RGB", (8, 8)).save(folder / name)
    controller = desk.open()
    status = controller.window.status
    press(desk, "<Key-Next>")
    wait_until(lambda: status.text.startswith("Open a picture first"), desk.root)
    controller.features.viewing.choose(str(folder))
    controller.features.faces.pick(1)
    press(desk, "<Key-Next>")
    wait_until(lambda: status.text == "b.png: picture 2 of 2", desk.root)
    assert desk.worker.specs == [str(folder), str(folder / "b.png")]
    assert controller.features.faces._track is None
    press(desk, "<Key-Next>")
    wait_until(lambda: status.text == "This is the last picture of the folder", desk.root)
    press(desk, "<Key-Prior>")
    wait_until(lambda: desk.worker.specs[-1] == str(folder / "a.png"), desk.root)
    for path in folder.iterdir():
        path.unlink()
    press(desk, "<Key-Next>")
    wait_until(lambda: status.text.startswith("There is no picture in"), desk.root)
