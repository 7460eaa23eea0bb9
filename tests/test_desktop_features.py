from __future__ import annotations

import io
import subprocess
import threading
import tkinter
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import which
from tkinter import filedialog
from types import SimpleNamespace
from typing import Any

import PIL.Image
import pytest

from emoji_gui.desktop import app
from emoji_gui.desktop.calibrate import CalibrateDialog
from emoji_gui.desktop.language_dialog import LanguageDialog
from emoji_gui.desktop.packs import PackDialog
from emoji_gui.desktop.people_dialog import PeopleDialog
from emoji_gui.desktop.steadiness_dialog import SteadinessDialog
from emoji_gui.desktop.theme import rgb
from emoji_gui.pipeline import packs
from emoji_gui.pipeline.errors import PipelineError
from emoji_gui.pipeline.personal import Personal
from emoji_gui.pipeline.profile_store import ProfileStore
from emoji_gui.settings import Settings
from tests.desktop_fakes import STARTING, Desk, Until, face, live, press, shows


def opened(desk: Desk, kind: type[Any]) -> Any:
    (found,) = [child for child in desk.root.winfo_children() if isinstance(child, kind)]
    return found


@pytest.fixture
def seen(desk: Desk, wait_until: Until) -> Desk:
    """A window that shows a happy face, and saves into the test's own home."""
    controller = desk.open()
    for number in range(3):
        shows(desk, live(face(3), number=number), wait_until)
    wait_until(lambda: controller.features.sending.mapper is not None, desk.root)
    return desk


@pytest.mark.parametrize(
    ("key", "ending"), [("<Control-s>", " card.png"), ("<Control-e>", " emoji.png")]
)
def test_a_picture_is_saved_and_said_where(
    seen: Desk, wait_until: Until, home: Path, key: str, ending: str
) -> None:
    press(seen, key)
    status = seen.controller.window.status
    wait_until(lambda: status.text.startswith("Saved "), seen.root)
    (file,) = [path for path in home.rglob(f"*{ending}")]
    assert file.name in status.text
    with PIL.Image.open(file) as picture:
        picture.load()
        assert picture.width >= 512


@pytest.mark.parametrize(("key", "kind"), [("<Control-g>", "gif"), ("<Control-w>", "webp")])
def test_the_last_seconds_are_saved_as_a_moving_picture(
    seen: Desk, wait_until: Until, home: Path, key: str, kind: str
) -> None:
    press(seen, key)
    wait_until(lambda: seen.controller.window.status.text.startswith("Saved "), seen.root)
    (file,) = home.rglob(f"*.{kind}")
    with PIL.Image.open(file) as picture:
        assert getattr(picture, "n_frames", 1) >= 2


