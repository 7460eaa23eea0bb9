"""Everything is reached with Tab, seen to have the focus, named, and pressed by key."""

from __future__ import annotations

import os
import sys
import tkinter
from collections.abc import Iterator
from dataclasses import replace
from tkinter import ttk
from types import SimpleNamespace
from typing import Any

import PIL.ImageGrab
import pytest

from emoji_gui.desktop.about import HelpDialog
from emoji_gui.desktop.commands import COMMANDS
from emoji_gui.desktop.dialogs import Dialog
from emoji_gui.desktop.theme import rgb
from emoji_gui.pipeline.sources import CameraInfo
from model.labels import LABELS
from tests.desktop_fakes import NO_CAMERA, Desk, Until, face, live, press, shows

DIALOGS = ("camera", "packs", "teach", "people", "hour", "help")


@pytest.fixture
def full(desk: Desk) -> Desk:
    """A window with a camera, a person and a network."""
    store = SimpleNamespace(listing=lambda: SimpleNamespace(names=("Ada",), remarks=()))
    personal: Any = SimpleNamespace(store=store, name="Ada", remark="", listen=lambda hear: None)
    personal.network = SimpleNamespace(labels=LABELS)
    desk.personal, desk.cameras = personal, [CameraInfo("2", "Other")]
    return desk


def reached(top: tkinter.Misc) -> list[tkinter.Misc]:
    """What Tab comes to, in its order."""
    found: list[tkinter.Misc] = []
    widget = top.tk_focusNext()
    while widget is not None and widget not in found:
        found.append(widget)
        widget = widget.tk_focusNext()
    return found


def controls(top: tkinter.Misc) -> Iterator[tkinter.Misc]:
    """Every button and field that is seen and can be used."""
    for child in top.winfo_children():
        if isinstance(child, tkinter.Toplevel):
            continue
        usable = isinstance(child, ttk.Button | ttk.Entry) and not child.instate(["disabled"])
        if usable and child.winfo_viewable():
            yield child
        yield from controls(child)


