"""Clocks that jump, and exceptions that nobody foresaw: each is logged and said in words."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from emoji_gui import ending, logs
from emoji_gui.desktop import app
from emoji_gui.pipeline.worker import MirrorWorker
from tests.desktop_fakes import Desk, face, live, shows
from tests.fakes import FakeClock, FakeEngine, FakeSource

Until = Callable[..., None]


def test_a_clock_that_jumps_stops_no_window(desk: Desk, wait_until: Until) -> None:
    desk.now = 1000.0
    controller = desk.open()
    shows(desk, live(face(3)), wait_until)
    chance = random.Random(1)
    for number in range(1, 12):
        desk.now = chance.choice((-1e9, 0.0, 1e9, 1e15))
        controller.say("for a moment")
        desk.now = chance.choice((-1e9, 0.0, 1e9, 1e15)) + number
        shows(desk, live(face(number % 7), number=number), wait_until)
    desk.now = 5.0
    wait_until(lambda: controller.window.status.text == "Live, 30 fps", desk.root)


def test_a_clock_that_jumps_stops_no_worker(wait_until: Until) -> None:
    clock, chance, pause = FakeClock(), random.Random(2), threading.Event()

    def jump() -> None:
        clock.now = chance.choice((-1e9, 0.0, 5.0, 1e9, 1e15))
        pause.wait(0.001)

    source = FakeSource(10**6, live=False, step=jump)
    engine = FakeEngine()
    worker = MirrorWorker(
        "a.mp4", open_source=lambda spec: source, make_engine=lambda: engine, clock=clock
    )
    worker.start()
    try:
        wait_until(lambda: len(engine.seen) > 50)
        worker.snapshot()
    finally:
        assert worker.stop(2)


@pytest.mark.logs_errors
def test_what_a_thread_raises_is_logged_and_said(desk: Desk, wait_until: Until) -> None:
    path = logs.set_up_logging()
    assert path is not None
    controller = desk.open()
    shows(desk, live(face(3)), wait_until)
    before = threading.excepthook
    with app.reported(desk.root, controller):
        thread = threading.Thread(target=lambda: int("no number"), name="some worker")
        thread.start()
        thread.join()
        wait_until(lambda: "Something went wrong" in controller.window.status.text, desk.root)
        desk.root.after(1, lambda: dict[str, int]()["nothing"])
        wait_until(lambda: "KeyError" in controller.window.status.text, desk.root)
    assert threading.excepthook is before
    written = path.read_text("utf-8")
    assert "some worker failed" in written and "ValueError" in written
    assert "a callback of the window failed" in written and "KeyError" in written


@pytest.mark.logs_errors
def test_an_engine_that_cannot_forget_is_told(wait_until: Until) -> None:
    class Stubborn(FakeEngine):
        def reset(self) -> None:
            raise RuntimeError("stubborn")

    worker = MirrorWorker("0", open_source=lambda spec: FakeSource(1), make_engine=Stubborn)
    worker.start()
    try:
        wait_until(lambda: "stubborn" in worker.snapshot().status.message)
    finally:
        assert worker.stop(5)


@pytest.mark.logs_errors
def test_what_a_request_raises_is_in_the_log_and_not_in_the_answer() -> None:
    flask = pytest.importorskip("flask")
    from emoji_gui.web.errors import add_error_handlers

    path = logs.set_up_logging()
    assert path is not None
    page = flask.Flask("test")
    add_error_handlers(page)

    def broken() -> Any:
        raise ZeroDivisionError("inside")

    page.add_url_rule("/", view_func=broken)
    answer = page.test_client().get("/")
    assert answer.status_code == 500
    assert "inside" not in answer.text and "its log has the details" in answer.text
    written = path.read_text("utf-8")
    assert "Traceback" in written and "ZeroDivisionError: inside" in written


@pytest.mark.logs_errors
def test_what_nobody_caught_is_logged_before_there_is_a_window(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = logs.set_up_logging()
    assert path is not None
    for owner, name in ((threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    ending.log_unhandled()
    thread = threading.Thread(target=lambda: int("no number"), name="early")
    thread.start()
    thread.join()
    said = capsys.readouterr().err
    assert said == "Something went wrong in the background (ValueError). The log has the details.\n"
    assert "early failed" in path.read_text("utf-8")
