from __future__ import annotations

import signal
import sys
import threading
import tkinter
from collections.abc import Iterator
from dataclasses import replace
from tkinter import ttk
from types import SimpleNamespace
from typing import Any

import pytest

from emoji_gui.desktop import app
from emoji_gui.desktop.about import HelpDialog
from emoji_gui.desktop.commands import BY_NAME, COMMANDS, MENUS
from emoji_gui.desktop.dialogs import Dialog
from emoji_gui.desktop.source_dialog import SourceDialog, address
from emoji_gui.pipeline.records import Phase, Reading, Snapshot
from emoji_gui.pipeline.sources import CameraInfo
from emoji_gui.settings import Settings
from tests.desktop_fakes import (
    FAILED,
    NO_CAMERA,
    STARTING,
    Desk,
    FakeWorker,
    Until,
    face,
    in_phase,
    live,
    press,
    shows,
)


def descendants(widget: tkinter.Misc) -> Iterator[tkinter.Misc]:
    for child in widget.winfo_children():
        yield child
        yield from descendants(child)


def dialog(desk: Desk) -> Dialog | None:
    return next((child for child in desk.root.winfo_children() if isinstance(child, Dialog)), None)


@pytest.mark.parametrize(
    ("snapshot", "status", "title"),
    [
        (STARTING, "Starting…", "Starting"),
        (live(face(3)), "Live, 30 fps", "Happy"),
        (live(), "Live, 30 fps – no face in the picture", "No face"),
        (live(face(None)), "Live, 30 fps – not sure about this face", "Not sure"),
        (NO_CAMERA, "No camera found. Plug one in or open a file.", "No picture"),
        (in_phase(Phase.PAUSED), "Paused – press Space to go on", "Happy"),
        (in_phase(Phase.ENDED), "The video has ended – press Space to play it again", "Happy"),
        (FAILED, "There is no file clip.mp4", "No picture"),
    ],
    ids=["starting", "live", "no face", "not sure", "no camera", "paused", "ended", "failed"],
)
def test_every_state_is_shown(
    desk: Desk, wait_until: Until, snapshot: Snapshot, status: str, title: str
) -> None:
    window = desk.open().window
    shows(desk, snapshot, wait_until)
    assert window.status.text == status
    assert window.panel.title == title
    assert bool(window.picture.notice.winfo_ismapped()) is (snapshot.frame is None)


def test_the_window_is_there_before_anything_is_started(root: tkinter.Tk) -> None:
    worker = Desk(root).worker
    assert worker.started == 0
    desk = Desk(root)
    desk.open()
    assert desk.worker.started == 1
    assert root.winfo_viewable()
    desk.controller.quit()


