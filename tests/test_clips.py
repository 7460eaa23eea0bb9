"""The last seconds in memory, and as moving pictures with the timing that they had."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest

from emoji_gui.pipeline import video_writers
from emoji_gui.pipeline.clip_painter import STYLES, ClipPainter
from emoji_gui.pipeline.clips import KINDS, durations, write_clip
from emoji_gui.pipeline.emojis import EmojiMapper
from emoji_gui.pipeline.errors import OutputError
from emoji_gui.pipeline.recent import LONG_SIDE, Moment, Recent
from emoji_gui.pipeline.records import Frame
from emoji_gui.pipeline.saving import Cancelled
from emoji_gui.pipeline.sources import open_file
from model.detector import Box
from model.preprocess import Image
from tests.fakes import FACE, picture
from tests.sending_support import HAPPY, NOBODY, filled, mapper, reading

__all__ = ["mapper"]

UNEVEN = [10.0, 10.1, 10.13, 10.4, 10.5, 11.2, 11.25]


def noise(height: int, width: int) -> Image:
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize("fps", [60, 30, 29.97, 25, 15, 10])
def test_the_memory_goes_back_so_many_seconds_whatever_the_rate(fps: float) -> None:
    recent = Recent(2.0, rate=15)
    for number in range(round(fps * 6)):
        recent.remember(Frame(picture(), number, number / fps), HAPPY)
    times = [moment.time for moment in recent.moments()]
    assert times[-1] - times[0] == pytest.approx(2.0, abs=0.15)
    assert len(times) == pytest.approx(2 * min(15.0, fps), abs=2)
    assert max(after - before for before, after in pairwise(times)) < 2.1 / min(15.0, fps)


def test_the_memory_has_an_end_in_bytes_as_well() -> None:
    recent = Recent(1000.0, most_bytes=600_000)
    for number in range(60):
        recent.remember(Frame(noise(300, 400), number, float(number)), None)
        assert recent.bytes <= 600_000
    kept = recent.moments()
    assert recent.bytes == sum(len(moment.jpeg) for moment in kept)
    assert 1 < len(kept) < 60 and kept[-1].time == 59.0
    recent.clear()
    assert recent.bytes == 0 and not recent.moments()


def test_another_source_begins_anew() -> None:
    recent = filled([100.0, 100.1, 100.2])
    recent.remember(Frame(picture(), 0, 0.0), None)
    assert [moment.time for moment in recent.moments()] == [0.0]


@pytest.mark.parametrize("size", [(1080, 1920), (480, 640), (1920, 1080), (120, 160), (1, 1)])
def test_pictures_are_kept_small_and_boxes_follow(size: tuple[int, int]) -> None:
    recent, (height, width) = Recent(), size
    box = Box(0.25 * width, 0.5 * height, 0.25 * width, 0.25 * height, 0.9)
    recent.remember(Frame(np.full((*size, 3), 50, np.uint8), 0, 0.0), reading((box, 3)))
    (moment,) = recent.moments()
    image = moment.image()
    assert max(image.shape) <= LONG_SIDE and image[0, 0] == pytest.approx(50, abs=3)
    assert moment.reading is not None
    assert moment.reading.faces[0].box.x == pytest.approx(0.25 * image.shape[1], abs=1)


def test_a_mirrored_picture_is_kept_as_it_was_shown() -> None:
    image = np.zeros((120, 160, 3), dtype=np.uint8)
    image[:, :80] = 255
    recent = Recent()
    recent.remember(Frame(image, 0, 0.0), reading((Box(10, 20, 40, 40, 0.9), 3)), mirror=True)
    (moment,) = recent.moments()
    assert moment.image()[60, 20, 0] < 20 and moment.image()[60, 140, 0] > 235
    assert moment.reading is not None
    assert moment.reading.faces[0].box == Box(110, 20, 40, 40, 0.9)


def test_errors_of_rounding_do_not_add_up() -> None:
    times = [number / 30 for number in range(150)]
    assert sum(durations(times, 100)) == pytest.approx(500, abs=1)
    assert set(durations(times, 100)) == {3, 4}
    assert durations([1.0], 1000) == [67]
    assert durations([1.0, 1.0001, 2.0], 100) == [1, 100, 50]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("kind", "tick"), [("gif", 10), ("webp", 1)])
def test_a_moving_picture_is_reopened_frame_by_frame(
    tmp_path: Path, kind: str, tick: int, style: Any, mapper: EmojiMapper
) -> None:
    path = tmp_path / f"clip.{kind}"
    moments = filled(UNEVEN).moments()
    write_clip(path, moments, mapper, style=style)
    with PIL.Image.open(path) as clip:
        assert clip.n_frames == len(UNEVEN)  # type: ignore[attr-defined]
        assert clip.info["loop"] == 0, "for ever"
        shown, levels = [], []
        for number in range(len(UNEVEN)):
            clip.seek(number)
            frame = np.asarray(clip.convert("RGB"))
            shown.append(clip.info["duration"])
            levels.append(int(frame[5, 5, 0]))
        starts = np.cumsum([0, *shown])[:-1] / 1000
        assert starts == pytest.approx(np.subtract(UNEVEN, UNEVEN[0]), abs=tick / 1000)
        assert levels == sorted(levels), "the frames are in order"
        assert clip.width == (160 if style == "over" else 256)


def test_a_still_stretch_of_a_gif_stands_as_long_as_it_was(
    tmp_path: Path, mapper: EmojiMapper
) -> None:
    recent = Recent(rate=1000)
    for number, value in enumerate((50, 50, 50, 90)):
        recent.remember(Frame(picture(value), number, number / 10), NOBODY)
    write_clip(tmp_path / "clip.gif", recent.moments(), mapper)
    with PIL.Image.open(tmp_path / "clip.gif") as clip:
        assert clip.n_frames == 2 and clip.info["duration"] == 300  # type: ignore[attr-defined]


@pytest.mark.parametrize("with_av", [False, True])
def test_an_mp4_takes_as_long_as_what_it_shows(
    tmp_path: Path, with_av: bool, mapper: EmojiMapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    if with_av and not video_writers.has_h264():
        pytest.skip('PyAV (the extra "mp4") is not installed')
    monkeypatch.setattr(video_writers, "has_h264", lambda: with_av)
    path = tmp_path / "clip.mp4"
    write_clip(path, filled(UNEVEN).moments(), mapper, style="over")
    source, frames = open_file(path), []
    while (frame := source.read()) is not None:
        frames.append(frame)
    source.close()
    assert source.fps == pytest.approx(30)
    assert len(frames) / 30 == pytest.approx(UNEVEN[-1] - UNEVEN[0] + 0.1, abs=0.1)
    assert frames[0].image.shape == (120, 160, 3)
    assert frames[-1].image[5, 5, 0] > frames[0].image[5, 5, 0] + 10


def test_the_emoji_is_beside_the_picture_or_over_the_face(mapper: EmojiMapper) -> None:
    recent = Recent()
    recent.remember(Frame(picture(0), 0, 0.0), reading((FACE, 3)))
    (moment,) = recent.moments()
    over = ClipPainter(mapper, "over").paint(moment)
    beside = ClipPainter(mapper, "beside", dark=True).paint(moment)
    assert over.shape == (240, 320, 3) and beside.shape == (240, 320 + 192, 3)
    assert over[110, 130, 2] > 150 and beside[110, 130, 2] < 20
    assert beside[80, 416, 2] > 150


def test_before_the_first_reading_the_panel_is_empty(mapper: EmojiMapper) -> None:
    plain = Moment(0.0, filled([0.0]).moments()[0].jpeg, None)
    assert ClipPainter(mapper, "over").paint(plain).shape == (120, 160, 3)
    panel = ClipPainter(mapper, "beside").paint(plain)[:, 160:]
    assert (panel == panel[0, 0]).all()


def test_frames_that_change_their_size_are_fitted(tmp_path: Path, mapper: EmojiMapper) -> None:
    recent = Recent()
    for number, shape in enumerate([(121, 161), (240, 320), (60, 80)]):
        recent.remember(Frame(np.full((*shape, 3), 60, np.uint8), number, number / 10), HAPPY)
    painter = ClipPainter(mapper, "beside")
    assert {painter.paint(moment).shape for moment in recent.moments()} == {(120, 256, 3)}


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_waits_is_told_how_far_it_is(
    tmp_path: Path, kind: str, mapper: EmojiMapper
) -> None:
    told: list[float] = []
    write_clip(tmp_path / f"clip.{kind}", filled(UNEVEN).moments(), mapper, tell=told.append)
    assert len({share for share in told if share}) >= 5
    assert 0.6 < max(told) <= 1


@pytest.mark.parametrize("calls", [1, 5, 11])
@pytest.mark.parametrize("kind", KINDS)
def test_writing_can_be_stopped_at_any_time(
    tmp_path: Path, kind: str, calls: int, mapper: EmojiMapper
) -> None:
    left = iter(range(calls))

    def tell(share: float) -> None:
        if next(left, None) is None:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_clip(
            tmp_path / f"clip.{kind}", filled(list(np.arange(20) / 10)).moments(), mapper, tell=tell
        )


@pytest.mark.parametrize("kind", KINDS)
def test_the_program_plays_its_own_clips(tmp_path: Path, kind: str, mapper: EmojiMapper) -> None:
    path = tmp_path / f"clip.{kind}"
    write_clip(path, filled(UNEVEN).moments(), mapper)
    source = open_file(path)
    assert not source.still
    frames = list(iter(source.read, None))
    source.close()
    assert len(frames) >= len(UNEVEN)
    assert frames[-1].time == pytest.approx(UNEVEN[-1] - UNEVEN[0], abs=0.15)


def test_nothing_is_no_clip(tmp_path: Path, mapper: EmojiMapper) -> None:
    with pytest.raises(OutputError, match="nothing to save"):
        write_clip(tmp_path / "clip.gif", (), mapper)
    with pytest.raises(ValueError, match="ends in"):
        write_clip(tmp_path / "clip.txt", filled([0.0]).moments(), mapper)
