"""The clipboard: what other programs read from it, and what each system is asked to do."""

from __future__ import annotations

import ctypes
import io
import shutil
import subprocess
import sys
import threading
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import PIL.Image
import pytest

from emoji_gui.desktop import clipboard_windows
from emoji_gui.desktop.clipboard import Clipboard
from emoji_gui.pipeline.emojis import EmojiPack
from emoji_gui.pipeline.errors import OutputError
from tests.desktop_fakes import Desk

Until = Callable[..., None]
Read = Callable[[str], bytes]
X11: dict[str, str] = {}


@pytest.fixture(scope="module")
def png() -> bytes:
    """A real emoji: many kilobytes, every value of a byte, zeros among them."""
    data = EmojiPack.load().require("happy").read_bytes()
    assert len(data) > 20_000 and set(data) == set(range(256))
    return data


@pytest.fixture
def read(root: tk.Tk, wait_until: Until) -> Read:
    """What xclip, another program, reads from the clipboard in one form."""
    if sys.platform != "linux" or shutil.which("xclip") is None:
        pytest.skip("xclip is not installed")

    def ask(form: str) -> bytes:
        said: list[bytes] = []

        def run() -> None:
            command = ["xclip", "-selection", "clipboard", "-o", "-t", form]
            said.append(subprocess.run(command, capture_output=True, timeout=10).stdout)  # noqa: PLW1510

        reader = threading.Thread(target=run)
        reader.start()
        wait_until(lambda: not reader.is_alive(), root)
        return said[0]

    return ask


def test_another_program_gets_the_picture_byte_by_byte(root: tk.Tk, png: bytes, read: Read) -> None:
    Clipboard(root, platform="linux", environ=X11).copy_picture(png)
    assert b"image/png" in read("TARGETS").split()
    assert read("image/png") == png


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\xff",
        bytes(20),
        bytes(4000),
        bytes(20_000),
        b"a\0" * 9000,
        b"\xff" * 1999,
    ],
)
def test_any_bytes_arrive_as_they_are(root: tk.Tk, png: bytes, data: bytes, read: Read) -> None:
    clipboard = Clipboard(root, platform="linux", environ=X11)
    clipboard.copy_picture(png)
    clipboard.copy_picture(data)
    assert read("image/png") == data


# The last is a face in clouds: four code points that are one character.
@pytest.mark.parametrize("character", ["😄", "🤢", "😶‍🌫️"])
def test_another_program_gets_the_character(desk: Desk, character: str, read: Read) -> None:
    desk.open().copy_text(character)
    assert read("UTF8_STRING").decode() == character


def test_a_character_takes_the_place_of_a_picture_and_back(
    root: tk.Tk, desk: Desk, png: bytes, read: Read
) -> None:
    clipboard = Clipboard(root, platform="linux", environ=X11)
    clipboard.copy_picture(png)
    desk.open().copy_text("😄")
    assert read("UTF8_STRING").decode() == "😄"
    assert b"image/png" not in read("TARGETS").split()
    clipboard.copy_picture(png)
    assert read("image/png") == png


