"""The benchmark of the whole program: its pure parts exactly, and one small run of each."""

from __future__ import annotations

import csv
import itertools
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from benchmarks import __main__ as command
from benchmarks import curves, figures, peer, process, sizes, soak_verdict, startup, web
from benchmarks.figures import Line
from benchmarks.live import ANALYSE, measure
from benchmarks.loop import Loop
from benchmarks.soak_verdict import Sample, fitted, judge, warmed
from benchmarks.startup import EMOJI, WINDOW
from emoji_gui.pipeline.errors import SourceError
from emoji_gui.pipeline.timings import DETECT, TO_EMOJI, TO_PICTURE
from tests.fakes import FakeClock
from tests.test_sources import write_video

ROOT = Path(__file__).resolve().parents[1]
LINUX = pytest.mark.skipif(not process.has_proc(), reason="only Linux has /proc")


class WaitingClock(FakeClock):
    """A clock that goes on when somebody waits."""

    def wait(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


def test_the_loop_is_punctual_has_no_end_and_drops_what_is_late(tmp_path: Path) -> None:
    clock = WaitingClock(50.0)
    loop = Loop(write_video(tmp_path / "a.avi", 3), 10.0, clock=clock, wait=clock.wait)
    frames = [loop.read() for _ in range(5)]
    assert [frame.number for frame in frames] == [0, 1, 2, 3, 4]
    assert [frame.time for frame in frames] == pytest.approx([50.0, 50.1, 50.2, 50.3, 50.4])
    assert frames[3].image.mean() == frames[0].image.mean() != frames[1].image.mean()
    clock.now += 0.35
    late = loop.read()
    assert late.number == 7
    assert late.time == pytest.approx(50.7)
    assert loop.read().number == 8
    loop.close()


def test_a_loop_of_no_video_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "a.avi").write_bytes(b"nothing")
    with pytest.raises(SourceError, match="no video that can be read"):
        Loop(tmp_path / "a.avi")


def test_fields_of_proc_are_megabytes() -> None:
    text = "Name:\tpython\nVmHWM:\t  200000 kB\nPss_Anon: 7 kB\nPss:  1000 kB\n"
    assert process.field(text, "VmHWM") == pytest.approx(204.8)
    assert process.field(text, "Pss") == pytest.approx(1.024)
    with pytest.raises(ValueError, match="VmSwap"):
        process.field(text, "VmSwap")


@LINUX
def test_this_process_weighs_something() -> None:
    assert 10 < process.memory_mb() <= process.peak_mb() < 100_000
    before = process.handles()
    with (ROOT / "setup.cfg").open():
        assert process.handles() == before + 1
    assert process.threads() >= 1


@pytest.mark.parametrize(
    ("line", "met", "ratio"),
    [
        (Line("a", "s", 0.6, 0.6), True, None),
        (Line("a", "s", 0.604, 0.6), True, None),
        (Line("a", "s", 0.606, 0.6), False, None),
        (Line("a", "fps", 29.6, 30, least=True), True, None),
        (Line("a", "fps", 29.4, 30, least=True), False, None),
        (Line("a", "ms", 4.0, 5.0, peer=46.0), True, 11.5),
        (Line("a", "ms", 4.0), None, None),
        (Line("a", "ms", None, 5.0, peer=46.0), None, None),
    ],
)
def test_a_line_knows_whether_it_is_kept(line: Line, met: bool | None, ratio: float | None) -> None:
    assert (line.met, line.ratio) == (met, ratio)


def test_the_verdict_names_what_misses() -> None:
    good, bad = Line("good", "s", 0.5, 0.6), Line("bad", "fps", 20.0, 30, least=True)
    assert figures.verdict([good, Line("free", "ms", 9.0)]) == "All 1 limits are kept."
    assert (
        figures.verdict([good, bad]) == "Missed are 1 of 2 limits: bad (20 fps, at least 30 fps)."
    )
    assert figures.verdict([Line("lost", "ms", None, 5.0)]) == "Not measured: lost."


