"""Every kind of source keeps the same promises; every kind of bad input gets its own sentence."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import PIL.Image
import pytest

from emoji_gui.pipeline import capture, feed, sources
from emoji_gui.pipeline.errors import SourceError
from emoji_gui.pipeline.folders import neighbour
from emoji_gui.pipeline.pictures import moving_picture, read_picture
from emoji_gui.pipeline.records import Phase
from emoji_gui.pipeline.sources import CameraInfo, Source, open_source
from emoji_gui.pipeline.specs import is_live_spec, source_name
from emoji_gui.pipeline.streams import VideoSource
from emoji_gui.pipeline.worker import MirrorWorker
from model.opencv import can_take
from tests.fakes import FakeEngine

Until = Callable[..., None]


def write_video(path: Path, frames: int = 10, size: tuple[int, int] = (160, 120)) -> Path:
    """Write a video of 20 frames a second whose pictures grow lighter."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 20.0, size)
    assert writer.isOpened()
    for number in range(frames):
        writer.write(np.full((size[1], size[0], 3), 20 * number % 256, dtype=np.uint8))
    writer.release()
    return path


def write_picture(path: Path, size: tuple[int, int] = (160, 120)) -> Path:
    """Write a picture, red on its left half."""
    picture = PIL.Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    picture.save(path)
    return path


