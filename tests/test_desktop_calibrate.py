"""The dialog "Teach it your face" on a real screen, with a walk that the test drives."""

from __future__ import annotations

import threading
import tkinter as tk
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from emoji_gui.desktop.calibrate import CalibrateDialog, Company
from emoji_gui.desktop.iconset import IconSet
from emoji_gui.desktop.images import EmojiPictures
from emoji_gui.desktop.style import Style
from emoji_gui.desktop.theme import DARK, LIGHT, Metrics, Palette, Theme, make_fonts
from emoji_gui.pipeline.calibrating import Walk
from emoji_gui.pipeline.calibrating_view import Stage
from emoji_gui.pipeline.personal import Personal
from emoji_gui.pipeline.profile_store import ProfileStore
from model.labels import LABELS
from model.preprocess import Batch, Image
from tests.calibration_fakes import LevelReader, profile
from tests.conftest import Until
from tests.desktop_fakes import FakePack
from tests.fakes import FakeClock
from tests.walking import Stroll


def press(event: tk.Event[Any]) -> None:
    event.widget.invoke()


class Scene:
    """The dialog over an empty window."""

    def __init__(self, root: tk.Tk, folder: Path, palette: Palette = LIGHT) -> None:
        self.root, self.clock, self.learned = root, FakeClock(), list[str]()
        self.theme = Theme(palette, Metrics())
        make_fonts(root, self.theme.metrics)
        self.style = Style(root)
        self.style.use(self.theme)
        root.geometry("800x640+0+0")
        root.bind_class("TButton", "<Return>", press)
        root.update()
        self.personal = Personal(ProfileStore(folder))
        self.icons = IconSet(root, self.theme.metrics)

    def open(self, base: LevelReader | None = None) -> CalibrateDialog:
        self.personal.attach(base or LevelReader())
        self.walk = Walk(LABELS)
        self.stroll = Stroll(self.walk, self.clock.now)
        pictures = EmojiPictures(FakePack())
        company = Company(
            self.personal, pictures, self.icons, self.learned.append, clock=self.clock
        )
        self.dialog = CalibrateDialog(self.root, self.theme, company, self.walk)
        self.root.update()
        return self.dialog

    def begin(self, name: str = "Ada") -> None:
        self.dialog.board.form.name.insert(0, name)
        self.dialog.board.main.invoke()

    def show(self) -> None:
        """Let the dialog see where the walk is."""
        self.clock.now = self.stroll.now
        self.dialog.show(self.walk.tick(self.clock.now))
        self.root.update()


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def scene(root: tk.Tk, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Scene]:
    made = Scene(root, tmp_path / "profiles", request.param)
    yield made
    for child in root.winfo_children():
        if isinstance(child, CalibrateDialog):
            child.close()


def test_from_the_name_to_a_profile_that_is_worn(scene: Scene, wait_until: Until) -> None:
    dialog = scene.open()
    assert dialog.focus_get() is dialog.board.form.name
    scene.stroll.swap = {"sad": "neutral", "neutral": "sad"}
    scene.begin()
    scene.stroll.until(Stage.HOLD, "happy")
    scene.show()
    assert dialog.board.title.cget("text") == "Happy"
    assert dialog.board.text.cget("text") == "Hold it"
    assert dialog.board.remark.cget("text") == "2 of 7"
    assert dialog.board.target.winfo_ismapped()
    assert not dialog.board.form.winfo_ismapped()
    scene.stroll.until(Stage.FITTING)
    scene.show()
    wait_until(lambda: dialog.stage is Stage.DONE, scene.root)
    assert dialog.board.title.cget("text") == "It knows your face"
    assert scene.learned == ["Ada"]
    assert scene.personal.name == "Ada"
    assert scene.personal.network is not None
    assert scene.personal.network.head is not None
    assert scene.personal.store.pictures("Ada") is None
    dialog.board.main.invoke()
    assert not dialog.winfo_exists()