def test_the_picture_is_mirrored_and_not_mirrored(desk: Desk, wait_until: Until) -> None:
    controller = desk.open()
    shows(desk, live(), wait_until)
    photo = controller.window.picture._photo
    assert photo is not None

    def left() -> tuple[int, ...]:
        return tuple(desk.root.tk.call(str(photo), "get", 2, photo.height() // 2))

    assert left() == (90, 90, 90)
    press(desk, "<Key-m>")
    wait_until(lambda: left() == (10, 30, 200), desk.root)
    assert desk.saved[-1].mirror is False
    press(desk, "<Key-M>")
    wait_until(lambda: left() == (90, 90, 90), desk.root)


def test_a_file_is_shown_as_it_is_until_asked_otherwise(desk: Desk, wait_until: Until) -> None:
    controller = desk.open()
    shows(desk, live(), wait_until)
    assert controller.mirrored
    controller.features.viewing.choose("film.mp4")
    assert not controller.mirrored
    press(desk, "<Key-m>")
    wait_until(lambda: controller.mirrored, desk.root)
    controller.features.viewing.choose("0")
    assert controller.mirrored
    assert all(saved.mirror for saved in desk.saved)


def test_one_photo_is_kept_while_frames_come(desk: Desk, wait_until: Until) -> None:
    controller = desk.open()
    shows(desk, live(face(3), number=0), wait_until)
    kept = controller.window.picture._photo
    for number in range(1, 5):
        shows(desk, live(face(3), number=number), wait_until)
    assert controller.window.picture._photo is kept


def test_new_boxes_wait_for_a_moving_picture_but_not_for_long(
    desk: Desk, wait_until: Until
) -> None:
    controller = desk.open()
    shows(desk, live(face(3)), wait_until)
    picture = controller.window.picture
    before = live(face(3), number=1)
    after = replace(before, reading=Reading(1, 0.0, ()))
    assert picture.show(before, 0.0, mirror=True)
    assert not picture.show(after, 0.02, mirror=True)
    assert not picture.show(after, 0.02, mirror=True)
    assert picture.show(after, 0.02, mirror=True)
    assert not picture.show(after, 1.0, mirror=True)
    # What else changes is shown at once.
    assert picture.show(after, 0.0, mirror=False)
    assert picture.show(live(number=2), 0.0, mirror=False)


def test_a_bar_that_looks_the_same_is_not_drawn_again(desk: Desk, wait_until: Until) -> None:
    controller = desk.open()
    shows(desk, live(face(3, 0.9)), wait_until)
    bars = controller.window.panel.bars
    wait_until(lambda: all(row.value == row.target for row in bars._rows), desk.root)
    told: list[object] = []
    bars.itemconfigure = lambda *words, **named: told.append(named)  # type: ignore[method-assign]
    for row in bars._rows:
        row.target += 0.0001
    bars.move(10.0)
    assert not told
    bars._rows[3].target = 0.5
    bars.move(10.0)
    assert told == [{"text": "50 %"}]


def test_space_pauses_and_goes_on(desk: Desk, wait_until: Until) -> None:
    desk.open()
    shows(desk, live(face(3)), wait_until)
    press(desk, "<Key-space>")
    assert desk.worker.paused
    press(desk, "<Key-space>")
    assert not desk.worker.paused


def test_a_letter_with_alt_is_the_desktop_s_and_number_lock_changes_nothing(desk: Desk) -> None:
    windows = sys.platform == "win32"
    desk.open()
    desk.root.event_generate("<Key-m>", state=0x20000 if windows else 0x8)
    desk.root.update()
    assert desk.saved == []
    desk.root.event_generate("<Key-m>", state=0x8 if windows else 0x10)
    desk.root.update()
    assert len(desk.saved) == 1


def test_space_on_a_button_is_the_button_s(desk: Desk, wait_until: Until) -> None:
    controller = desk.open()
    shows(desk, live(face(3)), wait_until)
    press(desk, "<Key-space>", on=controller.window.toolbar.buttons["mirror"])
    assert not desk.worker.paused


def test_enter_presses_the_button_with_the_focus(desk: Desk, wait_until: Until) -> None:
    controller = desk.open()
    shows(desk, live(face(3)), wait_until)
    press(desk, "<Key-Return>", on=controller.window.toolbar.buttons["pause"])
    assert desk.worker.paused


def test_there_is_nothing_to_pause_without_a_camera(desk: Desk, wait_until: Until) -> None:
    controller = desk.open()
    shows(desk, NO_CAMERA, wait_until)
    press(desk, "<Key-space>")
    assert not desk.worker.paused
    assert controller.window.toolbar.buttons["pause"].instate(["disabled"])


def test_space_plays_an_ended_video_again(desk: Desk, wait_until: Until) -> None:
    controller = desk.open()
    controller.features.viewing.choose("clip.mp4")
    shows(desk, in_phase(Phase.ENDED), wait_until)
    press(desk, "<Key-space>")
    assert desk.worker.specs == ["clip.mp4", "clip.mp4"]


def test_the_theme_goes_round_and_is_remembered(desk: Desk, wait_until: Until) -> None:
    controller = desk.open()
    shows(desk, live(face(3)), wait_until)
    before = desk.root.cget("background")
    press(desk, "<Key-t>")
    assert desk.saved[-1].theme == "dark"
    assert desk.root.cget("background") != before
    wait_until(lambda: controller.window.status.text == "Colours: dark", desk.root)
    press(desk, "<Key-t>")
    press(desk, "<Key-t>")
    assert [settings.theme for settings in desk.saved] == ["dark", "auto", "light"]
    assert desk.root.cget("background") == before


def test_the_emoji_is_copied_as_a_character(desk: Desk, wait_until: Until) -> None:
    controller = desk.open()
    shows(desk, live(face(3)), wait_until)
    press(desk, "<Control-c>")
    assert desk.root.clipboard_get() == "😀"
    wait_until(lambda: controller.window.status.text == "Copied 😀", desk.root)


def test_nothing_is_copied_before_there_is_an_emoji(desk: Desk, wait_until: Until) -> None:
    controller = desk.open()
    shows(desk, STARTING, wait_until)
    press(desk, "<Control-c>")
    wait_until(lambda: "no emoji to copy" in controller.window.status.text, desk.root)


def test_help_opens_and_escape_closes_it(desk: Desk, wait_until: Until) -> None:
    desk.open()
    press(desk, "<Key-F1>")
    opened = dialog(desk)
    assert isinstance(opened, HelpDialog)
    texts = [str(w.cget("text")) for w in descendants(opened) if isinstance(w, ttk.Label)]
    for wanted in (
        "stays on this computer",
        "licence",
        "mirror.log in /var/log",
        "Version 1",
        "Space",
    ):
        assert any(wanted in text for text in texts), wanted
    press(desk, "<Escape>", on=opened)
    assert dialog(desk) is None


def test_help_takes_the_place_of_help_and_has_the_colours_of_the_moment(desk: Desk) -> None:
    desk.open()
    press(desk, "<Key-F1>")
    before = dialog(desk)
    assert before is not None
    press(desk, "<Key-t>")
    press(desk, "<Key-F1>")
    (after,) = [child for child in desk.root.winfo_children() if isinstance(child, Dialog)]
    assert after is not before and not before.winfo_exists()
    assert after.cget("background") == desk.controller.window.theme.palette.window


def test_a_half_typed_address_is_found_again(desk: Desk) -> None:
    desk.open()
    press(desk, "<Key-c>")
    opened = dialog(desk)
    assert isinstance(opened, SourceDialog)
    opened.address.insert(0, "rtsp://192.")
    press(desk, "<Key-c>")
    found = [child for child in desk.root.winfo_children() if isinstance(child, Dialog)]
    assert found == [opened] and opened.address.get() == "rtsp://192."
    assert desk.root.focus_get() is opened.address


def test_a_camera_is_chosen_from_the_list_and_remembered(desk: Desk, wait_until: Until) -> None:
    desk.cameras = [CameraInfo("0", "Integrated"), CameraInfo("2", "Other")]
    desk.open()
    press(desk, "<Key-c>")
    opened = dialog(desk)
    assert isinstance(opened, SourceDialog)
    wait_until(lambda: len(opened.cameras.winfo_children()) == 2, desk.root)
    row = opened.cameras.winfo_children()[1]
    assert isinstance(row, ttk.Button) and "Other" in str(row.cget("text"))
    row.invoke()
    assert desk.worker.specs == ["2"]
    assert desk.saved[-1].source == "2"
    assert dialog(desk) is None


def test_a_dialog_closed_while_cameras_are_looked_for_hears_no_more(
    desk: Desk, wait_until: Until
) -> None:
    found, asked = threading.Event(), threading.Event()

    def slow() -> list[CameraInfo]:
        asked.set()
        found.wait(5)
        return []

    controller = desk.open()
    controller.parts = replace(controller.parts, list_cameras=slow)
    press(desk, "<Key-c>")
    opened = dialog(desk)
    assert opened is not None
    wait_until(asked.is_set, desk.root)
    opened.close()
    found.set()
    shows(desk, live(face(3)), wait_until)
    assert controller.window.panel.title == "Happy"


def test_without_cameras_the_dialog_says_so(desk: Desk, wait_until: Until) -> None:
    desk.open()
    press(desk, "<Key-c>")
    opened = dialog(desk)
    assert isinstance(opened, SourceDialog)

    def text() -> str:
        return " ".join(
            str(w.cget("text")) for w in descendants(opened.cameras) if isinstance(w, ttk.Label)
        )

    wait_until(lambda: "No camera found" in text(), desk.root)


def test_an_address_is_typed(desk: Desk, wait_until: Until) -> None:
    desk.open()
    press(desk, "<Key-c>")
    opened = dialog(desk)
    assert isinstance(opened, SourceDialog)
    press(desk, "<Return>", on=opened.address)
    assert dialog(desk) is opened
    opened.address.insert(0, " cam.local/feed.mjpg ")
    press(desk, "<Return>", on=opened.address)
    assert desk.worker.specs == ["http://cam.local/feed.mjpg"]
    wait_until(lambda: threading.active_count() >= 1, desk.root)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (" ", "Type an address first"),
        ("two words", "An http, https or rtsp address"),
        ("rtsp://", "An http, https or rtsp address"),
    ],
)
def test_what_is_no_address_is_complained_about(desk: Desk, typed: str, said: str) -> None:
    controller = desk.open()
    press(desk, "<Key-c>")
    opened = dialog(desk)
    assert isinstance(opened, SourceDialog)
    opened.address.insert(0, typed)
    press(desk, "<Return>", on=opened.address)
    assert str(opened._remark.cget("text")).startswith(said)
    assert str(opened._remark.cget("foreground")) == controller.window.theme.palette.bad
    assert desk.worker.specs == []


