"""The icon: its files on each system, and on this one that a double click starts the program."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from emoji_gui import launcher
from emoji_gui.launcher import linux, macos, windows
from emoji_gui.launcher.common import Program, this_program, write
from tests.sending_support import SmallFiles, small_files

__all__ = ["small_files"]

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the icon of Linux desktops")
ODD_NAMES = ["plain", "two words", "Émoji für dich", "a'b", 'a"b', "100 %f", "$HOME `x`", "back\\n"]


def stub(folder: Path) -> Program:
    """A program that writes down what it was given, beside itself."""
    folder.mkdir(parents=True)
    python = folder / "python"
    python.write_text('#!/bin/sh\nprintf "%s" "$1" > "$0.part"\nmv "$0.part" "$0.started"\n')
    python.chmod(0o755)
    return Program((str(python), str(folder / "main.py")), this_program().icon)


@linux_only
@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_double_click_starts_the_program_wherever_it_lies(
    name: str, tmp_path: Path, wait_until: Callable[..., None]
) -> None:
    if not shutil.which("gio"):
        pytest.skip("gio is not installed")
    program = stub(tmp_path / name)
    launcher.install(program)
    icon = linux.installed_files()[0]
    subprocess.run(["gio", "launch", str(icon)], check=True, timeout=10)
    started = Path(program.command[0] + ".started")
    wait_until(started.exists)
    assert started.read_text("utf-8") == program.command[1]


@linux_only
@pytest.mark.parametrize("name", ODD_NAMES)
def test_the_entry_is_valid(name: str, tmp_path: Path) -> None:
    if not shutil.which("desktop-file-validate"):
        pytest.skip("desktop-file-validate is not installed")
    launcher.install(stub(tmp_path / name))
    for file in linux.installed_files()[:2]:
        validate = ["desktop-file-validate", str(file)]
        done = subprocess.run(validate, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout + done.stderr) == (0, "")


@linux_only
def test_the_icon_is_on_the_desktop_and_in_the_menu_with_its_picture(home: Path) -> None:
    said = launcher.install()
    on_desktop = home / "Desktop" / "emoji-mirror.desktop"
    in_menu = home / ".local/share/applications/emoji-mirror.desktop"
    picture = home / ".local/share/icons/hicolor/512x512/apps/emoji-mirror.png"
    assert on_desktop.read_text("utf-8") == in_menu.read_text("utf-8")
    assert os.access(on_desktop, os.X_OK)
    assert f"Icon={picture}\n" in on_desktop.read_text("utf-8")
    assert picture.read_bytes() == this_program().icon.read_bytes()
    assert any(str(on_desktop) in line for line in said)
    assert not [path for path in home.rglob("*partial*")]


@linux_only
def test_removing_takes_everything_away_and_may_be_done_twice(home: Path) -> None:
    launcher.install()
    launcher.install()
    assert len(launcher.remove()) == 3
    assert not [path for path in home.rglob("*") if path.is_file()]
    assert launcher.remove() == ["There was no icon to remove."]


def test_a_full_disk_leaves_the_old_icon_and_no_part_of_the_new_one(
    tmp_path: Path, small_files: SmallFiles
) -> None:
    icon = write(tmp_path / "Desktop" / "mirror.desktop", "old")
    with small_files(10), pytest.raises(OSError):
        write(icon, "a new one that is longer")
    assert list(icon.parent.iterdir()) == [icon]
    assert icon.read_text() == "old"


@linux_only
@pytest.mark.parametrize(
    ("line", "folder"),
    [
        ('XDG_DESKTOP_DIR="$HOME/Schreibtisch"', "home/Schreibtisch"),
        ('# one\nXDG_DESKTOP_DIR="$HOME/Mes \\"trucs\\"/Bureau"\n', 'home/Mes "trucs"/Bureau'),
        ('XDG_DOWNLOAD_DIR="$HOME/Downloads"', "home/Desktop"),
        ('XDG_DESKTOP_DIR="$HOME/"', None),
        ('XDG_DESKTOP_DIR="relative"', None),
    ],
)
def test_the_desktop_is_where_the_person_has_it(
    line: str, folder: str | None, home: Path, tmp_path: Path
) -> None:
    (home / ".config").mkdir()
    (home / ".config" / "user-dirs.dirs").write_text(line, "utf-8")
    assert linux.desktop_folder() == (tmp_path / folder if folder else None)
    launcher.install()
    assert (home / ".local/share/applications/emoji-mirror.desktop").exists()
    assert len(launcher.remove()) == (3 if folder else 2)


def test_it_starts_this_python_by_its_own_name() -> None:
    program = this_program()
    # A resolved link would lead out of the environment.
    assert Path(program.command[0]).parent == Path(sys.executable).absolute().parent
    assert Path(program.command[1]).name == "main.py"
    assert all(Path(part).is_absolute() for part in program.command)
    assert program.icon.name == "happy.png"
    assert program.icon.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize("name", ODD_NAMES)
def test_the_command_file_of_macos_starts_the_program(name: str, tmp_path: Path) -> None:
    program = stub(tmp_path / name)
    file = tmp_path / "Emoji Mirror.command"
    file.write_text(macos.command_file(program), "utf-8")
    file.chmod(0o755)
    subprocess.run([str(file)], check=True, timeout=10)
    assert Path(program.command[0] + ".started").read_text("utf-8") == program.command[1]


def test_macos_gets_one_file_that_may_be_run(home: Path) -> None:
    list(macos.install(this_program()))
    (file,) = macos.installed_files()
    assert file == home / "Desktop" / "Emoji Mirror.command"
    assert os.access(file, os.X_OK)


class FakePowerShell:
    """Knows two folders and keeps what it was told to run."""

    def __init__(self, *folders: Path) -> None:
        self.folders = folders
        self.scripts: list[str] = []

    def __call__(self, command: Sequence[str]) -> str:
        self.scripts.append(base64.b64decode(command[-1]).decode("utf-16-le"))
        return "".join(f"{folder}\n" for folder in self.folders)


def test_windows_gets_shortcuts_with_an_icon(home: Path) -> None:
    shell = FakePowerShell(home / "Bureau d'été", home / "Programs")
    program = Program(("C:\\Py 3\\pythonw.exe", "C:\\Émoji\\main.py"), this_program().icon)
    said = list(windows.install(program, shell))
    assert len(said) == 2
    script = shell.scripts[-1]
    assert f"CreateShortcut('{home}/Bureau d''été/Emoji Mirror.lnk')".replace(
        "/", os.sep
    ) in script.replace("/", os.sep)
    assert "$link.TargetPath = 'C:\\Py 3\\pythonw.exe'" in script
    assert "$link.Arguments = 'C:\\Émoji\\main.py'" in script
    files = windows.installed_files(shell)
    assert [file.name for file in files] == ["Emoji Mirror.lnk"] * 2 + ["emoji-mirror.ico"]
    assert files[-1].read_bytes()[:4] == b"\x00\x00\x01\x00"


def test_windows_quotes_arguments_with_spaces() -> None:
    program = Program(("pythonw.exe", "C:\\My Mirror\\main.py"), Path("happy.png"))
    script = windows.script(program, [Path("a.lnk")], Path("a.ico"))
    assert "$link.Arguments = '\"C:\\My Mirror\\main.py\"'" in script
