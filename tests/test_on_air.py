"""Recording and the camera for calls: real files, and a device that the test hands in."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from emoji_gui import language
from emoji_gui.desktop import on_air as on_air_module
from emoji_gui.language import Sentence
from emoji_gui.pipeline import virtual_camera
from emoji_gui.pipeline.casting import Cast, Scene, ScenePainter
from emoji_gui.pipeline.emojis import EmojiMapper, EmojiPack
from emoji_gui.pipeline.errors import OutputError, PackError
from emoji_gui.pipeline.pack_folder import PACKS
from emoji_gui.pipeline.recording import Recording
from emoji_gui.pipeline.records import Frame
from emoji_gui.pipeline.virtual_camera import VirtualCamera
from model.opencv import cv2
from tests.desktop_fakes import Desk, Until, face, live, press, shows
from tests.fakes import FACE, LABELS, picture
from tests.sending_support import HAPPY, SmallFiles, mapper, reading, small_files
from tests.test_virtual_camera import Opener

__all__ = ["mapper", "small_files"]


def scene(mapper: EmojiMapper, value: int = 128, number: int = 0) -> Scene:
    return Scene(Frame(picture(value), number, number / 30), HAPPY, mapper)


def frames_of(path: Path) -> int:
    capture, count = cv2.VideoCapture(str(path)), 0
    while capture.grab():
        count += 1
    capture.release()
    return count


def test_a_recording_is_a_film_in_its_own_time(
    mapper: EmojiMapper, tmp_path: Path, wait_until: Until
) -> None:
    recording = Recording(tmp_path, "film")
    recording.offer(scene(mapper))
    wait_until(lambda: recording.seconds >= 0.4)
    recording.stop()
    assert recording.wait(10)
    path = recording.result()
    assert path is not None and path.stem == "film" and path.suffix in (".mp4", ".avi")
    assert frames_of(path) == round(20 * recording.seconds) >= 8
    capture = cv2.VideoCapture(str(path))
    image: Any = capture.read()[1]
    capture.release()
    # The emoji is yellow and the picture grey.
    assert int(image[110, 130, 2]) - int(image[110, 130, 0]) > 80
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [path.name]


def test_a_full_disk_ends_the_film_while_there_is_room(mapper: EmojiMapper, tmp_path: Path) -> None:
    ticks = iter(range(100_000))
    recording = Recording(tmp_path, "film", clock=lambda: next(ticks) / 20, room=lambda _: 1000)
    recording.offer(scene(mapper))
    assert recording.wait(20)
    path = recording.result()
    assert path is not None and frames_of(path) == 40
    assert "the disk is full" in recording.remark


def test_what_fits_on_the_disk_is_kept(
    mapper: EmojiMapper, tmp_path: Path, small_files: SmallFiles
) -> None:
    ticks = iter(range(100_000))
    with small_files(100_000):
        recording = Recording(tmp_path, "film", clock=lambda: next(ticks) / 20)
        recording.offer(scene(mapper))
        assert recording.wait(20)
    path = recording.result()
    assert path is not None and frames_of(path) >= 3
    assert "what there was until then is kept" in recording.remark


@pytest.fixture
def damaged(tmp_path: Path) -> EmojiMapper:
    """The emojis of a pack whose first expression is no picture."""
    folder = tmp_path / "pack"
    shutil.copytree(PACKS / "ink", folder)
    (folder / f"{LABELS[0]}.png").write_bytes(b"no picture")
    return EmojiMapper(LABELS, EmojiPack.load(folder))


def filmed_until(bad: Scene, good: Scene, folder: Path, wait_until: Until) -> Recording:
    """A film of one scene that is ended by another."""
    folder.mkdir()
    recording = Recording(folder, "film")
    recording.offer(good)
    wait_until(lambda: recording.seconds >= 0.2)
    recording.offer(bad)
    assert recording.wait(10)
    return recording


def test_a_damaged_emoji_ends_the_film_and_what_there_was_is_kept(
    damaged: EmojiMapper,
    tmp_path: Path,
    wait_until: Until,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bad = Scene(Frame(picture(), 1, 0.1), reading((FACE, 0)), damaged)
    recording = filmed_until(bad, scene(damaged), tmp_path / "films", wait_until)
    path = recording.result()
    assert path is not None and frames_of(path) == round(20 * recording.seconds) >= 4
    assert recording.remark.startswith("The recording has ended: The emoji picture ")
    assert recording.remark.endswith("What there was until then is kept.")
    assert "PackError" in caplog.text
    assert list(path.parent.iterdir()) == [path]


def test_an_error_that_nobody_knows_ends_the_film_and_what_there_was_is_kept(
    mapper: EmojiMapper, tmp_path: Path, wait_until: Until
) -> None:
    nothing = Scene(Frame(np.zeros((0, 160, 3), np.uint8), 1, 0.1), None, mapper)
    recording = filmed_until(nothing, scene(mapper), tmp_path / "films", wait_until)
    path = recording.result()
    assert path is not None and frames_of(path) >= 4
    assert "what there was until then is kept" in recording.remark


def test_a_film_that_never_began_tells_why(damaged: EmojiMapper, tmp_path: Path) -> None:
    recording = Recording(tmp_path, "film")
    recording.offer(Scene(Frame(picture(), 1, 0.1), reading((FACE, 0)), damaged))
    assert recording.wait(10)
    with pytest.raises(PackError, match="could not be read"):
        recording.result()
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == []


def test_a_folder_that_is_gone_is_a_sentence(mapper: EmojiMapper, tmp_path: Path) -> None:
    recording = Recording(tmp_path / "gone", "film")
    recording.offer(scene(mapper))
    assert recording.wait(10)
    with pytest.raises(OutputError, match="not there any more"):
        recording.result()


def test_nothing_shown_is_nothing_recorded(tmp_path: Path) -> None:
    recording = Recording(tmp_path, "film")
    recording.stop()
    assert recording.wait(10) and recording.result() is None
    assert not [file for file in tmp_path.iterdir() if file.is_file()]


def test_the_camera_gets_the_newest_picture_and_again_while_it_stands_still(
    mapper: EmojiMapper, wait_until: Until
) -> None:
    opener = Opener()
    cast = Cast(VirtualCamera(opener=opener))
    cast.offer(scene(mapper, 40))
    wait_until(lambda: cast.sent >= 2)
    assert cast.name == "/dev/video9"
    cast.offer(scene(mapper, 90, 1))
    wait_until(lambda: int(opener.devices[0].frames[-1][0, 0, 0]) == 90)
    assert cast.close() and opener.devices[0].closed


def test_a_large_picture_is_scaled_down_with_its_faces(mapper: EmojiMapper) -> None:
    large = Frame(cv2.resize(picture(), (2560, 1920)), 0, 0.0)  # type: ignore[arg-type]
    assert ScenePainter().paint(Scene(large, HAPPY, mapper, mirror=True)).shape == (960, 1280, 3)


@pytest.fixture
def seen(desk: Desk, wait_until: Until) -> Desk:
    controller = desk.open()
    shows(desk, live(face(3)), wait_until)
    wait_until(lambda: controller.features.sending.mapper is not None, desk.root)
    return desk


def test_the_window_records_shows_the_time_and_says_where(
    seen: Desk, wait_until: Until, home: Path
) -> None:
    controller, on_air = seen.controller, seen.controller.features.on_air
    press(seen, "<Key-r>")
    assert controller.features.switched("record")
    wait_until(lambda: on_air.recording and on_air.recording.seconds > 0.2, seen.root)
    badge = controller.window.status._badge
    wait_until(lambda: badge.cget("text") == "● Recording 0:00", seen.root)
    press(seen, "<Key-r>")
    wait_until(lambda: controller.window.status.text.startswith("Saved "), seen.root)
    (file,) = home.rglob("*recording.*")
    assert frames_of(file) >= 4 and badge.cget("text") == ""


def test_a_film_is_finished_when_the_window_closes(
    seen: Desk, wait_until: Until, home: Path
) -> None:
    on_air = seen.controller.features.on_air
    press(seen, "<Key-r>")
    wait_until(lambda: on_air.recording and on_air.recording.seconds > 0.2, seen.root)
    recording = on_air.recording
    assert recording is not None
    seen.controller.quit()
    assert recording.wait(10)
    (file,) = home.rglob("*recording.*")
    assert frames_of(file) >= 4


def test_the_window_is_a_camera_for_calls_and_gives_it_back(
    seen: Desk, wait_until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    opener = Opener()
    monkeypatch.setattr(virtual_camera, "open_device", opener)
    badge = seen.controller.window.status._badge
    press(seen, "<Key-b>")
    wait_until(lambda: "/dev/video9" in str(badge.cget("text")), seen.root)
    # Not mirrored, whatever the window shows: the left half is blue as the camera has it.
    assert tuple(opener.devices[0].frames[0][100, 5]) == (200, 30, 10)
    press(seen, "<Key-b>")
    assert opener.devices[0].closed and not seen.controller.features.switched("calls")


@pytest.mark.parametrize(
    ("seconds", "camera", "words"),
    [
        (None, None, ""),
        (83.4, None, "● Aufnahme 1:23"),
        (None, "", "◌ Kamera für Anrufe: startet"),
        (None, "/dev/video9", "◉ Kamera für Anrufe: /dev/video9"),
        (3723.0, "", "● Aufnahme 1:02:03   ◌ Kamera für Anrufe: startet"),
        (0.0, "OBS", "● Aufnahme 0:00   ◉ Kamera für Anrufe: OBS"),
    ],
)
def test_the_badge_is_whole_in_every_language(
    seconds: float | None, camera: str | None, words: str
) -> None:
    language.use("de")
    assert on_air_module._badge(seconds, camera) == words


def test_why_a_film_ended_and_where_it_is_are_two_sentences() -> None:
    film = SimpleNamespace(
        result=lambda: Path("/films/a.mp4"),
        remark=Sentence(
            "The recording has ended because the disk is full; what there was until then is kept."
        ),
    )
    said = on_air_module._ending(film)  # type: ignore[arg-type]
    assert said == f"{film.remark} Saved a.mp4 in /films"
    language.use("zh_CN")
    said = on_air_module._ending(film)  # type: ignore[arg-type]
    assert said == "磁盘已满，录像结束；此前的内容已保留。已将 a.mp4 保存到 /films"


def test_a_missing_camera_device_is_said(
    seen: Desk, wait_until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> Any:
        raise OutputError("There is no virtual camera on this computer: install one.")

    monkeypatch.setattr(virtual_camera, "open_device", refuse)
    press(seen, "<Key-b>")
    status = seen.controller.window.status
    wait_until(lambda: "no virtual camera" in status.text, seen.root)
    assert not seen.controller.features.switched("calls")