def ring(widget: tkinter.Misc, accent: tuple[int, ...]) -> bool:
    """Whether the widget's rim is drawn in the ring's colour, at its left and at its top."""
    x, y = widget.winfo_rootx(), widget.winfo_rooty()
    wide, high = widget.winfo_width(), widget.winfo_height()
    display = os.environ.get("DISPLAY")
    shot = PIL.ImageGrab.grab((x, y, x + wide, y + high), xdisplay=display).convert("RGB")
    left = {shot.getpixel((at, high // 2)) for at in range(3)}
    above = {shot.getpixel((wide // 2, at)) for at in range(3)}
    return accent in left and accent in above


def check(desk: Desk, top: tkinter.Misc) -> None:
    accent = rgb(desk.controller.window.theme.palette.accent)
    there = set(controls(top))
    found = reached(top)
    assert there and there <= set(found), "not reached by Tab"
    for widget in there:
        widget.focus_force()
        desk.root.update()
        assert ring(widget, accent), f"{widget} shows no ring"
        if isinstance(widget, ttk.Button):
            assert str(widget.cget("text")).strip(), f"{widget} has no name"
            assert widget.bind_class("TButton", "<Return>"), "Enter does not press it"
            assert widget.bind_class("TButton", "<space>"), "Space does not press it"
    for widget in there:
        other = next(iter(there - {widget}), None)
        if other is not None:
            other.focus_force()
            desk.root.update()
            assert not ring(widget, accent), f"{widget} shows a ring without the focus"
            break


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at the hidden screen")


@pytest.mark.parametrize("snapshot", [live(face(3)), NO_CAMERA], ids=["live", "no camera"])
def test_the_main_window(full: Desk, wait_until: Until, snapshot: Any) -> None:
    # Narrow: some controls show their icon alone.
    controller = full.open((640, 640))
    shows(full, snapshot, wait_until)
    check(full, full.root)
    tips = controller.window.tips
    for button in (*controller.window.toolbar.buttons.values(), controller.window.panel.copy):
        assert tips._texts[str(button)]
    names = [str(widget) for widget in reached(full.root)]
    bar = [str(button) for button in controller.window.toolbar.buttons.values()]
    order = [name for name in names if name in bar]
    assert order == [name for name in bar if name in order]


@pytest.mark.parametrize(
    ("name", "theme"), [*((name, "light") for name in DIALOGS), ("people", "dark")]
)
def test_a_dialog(full: Desk, wait_until: Until, name: str, theme: str) -> None:
    full.settings = replace(full.settings, theme=theme)
    controller = full.open()
    shows(full, live(face(3)), wait_until)
    controller.features.action(name)()
    full.root.update()
    (dialog,) = [child for child in full.root.winfo_children() if isinstance(child, Dialog)]
    if name == "camera":
        cameras: Any = dialog
        wait_until(
            lambda: any(isinstance(c, ttk.Button) for c in cameras.cameras.winfo_children()),
            full.root,
        )
    full.root.update()
    assert dialog.title()
    check(full, dialog)
    press(full, "<Escape>", on=next(iter(controls(dialog))))
    assert not dialog.winfo_exists()


def test_help_lists_every_key(full: Desk) -> None:
    full.open()
    full.controller.help()
    (dialog,) = [child for child in full.root.winfo_children() if isinstance(child, HelpDialog)]

    def texts(widget: tkinter.Misc) -> Iterator[str]:
        for child in widget.winfo_children():
            if isinstance(child, ttk.Label):
                yield str(child.cget("text"))
            yield from texts(child)

    assert {command.keys for command in COMMANDS} <= set(texts(dialog))


@pytest.mark.parametrize(
    ("size", "percent"), [((640, 400), 125), ((640, 400), 200), ((1000, 640), 200)]
)
def test_large_text_is_not_cut(
    full: Desk, wait_until: Until, size: tuple[int, int], percent: int
) -> None:
    controller = full.open(size)
    shows(full, live(face(3)), wait_until)
    while full.controller.settings.text_size < percent:
        press(full, "<Control-plus>")
    assert full.saved[-1].text_size == percent
    for snapshot in (live(face(3)), live(face(None)), NO_CAMERA):
        shows(full, snapshot, wait_until)
        right, bottom = full.root.winfo_rootx() + size[0], full.root.winfo_rooty() + size[1]
        for widget in every(controller.window.frame):
            if isinstance(widget, ttk.Label | ttk.Button) and widget.winfo_viewable():
                assert widget.winfo_rootx() + widget.winfo_width() <= right, widget
                assert widget.winfo_rooty() + widget.winfo_height() <= bottom, widget
                assert widget.winfo_height() >= widget.winfo_reqheight() - 1, widget
                assert widget.winfo_width() >= widget.winfo_reqwidth() - 1, widget
    press(full, "<Control-minus>")
    assert full.saved[-1].text_size < percent
    press(full, "<Control-Key-0>")
    assert full.saved[-1].text_size == 100


def every(widget: tkinter.Misc) -> Iterator[tkinter.Misc]:
    for child in widget.winfo_children():
        yield child
        yield from every(child)


def test_a_dialog_larger_than_the_screen_scrolls_to_what_has_the_focus(full: Desk) -> None:
    full.settings = replace(full.settings, text_size=200)
    full.open()
    full.controller.help()
    full.root.update()
    (dialog,) = [child for child in full.root.winfo_children() if isinstance(child, HelpDialog)]
    canvas = dialog._scrolled._canvas
    assert dialog.winfo_reqheight() <= dialog.winfo_screenheight()
    assert dialog._scrolled.cut[1] and canvas.yview()[0] == 0.0
    for button in controls(dialog):
        button.focus_force()
        full.root.update()
    assert canvas.yview()[1] > 0.9
    press(full, "<Prior>", on=next(iter(controls(dialog))))
    assert canvas.yview()[1] < 0.9