@pytest.mark.parametrize(
    ("typed", "spec"),
    [
        ("rtsp://a/b", "rtsp://a/b"),
        ("a.local:80/x", "http://a.local:80/x"),
        ("  ", None),
        ("http://", None),
        ("two words", None),
    ],
)
def test_addresses_get_their_scheme(typed: str, spec: str | None) -> None:
    assert address(typed) == spec


def test_a_chosen_file_is_opened_and_only_its_folder_remembered(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}

    def choose(**options: Any) -> str:
        asked.update(options)
        return "/films/clip.mp4"

    monkeypatch.setattr("tkinter.filedialog.askopenfilename", choose)
    desk.open()
    press(desk, "<Key-o>")
    assert desk.worker.specs == ["/films/clip.mp4"]
    assert desk.saved[-1].folder == "/films"
    assert desk.saved[-1].source is None
    assert asked["parent"] is desk.root


def test_no_chosen_file_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tkinter.filedialog.askopenfilename", lambda **options: ())
    desk.open()
    press(desk, "<Key-o>")
    assert (desk.worker.specs, desk.saved) == ([], [])


@pytest.mark.parametrize("size", [(640, 400), (1000, 640), (1240, 780)])
@pytest.mark.parametrize("snapshot", [live(face(3)), NO_CAMERA], ids=["live", "no camera"])
def test_nothing_is_cut_at_any_size(
    desk: Desk, wait_until: Until, size: tuple[int, int], snapshot: Snapshot
) -> None:
    controller = desk.open(size)
    shows(desk, snapshot, wait_until)
    window = controller.window
    wait_until(lambda: desk.root.winfo_width() == size[0], desk.root)
    wait_until(lambda: window.panel.winfo_width() > 200, desk.root)
    desk.root.update()
    right = desk.root.winfo_rootx() + size[0]
    bottom = desk.root.winfo_rooty() + size[1]
    for widget in descendants(window.frame):
        if widget.winfo_viewable():
            assert widget.winfo_rootx() + widget.winfo_width() <= right, widget
            assert widget.winfo_rooty() + widget.winfo_height() <= bottom, widget
            if isinstance(widget, (ttk.Label, ttk.Button)):
                assert widget.winfo_height() >= widget.winfo_reqheight() - 1, widget
    for button in window.toolbar.buttons.values():
        assert button.winfo_width() >= button.winfo_reqwidth(), button