def test_the_table_says_what_was_not_measured() -> None:
    rows = [Line("a", "ms", 4.0, 5.0, peer=46.0), Line("b", "s", 0.7, 0.6)]
    with_peer = figures.table(rows, "fer").splitlines()
    assert with_peer[2] == "| a | at most 5.0 ms | 4.0 ms | 46.0 ms | 11.5 times as much | yes |"
    assert with_peer[3] == "| b | at most 0.60 s | 0.70 s | – | – | **no** |"
    without = figures.table([replace(rows[0], peer=None)], None).splitlines()
    assert without[2] == "| a | at most 5.0 ms | 4.0 ms | not measured | – | yes |"


def some_figures(**more: Any) -> dict[str, Any]:
    stage = {"count": 9, "median_ms": 4.0, "p95_ms": 6.0, "total_ms": 36.0, "share": 1.0}
    stages = {DETECT: stage, ANALYSE: stage, TO_PICTURE: stage, TO_EMOJI: stage}
    shown = {"frames_a_second": 30.0, "share_of_a_core": 0.4, "peak_mb": 150.0, "stages": stages}
    row = {"median_ms": 4.0, "p95_ms": 6.0, "detect_ms": 3.0, "faces_found": 1.0}
    machine = {"processor": "abacus", "cores": 2, "system": "Linux", "python": "3.11"}
    return {
        "machine": {**machine, "load": "0.1", "detector": "haar"},
        "startup": {WINDOW: [0.5, 0.9, 0.4], EMOJI: [1.0]},
        "live": {"640x480": shown, "1280x720": shown},
        "peer": None,
        "curves": {"faces": {"1": {"haar": row}}, "sizes": {"320x240": {"haar": row}}},
        **more,
    }


def test_the_lines_hold_every_limit() -> None:
    beside = {"first_result_s": 5.0, "median_ms": 46.0, "p95_ms": 60.0, "peak_mb": 664.0}
    rows = {row.name: row for row in figures.lines(some_figures(peer=beside))}
    limits = [row.limit for row in rows.values() if row.limit is not None]
    assert sorted(limits) == [0.6, 1.5, 5.0, 30, 30, 50, *[60.0] * 4, 200]
    assert rows["process start to window on screen"].measured == 0.5
    assert rows["process start to first emoji"].ratio == 5.0
    assert rows["of one core at 640x480"].measured == 40.0
    assert rows["classify, median"].measured is None
    assert all(row.met in (True, None) for row in rows.values())


def test_the_command_writes_both_forms_and_asks_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "measure", lambda chosen: some_figures())
    monkeypatch.setenv("DISPLAY", ":0")
    video, page, out = tmp_path / "a.mp4", tmp_path / "page.md", tmp_path / "f.json"
    video.touch()
    page.write_text("no place", "utf-8")
    with pytest.raises(SystemExit):
        command.main([str(video), "--markdown", str(page)])
    assert "has no place" in capsys.readouterr().err
    page.write_text("before\n<!-- figures -->\nold\n<!-- /figures -->\nafter", "utf-8")
    assert command.main([str(video), "--markdown", str(page), "--output", str(out)]) == 0
    text = page.read_text("utf-8")
    assert text.startswith("before") and text.endswith("after") and "old" not in text
    assert "All 11 limits are kept." in text and "not measured" in text
    found = json.loads(out.read_text("utf-8"))
    assert [line["met"] for line in found["lines"]].count(True) == 11


def test_the_page_has_its_place() -> None:
    text = (ROOT / "docs" / "figures.md").read_text("utf-8")
    assert text.count("<!-- figures -->") == text.count("<!-- /figures -->") == 1


def test_pictures_are_cut_to_their_new_shape_and_tiled() -> None:
    image = np.zeros((100, 200, 3), np.uint8)
    image[:, 50:150] = 200
    middle = sizes.scaled(image, (50, 50))
    assert middle.shape == (50, 50, 3) and (middle == 200).all()
    crowd = sizes.tiled([middle, middle, middle, middle, middle], (80, 60))
    full = [(crowd[20 * r + 10, 20 * c + 10] == 200).all() for r in range(3) for c in range(4)]
    assert full == [True] * 5 + [False] * 7
    with pytest.raises(ValueError, match="13 pictures"):
        sizes.tiled([middle] * 13, (80, 60))


