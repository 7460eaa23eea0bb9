"""What a person saves: names that are free, files that are whole, sentences when it fails."""

from __future__ import annotations

import errno
import io
import os
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from emoji_gui.pipeline import places
from emoji_gui.pipeline.emojis import EmojiMapper
from emoji_gui.pipeline.errors import OutputError
from emoji_gui.pipeline.places import default_folder, file_stem, save_new
from emoji_gui.pipeline.records import Frame, Reading
from emoji_gui.pipeline.saving import Saving, Tell
from emoji_gui.pipeline.sender import Sender
from model.detector import Box
from tests.fakes import FACE, picture
from tests.sending_support import HAPPY, NOBODY, SmallFiles, mapper, reading, small_files

__all__ = ["mapper", "small_files"]

WHEN = datetime(2024, 2, 29, 8, 5, 9)


def sender(folder: Path | None, mapper: EmojiMapper, read: Reading = HAPPY) -> Sender:
    made = Sender(folder, now=lambda: WHEN)
    for number in range(4):
        made.show(Frame(picture(40 * number), number, number / 10), read, mapper)
    return made


def finished(saving: Saving) -> Path:
    assert saving.wait(60)
    path = saving.result()
    assert path is not None and saving.done and saving.progress == 1
    return path


def writes(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text, "utf-8")


def test_a_name_has_date_time_and_expression_and_fits_every_system() -> None:
    assert file_stem(WHEN, "not_sure card") == "Emoji Mirror 2024-02-29 08.05.09 not sure card"
    assert file_stem(WHEN, 'a/b\\c:d*e?"f<g>h|i..') == (
        "Emoji Mirror 2024-02-29 08.05.09 a b c d e f g h i"
    )


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("mine", "utf-8")
    for text in ("a", "b"):
        save_new(tmp_path, "x", ".txt", writes(text))
    found = {path.name: path.read_text("utf-8") for path in tmp_path.glob("*.txt")}
    assert found == {"x.txt": "mine", "x (2).txt": "a", "x (3).txt": "b"}


