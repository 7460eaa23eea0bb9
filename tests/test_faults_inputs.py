"""Real faults of what comes in: streams, pictures, videos, networks, packs."""

from __future__ import annotations

import json
import os
import shutil
import struct
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from emoji_gui.pipeline import feed
from emoji_gui.pipeline.engine import Engine
from emoji_gui.pipeline.errors import PackError, SourceError
from emoji_gui.pipeline.records import Frame, Phase, Snapshot
from emoji_gui.pipeline.sources import open_source
from emoji_gui.pipeline.worker import MirrorWorker
from model.detector import FaceDetector
from tests.fakes import FakeClassifier
from tests.faults_support import ODD, is_one_sentence, run_program
from tests.mjpeg_server import Camera, Piece, camera, endless, jpeg, part
from tests.test_sources import write_picture, write_video

Until = Callable[..., None]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such thing")


def make_engine() -> Engine:
    """With the real face finder, whose input these faults reach."""
    return Engine(FaceDetector.load(), FakeClassifier())


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Camera], MirrorWorker]]:
    monkeypatch.setattr(feed, "RETRY_SECONDS", 0.02)
    workers: list[MirrorWorker] = []

    def begin(shown: Camera) -> MirrorWorker:
        worker = MirrorWorker(shown.address, make_engine=make_engine)
        workers.append(worker)
        worker.start()
        return worker

    yield begin
    for worker in workers:
        assert worker.stop(5)


def test_a_camera_that_is_taken_away_comes_back(
    watch: Callable[[Camera], MirrorWorker], wait_until: Until
) -> None:
    with camera(lambda: endless(jpeg(50))) as first:
        worker = watch(first)
        wait_until(lambda: worker.snapshot().status.phase is Phase.LIVE)
    wait_until(lambda: worker.snapshot().status.message == feed.CAMERA_GONE)
    assert worker.snapshot().frame is not None, "the last picture stays"
    with camera(lambda: endless(jpeg(200)), first.port):

        def light() -> bool:
            frame = worker.snapshot().frame
            return frame is not None and frame.image.mean() > 150

        wait_until(light)
        assert worker.snapshot().status.phase is Phase.LIVE