def test_the_curves_have_a_row_a_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(curves, "FACES", (1, 2))
    monkeypatch.setattr(curves, "SIZES", ((160, 120),))
    found = curves.curves(write_video(tmp_path / "a.avi", 4), frames=2)
    assert list(found["faces"]) == ["1", "2"] and list(found["sizes"]) == ["160x120"]
    for point in (*found["faces"].values(), *found["sizes"].values()):
        for row in point.values():
            assert 0 < row["detect_ms"] <= row["p95_ms"]
            assert row["faces_found"] == 0


def test_the_peer_is_measured_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    video = write_video(tmp_path / "a.avi", 3)
    assert peer.measure(sys.executable, video, 2) is None
    assert (
        "does not run fer (ModuleNotFoundError: No module named 'fer')" in capsys.readouterr().err
    )
    assert peer.measure(str(tmp_path / "no-python"), video, 2) is None
    package = tmp_path / "packages" / "fer"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "fer.py").write_text(
        "class FER:\n    def detect_emotions(self, frame):\n        assert frame.shape[2] == 3\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    found = peer.measure(sys.executable, video, 5)
    assert found is not None
    assert set(found) == {"first_result_s", "median_ms", "p95_ms", "peak_mb"}
    assert found["peak_mb"] > 10 and found["first_result_s"] > 0


def test_the_window_is_measured_as_it_runs(display: str, tmp_path: Path) -> None:
    found = measure(write_video(tmp_path / "a.avi", 20, (320, 240)), seconds=0.7, warm_up=0.1)
    assert found["seconds"] >= 0.7
    assert found["frames_a_second"] > 0 and found["share_of_a_core"] > 0
    assert found["peak_mb"] > 30
    assert {DETECT, ANALYSE, TO_PICTURE, TO_EMOJI} <= set(found["stages"])


def test_the_start_is_measured_in_a_home_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes: list[str] = []

    def started(command: list[str], *, env: dict[str, str], **_: Any) -> SimpleNamespace:
        assert "--started" in command
        assert all(Path(env[name]).is_relative_to(env["HOME"]) for name in process.HOMES)
        homes.append(env["HOME"])
        return SimpleNamespace(stdout=json.dumps({WINDOW: 0.3, EMOJI: 0.7}))

    monkeypatch.setattr(startup, "subprocess", SimpleNamespace(run=started, PIPE=-1))
    found = startup.measure(tmp_path / "a.avi", 2, tensorflow=False)
    assert found == {WINDOW: [0.3, 0.3], EMOJI: [0.7, 0.7]}
    assert len(homes) == 2 and os.environ.get("HOME") not in homes
    assert not Path(homes[0]).exists()


def test_another_home_does_not_hide_the_key_to_the_screen(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XAUTHORITY", raising=False)
    monkeypatch.setenv("HOME", str(home))
    other = tmp_path / "other"
    assert "XAUTHORITY" not in process.own_home(other), "there is none"
    key = home / ".Xauthority"
    key.touch()
    found = process.own_home(other)
    assert (found["HOME"], found["XAUTHORITY"]) == (str(other), str(key))
    monkeypatch.setenv("XAUTHORITY", "elsewhere")
    assert process.own_home(other)["XAUTHORITY"] == "elsewhere"


def test_an_attack_is_over_when_its_answers_are_in(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[str] = []
    # The clock stands at 10 before and 12 after; whoever asks once more is told too much.
    times = itertools.chain([10.0, 12.0], itertools.repeat(99.0))

    class Line:
        def __init__(self, *_: Any, **__: Any) -> None: ...

        def request(self, method: str, page: str, **_: Any) -> None:
            left.append(page)

        def getresponse(self) -> Line:
            return self

        def read(self) -> None: ...

        def close(self) -> None: ...

    def refused(*_: Any) -> None:
        raise OSError

    monkeypatch.setattr(web, "time", SimpleNamespace(monotonic=lambda: next(times)))
    monkeypatch.setattr(web, "socket", SimpleNamespace(create_connection=refused))
    monkeypatch.setattr(web, "http", SimpleNamespace(client=SimpleNamespace(HTTPConnection=Line)))
    monkeypatch.setattr(web, "_enter", lambda _: "cookie")
    found = web.hostile(1, os.getpid(), "nothing", b"", times=3)
    assert found["seconds"] == 2.0 and found["answers"] == ["cut"]
    assert left == ["/leave"] * 3


@LINUX
def test_a_server_weighs_what_it_says_itself() -> None:
    assert web._memory(os.getpid(), "VmHWM") == pytest.approx(process.peak_mb(), rel=0.01)
    assert web._memory(2**30) == 0


def samples(count: int, slope: float = 0.0, **more: Any) -> list[Sample]:
    """One every five seconds; the slope is in MB an hour."""
    each = {"threads": 9, "handles": 20, "images": 30, "gap_ms": 20.0, **more}
    return [Sample(5.0 * n, 150 + slope * 5 * n / 3600, **each) for n in range(1, count + 1)]


def test_a_line_is_fitted_with_its_error() -> None:
    exact = fitted([0, 1, 2, 3], [5, 7, 9, 11])
    assert exact.slope == pytest.approx(2)
    assert exact.start == pytest.approx(5)
    assert exact.error == pytest.approx(0, abs=1e-12)
    rough = fitted([0, 1, 2], [0, 2, 1])
    assert rough.slope == pytest.approx(0.5)
    assert rough.start == pytest.approx(0.5)
    # Residuals -0.5, 1, -0.5: their squares sum to 1.5, over one degree of freedom and 2.
    assert rough.error == pytest.approx(0.75**0.5)
    for hours in ([0, 1], [1, 1, 1]):
        with pytest.raises(ValueError, match="three points"):
            fitted(hours, [1.0] * len(hours))


def test_the_warm_up_is_two_minutes_or_a_fifth() -> None:
    warm_up, after = warmed(samples(10))
    assert warm_up == pytest.approx(10) and len(after) == 8
    assert warmed(samples(360))[0] == soak_verdict.WARM_UP_SECONDS
    assert warmed([]) == (0.0, [])


def test_a_flat_run_breaks_nothing() -> None:
    verdict = judge(samples(60, slope=0.9))
    assert verdict.broken == ()
    assert verdict.memory is not None and verdict.memory.slope == pytest.approx(0.9)
    assert verdict.text().endswith("Every limit holds.")


def test_each_limit_breaks_alone() -> None:
    good = samples(60)
    assert "Memory grows by +1.10" in judge(samples(60, slope=1.1)).broken[0]
    for name in soak_verdict.COUNTED:
        more = {name: getattr(good[-1], name) + 1}
        (said,) = judge([*good[:-1], replace(good[-1], **more)]).broken
        assert said.startswith(f"The {name} grew from")
        assert judge([*good[:14], replace(good[14], **more), *good[15:]]).broken == ()
    (said,) = judge([*good[:-1], replace(good[-1], gap_ms=100.5)]).broken
    assert "for up to 100 ms, in 1 of 48" in said
    assert judge([replace(good[0], gap_ms=400.0), *good[1:]]).broken == ()
    assert "Only 0 samples" in judge([]).broken[0]


def test_a_run_too_short_for_a_sure_slope_says_so() -> None:
    # Up, down, down, up: a line through it is level.
    wild = [replace(s, memory_mb=150 + (n % 4 in (1, 2))) for n, s in enumerate(samples(20))]
    found = judge(wild)
    assert found.memory is not None and found.memory.slope <= 1 < 2 * found.memory.error
    assert any("too short" in remark for remark in found.remarks) and not found.broken


@LINUX
def test_a_soak_writes_samples_a_plot_and_a_verdict(display: str, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    video = write_video(tmp_path / "a.avi", 20, (320, 240))
    words = ["--minutes", "0.03", "--every", "0.2", "--output", str(tmp_path / "out")]
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.soak", str(video), *words],
        cwd=ROOT,
        env={**os.environ, "MPLCONFIGDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = (tmp_path / "out" / "verdict.txt").read_text("utf-8")
    assert ended.stdout == said
    assert ended.returncode == ("Every limit holds." not in said), ended.stderr
    with (tmp_path / "out" / "samples.csv").open() as table:
        rows = list(csv.DictReader(table))
    assert len(rows) >= 4
    assert all(float(row["memory_mb"]) > 30 and int(row["images"]) > 0 for row in rows)
    assert (tmp_path / "out" / "soak.png").read_bytes().startswith(b"\x89PNG")