@contextmanager
def network_camera(video: Path, port: int) -> Iterator[str]:
    """A camera on the network, as ffmpeg plays one; it serves one client."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    address = f"http://127.0.0.1:{port}/feed.mjpg"
    process = subprocess.Popen(
        [
            *("ffmpeg", "-loglevel", "quiet", "-re", "-stream_loop", "-1", "-i", str(video)),
            *("-an", "-c:v", "mjpeg", "-q:v", "5", "-f", "mpjpeg", "-listen", "1", address),
        ],
        stdin=subprocess.DEVNULL,
    )
    try:
        yield address
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def open_when_ready(address: str, wait_until: Until) -> Source:
    opened: list[Source] = []

    def is_open() -> bool:
        try:
            opened.append(open_source(address))
        except SourceError:
            return False
        return True

    wait_until(is_open)
    return opened[0]


@pytest.fixture(params=["picture", "video", "stream"])
def source(
    request: pytest.FixtureRequest, tmp_path: Path, port: int, wait_until: Until
) -> Iterator[Source]:
    # Accents, spaces and an emoji in the name: they must reach OpenCV and Pillow whole.
    if request.param == "picture":
        yield open_source(str(write_picture(tmp_path / "Bär im Café 😀.png")))
        return
    video = write_video(tmp_path / "Bär im Café 😀.avi")
    if request.param == "video":
        opened = open_source(str(video))
        yield opened
        opened.close()
        return
    with network_camera(video, port) as address:
        opened = open_when_ready(address, wait_until)
        yield opened
        opened.close()


def test_frames_are_alike_from_every_source(source: Source) -> None:
    frames = [frame for _ in range(3) if (frame := source.read()) is not None]
    assert len(frames) == (1 if source.still else 3)
    for number, frame in enumerate(frames):
        assert frame.number == number
        assert frame.image.shape == (120, 160, 3)
        assert frame.image.dtype == np.uint8
        assert frame.image.flags["C_CONTIGUOUS"]
    times = [frame.time for frame in frames]
    assert times == sorted(set(times))
    assert len({id(frame.image) for frame in frames}) == len(frames)


def test_a_file_ends_and_a_stream_does_not(source: Source) -> None:
    frames = [source.read() for _ in range(12)]
    assert (frames[-1] is None) is not source.live
    assert source.name


def test_closing_twice_does_no_harm(source: Source) -> None:
    source.close()
    source.close()


def test_a_stream_that_stops_and_comes_back_is_picked_up(
    tmp_path: Path, port: int, wait_until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "RETRY_SECONDS", 0.05)
    video = write_video(tmp_path / "clip.avi")
    worker = MirrorWorker(f"http://127.0.0.1:{port}/feed.mjpg", make_engine=FakeEngine)
    worker.start()
    try:
        wait_until(lambda: worker.snapshot().status.phase is Phase.WAITING)
        assert "Check the address" in worker.snapshot().status.message
        with network_camera(video, port):
            wait_until(lambda: worker.snapshot().status.phase is Phase.LIVE)
        wait_until(lambda: worker.snapshot().status.message == feed.CAMERA_GONE)
        lost = worker.snapshot().frame
        with network_camera(video, port):
            wait_until(lambda: worker.snapshot().status.phase is Phase.LIVE)
            assert worker.snapshot().frame is not lost
    finally:
        assert worker.stop(5)


def test_the_times_of_a_video_are_its_own(tmp_path: Path) -> None:
    video = open_source(str(write_video(tmp_path / "clip.avi", frames=5)))
    assert video.fps == pytest.approx(20)
    times = [frame.time for _ in range(5) if (frame := video.read()) is not None]
    assert times == pytest.approx([0, 0.05, 0.1, 0.15, 0.2])
    video.close()


def test_a_rate_that_is_only_the_fineness_of_a_clock_is_not_believed(tmp_path: Path) -> None:
    writer = cv2.VideoWriter(
        str(tmp_path / "browser.mkv"), cv2.VideoWriter.fourcc(*"MJPG"), 1000.0, (160, 120)
    )
    for _ in range(3):
        writer.write(np.zeros((120, 160, 3), dtype=np.uint8))
    writer.release()
    video = open_source(str(tmp_path / "browser.mkv"))
    assert isinstance(video, VideoSource)
    assert (video.fps, video.frames) == (None, 0)
    assert [frame.time for _ in range(3) if (frame := video.read())] == pytest.approx(
        [0, 0.001, 0.002]
    )
    video.close()


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes are Linux's")
def test_a_video_whose_name_is_no_text_is_opened_by_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = tmp_path / os.fsdecode(b"\xff.avi")
    shutil.move(write_video(tmp_path / "clip.avi"), odd)
    video = open_source(str(odd))
    assert sum(1 for _ in iter(video.read, None)) == 10
    video.close()
    monkeypatch.setattr(os.path, "exists", lambda path: False)
    with pytest.raises(SourceError, match="letters that cannot be read here: rename it"):
        capture.open_video(odd)


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes are Linux's")
def test_devices_and_addresses_that_are_no_text_never_reach_opencv(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    odd = os.fsdecode(b"\xff")
    assert can_take("/dev/Bär im Café 😀") and not can_take(Path(odd))
    monkeypatch.setattr(cv2, "VideoCapture", None)
    monkeypatch.setattr(os.path, "exists", lambda path: True)
    monkeypatch.setattr(os, "access", lambda path, mode: True)
    with pytest.raises(SourceError, match="letters that cannot be read"):
        open_source(f"/dev/{odd}")
    with pytest.raises(SourceError, match="Check the address"):
        open_source(f"http://cam.local/{odd}")


def test_a_video_cut_short_ends_where_it_ends(tmp_path: Path) -> None:
    path = write_video(tmp_path / "clip.avi", frames=40)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    video = open_source(str(path))
    count = 0
    while video.read() is not None:
        count += 1
    video.close()
    assert 0 < count < 40


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.jpg", None, "There is no file"),
        ("empty.jpg", b"", "is empty"),
        ("text.jpg", b"no picture at all " * 50, "neither a picture nor a video"),
        ("cut.png", "cut", "damaged or cut short"),
    ],
)
def test_files_that_cannot_be_shown(
    tmp_path: Path, name: str, content: bytes | str | None, said: str
) -> None:
    path = tmp_path / name
    if content == "cut":
        write_picture(path)
        path.write_bytes(path.read_bytes()[:-60])
    elif isinstance(content, bytes):
        path.write_bytes(content)
    with pytest.raises(SourceError, match=said) as raised:
        open_source(str(path))
    assert name in str(raised.value)


def test_a_folder_is_shown_by_its_first_picture(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no picture in"):
        open_source(str(tmp_path))
    for name in ("b.png", "a.PNG", ".a.png"):
        PIL.Image.new("RGB", (8, 8)).save(tmp_path / name, "PNG")
    assert open_source(str(tmp_path)).name == "a.PNG"


def test_a_folder_is_gone_through_by_name_to_its_ends(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no picture in"):
        neighbour(tmp_path, 1)
    one, two, film = (tmp_path / name for name in ("1.png", "3.jpg", "2.mp4"))
    for path in (one, two, film):
        path.touch()
    (tmp_path / "2.png").mkdir()
    assert neighbour(one, 1) == (two, 2, 2) == neighbour(tmp_path, 1)
    assert neighbour(two, -1) == (one, 1, 2)
    assert neighbour(one, -1)[0] is None is neighbour(two, 1)[0]
    assert (neighbour(film, 1)[0], neighbour(film, -1)[0]) == (two, one)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = write_picture(tmp_path / "secret.png")
    path.chmod(0)
    with pytest.raises(SourceError, match="cannot be read"):
        open_source(str(path))


def test_unknown_addresses_are_refused() -> None:
    with pytest.raises(SourceError, match="ftp://"):
        open_source("ftp://example.org/clip.mp4")


def test_an_address_where_nothing_answers(port: int) -> None:
    with pytest.raises(SourceError, match=r"127\.0\.0\.1") as raised:
        open_source(f"http://user:secret@127.0.0.1:{port}/feed")
    assert "secret" not in str(raised.value)


@pytest.mark.skipif(sys.platform != "linux", reason="device files are Linux's")
def test_cameras_that_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match="There is no camera /dev/video987"):
        open_source("/dev/video987")
    monkeypatch.setattr(capture, "camera_names", lambda: [])
    with pytest.raises(SourceError, match="No camera found"):
        open_source("987")
    monkeypatch.setattr(capture, "camera_names", lambda: [(0, "Desk camera")])
    with pytest.raises(SourceError, match="There is no camera 987"):
        open_source("987")
    monkeypatch.setattr(capture, "camera_names", lambda: [(987, "Desk camera")])
    with pytest.raises(SourceError, match="Desk camera cannot be opened"):
        open_source("987")


def test_cameras_are_listed_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture, "camera_names", lambda: [(0, "Desk camera"), (2, "Telescope")])
    assert sources.list_cameras() == [CameraInfo("0", "Desk camera"), CameraInfo("2", "Telescope")]


def test_cameras_are_listed_without_the_help_of_the_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "cv2_enumerate_cameras", None)
    monkeypatch.setattr("glob.glob", lambda _: ["/dev/video2", "/dev/video0"])
    assert [camera.spec for camera in sources.list_cameras()] == ["0", "2"]


@pytest.mark.parametrize(
    ("spec", "live", "name"),
    [
        ("0", True, "Camera 0"),
        ("rtsp://me:secret@cam.local/1", True, "cam.local"),
        ("HTTP://cam.local:80/feed", True, "cam.local"),
        ("films/clip.mp4", False, "clip.mp4"),
        ("C:\\clip.mp4", False, None),
        ("file:///films/a%20b.mp4", False, "a b.mp4"),
    ],
)
def test_kinds_and_names(spec: str, live: bool, name: str | None) -> None:
    assert is_live_spec(spec) is live
    assert name is None or source_name(spec) == name


def deep_gray(path: Path) -> None:
    PIL.Image.fromarray(np.full((4, 6), 65535, dtype=np.uint16)).save(path)


def see_through(path: Path) -> None:
    PIL.Image.new("RGBA", (6, 4), (0, 0, 0, 0)).save(path)


def palette(path: Path) -> None:
    PIL.Image.new("RGB", (6, 4), "white").convert("P").save(path)


@pytest.mark.parametrize("make", [deep_gray, see_through, palette])
def test_pictures_of_every_depth_become_colour(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "picture.png")
    picture = read_picture(tmp_path / "picture.png")
    assert picture.shape == (4, 6, 3)
    assert (picture == 255).all()


def test_a_photograph_is_turned_upright(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    exif = PIL.Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise
    picture = PIL.Image.new("RGB", (160, 120), "blue")
    picture.paste("red", (0, 0, 80, 120))
    picture.save(path, exif=exif)
    upright = read_picture(path)
    assert upright.shape == (160, 120, 3)
    assert upright[10, 60, 2] > 200, "what was left is on top, and red is the last channel"
    assert upright[150, 60, 0] > 200


def test_a_picture_that_is_far_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_picture(tmp_path / "bomb.png")
    monkeypatch.setattr(PIL.Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(SourceError, match="too large"):
        open_source(str(tmp_path / "bomb.png"))


def test_a_moving_gif_is_a_video(tmp_path: Path) -> None:
    frames = [PIL.Image.new("RGB", (64, 48), colour) for colour in ("red", "green", "blue")]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:], duration=50)
    source = open_source(str(tmp_path / "moving.gif"))
    assert not source.still
    source.close()


def write_moving(path: Path) -> Path:
    """Write a picture that moves, red, green and blue, each longer than the one before."""
    red, *others = [PIL.Image.new("RGB", (64, 48), colour) for colour in ("red", "lime", "blue")]
    red.save(path, save_all=True, append_images=others, duration=[50, 100, 200], lossless=True)
    return path


def test_a_moving_webp_plays_in_its_own_time(tmp_path: Path) -> None:
    source = open_source(str(write_moving(tmp_path / "moving.webp")))
    assert not source.still and not source.live
    frames = list(iter(source.read, None))
    assert [frame.number for frame in frames] == [0, 1, 2]
    assert [frame.time for frame in frames] == pytest.approx([0, 0.05, 0.15])
    assert [frame.image[24, 32].argmax() for frame in frames] == [2, 1, 0], "red, green, blue"
    source.close()
    source.close()


def write_noise_that_moves(path: Path) -> Path:
    """Write three pictures that no format makes small, so that a cut goes through one of them."""
    noise = np.random.default_rng(1).integers(0, 256, (3, 48, 64, 3), dtype=np.uint8)
    first, *others = [PIL.Image.fromarray(picture) for picture in noise]
    first.save(path, save_all=True, append_images=others, duration=50)
    return path


def test_a_moving_png_without_one_whole_picture_is_refused_and_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_noise_that_moves(tmp_path / "cut.png")
    whole, opened, really_open = path.read_bytes(), [], PIL.Image.open
    source = open_source(str(path))
    assert sum(1 for _ in iter(source.read, None)) == 3
    source.close()
    path.write_bytes(whole[: len(whole) // 5])

    def remember(*arguments: Any) -> PIL.Image.Image:
        opened.append(really_open(*arguments))
        return opened[-1]

    monkeypatch.setattr(PIL.Image, "open", remember)
    with pytest.raises(SourceError, match="neither a picture nor a video") as raised:
        open_source(str(path))
    assert "cut.png" in str(raised.value)
    assert len(opened) == 2 and all(is_closed(picture) for picture in opened)


def test_a_moving_picture_that_cannot_tell_its_frames_is_none_and_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Odd:
        closed = False

        @property
        def n_frames(self) -> int:
            raise SyntaxError("broken")

        def close(self) -> None:
            self.closed = True

    odd = Odd()
    monkeypatch.setattr(PIL.Image, "open", lambda path: odd)
    assert moving_picture(tmp_path / "odd.webp") is None
    assert odd.closed


def is_closed(picture: PIL.Image.Image) -> bool:
    file = getattr(picture, "fp", None)
    return file is None or file.closed


def test_a_moving_webp_cut_short_ends_in_words_or_where_it_ends(tmp_path: Path) -> None:
    path = write_moving(tmp_path / "moving.webp")
    whole = path.read_bytes()
    for size in (len(whole) - 10, len(whole) // 2, 40):
        path.write_bytes(whole[:size])
        try:
            source = open_source(str(path))
        except SourceError as error:
            assert "moving.webp" in str(error)
        else:
            assert sum(1 for _ in iter(source.read, None)) < 3
            source.close()