def test_files_go_where_the_person_says_and_that_is_remembered(
    seen: Desk, wait_until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "für später"
    folder.mkdir()
    monkeypatch.setattr(filedialog, "askdirectory", lambda **_: str(folder))
    press(seen, "<Control-d>")
    assert seen.saved[-1].save_folder == str(folder)
    press(seen, "<Control-e>")
    wait_until(lambda: any(folder.iterdir()), seen.root)
    wait_until(lambda: seen.controller.window.status.text.startswith("Saved "), seen.root)


def test_a_folder_that_cannot_be_used_is_said_and_nothing_is_left(
    seen: Desk, wait_until: Until, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    seen.controller.features.sending.sender.folder = tmp_path / "file"
    press(seen, "<Control-e>")
    status = seen.controller.window.status
    wait_until(lambda: str(tmp_path / "file") in status.text, seen.root)
    assert [path.name for path in tmp_path.iterdir() if path.name == "file"] == ["file"]


def test_nothing_is_saved_before_there_is_something(desk: Desk, wait_until: Until) -> None:
    controller = desk.open()
    shows(desk, STARTING, wait_until)
    for key in ("<Control-s>", "<Control-g>", "<Control-Shift-C>"):
        press(desk, key)
        wait_until(
            lambda: "wait until an emoji is shown" in controller.window.status.text, desk.root
        )


@pytest.mark.skipif(which("xclip") is None, reason="reads the clipboard with xclip")
def test_another_program_finds_the_picture_on_the_clipboard(seen: Desk, wait_until: Until) -> None:
    press(seen, "<Control-Shift-C>")
    wait_until(lambda: "as a picture" in seen.controller.window.status.text, seen.root)
    said: list[bytes] = []

    def ask() -> None:
        command = ["xclip", "-selection", "clipboard", "-o", "-t", "image/png"]
        said.append(subprocess.run(command, capture_output=True, timeout=10, check=True).stdout)

    asking = threading.Thread(target=ask)
    asking.start()
    wait_until(lambda: not asking.is_alive(), seen.root)
    with PIL.Image.open(io.BytesIO(said[0])) as picture:
        assert picture.mode == "RGBA" and picture.width == 512


def test_the_emoji_covers_the_face_in_place_of_the_box(seen: Desk, wait_until: Until) -> None:
    picture = seen.controller.window.picture
    press(seen, "<Key-e>")
    assert seen.saved[-1].over
    wait_until(lambda: picture.over, seen.root)
    assert picture._photo is not None
    wait_until(lambda: (255, 200, 0) in _colours(picture._photo), seen.root)
    press(seen, "<Key-e>")
    wait_until(lambda: not picture.over, seen.root)
    wait_until(lambda: (255, 200, 0) not in _colours(picture._photo), seen.root)


def _colours(photo: Any) -> set[tuple[int, ...]]:
    width, height = photo.width(), photo.height()
    return {tuple(photo.get(x, y)) for x in range(0, width, 9) for y in range(0, height, 9)}


def test_the_living_emoji_moves_and_stands_still_again(seen: Desk, wait_until: Until) -> None:
    panel = seen.controller.window.panel
    press(seen, "<Key-l>")
    wait_until(lambda: panel.living is not None, seen.root)
    living = panel.living
    assert living is not None
    before = living.expression
    seen.worker.now = live(face(5), number=9)
    wait_until(lambda: living.expression != before, seen.root)
    assert panel._photo is not None and panel._photo.width() == living.size
    press(seen, "<Key-l>")
    wait_until(lambda: panel.living is None, seen.root)
    assert not seen.saved[-1].living


def test_no_still_emoji_flashes_when_the_living_one_goes(seen: Desk, wait_until: Until) -> None:
    panel = seen.controller.window.panel
    press(seen, "<Key-l>")
    wait_until(lambda: panel.living is not None, seen.root)
    shows(seen, live(face(5), number=9), wait_until)
    assert panel._photo is not None
    # Another source begins, and there is nothing to show yet: blank from the first picture on.
    panel.show(STARTING, 0.0)
    assert _colours(panel._photo) == {rgb(seen.controller.window.theme.palette.card)}


def a_pack(path: Path) -> Path:
    picture = io.BytesIO()
    PIL.Image.new("RGBA", (64, 64), (0, 128, 255, 255)).save(picture, "PNG")
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("happy.png", picture.getvalue())
    return path


def test_a_pack_is_installed_worn_and_removed(
    seen: Desk, wait_until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        filedialog, "askopenfilename", lambda **_: str(a_pack(tmp_path / "mine.zip"))
    )
    press(seen, "<Key-p>")
    dialog = opened(seen, PackDialog)
    assert list(dialog.choices)[:1] == ["default"] and "mine" not in dialog.choices
    dialog.buttons["Install a zip…"].invoke()
    wait_until(lambda: "mine" in dialog.choices, seen.root)
    dialog.choices["mine"].invoke()
    panel: Any = seen.controller.window.panel
    wait_until(lambda: panel.pictures.pack.picture("happy").getpixel((9, 9))[2] == 255, seen.root)
    assert seen.saved[-1].pack == "mine"
    icon = str(seen.controller.window._icon)
    wait_until(lambda: seen.root.tk.call(icon, "get", 64, 64) == (0, 128, 255), seen.root)
    press(seen, "<Key-p>")
    (remove,) = [
        b for b in opened(seen, PackDialog).rows.winfo_children() if b.cget("text") == "Remove"
    ]
    remove.invoke()
    assert seen.saved[-1].pack == "default"


def test_a_pack_of_the_command_line_is_taken_off_when_it_is_removed(
    desk: Desk, tmp_path: Path
) -> None:
    packs.install(a_pack(tmp_path / "mine.zip"))
    desk.remembered = Settings()
    desk.settings = app.chosen(desk.remembered, SimpleNamespace(emojis="mine", language="en"))
    desk.open()
    press(desk, "<Key-g>")
    languages = opened(desk, LanguageDialog)
    assert languages.choices["en"].cget("text").endswith("(in use)")
    languages.close()
    press(desk, "<Key-p>")
    dialog = opened(desk, PackDialog)
    assert "(in use)" in dialog.choices["mine"].cget("text")
    assert desk.saved == []
    press(desk, "<Key-p>")
    assert opened(desk, PackDialog) is dialog
    _pressed(dialog, "Remove")
    assert (desk.saved[-1].pack, desk.saved[-1].language) == ("default", None)


def test_what_is_no_pack_is_refused_in_words(
    seen: Desk, wait_until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK but no zip")
    monkeypatch.setattr(filedialog, "askopenfilename", lambda **_: str(tmp_path / "broken.zip"))
    press(seen, "<Key-p>")
    dialog = opened(seen, PackDialog)
    dialog.buttons["Install a zip…"].invoke()
    wait_until(lambda: "broken.zip" in dialog.note.cget("text"), seen.root)


class FakeStore:
    """Two people; deleting one is refused once."""

    def __init__(self) -> None:
        self.names, self.refuse = ["Ada", "Zoë"], True

    def listing(self) -> Any:
        return SimpleNamespace(names=tuple(self.names), remarks=())

    def delete(self, name: str) -> None:
        if self.refuse:
            raise PipelineError("The profile cannot be deleted: the disk is read-only.")
        self.names.remove(name)


@pytest.fixture
def crowd(root: tkinter.Tk) -> Iterator[Desk]:
    """A window with two profiles, the first one worn."""
    personal: Any = SimpleNamespace(store=FakeStore(), name="Ada", remark="")

    def use(name: str | None) -> str:
        personal.name = name
        return ""

    personal.use = use
    made = Desk(root, personal=personal)
    made.open()
    yield made
    made.controller.quit()


def _pressed(dialog: Any, text: str) -> None:
    first = next(b for b in dialog.rows.winfo_children() if text in b.cget("text"))
    first.invoke()


def test_a_profile_is_worn_by_name_and_remembered(crowd: Desk) -> None:
    press(crowd, "<Key-w>")
    dialog = opened(crowd, PeopleDialog)
    texts = [b.cget("text").strip() for b in dialog.rows.winfo_children()]
    assert "Ada  (in use)" in texts
    _pressed(dialog, "Zoë")
    assert crowd.saved[-1].profile == "Zoë"
    press(crowd, "<Key-w>")
    _pressed(opened(crowd, PeopleDialog), "Nobody")
    assert crowd.saved[-1].profile is None


def test_a_deleted_profile_is_worn_no_longer_and_a_refusal_is_told(crowd: Desk) -> None:
    press(crowd, "<Key-w>")
    dialog = opened(crowd, PeopleDialog)
    _pressed(dialog, "Delete")
    assert "read-only" in dialog.note.cget("text")
    assert crowd.personal is not None and crowd.personal.name == "Ada"
    store: Any = crowd.personal.store
    store.refuse = False
    _pressed(dialog, "Delete")
    assert store.names == ["Zoë"] and crowd.personal.name is None


def test_a_profile_is_known_by_its_name_in_other_letters(crowd: Desk) -> None:
    personal: Any = crowd.personal
    personal.name, personal.store.refuse = " ada", False
    press(crowd, "<Key-w>")
    dialog = opened(crowd, PeopleDialog)
    texts = [b.cget("text").strip() for b in dialog.rows.winfo_children()]
    assert [text for text in texts if "(in use)" in text] == ["Ada  (in use)"]
    _pressed(dialog, "Delete")
    assert personal.name is None


def test_a_running_walk_is_not_begun_anew(
    root: tkinter.Tk, wait_until: Until, tmp_path: Path
) -> None:
    desk = Desk(root, personal=Personal(ProfileStore(tmp_path / "profiles")))
    controller = desk.open()
    wait_until(lambda: controller.window.panel.pictures is not None, root)
    press(desk, "<Key-f>")
    dialog = opened(desk, CalibrateDialog)
    dialog.board.form.name.insert(0, "Ada")
    press(desk, "<Key-f>")
    assert opened(desk, CalibrateDialog) is dialog
    assert dialog.board.form.name.get() == "Ada"
    dialog.close()
    controller.quit()


def test_a_profile_that_is_not_used_is_said_once(crowd: Desk, wait_until: Until) -> None:
    personal: Any = crowd.personal
    personal.remark = "The profile was made for another network."
    status = crowd.controller.window.status
    wait_until(lambda: status.text == personal.remark, crowd.root)
    crowd.controller.say("something else")
    wait_until(lambda: status.text == "something else", crowd.root)


def slider(desk: Desk) -> Any:
    press(desk, "<Key-k>")
    return opened(desk, SteadinessDialog)


def test_the_slider_works_while_it_moves_and_is_remembered(desk: Desk) -> None:
    desk.settings = replace(desk.settings, calm=0.5)
    desk.open()
    shown = slider(desk)
    assert shown.scale.get() == 10
    press(desk, "<Key-Right>", on=shown.scale)
    assert desk.worker.calms == [pytest.approx(0.45)]
    shown.scale.event_generate("<KeyRelease-Right>")
    desk.root.update()
    assert desk.saved[-1].calm == pytest.approx(0.45)
    shown.scale.set(0)
    assert desk.worker.calms[-1] == 1
    press(desk, "<Escape>", on=shown.scale)
    assert desk.saved[-1].calm == 1
    assert not shown.winfo_exists()


def test_a_slider_that_nobody_moves_changes_nothing(desk: Desk) -> None:
    desk.settings = replace(desk.settings, calm=0.52)
    desk.open()
    shown = slider(desk)
    assert shown.scale.get() == pytest.approx(9.6)
    press(desk, "<Escape>", on=shown.scale)
    assert (desk.worker.calms, desk.saved) == ([], [])


def test_the_slider_goes_back_to_the_middle(desk: Desk) -> None:
    desk.settings = replace(desk.settings, calm=0.0)
    desk.open()
    slider(desk).middle.invoke()
    assert (desk.worker.calms[-1], desk.saved[-1].calm) == (0.5, 0.5)