def odd_frames() -> Iterator[Piece]:
    good = jpeg(128)
    while True:
        for picture in (
            *(jpeg(0), jpeg(255), jpeg(128, gray=True), jpeg(9, (16, 16)), jpeg(60, (640, 360))),
            *(jpeg(60, (120, 160)), b"", good[: len(good) // 2], b"\xff\xd8 torn \xff\xd9"),
            *(good[:100] + good[140:], jpeg(77, (1, 1)), good),
        ):
            yield part(picture)
            yield 0.005


def test_black_empty_torn_gray_and_changing_frames_do_no_harm(
    watch: Callable[[Camera], MirrorWorker], wait_until: Until
) -> None:
    with camera(odd_frames) as shown:
        worker = watch(shown)
        read: set[int] = set()
        broken: list[Snapshot] = []

        def enough() -> bool:
            now = worker.snapshot()
            if now.reading is not None:
                read.add(now.reading.frame_number)
            if now.status.phase is Phase.FAILED:
                broken.append(now)
            return len(read) > 10

        wait_until(enough)
        assert not broken, broken[0].status.message


@pytest.mark.parametrize("shape", [(1, 1), (1, 4000), (4000, 1), (16, 16), (7, 300)])
@pytest.mark.parametrize("value", [0, 255])
def test_frames_of_every_shape_are_read(shape: tuple[int, int], value: int) -> None:
    image = np.full((*shape, 3), value, dtype=np.uint8)
    assert make_engine().process(Frame(image, 0, 0.0)).faces == ()


def test_a_stream_that_hangs_is_said_to_be_silent_and_gets_up_again(
    watch: Callable[[Camera], MirrorWorker], wait_until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "SILENCE_SECONDS", 0.3)
    go = threading.Event()

    def play() -> Iterator[Piece]:
        yield from (part(jpeg(90)) for _ in range(20))
        yield go
        yield from endless(jpeg(90))

    with camera(play) as shown:
        worker = watch(shown)
        wait_until(lambda: worker.snapshot().status.message == feed.CAMERA_SILENT)
        go.set()
        wait_until(lambda: worker.snapshot().status.phase is Phase.LIVE)


def bomb(path: Path, side: int) -> Path:
    """A PNG of black pixels, one bit each: a few kilobytes that would fill gigabytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    packer, row = zlib.compressobj(1), bytes(1 + (side + 7) // 8)
    rows = b"".join([*(packer.compress(row * 100) for _ in range(side // 100)), packer.flush()])
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))
    return path


def test_a_picture_of_20000_by_20000_is_refused_unread(tmp_path: Path) -> None:
    huge = bomb(tmp_path / f"{ODD}.png", 20_000)
    with pytest.raises(SourceError, match="too large"):
        open_source(str(huge))


def test_a_bomb_among_pictures_costs_that_picture(tmp_path: Path) -> None:
    folder = tmp_path / ODD
    folder.mkdir()
    bomb(folder / "a bomb 💣.png", 60_000)
    write_picture(folder / "b.png")
    write_picture(folder / "c.png").write_bytes(b"\x89PNG\r\n\x1a\n cut")
    done = run_program("--image", folder, "--json")
    assert done.returncode == 1
    said = done.stdout.splitlines()
    assert "too large" in said[0] and "error" in said[0]
    assert '"faces"' in said[1]
    assert "error" in said[2]
    assert done.stderr == ""


@posix
@pytest.mark.parametrize("mode", ["--image", "--video"])
def test_a_named_pipe_is_refused_and_not_waited_for(mode: str, tmp_path: Path) -> None:
    pipe = tmp_path / f"{ODD}.png"
    os.mkfifo(pipe)
    done = run_program(mode, pipe)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{pipe} is a pipe or a socket: choose a file.\n"


@posix
def test_a_named_pipe_among_pictures_costs_that_picture(tmp_path: Path) -> None:
    folder = tmp_path / ODD
    folder.mkdir()
    os.mkfifo(folder / "a.png")
    write_picture(folder / "b.png")
    done = run_program("--image", folder, "--json")
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (1, "")
    assert [set(line) for line in said] == [{"path", "error"}, {"path", "faces"}]
    assert "is a pipe" in said[0]["error"]


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="there is no /dev/stdin")
def test_a_picture_may_come_from_another_program(tmp_path: Path) -> None:
    content = write_picture(tmp_path / "a.png").read_bytes()
    reading, writing = os.pipe()
    os.write(writing, content)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        done = run_program("--image", "/dev/stdin", "--json", stdin=pipe)
    assert (done.returncode, done.stderr) == (0, "")
    assert "faces" in json.loads(done.stdout)


def test_a_film_cut_short_is_read_to_where_it_ends(tmp_path: Path) -> None:
    film = write_video(tmp_path / f"{ODD}.avi", frames=40)
    film.write_bytes(film.read_bytes()[: film.stat().st_size // 2])
    done = run_program("--video", film, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert 0 < len(done.stdout.splitlines()) < 40
    film.write_bytes(film.read_bytes()[:200])
    done = run_program("--video", film)
    assert done.returncode == 1 and is_one_sentence(done.stderr)


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes are Linux's")
def test_names_that_are_no_text_end_nothing(tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"\xff")
    odd.mkdir()
    film = write_video(tmp_path / "clip.avi", frames=3)
    shutil.copy(film, odd / "clip.avi")
    (odd / "yunet.onnx").write_bytes(b"no network")
    done = run_program("--video", odd / "clip.avi", "--json")
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (0, "", 3)
    for arguments in (
        ("--video", film, "--output", odd / "drawn.mp4"),
        ("--video", film, "--output", odd / "drawn.avi"),
        ("--video", film, "--detector", "yunet", "--detector-model", odd / "yunet.onnx"),
    ):
        done = run_program(*arguments)
        assert done.returncode == 1 and "letters that cannot be read here" in done.stderr
        assert is_one_sentence(done.stderr.splitlines(True)[-1])
    assert sorted(entry.name for entry in odd.iterdir()) == ["clip.avi", "yunet.onnx"]


def pack(folder: Path) -> Path:
    folder.mkdir()
    from model.labels import LABELS

    for label in LABELS:
        PIL.Image.new("RGBA", (32, 32), "yellow").save(folder / f"{label}.png")
    return folder


@pytest.mark.logs_errors
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda file: file.unlink(), "put happy.png there or choose another pack"),
        (lambda file: file.write_bytes(file.read_bytes()[:40]), "replace it by a whole PNG file"),
        (lambda file: bomb(file, 20_000), "make it smaller"),
    ],
    ids=["missing", "broken", "huge"],
)
def test_a_pack_with_a_bad_picture_is_refused_in_words(
    tmp_path: Path, harm: Callable[[Path], object], said: str
) -> None:
    from emoji_gui.desktop.images import load_pack

    folder = pack(tmp_path / ODD)
    harm(folder / "happy.png")
    shown, remark = load_pack(str(folder))
    assert said in remark and ODD in remark
    assert shown.picture("happy").size[0] >= 32, "the default pack takes its place"


def test_a_pack_picture_that_breaks_later_is_an_error_of_its_own(tmp_path: Path) -> None:
    from emoji_gui.pipeline.emojis import EmojiPack

    folder = pack(tmp_path / ODD)
    loaded = EmojiPack.load(folder)
    (folder / "happy.png").write_bytes(b"\x89PNG")
    with pytest.raises(PackError, match="whole PNG"):
        loaded.picture("happy")
    assert loaded.picture("sad")