def test_what_another_program_copies_is_left_alone(
    root: tk.Tk, desk: Desk, png: bytes, read: Read, wait_until: Until
) -> None:
    clipboard = Clipboard(root, platform="linux", environ=X11)
    clipboard.copy_picture(png)
    root.update()  # or the screen would hear of it after xclip
    # xclip goes on in the background until something else is copied.
    subprocess.run(
        ["xclip", "-selection", "clipboard"],
        input=b"theirs",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    wait_until(lambda: root.tk.call("selection", "own", "-selection", "CLIPBOARD") == "", root)
    assert read("UTF8_STRING") == b"theirs"
    desk.open().copy_text("ours")
    assert read("UTF8_STRING") == b"ours"


class Runs:
    """Remembers what was started."""

    def __init__(self, status: int = 0) -> None:
        self.status = status
        self.calls: list[tuple[list[str], bytes]] = []
        self.file = b""

    def __call__(self, command: list[str], data: bytes) -> int:
        self.calls.append((command, data))
        if command[0] == "osascript":
            self.file = Path(command[2].split('"')[1]).read_bytes()
        return self.status


@pytest.fixture
def wayland(tmp_path: Path) -> dict[str, str]:
    program = tmp_path / "wl-copy"
    program.touch(mode=0o700)
    return {"WAYLAND_DISPLAY": "wayland-0", "PATH": str(tmp_path)}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows finds programs by their ending")
def test_wayland_is_given_the_picture_by_wl_copy(
    root: tk.Tk, png: bytes, wayland: dict[str, str]
) -> None:
    runs = Runs()
    Clipboard(root, platform="linux", environ=wayland, run=runs).copy_picture(png)
    assert runs.calls == [(["wl-copy", "--type", "image/png"], png)]


@pytest.mark.parametrize("installed", [True, False])
def test_without_wl_copy_wayland_gets_it_through_x11(
    root: tk.Tk, png: bytes, wayland: dict[str, str], installed: bool, read: Read
) -> None:
    if not installed:
        wayland["PATH"] = ""
    runs = Runs(status=1)
    Clipboard(root, platform="linux", environ=wayland, run=runs).copy_picture(png)
    assert len(runs.calls) == int(installed)
    assert read("image/png") == png


def test_macos_reads_the_picture_from_a_file_that_does_not_stay(root: tk.Tk, png: bytes) -> None:
    runs = Runs()
    Clipboard(root, platform="darwin", run=runs).copy_picture(png)
    ((command, _),) = runs.calls
    assert command[:2] == ["osascript", "-e"] and "as «class PNGf»" in command[2]
    assert runs.file == png and not Path(command[2].split('"')[1]).exists()


def test_a_refusal_of_macos_is_a_sentence(root: tk.Tk, png: bytes) -> None:
    with pytest.raises(OutputError, match="save the emoji"):
        Clipboard(root, platform="darwin", run=Runs(1)).copy_picture(png)


def test_a_program_that_is_absent_is_no_error(root: tk.Tk) -> None:
    with pytest.raises(OutputError):
        Clipboard(root, platform="darwin").copy_picture(b"png")


class Windows:
    """Windows' clipboard: real memory, and the rules of its documentation."""

    def __init__(self, busy: int = 0, refuses: tuple[int, ...] = ()) -> None:
        self.busy, self.refuses = busy, refuses
        self.user32 = self.kernel32 = SimpleNamespace(
            OpenClipboard=self.open,
            EmptyClipboard=lambda: True,
            CloseClipboard=self.close,
            RegisterClipboardFormatW=lambda name: 49_000 + len(name),
            SetClipboardData=self.take,
            GlobalAlloc=self.alloc,
            GlobalLock=lambda block: ctypes.addressof(self.blocks[block]),
            GlobalUnlock=lambda block: True,
            GlobalFree=lambda block: self.blocks.pop(block) and None,
        )
        self.blocks: dict[int, Any] = {}
        self.forms: dict[int, bytes] = {}
        self.opened = 0

    def open(self, window: int) -> bool:
        assert window, "a clipboard without an owner takes nothing"
        self.busy -= 1
        self.opened += self.busy < 0
        return self.busy < 0

    def close(self) -> bool:
        self.opened -= 1
        return True

    def alloc(self, flags: int, size: int) -> int:
        assert flags == clipboard_windows.GMEM_MOVEABLE
        self.blocks[len(self.blocks) + 1] = ctypes.create_string_buffer(size)
        return len(self.blocks)

    def take(self, form: int, block: int) -> int:
        assert self.opened == 1
        if form in self.refuses:
            return 0
        self.forms[form] = self.blocks[block].raw
        return block


def test_windows_gets_the_picture_with_alpha_and_on_white(png: bytes) -> None:
    system = Windows(busy=2)
    clipboard_windows.copy_picture(png, 7, system=system)
    assert set(system.forms) == {49_003, clipboard_windows.CF_DIB} and system.opened == 0
    assert system.forms[49_003] == png
    dib = system.forms[clipboard_windows.CF_DIB]
    header = b"BM" + (14 + len(dib)).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little")
    with PIL.Image.open(io.BytesIO(header + dib)) as picture:
        assert (picture.mode, picture.size) == ("RGB", (512, 512))
        assert picture.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("system", "says"),
    [
        (Windows(busy=1000), "Another program is using the clipboard"),
        (Windows(refuses=(49_003, clipboard_windows.CF_DIB)), "did not take the picture"),
    ],
)
def test_a_refusal_of_windows_is_a_sentence(system: Windows, says: str, png: bytes) -> None:
    with pytest.raises(OutputError, match=says):
        clipboard_windows.copy_picture(png, 7, system=system)
    assert system.opened == 0 and not system.blocks, "closed again, and no memory is lost"


def test_long_runs_of_zeros_arrive_and_do_not_hold_up_the_window(
    root: tk.Tk, png: bytes, read: Read
) -> None:
    zeros = png[:200] + bytes(8000)
    Clipboard(root, platform="linux", environ=X11).copy_picture(zeros)
    assert read("image/png") == zeros