def test_pictures_are_kept_when_the_box_is_ticked(scene: Scene, wait_until: Until) -> None:
    dialog = scene.open()
    dialog.board.form.choice.invoke()
    scene.begin()
    scene.stroll.until(Stage.FITTING)
    scene.show()
    wait_until(lambda: dialog.stage is Stage.DONE, scene.root)
    kept = scene.personal.store.pictures("Ada")
    assert kept is not None
    assert len(kept[0]) >= 7 * 5


def test_the_keyboard_alone_does_it(scene: Scene) -> None:
    dialog = scene.open()
    dialog.focus_force()
    dialog.board.form.name.focus_force()
    scene.root.update()
    for key in ("A", "d", "a"):
        dialog.board.form.name.event_generate(f"<Key-{key}>")
    scene.root.update()
    assert dialog.board.form.name.get() == "Ada"
    order: list[tk.Misc] = [dialog.board.form.name]
    while (following := order[-1].tk_focusNext()) is not None and following not in order:
        order.append(following)
    assert order == [
        dialog.board.form.name,
        dialog.board.form.choice,
        dialog.board.leave,
        dialog.board.main,
    ]
    dialog.board.form.name.event_generate("<Return>")
    scene.root.update()
    scene.show()
    assert dialog.stage is Stage.COUNTDOWN
    assert dialog.focus_get() is dialog.board.skip
    dialog.board.skip.event_generate("<Right>")
    scene.root.update()
    scene.show()
    assert dialog.board.title.cget("text") == "Happy"
    dialog.board.skip.event_generate("<Left>")
    scene.root.update()
    scene.show()
    assert dialog.board.title.cget("text") == "Neutral"
    dialog.board.skip.event_generate("<Escape>")
    scene.root.update()
    assert not dialog.winfo_exists()


def test_arrows_in_the_name_move_the_cursor_only(scene: Scene) -> None:
    dialog = scene.open()
    dialog.board.form.name.focus_force()
    dialog.board.form.name.insert(0, "Ada")
    dialog.board.form.name.event_generate("<Left>")
    scene.root.update()
    assert dialog.board.form.name.index("insert") == 2
    assert dialog.stage is Stage.INTRO


def test_a_name_that_is_none_is_complained_about(scene: Scene) -> None:
    dialog = scene.open()
    scene.begin("none")
    scene.show()
    assert dialog.stage is Stage.INTRO
    assert "choose another name" in dialog.board.form.complaint
    dialog.board.form.name.insert("end", "x")
    dialog.board.form.name.event_generate("<Key-x>")
    scene.root.update()
    assert dialog.board.form.complaint == ""


def test_the_enter_that_brings_a_complaint_does_not_take_it_away(scene: Scene) -> None:
    dialog = scene.open()
    name = dialog.board.form.name
    name.insert(0, "none")
    name.focus_force()
    scene.root.update()
    for event in ("<KeyPress-Return>", "<KeyRelease-Return>"):
        name.event_generate(event)
        scene.root.update()
    assert "choose another name" in dialog.board.form.complaint


def test_a_name_that_is_taken_is_said_to_be(scene: Scene) -> None:
    scene.personal.store.save(profile("Ada"))
    dialog = scene.open()
    dialog.board.form.name.insert(0, "ada")
    scene.show()
    assert 'There is a profile "Ada"' in dialog.board.remark.cget("text")
    assert dialog.board.main.cget("text") == "Replace and start"


def test_a_lost_face_is_said_in_words(scene: Scene) -> None:
    dialog = scene.open()
    scene.begin()
    scene.stroll.until(Stage.COUNTDOWN)
    scene.stroll.step(())
    scene.show()
    assert "not in the picture" in dialog.board.text.cget("text")
    assert str(dialog.board.text.cget("foreground")) == scene.theme.palette.warn
    scene.stroll.step((1, 2))
    scene.show()
    assert "Make this face in" in dialog.board.text.cget("text")
    assert "largest face" in dialog.board.remark.cget("text")


