from __future__ import annotations

import errno
import os
from pathlib import Path
from tkinter import filedialog
from typing import Any

import pytest

from emoji_gui.desktop.hour_dialog import HourDialog
from emoji_gui.pipeline.records import Phase
from tests.desktop_fakes import Desk, face, in_phase, live, press


def dialog(desk: Desk) -> HourDialog:
    press(desk, "<Key-h>")
    (found,) = [w for w in desk.root.winfo_children() if isinstance(w, HourDialog)]
    return found


def recorded(desk: Desk) -> HourDialog:
    """A record of one second of happy and half a second of no face, its dialog open."""
    controller = desk.open()
    controller.features.hour.kept.start()
    for number in range(16):
        desk.now = number / 10
        controller.show(live(*([face(3)] if number <= 10 else []), number=number))
    return dialog(desk)


def test_nothing_is_recorded_unless_asked_for(desk: Desk) -> None:
    controller = desk.open()
    controller.show(live(face(3)))
    assert controller.features.hour.kept.timeline is None
    shown = dialog(desk)
    assert "Nothing is recorded" in shown.summary.cget("text")
    assert shown.save.instate(["disabled"])
    shown.running.invoke()
    assert controller.features.hour.kept.on and shown.running.cget("text") == "Stop recording"


def test_the_record_is_told_in_a_sentence_and_drawn_on_lanes(desk: Desk) -> None:
    shown = recorded(desk)
    assert shown.summary.cget("text").startswith("A face was seen for 1 s of 2 s, mostly Happy.")
    chart: Any = shown.chart
    texts = [chart.itemcget(i, "text") for i in chart.find_all() if chart.type(i) == "text"]
    assert texts == ["Happy", "100 %", "1 s"]


def test_gaps_and_pauses_are_no_changes_of_the_expression(desk: Desk) -> None:
    controller = desk.open()
    controller.features.hour.kept.start()
    happy, sad = face(3), face(5)
    # Happy, nobody, happy, a pause, happy, sad.
    moments = ((0.0, happy), (0.5, None), (1.0, happy), (9.0, happy), (9.5, sad), (10.0, sad))
    for number, (desk.now, shown) in enumerate(moments):
        controller.show(live(*([shown] if shown else []), number=number))
    assert dialog(desk).summary.cget("text").endswith("The expression changed 1 time.")


def test_the_record_takes_the_colours_of_the_moment(desk: Desk) -> None:
    shown = recorded(desk)
    press(desk, "<Key-t>")
    shown.draw()
    palette = desk.controller.window.theme.palette
    assert palette.name == "dark"
    assert str(shown.chart.cget("background")) == palette.window
    chart: Any = shown.chart
    fills = {chart.itemcget(i, "fill") for i in chart.find_all()}
    assert fills == {palette.text, palette.track, palette.accent, palette.muted}


def test_a_paused_picture_is_not_recorded(desk: Desk) -> None:
    controller = desk.open()
    controller.features.hour.kept.start()
    controller.show(in_phase(Phase.PAUSED))
    assert (
        controller.features.hour.kept.timeline is not None
        and not controller.features.hour.kept.timeline.stretches
    )


def test_it_is_saved_where_the_person_says(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = recorded(desk)
    monkeypatch.setattr(filedialog, "asksaveasfilename", lambda **_: str(tmp_path / "a b.csv"))
    shown.save.invoke()
    assert "happy" in (tmp_path / "a b.csv").read_text("utf-8")
    assert desk.controller._notice[0] == "Saved a b.csv"


def test_a_folder_that_is_gone_is_told_and_the_record_kept(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = recorded(desk)
    away = tmp_path / "gone" / "a.csv"
    monkeypatch.setattr(filedialog, "asksaveasfilename", lambda **_: str(away))
    shown.save.invoke()
    assert os.strerror(errno.ENOENT) in desk.controller._notice[0]
    assert desk.controller.features.hour.kept.timeline is not None


def test_forgetting_forgets(desk: Desk) -> None:
    shown = recorded(desk)
    shown.clear.invoke()
    assert "Nothing is recorded" in shown.summary.cget("text")
    assert desk.controller.features.hour.kept.on
