"""Pictures and videos without a window: lines, drawn files, exit statuses."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import PIL.Image
import pytest

from emoji_gui.headless import run_images, run_video
from emoji_gui.lines import VideoLines
from emoji_gui.pipeline import output
from emoji_gui.pipeline.drawing import annotate, mirrored
from emoji_gui.pipeline.emojis import EmojiMapper, EmojiPack
from emoji_gui.pipeline.engine import Engine
from emoji_gui.pipeline.output import picture_targets
from emoji_gui.pipeline.picture_writer import PictureWriter
from emoji_gui.pipeline.records import FaceReading, Frame, Reading
from emoji_gui.pipeline.sheets import PAGE
from emoji_gui.pipeline.sources import open_file
from model.detector import Box
from model.errors import WeightsError
from tests.fakes import FACE, LABELS, FakeClassifier, FakeDetector, answer, picture
from tests.sending_support import SmallFiles, small_files
from tests.test_sources import write_picture, write_video

__all__ = ["small_files"]

SIZE = (320, 240)
Lines = Callable[[], list[dict[str, Any]]]


def make_engine() -> Engine:
    return Engine(FakeDetector(FACE), FakeClassifier(3))


@pytest.fixture
def lines(capfdbinary: pytest.CaptureFixture[bytes]) -> Lines:
    """What was printed so far, each line read as JSON in UTF-8."""

    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in capfdbinary.readouterr().out.decode().splitlines()]

    return read


def test_one_picture_is_one_line(tmp_path: Path, lines: Lines) -> None:
    path = write_picture(tmp_path / "Bär im Café 😀.png", SIZE)
    assert run_images(path, engine=make_engine, as_json=True) == 0
    (line,) = lines()
    assert line["path"] == str(path)
    (face,) = line["faces"]
    assert face == {
        "box": [100, 80, 60, 60],
        "score": 0.9,
        "label": "happy",
        "emoji": EmojiPack.load().character("happy"),
        "probabilities": pytest.approx(dict(zip(LABELS, answer(3), strict=True)), abs=1e-4),
    }


def test_not_sure_has_no_label_but_an_emoji(tmp_path: Path, lines: Lines) -> None:
    classifier = FakeClassifier()
    classifier.answer = answer(0, 1 / 7)
    path = write_picture(tmp_path / "a.png", SIZE)
    run_images(path, engine=lambda: Engine(FakeDetector(FACE), classifier), as_json=True)
    face = lines()[0]["faces"][0]
    assert face["label"] is None
    assert face["emoji"] == EmojiPack.load().character("not_sure")


def test_a_folder_is_read_in_order_and_errors_stop_nothing(tmp_path: Path, lines: Lines) -> None:
    folder = tmp_path / "pictures"
    (folder / "deeper").mkdir(parents=True)
    write_picture(folder / "a.png", SIZE)
    (folder / "b.jpg").write_bytes(b"no picture")
    write_picture(folder / "c.PNG", SIZE)
    write_picture(folder / "deeper" / "d.png")
    (folder / "notes.txt").write_text("no picture either", "utf-8")
    assert run_images(folder, engine=make_engine, as_json=True) == 1
    found = lines()
    assert [Path(line["path"]).name for line in found] == ["a.png", "b.jpg", "c.PNG"]
    assert [set(line) for line in found] == [
        {"path", "faces"},
        {"path", "error"},
        {"path", "faces"},
    ]
    assert "no picture" in found[1]["error"]


def test_pictures_do_not_colour_each_other(tmp_path: Path, lines: Lines) -> None:
    for name in ("a.png", "b.png"):
        write_picture(tmp_path / name, SIZE)
    answers = iter([answer(3), answer(5)])

    class Changing(FakeClassifier):
        def predict(self, faces: Any) -> Any:
            self.answer = next(answers)
            return super().predict(faces)

    run_images(tmp_path, engine=lambda: Engine(FakeDetector(FACE), Changing()), as_json=True)
    assert [line["faces"][0]["label"] for line in lines()] == ["happy", "sad"]


def test_lines_for_people(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_picture(tmp_path / "a.png", SIZE)
    (tmp_path / "b.jpg").write_bytes(b"no picture")
    assert run_images(tmp_path, engine=make_engine, as_json=False) == 1
    printed = capfdbinary.readouterr()
    assert printed.out.decode().strip().endswith("90%")
    assert "b.jpg is no picture" in printed.err.decode()
    assert b"Traceback" not in printed.err


@pytest.mark.parametrize("name", ["missing.png", "empty"])
def test_nothing_to_read(tmp_path: Path, name: str, lines: Lines) -> None:
    (tmp_path / "empty").mkdir()
    assert run_images(tmp_path / name, engine=make_engine, as_json=True) == 1
    assert [set(line) for line in lines()] == ([{"path", "error"}] if name == "missing.png" else [])


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes are Linux's")
def test_a_name_that_is_no_text_still_gives_utf_8(tmp_path: Path, lines: Lines) -> None:
    path = write_picture(tmp_path / "a.png", SIZE)
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.png")
    shutil.move(path, odd)
    assert run_images(Path(odd), engine=make_engine, as_json=True) == 0
    assert lines()[0]["path"].endswith("/�.png")


def test_a_terminal_without_utf_8_gets_json_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252"))
    run_images(write_picture(tmp_path / "a.png", SIZE), engine=make_engine, as_json=True)
    assert json.loads(raw.getvalue().decode())["faces"][0]["label"] == "happy"


@pytest.mark.parametrize("as_json", [True, False])
def test_a_missing_network_is_a_sentence(
    tmp_path: Path, as_json: bool, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    def broken() -> Engine:
        raise WeightsError("The weights are damaged.")

    path = write_picture(tmp_path / "a.png")
    assert run_images(path, engine=broken, as_json=as_json) == 1
    assert capfdbinary.readouterr() == (b"", b"The weights are damaged.\n")


def test_a_drawn_picture_is_written(tmp_path: Path) -> None:
    path, drawn = write_picture(tmp_path / "a.png", SIZE), tmp_path / "drawn.jpg"
    assert run_images(path, engine=make_engine, as_json=True, output=drawn) == 0
    with PIL.Image.open(drawn) as written:
        assert (written.format, written.size) == ("JPEG", SIZE)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.png", "drawn.jpg", "home"]


def test_a_folder_is_drawn_into_a_folder(tmp_path: Path) -> None:
    folder, drawn = tmp_path / "in", tmp_path / "out" / "deep"
    folder.mkdir()
    write_picture(folder / "a.png", SIZE)
    write_picture(folder / "b.gif", SIZE)
    assert run_images(folder, engine=make_engine, as_json=True, output=drawn) == 0
    assert sorted(entry.name for entry in drawn.iterdir()) == [
        "a.png",
        "b.gif.png",
        "contact-sheet.jpg",
    ]


@pytest.mark.parametrize(
    ("style", "size"), [(None, (1428, 744)), ("card", (1428, 744)), ("box", SIZE), ("emoji", SIZE)]
)
def test_a_folder_becomes_cards_unless_a_style_is_given(
    tmp_path: Path, style: str | None, size: tuple[int, int]
) -> None:
    folder, drawn = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    write_picture(folder / "a.png", SIZE)
    write_picture(folder / "b.png", SIZE)
    nobody = Engine(FakeDetector(), FakeClassifier(3))
    assert run_images(folder, engine=lambda: nobody, as_json=True, output=drawn, style=style) == 0
    for name in ("a.png", "b.png"):
        with PIL.Image.open(drawn / name) as written:
            assert written.size == size
    with PIL.Image.open(drawn / "contact-sheet.jpg") as sheet:
        assert sheet.width >= 1080


def test_a_picture_with_the_contact_sheets_name_keeps_it(tmp_path: Path) -> None:
    folder, drawn = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    write_picture(folder / "contact-sheet.jpg", SIZE)
    assert run_images(folder, engine=make_engine, as_json=True, output=drawn, style="box") == 0
    with PIL.Image.open(drawn / "contact-sheet.jpg") as written:
        assert written.size == SIZE
    assert (drawn / "contact-sheet_.jpg").exists()


def test_two_pictures_never_become_one(tmp_path: Path) -> None:
    names = ["a.gif", "a.gif.png", "a.gif_.png", "b.gif", "B.GIF.PNG"]
    pictures = [tmp_path / name for name in names]
    targets = picture_targets(tmp_path, pictures, tmp_path / "out")
    drawn = {path.name: target.name for path, target in targets.items()}
    assert drawn == {
        "a.gif": "a.gif__.png",
        "a.gif.png": "a.gif.png",
        "a.gif_.png": "a.gif_.png",
        "b.gif": "b.gif_.png",
        "B.GIF.PNG": "B.GIF.PNG",
    }


def test_the_places_of_pictures_are_looked_up_once_for_all_pages(
    tmp_path: Path, mapper: EmojiMapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    targets = {tmp_path / f"{n}.png": tmp_path / "out" / f"{n}.png" for n in range(50)}
    writer = PictureWriter(targets, mapper, "box", sheet_in=tmp_path / "out")
    resolved, resolve = [], Path.resolve

    def counted(path: Path, strict: bool = False) -> Path:
        resolved.append(path)
        return resolve(path, strict)

    monkeypatch.setattr(Path, "resolve", counted)
    writer._page_path(tmp_path / "out", 1)
    first = len(resolved)
    writer._page_path(tmp_path / "out", 2)
    assert len(resolved) == first + 1


def test_a_large_folder_has_a_sheet_of_several_pages(tmp_path: Path) -> None:
    folder, drawn = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for number in range(PAGE + 1):
        write_picture(folder / f"{number:02}.png", (40, 30))
    nobody = Engine(FakeDetector(), FakeClassifier(3))
    assert run_images(folder, engine=lambda: nobody, as_json=True, output=drawn, style="box") == 0
    assert sorted(path.name for path in drawn.glob("contact*")) == [
        "contact-sheet-2.jpg",
        "contact-sheet.jpg",
    ]


def test_a_folder_shows_how_far_it_is_on_stderr(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write_picture(folder / "a.png", SIZE)
    (folder / "b.png").write_bytes(b"no picture")
    assert run_images(folder, engine=make_engine, as_json=True, output=tmp_path / "out") == 1
    printed = capfdbinary.readouterr()
    assert b"Pictures [" in printed.err and b"2/2" in printed.err
    assert [set(json.loads(line)) for line in printed.out.splitlines()] == [
        {"path", "faces"},
        {"path", "error"},
    ]


def test_a_full_disk_is_a_sentence_for_each_picture(
    tmp_path: Path, lines: Lines, small_files: SmallFiles
) -> None:
    folder, drawn = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    write_picture(folder / "a.png", SIZE)
    with small_files(2000):
        assert run_images(folder, engine=make_engine, as_json=True, output=drawn) == 1
    assert "cannot be written" in lines()[0]["error"]
    assert list(drawn.iterdir()) == []


@pytest.mark.parametrize(
    "output", ["a.png", "../pictures/a.png", "link.png", ".", "x.txt", "no/x.png"]
)
def test_bad_places_for_a_drawn_picture(
    tmp_path: Path, output: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    path = write_picture(folder / "a.png", SIZE)
    (folder / "link.png").symlink_to(path)
    before = path.read_bytes()
    assert run_images(path, engine=make_engine, as_json=False, output=folder / output) == 1
    assert capfdbinary.readouterr().err.count(b"\n") == 1
    assert path.read_bytes() == before
    assert sorted(entry.name for entry in folder.iterdir()) == ["a.png", "link.png"]


def test_every_frame_of_a_video_is_a_line(tmp_path: Path, lines: Lines) -> None:
    path = write_video(tmp_path / "clip.avi", frames=6, size=SIZE)
    assert run_video(path, engine=make_engine, as_json=True) == 0
    found = lines()
    assert [line["time"] for line in found] == [0, 0.05, 0.1, 0.15, 0.2, 0.25]
    assert {line["faces"][0]["label"] for line in found} == {"happy"}


def test_a_video_for_people_tells_changes_only(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = write_video(tmp_path / "clip.avi", size=SIZE)
    assert run_video(path, engine=make_engine, as_json=False) == 0
    (line,) = capfdbinary.readouterr().out.decode().splitlines()
    assert line.startswith("0:00.0") and "happy" in line


def test_seconds_that_round_up_to_a_minute_are_one(
    tmp_path: Path, mapper: EmojiMapper, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    for time in (59.94, 59.967, 119.99):
        VideoLines(tmp_path, mapper, as_json=False).show(Reading(0, time))
    said = capfdbinary.readouterr().out.decode().splitlines()
    assert [line.split()[0] for line in said] == ["0:59.9", "1:00.0", "2:00.0"]


def test_a_colon_in_the_name_of_a_drawn_video_is_a_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_video(tmp_path / "clip.avi", size=SIZE)
    monkeypatch.chdir(tmp_path)
    for name in ("12:30.mp4", "12:30.avi"):
        assert run_video(path, engine=make_engine, as_json=True, output=Path(name)) == 0
        assert (tmp_path / name).stat().st_size > 0


@pytest.mark.parametrize("suffix", [".mp4", ".avi", ".mkv"])
def test_a_drawn_video_is_written(tmp_path: Path, suffix: str) -> None:
    path, drawn = write_video(tmp_path / "clip.avi", 8, SIZE), tmp_path / f"drawn{suffix}"
    assert run_video(path, engine=make_engine, as_json=True, output=drawn) == 0
    source = open_file(drawn)
    assert source.fps == pytest.approx(20)
    frames = 0
    while source.read() is not None:
        frames += 1
    source.close()
    assert frames == 8


def test_the_emoji_lies_over_the_face_in_a_video(tmp_path: Path) -> None:
    path, drawn = write_video(tmp_path / "clip.avi", 8, SIZE), tmp_path / "drawn.mkv"
    assert run_video(path, engine=make_engine, as_json=True, output=drawn, style="emoji") == 0
    source, before = open_file(drawn), open_file(path)
    image, plain = source.read(), before.read()
    source.close()
    before.close()
    assert image is not None and plain is not None
    changed = np.abs(image.image.astype(int) - plain.image).max(axis=2) > 60
    middle = (round(FACE.y + FACE.h / 2), round(FACE.x + FACE.w / 2))
    assert changed[middle]
    assert not changed[:, :60].any() and not changed[:, 220:].any()


@pytest.mark.parametrize("output", ["clip.avi", "x.txt", "no/x.mp4"])
def test_bad_places_for_a_drawn_video(
    tmp_path: Path, output: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = write_video(tmp_path / "clip.avi", size=SIZE)
    before = path.read_bytes()
    assert run_video(path, engine=make_engine, as_json=True, output=tmp_path / output) == 1
    assert b"Traceback" not in capfdbinary.readouterr().err
    assert path.read_bytes() == before


def test_a_folder_that_is_not_there_is_told_before_the_work(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    lost = tmp_path / "no"
    film, shot = write_video(tmp_path / "clip.avi"), write_picture(tmp_path / "a.png")
    assert run_video(film, engine=make_engine, as_json=True, output=lost / "x.mp4") == 1
    assert run_images(shot, engine=make_engine, as_json=True, output=lost / "x.png") == 1
    said = capfdbinary.readouterr()
    assert said.out == b""
    assert said.err.decode().splitlines() == [
        f"There is no folder {lost} for {name}: choose another place."
        for name in ("x.mp4", "x.png")
    ]


@pytest.mark.parametrize("fails", ["write", "close"])
def test_a_full_disk_is_a_fault_of_the_film(
    tmp_path: Path,
    fails: str,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Full:
        size = SIZE

        def write(self, image: object) -> None:
            self.reach("write")

        def close(self) -> None:
            self.reach("close")

        def reach(self, place: str) -> None:
            if place == fails:
                raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(output, "open_writer", lambda *rest: Full())
    path, drawn = write_video(tmp_path / "clip.avi", size=SIZE), tmp_path / "x.mp4"
    assert run_video(path, engine=make_engine, as_json=True, output=drawn) == 1
    said = capfdbinary.readouterr().err.decode()
    assert f"{drawn} cannot be written (No space left on device): choose" in said
    assert not drawn.exists()


def test_an_interrupted_video_leaves_nothing_behind(tmp_path: Path) -> None:
    class Interrupted(FakeDetector):
        def detect(self, frame: Any) -> list[Box]:
            if frame[0, 0, 0] > 60:
                raise KeyboardInterrupt
            return [FACE]

    path = write_video(tmp_path / "clip.avi", size=SIZE)
    with pytest.raises(KeyboardInterrupt):
        run_video(
            path,
            engine=lambda: Engine(Interrupted(), FakeClassifier()),
            as_json=True,
            output=tmp_path / "drawn.mp4",
        )
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["clip.avi", "home"]


@pytest.mark.parametrize("name", ["missing.mp4", "picture.png", "folder"])
def test_what_is_no_video(
    tmp_path: Path, name: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    write_picture(tmp_path / "picture.png")
    (tmp_path / "folder").mkdir()
    assert run_video(tmp_path / name, engine=make_engine, as_json=True) == 1
    said = capfdbinary.readouterr()
    assert (said.out, said.err.count(b"\n")) == (b"", 1)
    assert name.encode() in said.err


@pytest.fixture(scope="module")
def mapper() -> EmojiMapper:
    return EmojiMapper(LABELS, EmojiPack.load())


@pytest.mark.parametrize("shape", [(1, 1), (30, 900), (240, 320), (1500, 2000)])
@pytest.mark.parametrize("place", [(0.3, 0.3), (-0.2, -0.2), (0.9, 0.9)])
def test_drawing_fits_every_picture(
    shape: tuple[int, int], place: tuple[float, float], mapper: EmojiMapper
) -> None:
    image = np.full((*shape, 3), 90, dtype=np.uint8)
    image.flags.writeable = False
    side = max(1.0, min(shape) / 3)
    box = Box(place[0] * shape[1], place[1] * shape[0], side, side, 0.5)
    faces = tuple(FaceReading(i, box, answer(3), label) for i, label in enumerate((3, None)))
    drawn = annotate(image, Reading(0, 0.0, faces), mapper)
    assert drawn.shape == image.shape
    assert drawn.dtype == np.uint8
    assert (drawn != image).any()
    assert (image == 90).all()


def test_no_face_is_drawn_too(mapper: EmojiMapper) -> None:
    drawn = annotate(picture(), Reading(0, 0.0), mapper)
    assert (drawn != picture()).any()
    assert (drawn[:100] == picture()[:100]).all(), "in the lower corner only"


def test_a_mirror_swaps_left_and_right() -> None:
    frame = Frame(np.arange(24, dtype=np.uint8).reshape(2, 4, 3), 0, 0.0)
    np.testing.assert_array_equal(mirrored(frame.image), frame.image[:, ::-1])
    assert mirrored(frame.image).flags["C_CONTIGUOUS"]
    assert cv2.flip(frame.image, 1) is not frame.image
