"""Where the time goes: what is counted, what is not, and what is said of it."""

from __future__ import annotations

import json
import os
import socket
import stat
import sys
import threading
from pathlib import Path

import pytest

from emoji_gui import cli
from emoji_gui.headless import run_video
from emoji_gui.pipeline.engine import Engine
from emoji_gui.pipeline.records import Frame, Phase, Reading, Snapshot, Status
from emoji_gui.pipeline.timings import (
    CLASSIFY,
    DETECT,
    DRAW_PANEL,
    DRAW_PICTURE,
    OFF,
    READ,
    REMEMBER,
    SMOOTH,
    TO_EMOJI,
    TO_PICTURE,
    WAIT,
    WRITE,
)
from emoji_gui.pipeline.timings_recorder import IN_FLIGHT, Recorder
from emoji_gui.pipeline.timings_summary import Summary, as_json, quantile, report, shares
from emoji_gui.pipeline.worker import MirrorWorker
from model.files import write_text
from tests.conftest import Until
from tests.desktop_fakes import Desk, face, live, shows
from tests.fakes import (
    FACE,
    FakeClassifier,
    FakeClock,
    FakeDetector,
    FakeEngine,
    FakeSource,
    picture,
)
from tests.test_sources import write_picture, write_video

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such thing")


class Screen:
    """Counts how often it drew, and takes its time."""

    def __init__(self, clock: FakeClock) -> None:
        self.drawn, self._clock = 0, clock

    def update_idletasks(self) -> None:
        self.drawn += 1
        self._clock.now += 0.004


def spend(timings: Recorder, clock: FakeClock, name: str, seconds: float, how: str = "") -> None:
    with timings.stage(name) as stage:
        clock.now += seconds
        if how:
            getattr(stage, how)()


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([7.0], 0.95, 7.0),
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([1.0, 2.0], 0.5, 1.5),
        ([float(n) for n in range(101)], 0.95, 95.0),
        ([0.0, 10.0], 1.0, 10.0),
    ],
)
def test_a_quantile_lies_between_the_values(
    values: list[float], share: float, expected: float
) -> None:
    assert quantile(values, share) == pytest.approx(expected)


def test_nothing_has_no_quantile() -> None:
    with pytest.raises(ValueError, match="nothing"):
        quantile([], 0.5)


def test_stages_are_counted_dropped_and_carried() -> None:
    clock = FakeClock()
    timings = Recorder(clock)
    for milliseconds in (1, 2, 6):
        spend(timings, clock, DETECT, milliseconds / 1000)
    spend(timings, clock, DETECT, 9.0, "drop")
    spend(timings, clock, DRAW_PANEL, 0.003, "carry")
    spend(timings, clock, DRAW_PANEL, 0.001, "carry")
    spend(timings, clock, DRAW_PANEL, 0.002)
    spend(timings, clock, DRAW_PANEL, 0.005, "carry")
    found = timings.summaries()
    assert list(found) == [DETECT, DRAW_PANEL]
    assert found[DETECT].count == 3
    assert found[DETECT].median == pytest.approx(2.0)
    assert found[DETECT].p95 == pytest.approx(5.6)
    assert found[DETECT].total == pytest.approx(0.009)
    assert found[DRAW_PANEL].count == 1
    assert found[DRAW_PANEL].median == pytest.approx(6.0)
    timings.clear()
    assert timings.summaries() == {}


def test_a_stage_that_raises_is_not_counted() -> None:
    timings = Recorder()
    with pytest.raises(OSError, match="gone"), timings.stage(READ):
        raise OSError("gone")
    assert timings.summaries() == {}


def test_all_threads_are_counted() -> None:
    timings = Recorder()

    def work() -> None:
        for _ in range(1000):
            timings.add(DETECT, 0.001)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert timings.summaries()[DETECT].count == 4000
    assert timings.summaries()[DETECT].total == pytest.approx(4.0)


