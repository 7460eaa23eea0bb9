"""The worker: two threads, every way in which a source or the engine can fail."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from emoji_gui.pipeline import feed
from emoji_gui.pipeline.errors import SourceError
from emoji_gui.pipeline.feed import CAMERA_GONE, CAMERA_SILENT
from emoji_gui.pipeline.pacing import Pacer
from emoji_gui.pipeline.records import Phase
from emoji_gui.pipeline.worker import MirrorWorker
from model.errors import WeightsError
from tests.fakes import FakeClock, FakeEngine, FakeSource

Until = Callable[..., None]
Start = Callable[..., MirrorWorker]


class Opener:
    """Hands out what the test prepared, the last one again and again."""

    def __init__(self, *results: FakeSource | Exception) -> None:
        self.results = list(results)
        self.specs: list[str] = []

    def __call__(self, spec: str) -> FakeSource:
        self.specs.append(spec)
        result = self.results.pop(0) if len(self.results) > 1 else self.results[0]
        if isinstance(result, Exception):
            raise result
        return result


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost cameras are looked for at once."""
    monkeypatch.setattr(feed, "RETRY_SECONDS", 0.01)


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts workers; at the end lets hanging sources go and stops them."""
    workers: list[tuple[MirrorWorker, Opener, FakeEngine]] = []

    def begin(
        *results: FakeSource | Exception, spec: str = "0", engine: Any = None, **more: Any
    ) -> MirrorWorker:
        opener, used = Opener(*results), engine or FakeEngine()
        make = used if callable(used) else lambda: used
        worker = MirrorWorker(spec, open_source=opener, make_engine=make, **more)
        workers.append((worker, opener, used))
        sources.extend(result for result in results if isinstance(result, FakeSource))
        worker.start()
        return worker

    sources: list[FakeSource] = []
    yield begin
    for source in sources:
        source.go.set()
    for worker, _, used in workers:
        if isinstance(used, FakeEngine):
            used.go.set()
        assert worker.stop(5)


def endless(**more: Any) -> FakeSource:
    """A camera that goes on for as long as a test may take, 500 frames a second."""
    pause = threading.Event()
    return FakeSource(10**6, step=lambda: pause.wait(0.002), **more)


def test_frames_and_readings_arrive(start: Start, wait_until: Until) -> None:
    worker = start(endless(name="Desk camera"))
    wait_until(lambda: worker.snapshot().reading)
    seen = worker.snapshot()
    assert seen.frame is not None
    assert seen.status.phase is Phase.LIVE
    assert seen.status.source == "Desk camera"
    assert seen.labels == FakeEngine.labels


def test_a_file_ends_and_its_last_frame_stays(start: Start, wait_until: Until) -> None:
    source = FakeSource(5, name="clip.mp4", live=False)
    worker = start(source, spec="clip.mp4")
    wait_until(lambda: worker.snapshot().status.phase is Phase.ENDED)
    seen = worker.snapshot()
    assert seen.status.message == "clip.mp4 has ended."
    assert seen.frame is not None and seen.frame.number == 4
    wait_until(lambda: source.closed_by)


def test_a_picture_is_analysed_once(start: Start, wait_until: Until) -> None:
    engine = FakeEngine()
    source = FakeSource(1, name="portrait.jpg", live=False, still=True)
    worker = start(source, spec="portrait.jpg", engine=engine)
    wait_until(lambda: worker.snapshot().reading and source.closed_by)
    status = worker.snapshot().status
    assert (status.phase, status.message, status.fps) == (Phase.LIVE, "portrait.jpg", None)
    assert engine.seen == [0]


def test_a_lost_camera_is_waited_for_and_comes_back(start: Start, wait_until: Until) -> None:
    lost, back = FakeSource(2, then=SourceError("The camera went away.")), endless()
    worker = start(lost, SourceError("none"), SourceError("none"), back)
    messages: list[str] = []

    def is_back() -> bool:
        messages.append(worker.snapshot().status.message)
        frame = worker.snapshot().frame
        return frame is not None and frame.number > 2

    wait_until(is_back)
    assert worker.snapshot().status.phase is Phase.LIVE
    assert lost.closed_by is not None
    assert CAMERA_GONE in messages
    assert "none" not in messages


def test_without_a_camera_it_says_so_and_keeps_looking(start: Start, wait_until: Until) -> None:
    none = SourceError("No camera found. Plug one in or open a file.")
    worker = start(none, none, none, endless())
    wait_until(lambda: worker.snapshot().status.phase is Phase.WAITING)
    assert worker.snapshot().status.message == str(none)
    wait_until(lambda: worker.snapshot().status.phase is Phase.LIVE)


def test_a_file_that_cannot_be_opened_is_not_tried_again(start: Start, wait_until: Until) -> None:
    worker = start(SourceError("There is no file x.png."), spec="x.png")
    wait_until(lambda: worker.snapshot().status.phase is Phase.FAILED)
    assert worker.snapshot().status.message == "There is no file x.png."
    assert worker.stop()


@pytest.mark.logs_errors
@pytest.mark.parametrize(("spec", "phase"), [("0", Phase.WAITING), ("x.png", Phase.FAILED)])
def test_an_unknown_error_becomes_a_sentence(
    start: Start, wait_until: Until, spec: str, phase: Phase
) -> None:
    worker = start(ZeroDivisionError("oops"), spec=spec)
    wait_until(lambda: worker.snapshot().status.phase is phase)
    assert "oops" in worker.snapshot().status.message


def test_a_camera_that_hangs_is_named_and_left_behind(start: Start, wait_until: Until) -> None:
    clock, source = FakeClock(), FakeSource(2, hang=True)
    worker = start(source, clock=clock)
    assert source.hanging.wait(10)
    assert worker.snapshot().status.phase is Phase.LIVE
    clock.now += 3.5
    status = worker.snapshot().status
    assert (status.phase, status.message) == (Phase.WAITING, CAMERA_SILENT)
    begun = time.monotonic()
    assert worker.stop(0.1) is False
    assert time.monotonic() - begun < 1
    assert source.closed_by is None, "closing must not race the read that hangs"


def test_a_late_source_posts_nothing_after_a_switch(start: Start, wait_until: Until) -> None:
    old, new = FakeSource(3, hang=True, name="old"), FakeSource(1, hang=True, name="new")
    worker = start(old, new)
    assert old.hanging.wait(10)
    worker.switch("1")
    assert worker.snapshot().frame is None
    assert new.hanging.wait(10)
    old.go.set()
    wait_until(lambda: old.closed_by)
    seen = worker.snapshot()
    assert seen.status.source == "new"
    assert seen.frame is not None and seen.frame.number == 0


def test_the_old_source_is_closed_before_the_new_one_opens(start: Start, wait_until: Until) -> None:
    old, closed_first = endless(), []
    worker = start(old)
    wait_until(lambda: worker.snapshot().frame)
    opener = worker._open_source

    def watched(spec: str) -> Any:
        closed_first.append(old.closed_by is not None)
        opener.results = [endless(name="new")]  # type: ignore[attr-defined]
        return opener(spec)

    worker._open_source = watched
    worker.switch("0")
    wait_until(lambda: worker.snapshot().status.source == "new")
    assert closed_first == [True]


def test_calm_reaches_the_engine_and_nothing_is_forgotten(start: Start, wait_until: Until) -> None:
    engine = FakeEngine()
    worker = start(endless(), engine=engine)
    wait_until(lambda: engine.seen)
    resets = engine.resets
    worker.be_calm(0.2)
    wait_until(lambda: engine.calm == 0.2)
    assert engine.resets == resets


def test_the_engine_forgets_the_faces_of_another_source(start: Start, wait_until: Until) -> None:
    engine = FakeEngine()
    worker = start(endless(), endless(), engine=engine)
    wait_until(lambda: engine.seen)
    resets = engine.resets
    worker.switch("1")
    wait_until(lambda: worker.snapshot().reading)
    assert engine.resets == resets + 1


def test_the_picture_never_waits_for_the_classifier(start: Start, wait_until: Until) -> None:
    engine = FakeEngine()
    engine.go.clear()
    worker = start(endless(), engine=engine)

    def frame_number() -> int:
        frame = worker.snapshot().frame
        return -1 if frame is None else frame.number

    wait_until(lambda: frame_number() > 20)
    assert worker.snapshot().reading is None
    engine.go.set()
    wait_until(lambda: worker.snapshot().reading)
    assert len(engine.seen) < frame_number(), "frames in between are left out"


@pytest.mark.logs_errors
def test_without_a_network_the_picture_still_runs(start: Start, wait_until: Until) -> None:
    def broken() -> FakeEngine:
        raise WeightsError("The weights are damaged.")

    worker = start(endless(), engine=broken)
    wait_until(lambda: worker.snapshot().frame and worker.snapshot().status.message != "Starting…")
    wait_until(lambda: worker.snapshot().status.phase is Phase.FAILED)
    before = worker.snapshot()
    assert before.status.message == "The weights are damaged."
    assert before.labels == ()
    wait_until(lambda: worker.snapshot().frame is not before.frame)


@pytest.mark.logs_errors
def test_one_bad_frame_is_told_and_forgotten(start: Start, wait_until: Until) -> None:
    engine = FakeEngine()
    engine.error = RuntimeError("cascade")
    worker = start(endless(), engine=engine)
    wait_until(lambda: "cascade" in worker.snapshot().status.message)
    engine.error = None
    wait_until(lambda: worker.snapshot().status.phase is Phase.LIVE)


@pytest.mark.parametrize(("live", "spec"), [(True, "0"), (False, "clip.mp4")])
def test_pause_holds_the_picture(start: Start, wait_until: Until, live: bool, spec: str) -> None:
    source = endless(live=live)
    worker = start(source, spec=spec)
    wait_until(lambda: worker.snapshot().frame)
    worker.pause(True)
    assert worker.paused
    held = worker.snapshot()
    assert (held.status.phase, held.status.message) == (Phase.PAUSED, "Paused")
    if live:
        # A camera is read on, so that no old picture waits in its buffer.
        number = source._number
        wait_until(lambda: source._number > number + 5)
        assert worker.snapshot().frame is held.frame
    worker.pause(False)
    wait_until(lambda: worker.snapshot().frame is not held.frame)
    assert worker.snapshot().status.phase is Phase.LIVE


def test_stop_while_paused(start: Start, wait_until: Until) -> None:
    source = endless(live=False)
    worker = start(source, spec="clip.mp4")
    wait_until(lambda: worker.snapshot().frame)
    worker.pause(True)
    assert worker.stop()


def test_stop_closes_the_source_on_its_own_thread(start: Start, wait_until: Until) -> None:
    source = endless()
    worker = start(source)
    wait_until(lambda: worker.snapshot().frame)
    begun = time.monotonic()
    assert worker.stop()
    assert time.monotonic() - begun < 0.9
    assert source.closed_by is not None
    assert source.closed_by is not threading.current_thread()
    assert worker.stop(), "a second time does no harm"
    worker.switch("1")
    assert worker.stop(), "nothing starts after the end"


def test_stop_before_start() -> None:
    worker = MirrorWorker("0", open_source=Opener(FakeSource()), make_engine=FakeEngine)
    assert worker.stop()


def test_frames_a_second_are_those_of_the_last_second(start: Start, wait_until: Until) -> None:
    clock = FakeClock()

    def step() -> None:
        clock.now += 0.04

    source = FakeSource(40, hang=True, step=step)
    worker = start(source, clock=clock)
    assert source.hanging.wait(10)
    status = worker.snapshot().status
    assert status.fps == pytest.approx(25)
    assert status.message == "Live, 25 fps"
    clock.now += 2
    assert worker.snapshot().status.fps is None


@pytest.mark.parametrize(
    ("positions", "moments", "waits"),
    [
        pytest.param([0, 0.04, 0.08], [0, 0.01, 0.05], [0, 0.03, 0.03], id="in time"),
        pytest.param([0, 0.04, 0.08], [0, 0.06, 0.07], [0, 0, 0.01], id="late, made up for"),
        pytest.param([0, 0.04, 0.08], [0, 9.0, 9.01], [0, 0, 0.03], id="far too late"),
        pytest.param([0, 0.04, 0.08], [50, 3.0, 3.05], [0, 0.04, 0.03], id="clock jumps back"),
        pytest.param([0, 9000, 9000.04], [0, 0.0, 5.0], [0, 5.0, 0.04], id="wrong time in file"),
    ],
)
def test_pacer(positions: list[float], moments: list[float], waits: list[float]) -> None:
    clock = FakeClock()
    pacer = Pacer(clock)
    for position, moment, wait in zip(positions, moments, waits, strict=True):
        clock.now = moment
        assert pacer.delay(position) == pytest.approx(wait)