def test_tab_reaches_every_control(desk: Desk, wait_until: Until) -> None:
    controller = desk.open()
    shows(desk, NO_CAMERA, wait_until)
    window = controller.window
    wanted = {
        str(button)
        for button in (*window.toolbar.buttons.values(), window.panel.copy)
        if not button.instate(["disabled"])
    } | {str(window.picture.notice.open), str(window.picture.notice.camera)}
    desk.root.focus_force()
    desk.root.update()
    reached = set()
    widget: tkinter.Misc | None = desk.root
    for _ in range(20):
        widget = widget.tk_focusNext() if widget is not None else None
        reached.add(str(widget))
    assert wanted <= reached


def test_the_remembered_place_is_saved_at_the_end(desk: Desk) -> None:
    controller = desk.open((700, 500))
    controller.quit()
    geometry = desk.saved[-1].geometry
    assert geometry is not None and geometry.startswith("700x500+")


def test_what_was_said_for_this_time_only_is_not_remembered(desk: Desk) -> None:
    desk.remembered = Settings(theme="dark", mirror=True)
    desk.settings = Settings(theme="light", mirror=False)
    desk.open().features.viewing.choose("2")
    assert desk.saved[-1] == Settings(theme="dark", mirror=True, source="2")


@pytest.mark.parametrize("command", ["mirror", "theme", "living"])
def test_choices_that_cannot_be_saved_are_mentioned(
    desk: Desk, wait_until: Until, command: str
) -> None:
    desk.trouble = "Your choices cannot be remembered: no room."
    controller = desk.open()
    controller._actions[command]()
    wait_until(lambda: controller.window.status.text == desk.trouble, desk.root)