def test_waiting_and_delays_have_no_share() -> None:
    each = {
        WAIT: Summary(9, 9.0, 1.0, 1.0),
        DETECT: Summary(2, 3.0, 1500.0, 1500.0),
        SMOOTH: Summary(2, 1.0, 500.0, 500.0),
        TO_EMOJI: Summary(2, 8.0, 4000.0, 4000.0),
    }
    assert shares(each) == {WAIT: None, DETECT: 0.75, SMOOTH: 0.25, TO_EMOJI: None}
    lines = report(each).splitlines()
    assert lines[0].split() == ["count", "median", "ms", "p95", "ms", "share"]
    assert lines[2].split() == [DETECT, "2", "1500.00", "1500.00", "75.0%"]
    assert lines[4].split()[-1] == "–"
    assert as_json(each)[SMOOTH] == {
        "count": 2,
        "median_ms": 500.0,
        "p95_ms": 500.0,
        "total_ms": 1000.0,
        "share": 0.25,
    }
    assert "No frame" in report({})


def test_off_keeps_nothing_and_shares_one_stage() -> None:
    with OFF.stage(DETECT) as stage:
        stage.drop()
        stage.carry()
    assert OFF.stage(DETECT) is OFF.stage(READ)
    assert vars(OFF) == {}


def test_delays_are_counted_once_and_after_drawing() -> None:
    clock = FakeClock(100.0)
    timings, screen = Recorder(clock, clock), Screen(clock)
    frames = [Frame(picture(), number, 0.0) for number in range(2)]
    for frame, moment in zip(frames, (99.95, 99.98), strict=True):
        timings.captured(frame, moment)
    status, reading = Status(Phase.LIVE, ""), Reading(0, 0.0)
    shown = Snapshot(frames[0], None, status)
    timings.drawn(shown, screen)
    timings.drawn(shown, screen)
    assert screen.drawn == 1
    timings.drawn(Snapshot(frames[1], reading, status), screen)
    found = timings.summaries()
    assert (found[TO_PICTURE].count, found[TO_EMOJI].count) == (2, 1)
    assert found[TO_PICTURE].median == pytest.approx((54 + 28) / 2)
    assert found[TO_EMOJI].median == pytest.approx(58)


def test_of_frames_that_were_never_drawn_the_oldest_are_forgotten() -> None:
    clock = FakeClock()
    timings = Recorder(clock, clock)
    for number in range(IN_FLIGHT + 1):
        timings.captured(Frame(picture(), number, 0.0), clock.now)
    for number in (0, 1):
        frame = Frame(picture(), number, 0.0)
        timings.drawn(Snapshot(frame, None, Status(Phase.LIVE, "")), Screen(clock))
    assert timings.summaries()[TO_PICTURE].count == 1


def test_the_engine_tells_its_stages() -> None:
    timings, detector = Recorder(), FakeDetector(FACE)
    engine = Engine(detector, FakeClassifier(), timings=timings)
    engine.process(Frame(picture(), 0, 0.0))
    detector.boxes = ()
    engine.process(Frame(picture(), 1, 0.1))
    counts = {name: each.count for name, each in timings.summaries().items()}
    assert counts == {DETECT: 2, CLASSIFY: 1, SMOOTH: 2}


@pytest.mark.parametrize(("is_live", "stage"), [(True, WAIT), (False, READ)])
def test_reading_a_camera_is_waiting_and_reading_a_file_is_work(
    is_live: bool, stage: str, wait_until: Until
) -> None:
    timings = Recorder()
    source = FakeSource(3, live=is_live, hang=True)
    worker = MirrorWorker(
        "0", open_source=lambda spec: source, make_engine=FakeEngine, timings=timings
    )
    worker.start()
    wait_until(source.hanging.is_set)
    assert {name: each.count for name, each in timings.summaries().items()} == {stage: 3}
    source.go.set()
    assert worker.stop(5)


