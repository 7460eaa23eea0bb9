"""A drawn video's frames at their times, and the bar that says how far it is."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest

from emoji_gui import headless
from emoji_gui.headless import run_video
from emoji_gui.pipeline.records import Frame
from emoji_gui.pipeline.sources import open_file
from emoji_gui.pipeline.timed_film import TimedFilm
from emoji_gui.progress import CountBar
from model.progress import ProgressBar
from tests.fakes import picture
from tests.test_headless import SIZE, make_engine
from tests.test_sources import write_video


class Reel:
    """A film that remembers the numbers of its frames."""

    def __init__(self, fps: float) -> None:
        self.fps = fps
        self.numbers: list[int] = []

    def write(self, image: Any) -> None:
        self.numbers.append(int(image[0, 0, 0]))


def filmed(times: list[float], fps: float) -> list[int]:
    """Which frame stands in each place of the film; they come at these times."""
    reel = Reel(fps)
    film = TimedFilm(reel)
    for number, time in enumerate(times):
        film.write(np.full((1, 1, 3), number, dtype=np.uint8), time)
    film.finish()
    return reel.numbers


@pytest.mark.parametrize("fps", [0.1, 1, 15, 24000 / 1001, 29.97, 60, 240])
def test_frames_of_a_constant_rate_are_written_once_each(fps: float) -> None:
    # To the thousandth of a second, as Matroska has them.
    assert filmed([round(n / fps, 3) for n in range(250)], fps) == list(range(250))


@pytest.mark.parametrize(
    ("times", "film"),
    [
        ([0, 0.1, 0.5, 0.6], [0, 1, 1, 1, 1, 2, 3]),
        ([0, 0.01, 0.02, 0.1, 0.12, 0.3], [0, 3, 4, 5]),
        ([0, 0.1, 0.2, 0.22], [0, 1, 2, 3]),
        ([0, 0, 0], [0, 2]),
        ([0.3, 0.2, 0.1, 0.4], [0, 0, 0, 0, 3]),
        ([0, 10, 20, 30], [0] * 100 + [1] * 100 + [2] * 100 + [3]),
        ([0, 600, 600.1], [0] * 6000 + [1, 2]),
        ([0, 1000.0, 1000.1], [0] * 50 + [1, 2]),
    ],
    ids=["gap", "fast", "early at the end", "standing", "backwards", "still", "long", "too late"],
)
def test_frames_stand_where_their_time_is(times: list[float], film: list[int]) -> None:
    assert filmed(times, 10) == film


def test_a_drawn_video_keeps_the_times_of_one_of_changing_rate(tmp_path: Path) -> None:
    first, *others = [PIL.Image.new("RGB", SIZE, (10 * n, 0, 0)) for n in range(20)]
    path, drawn = tmp_path / "uneven.gif", tmp_path / "drawn.avi"
    first.save(path, save_all=True, append_images=others, duration=10 * [50] + 10 * [250])
    assert run_video(path, engine=make_engine, as_json=True, output=drawn) == 0
    source = open_file(drawn)
    frames = list(iter(source.read, None))
    source.close()
    second_half = [frame.time for frame in frames if frame.image[5, 5, 2] > 95]
    assert second_half[0] == pytest.approx(0.5, abs=0.1), "not in the middle"
    assert second_half[-1] == pytest.approx(2.75, abs=0.1)


def test_a_video_without_a_rate_to_be_believed_keeps_its_length(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Browser:
        name, live, still, fps = "clip.webm", False, False, None

        def __init__(self) -> None:
            self.numbers = iter(range(40))

        def read(self) -> Frame | None:
            number = next(self.numbers, None)
            return None if number is None else Frame(picture(), number, round(number / 20, 3))

        def close(self) -> None:
            pass

    monkeypatch.setattr(headless, "_open_video", lambda path: Browser())
    drawn = tmp_path / "drawn.avi"
    nowhere = tmp_path / "clip.webm"
    assert run_video(nowhere, engine=make_engine, as_json=True, output=drawn) == 0
    source = open_file(drawn)
    *_, last = iter(source.read, None)
    source.close()
    assert last.time == pytest.approx(39 / 20, abs=0.05)


def test_a_video_shows_how_far_it_is_on_stderr(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = write_video(tmp_path / "clip.avi", 8, SIZE)
    assert run_video(path, engine=make_engine, as_json=True, output=tmp_path / "o.mp4") == 0
    assert b"8/8" in capfdbinary.readouterr().err


class Screen(io.StringIO):
    """A terminal that remembers."""

    def isatty(self) -> bool:
        return True


def test_a_bar_that_was_wiped_for_a_line_is_drawn_again_at_once() -> None:
    screen = Screen()
    bar = CountBar("Frames", 9, ProgressBar(screen, clock=iter([0.0, 1.0, 1.01, 1.02]).__next__))
    bar.show(2)
    bar.clear()
    bar.show(3)
    bar.show(4)
    assert screen.getvalue().count("Frames [") == 2
    assert screen.getvalue().split("\r")[-1].startswith("Frames [")


@pytest.mark.parametrize("as_json", [True, False])
def test_the_bar_is_wiped_for_lines_only_and_stands_while_a_frame_is_drawn(
    tmp_path: Path, as_json: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(CountBar, "show", lambda bar, done: told.append("bar"))
    monkeypatch.setattr(CountBar, "clear", lambda bar: told.append("no bar"))
    monkeypatch.setattr(TimedFilm, "write", lambda film, image, time: told.append("written"))
    monkeypatch.setattr("emoji_gui.lines.say", lambda line: told.append("line"))
    path = write_video(tmp_path / "clip.avi", 3, SIZE)
    run_video(path, engine=make_engine, as_json=as_json, output=tmp_path / "o.mkv")
    lined, plain = ["no bar", "line", "bar", "written"], ["bar", "written"]
    assert told[:-1] == (3 * lined if as_json else lined + 2 * plain)