def test_closing_gives_the_mirror_its_profile_back(scene: Scene) -> None:
    personal = scene.personal
    dialog = scene.open()
    personal.store.save(replace(profile("Bob"), network=personal.fingerprint))
    personal.use("Bob")
    scene.begin()
    assert personal.network is not None
    assert personal.network.head is None
    scene.stroll.until(Stage.HOLD)
    dialog.close()
    assert personal.network.head is not None
    assert personal.name == "Bob"
    assert personal.store.listing().names == ("Bob",)
    assert scene.walk.samples() == ([], [])


def test_leaving_while_it_learns_keeps_nothing(scene: Scene, wait_until: Until) -> None:
    class Slow(LevelReader):
        def predict(self, faces: Image) -> Batch:
            asked.set()
            assert go.wait(10)
            return super().predict(faces)

    asked, go = threading.Event(), threading.Event()
    dialog = scene.open(Slow())
    scene.begin()
    scene.stroll.until(Stage.FITTING)
    scene.show()
    wait_until(asked.is_set, scene.root)
    dialog.close()
    go.set()
    threads = [thread for thread in threading.enumerate() if thread.name == "background"]
    wait_until(lambda: not any(thread.is_alive() for thread in threads), scene.root)
    scene.root.update()
    assert scene.personal.store.listing().names == ()
    assert scene.learned == []


@pytest.mark.logs_errors
def test_what_goes_wrong_is_a_sentence_and_can_be_tried_again(
    scene: Scene, wait_until: Until
) -> None:
    scene.personal.store.folder.write_text("a file where the folder should be")
    dialog = scene.open()
    scene.begin()
    scene.stroll.until(Stage.FITTING)
    scene.show()
    wait_until(lambda: dialog.stage is Stage.FAILED, scene.root)
    assert dialog.board.title.cget("text") == "Nothing was learned"
    assert "cannot be written" in dialog.board.text.cget("text")
    scene.personal.store.folder.unlink()
    dialog.board.main.invoke()
    scene.stroll.now = scene.clock.now
    scene.stroll.until(Stage.FITTING)
    scene.show()
    wait_until(lambda: dialog.stage is Stage.DONE, scene.root)
    assert scene.personal.store.listing().names == ("Ada",)


@pytest.mark.logs_errors
def test_a_network_that_breaks_is_a_sentence(scene: Scene, wait_until: Until) -> None:
    class Broken(LevelReader):
        def predict(self, faces: Image) -> Batch:
            raise RuntimeError("no memory")

    dialog = scene.open(Broken())
    scene.begin()
    scene.stroll.until(Stage.FITTING)
    scene.show()
    wait_until(lambda: dialog.stage is Stage.FAILED, scene.root)
    assert "RuntimeError" in dialog.board.text.cget("text")


def test_it_waits_for_the_network(scene: Scene, wait_until: Until) -> None:
    company = Company(scene.personal, EmojiPictures(FakePack()), scene.icons, clock=scene.clock)
    scene.dialog = dialog = CalibrateDialog(scene.root, scene.theme, company)
    scene.root.update()
    assert "loading" in dialog.board.remark.cget("text")
    assert dialog.board.main.instate(["disabled"])
    scene.personal.attach(LevelReader())
    wait_until(lambda: dialog.board.main.instate(["!disabled"]), scene.root)
    assert dialog.walk is not None


def test_the_dialog_keeps_its_size_from_the_form_to_the_end(
    scene: Scene, wait_until: Until
) -> None:
    dialog = scene.open()
    sizes = {(dialog.winfo_reqwidth(), dialog.winfo_reqheight())}
    scene.begin()
    for stage in (Stage.COUNTDOWN, Stage.HOLD, Stage.FITTING):
        scene.stroll.until(stage)
        scene.show()
        sizes.add((dialog.winfo_reqwidth(), dialog.winfo_reqheight()))
    wait_until(lambda: dialog.stage is Stage.DONE, scene.root)
    scene.root.update()
    sizes.add((dialog.winfo_reqwidth(), dialog.winfo_reqheight()))
    assert len(sizes) == 1
    assert max(size[1] for size in sizes) < 620