def test_the_window_tells_what_it_draws(desk: Desk, wait_until: Until) -> None:
    timings = Recorder()
    desk.timings = timings
    desk.open()
    for number in range(3):
        snapshot = live(face(3), number=number)
        assert snapshot.frame is not None
        timings.captured(snapshot.frame, 0.0)
        shows(desk, snapshot, wait_until)
    counts = {name: each.count for name, each in timings.summaries().items()}
    assert counts[DRAW_PICTURE] >= 3
    assert counts[DRAW_PANEL] >= 3
    assert (counts[TO_PICTURE], counts[TO_EMOJI]) == (3, 3)
    assert counts[REMEMBER] >= 1


def test_a_video_tells_reading_drawing_and_writing(tmp_path: Path) -> None:
    timings, video = Recorder(), write_video(tmp_path / "a.avi", 5)
    status = run_video(
        video,
        engine=lambda: Engine(FakeDetector(), FakeClassifier(), timings=timings),
        as_json=True,
        output=tmp_path / "b.avi",
        timings=timings,
    )
    assert status == 0
    counts = {name: each.count for name, each in timings.summaries().items()}
    assert counts == {READ: 5, DETECT: 5, SMOOTH: 5, DRAW_PICTURE: 5, WRITE: 5}


def test_the_command_prints_the_table_and_writes_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, target = write_picture(tmp_path / "a.png"), tmp_path / "t.json"
    assert cli.main(["--image", str(path), "--timings", str(target)]) == 0
    said = capsys.readouterr().err
    assert said.splitlines()[-3].split()[:2] == [READ, "1"]
    found = json.loads(target.read_text("utf-8"))
    assert set(found) == {READ, DETECT, SMOOTH}
    assert sum(each["share"] for each in found.values()) == pytest.approx(1.0)


def test_a_place_that_cannot_be_written_costs_no_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, target = write_picture(tmp_path / "a.png"), tmp_path / f"{'t' * 300}.json"
    assert cli.main(["--image", str(path), "--timings", str(target)]) == 1
    said = capsys.readouterr().err
    assert DETECT in said
    assert f"{target} cannot be written (" in said and "): choose another place." in said


@pytest.mark.logs_errors
def test_a_folder_that_is_not_there_is_told_before_the_work(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path, folder = write_picture(tmp_path / "a.png"), tmp_path / "nowhere"
    assert cli.main(["--image", str(path), "--timings", str(folder / "t.json")]) == 1
    said = capfd.readouterr()
    assert said.out == ""
    place = folder / "t.json"
    assert said.err == f"There is no folder {folder} for {place}: choose another place.\n"


@posix
def test_a_pipe_takes_the_times_and_stays_a_pipe(tmp_path: Path) -> None:
    path, pipe = write_picture(tmp_path / "a.png"), tmp_path / "pipe"
    os.mkfifo(pipe)
    # Open for both, so that neither end waits for the other.
    reading = os.open(pipe, os.O_RDWR)
    try:
        assert cli.main(["--image", str(path), "--timings", str(pipe)]) == 0
        assert stat.S_ISFIFO(pipe.stat().st_mode)
        assert DETECT in json.loads(os.read(reading, 65536))
    finally:
        os.close(reading)


@posix
def test_a_link_stays_one_and_a_socket_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "deep" / "kept"
    kept.parent.mkdir()
    kept.write_text("old")
    for link, leads_to in (("link", kept), ("far", tmp_path / "link"), ("new", kept.parent / "b")):
        (tmp_path / link).symlink_to(leads_to)
        write_text(tmp_path / link, link)
        assert (tmp_path / link).is_symlink() and leads_to.read_text() == link
    assert kept.read_text() == "far"
    # A socket's whole path may be too long for the system.
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as ear:
        ear.bind("socket")
        with pytest.raises(OSError, match="it is a disk or a socket"):
            write_text(Path("socket"), "text")
        assert Path("socket").is_socket()