@pytest.mark.parametrize("links", [True, False])
def test_of_many_that_want_a_name_each_gets_its_own(
    tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_link(source: object, target: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    if not links:
        monkeypatch.setattr(places.os, "link", no_link)  # type: ignore[attr-defined]
    gate, found = threading.Barrier(8), []

    def save(text: str) -> None:
        gate.wait()
        found.append(save_new(tmp_path, "x", ".txt", writes(text)))

    threads = [threading.Thread(target=save, args=(str(number),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 8
    assert sorted(path.read_text("utf-8") for path in found) == list("01234567")
    assert sorted(tmp_path.iterdir()) == sorted([*found, tmp_path / "home"])


def test_the_default_folder_is_in_the_persons_pictures(home: Path) -> None:
    assert default_folder().is_relative_to(home) and not default_folder().exists()
    path = save_new(None, "x", ".txt", lambda path: path.write_text("a", "utf-8"))
    assert path == default_folder() / "x.txt"


@pytest.mark.parametrize("kind", ["gone", "file"])
def test_a_chosen_folder_that_is_gone_is_a_sentence(tmp_path: Path, kind: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"is not there any more: choose another one\.$"):
        save_new(tmp_path / kind, "x", ".txt", lambda path: path.touch())


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_folder_for_reading_only_is_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    with pytest.raises(OutputError, match="You may not write in"):
        save_new(folder, "x", ".txt", lambda path: path.touch())


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (errno.ENOSPC, "no room"),
        (errno.EROFS, "may not write"),
        (errno.EACCES, "may not write"),
        (errno.EMFILE, "Too many open files"),
    ],
)
def test_every_fault_of_the_disk_is_one_sentence(tmp_path: Path, code: int, says: str) -> None:
    def write(path: Path) -> None:
        path.write_text("half", "utf-8")
        raise OSError(code, os.strerror(code))

    with pytest.raises(OutputError, match=says) as caught:
        save_new(tmp_path / "home", "x", ".txt", write)
    assert str(caught.value).count(".") == 1
    assert list((tmp_path / "home").iterdir()) == []


@pytest.mark.parametrize("what", ["card", "emoji", "gif", "webp", "mp4"])
def test_a_full_disk_leaves_nothing_behind(
    home: Path, what: str, mapper: EmojiMapper, small_files: SmallFiles
) -> None:
    saver = sender(home, mapper)
    with small_files(300):
        saving = _save(saver, what)
        assert saving.wait(60)
    with pytest.raises(OutputError, match="There is no room"):
        saving.result()
    assert list(home.iterdir()) == []


def _save(saver: Sender, what: str) -> Saving:
    if what == "card":
        return saver.save_card()
    if what == "emoji":
        return saver.save_emoji()
    return saver.save_clip(what)  # type: ignore[arg-type]


@pytest.mark.parametrize("what", ["card", "emoji", "gif", "webp", "mp4"])
def test_saving_gives_a_whole_file_with_a_name_of_its_own(
    home: Path, what: str, mapper: EmojiMapper
) -> None:
    saver = sender(home, mapper)
    first, second = finished(_save(saver, what)), finished(_save(saver, what))
    assert sorted(home.iterdir()) == sorted([first, second])
    assert first.name.startswith("Emoji Mirror 2024-02-29 08.05.09 happy")
    assert first.read_bytes() == second.read_bytes() or what in ("mp4",)
    assert first.stat().st_size > 500


@pytest.mark.parametrize(
    ("read", "name"), [(HAPPY, "happy"), (NOBODY, "no face"), (reading((FACE, None)), "not sure")]
)
def test_the_expression_is_in_the_name(
    home: Path, read: Reading, name: str, mapper: EmojiMapper
) -> None:
    assert name in finished(sender(home, mapper, read).save_emoji()).name


def test_a_card_is_mirrored_as_the_window_is(home: Path, mapper: EmojiMapper) -> None:
    image = np.zeros((240, 320, 3), dtype=np.uint8)
    image[:, :160] = (0, 0, 255)
    saver = Sender(home)
    read = reading((Box(130, 90, 60, 60, 0.9), 3))
    reds = []
    for mirror in (False, True):
        saver.show(Frame(image, 0, 0.0), read, mapper, mirror=mirror)
        with PIL.Image.open(finished(saver.save_card())) as card:
            reds.append([card.getpixel((x, 300))[0] > 200 for x in (100, 550)])  # type: ignore[index]
    assert reds == [[True, False], [False, True]]


def test_the_picture_for_the_clipboard_is_a_png_with_alpha(mapper: EmojiMapper) -> None:
    with PIL.Image.open(io.BytesIO(sender(None, mapper).emoji_png())) as picture_:
        assert (picture_.format, picture_.mode, picture_.size) == ("PNG", "RGBA", (512, 512))


def test_before_anything_was_shown_there_is_nothing_to_save(mapper: EmojiMapper) -> None:
    saver = Sender()
    for save in (saver.save_card, saver.save_emoji, saver.save_clip, saver.emoji_png):
        with pytest.raises(OutputError, match="nothing to save yet"):
            save()
    saver = sender(None, mapper)
    assert saver.remembered_bytes > 0
    saver.forget()
    assert saver.remembered_bytes == 0
    with pytest.raises(OutputError):
        saver.save_clip()


def test_a_frame_that_comes_again_is_remembered_once(mapper: EmojiMapper) -> None:
    saver, frame = Sender(), Frame(picture(), 0, 0.0)
    saver.show(frame, None, mapper)
    before = saver.remembered_bytes
    saver.show(frame, HAPPY, mapper)
    assert saver.remembered_bytes == before > 0


def test_a_saving_that_is_cancelled_leaves_nothing(home: Path) -> None:
    begun, go = threading.Event(), threading.Event()

    def work(tell: Tell) -> Path:
        def write(path: Path) -> None:
            path.write_text("half", "utf-8")
            tell(0.5)
            begun.set()
            assert go.wait(10)
            tell(0.7)

        return save_new(home, "x", ".txt", write)

    saving = Saving(work)
    assert begun.wait(10) and not saving.done and saving.progress == 0.5
    assert saving.result() is None and not saving.wait(0)
    saving.cancel()
    go.set()
    assert saving.wait(10) and saving.done and saving.result() is None
    assert list(home.iterdir()) == []
    saving.cancel()


def test_closing_stops_what_is_being_saved(home: Path, mapper: EmojiMapper) -> None:
    saver = Sender(home)
    noise = np.random.default_rng(1)
    for number in range(12):
        image = noise.integers(0, 256, (240, 320, 3), dtype=np.uint8)
        saver.show(Frame(image, number, number / 10), HAPPY, mapper)
    saving = saver.save_clip("gif")
    saver.close(60)
    assert saving.done and saving.result() is None
    assert list(home.iterdir()) == []


@pytest.mark.logs_errors
def test_an_unknown_error_is_a_sentence_and_is_in_the_log() -> None:
    def work(tell: Tell) -> Path:
        return Path(str(1 // 0))

    saving = Saving(work)
    assert saving.wait(10)
    with pytest.raises(OutputError, match="ZeroDivisionError"):
        saving.result()