def test_closing_stops_the_worker_once_and_leaves_nothing_due(
    desk: Desk, wait_until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    controller = desk.open()
    shows(desk, live(face(3)), wait_until)
    left: list[str] = []
    destroy = desk.root.destroy

    def look_and_destroy() -> None:
        left.extend(desk.root.tk.splitlist(desk.root.tk.call("after", "info")))
        destroy()

    monkeypatch.setattr(desk.root, "destroy", look_and_destroy)
    controller.quit()
    controller.quit()
    assert desk.worker.stopped == 1
    assert left == []
    with pytest.raises(tkinter.TclError):
        desk.root.winfo_exists()


def test_control_q_closes(desk: Desk) -> None:
    controller = desk.open()
    press(desk, "<Control-q>")
    assert controller.closed
    assert desk.worker.stopped == 1


def test_a_signal_closes_the_window(desk: Desk, wait_until: Until) -> None:
    controller = desk.open()
    before = signal.getsignal(signal.SIGTERM)
    with app.signals(controller):
        signal.raise_signal(signal.SIGTERM)
        assert not controller.closed
        wait_until(lambda: controller.closed, desk.root)
    assert desk.worker.stopped == 1
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.logs_errors
def test_what_a_callback_raises_is_logged_and_said(
    desk: Desk, wait_until: Until, caplog: pytest.LogCaptureFixture
) -> None:
    controller = desk.open()
    desk.root.report_callback_exception = app.Reporter(controller)
    desk.root.after(1, lambda: int("no number"))
    wait_until(lambda: "Something went wrong" in controller.window.status.text, desk.root)
    assert "ValueError" in caplog.text and "Traceback" in caplog.text


@pytest.mark.logs_errors
def test_a_fault_in_one_look_does_not_end_the_looking(desk: Desk, wait_until: Until) -> None:
    controller = desk.open()
    desk.root.report_callback_exception = app.Reporter(controller)
    broken = SimpleNamespace()
    desk.worker.now = broken  # type: ignore[assignment]
    wait_until(lambda: controller._notice[0], desk.root)
    shows(desk, live(face(3)), wait_until)
    assert controller.window.panel.title == "Happy"


@pytest.mark.logs_errors
def test_without_emoji_the_picture_is_shown_all_the_same(
    desk: Desk, wait_until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Any:
        raise OSError("no emoji here")

    monkeypatch.setattr(desk, "_load_pack", broken)
    controller = desk.open()
    shows(desk, live(face(3)), wait_until)
    assert "no emoji here" in controller.window.status.text
    assert controller.window.picture._photo is not None


def test_the_system_s_theme_is_followed(desk: Desk, wait_until: Until) -> None:
    desk.dark = True
    desk.settings = Settings(theme="auto")
    controller = desk.open()
    wait_until(lambda: controller.window.theme.palette.name == "dark", desk.root)
    controller.quit()
    assert desk.saved[-1].dark


def test_bars_move_smoothly_to_their_values(desk: Desk, wait_until: Until) -> None:
    controller = desk.open()
    shows(desk, live(face(3, 0.9)), wait_until)
    bars = controller.window.panel.bars
    desk.root.update()
    seen: list[float] = []

    def arrived() -> bool:
        seen.append(bars._rows[3].value)
        return seen[-1] == 0.9

    wait_until(arrived, desk.root)
    assert seen == sorted(seen)

    def text(item: int) -> str:
        return str(desk.root.tk.call(str(bars), "itemcget", item, "-text"))

    assert text(bars._rows[3].percent) == "90 %"
    assert text(bars._rows[3].label) == "Happy"


@pytest.mark.parametrize("count", [1, 3, 20])
def test_a_network_has_a_bar_a_label(desk: Desk, wait_until: Until, count: int) -> None:
    controller = desk.open()
    shows(desk, live(face(3)), wait_until)
    labels = ("happy", "sad", "neutral", *(f"very long label {n}" for n in range(17)))[:count]
    read = replace(face(0), probabilities=tuple(0.05 for _ in labels), label=0)
    shows(desk, replace(live(read), labels=labels), wait_until)
    bars, panel = controller.window.panel.bars, controller.window.panel
    desk.root.update()
    words = [str(desk.root.tk.call(str(bars), "itemcget", r.label, "-text")) for r in bars._rows]
    assert len(words) == count
    assert words[0] == "Happy"
    assert len(bars.find_all()) == 8 * count
    assert all(bars.bbox(row.label)[2] <= bars.bbox(row.track[0])[0] for row in bars._rows)
    assert bars.bbox(bars._rows[-1].label)[3] <= bars.winfo_height() + 2
    assert panel._emoji.winfo_height() >= 60


def test_a_tooltip_says_what_a_control_does_and_its_key(desk: Desk, wait_until: Until) -> None:
    controller = desk.open()
    tips = controller.window.tips
    controller.window.toolbar.buttons["mirror"].event_generate("<<TraverseIn>>")
    wait_until(lambda: tips._tip is not None, desk.root)
    assert tips._tip is not None
    label = tips._tip.winfo_children()[0]
    assert "(M)" in str(label.cget("text"))
    tips.hide()
    assert tips._tip is None


def test_no_screen_is_one_sentence_and_a_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if sys.platform != "linux":
        pytest.skip("a missing screen is known on X11 only")
    monkeypatch.setenv("DISPLAY", ":987")
    assert app.run(SimpleNamespace()) == 1
    said = capsys.readouterr().err.strip()
    assert said.startswith("There is no screen") and "\n" not in said


def test_the_command_line_comes_before_what_is_remembered() -> None:
    options = SimpleNamespace(source="clip.mp4", mirror=False, theme=None)
    remembered = Settings(source="2", theme="dark")
    assert app.chosen(remembered, options) == replace(remembered, mirror=False)
    parts = app.make_parts(remembered, options)
    assert parts.spec == "clip.mp4"
    assert app.make_parts(remembered, SimpleNamespace()).spec == "2"
    assert app.make_parts(Settings(), SimpleNamespace()).spec == "0"


def test_what_the_command_line_wears_and_speaks_is_known_to_the_dialogs() -> None:
    options = SimpleNamespace(language="de", emojis="openmoji")
    known = app.chosen(Settings(language="fr", pack="mine"), options)
    assert (known.language, known.pack) == ("de", "openmoji")
    known = app.chosen(Settings(language="fr", pack="mine"), SimpleNamespace(emojis=""))
    assert (known.language, known.pack) == ("fr", "mine")


def test_run_opens_a_window_and_ends_with_it(display: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(FakeWorker):
        def start(self) -> None:
            super().start()
            signal.raise_signal(signal.SIGINT)

    worker = Interrupted()
    made = app.make_parts

    def parts(settings: Settings, options: Any, **more: Any) -> Any:
        return replace(made(settings, options, **more), worker=worker)

    monkeypatch.setattr(app, "make_parts", parts)
    assert app.run(SimpleNamespace(theme="light")) == 0
    assert (worker.started, worker.stopped) == (1, 1)


def test_a_menu_opens_with_every_entry_and_does_what_it_says(desk: Desk, wait_until: Until) -> None:
    controller = desk.open()
    shows(desk, live(face(3)), wait_until)
    menu = controller.window.open_menu("more")
    last = menu.index("end")
    assert last is not None
    entries = [index for index in range(last + 1) if menu.type(index) != "separator"]
    said = [
        tuple(str(menu.entrycget(i, part)).strip() for part in ("label", "accelerator"))
        for i in entries
    ]
    assert said == [(BY_NAME[n].entry, BY_NAME[n].keys) for n in MENUS["more"] if n is not None]
    menu.invoke(entries[said.index(("Colours", "T"))])
    assert desk.saved[-1].theme == "dark"
    # In the colours of the moment, and only one at a time.
    again = controller.window.open_menu("more")
    assert str(again.cget("background")) == controller.window.theme.palette.card
    assert not menu.winfo_exists()


def test_every_command_has_a_place(desk: Desk) -> None:
    controller = desk.open()
    reachable = {
        *controller.window.toolbar.buttons,
        *(n for menu in MENUS.values() for n in menu if n),
    }
    assert reachable == {command.name for command in COMMANDS}


@pytest.mark.parametrize(("key", "name"), [("<Key-s>", "send"), ("<Key-F10>", "more")])
def test_a_menu_opens_by_its_key(
    desk: Desk, wait_until: Until, key: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    controller = desk.open()
    shows(desk, live(face(3)), wait_until)
    opened: list[str] = []
    monkeypatch.setattr(controller.window, "open_menu", opened.append)
    press(desk, key)
    assert opened == [name]
