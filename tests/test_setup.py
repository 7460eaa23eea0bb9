"""The set-up: which Python it takes, what it installs, and what it says where it cannot."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from emoji_gui.setup import command
from emoji_gui.setup.environment import Environment, cause
from emoji_gui.setup.errors import SetUpError
from emoji_gui.setup.pythons import Python, choose, pythons, try_python
from emoji_gui.setup.system import Apt, ask_for
from tests.sending_support import SmallFiles, small_files

__all__ = ["small_files"]

WITHOUT_TK = Python("/opt/a/bin/python3", (3, 12), "/opt/a", tk=False)
COMPLETE = Python("/opt/b/bin/python3", (3, 11), "/opt/b")
BARE_SYSTEM = Python(
    "/usr/bin/python3", (3, 11), "/usr", tk=False, venv=False, missing=("libGL.so.1",)
)


class FakeCall:
    """Keeps the commands and answers with exit statuses."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.commands: list[str] = []

    def __call__(self, command: Sequence[str]) -> int:
        self.commands.append(" ".join(command))
        return self.statuses.pop(0)


def test_this_python_is_found_by_trying_it() -> None:
    python = try_python(sys.executable)
    assert python is not None
    assert python.version == sys.version_info[:2]
    assert python.venv


@pytest.mark.parametrize(
    "text",
    [
        None,
        "#!/bin/sh\nexit 1\n",
        "#!/bin/sh\necho hello\n",
        '#!/bin/sh\necho \'{"version": [3, 9], "path": "", "base": ""}\'\n',
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_what_does_not_run_or_is_too_old_is_no_python(text: str | None, tmp_path: Path) -> None:
    fake = tmp_path / "python3"
    if text is not None:
        fake.write_text(text)
        fake.chmod(0o755)
    assert try_python(str(fake)) is None


def test_each_python_is_met_once() -> None:
    assert len(list(pythons([sys.executable, sys.executable, "no-such-python"]))) == 1


@pytest.mark.parametrize(
    ("found", "can_install", "expected"),
    [
        ([WITHOUT_TK, COMPLETE], False, COMPLETE),
        ([WITHOUT_TK, BARE_SYSTEM], True, BARE_SYSTEM),
        ([WITHOUT_TK, BARE_SYSTEM, COMPLETE], True, COMPLETE),
        ([BARE_SYSTEM, WITHOUT_TK], False, WITHOUT_TK),
        ([BARE_SYSTEM], False, BARE_SYSTEM),
        ([], True, None),
    ],
)
def test_a_python_that_needs_nothing_comes_first(
    found: list[Python], can_install: bool, expected: Python | None
) -> None:
    assert choose(found, can_install=can_install) == expected


def test_the_packages_of_a_bare_debian() -> None:
    assert BARE_SYSTEM.packages == ("python3-tk", "python3-venv", "libgl1")
    assert Python("/usr/bin/python3.99", (3, 99), "/usr", tk=False).packages == ("python3.99-tk",)


def test_apt_asks_for_news_where_its_lists_are_old(tmp_path: Path) -> None:
    (tmp_path / "x_Packages").touch()
    calls = FakeCall(100, 0, 0)
    Apt(("sudo",), calls, tmp_path).install(["a", "b", "a"])
    install, update, again = calls.commands
    assert install.startswith("sudo apt-get") and install.endswith(" a b")
    assert "update" in update
    assert again == install


def test_apt_that_fails_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(SetUpError, match="could not install a"):
        Apt((), FakeCall(0, 100, 0, 100), tmp_path).install(["a"])


@pytest.mark.parametrize(
    ("platform", "word"),
    [("darwin", "brew install"), ("win32", "tcl/tk"), ("freebsd", "Fedora")],
)
def test_other_systems_are_told_what_is_missing(platform: str, word: str) -> None:
    words = str(ask_for(BARE_SYSTEM.packages, platform=platform))
    assert "tkinter" in words and "venv" in words and "libgl1" in words
    assert word in words


@pytest.fixture
def tree(tmp_path: Path) -> Environment:
    """An environment as it is when everything was installed for the window."""
    root = tmp_path / "a tree"
    (root / ".venv").mkdir(parents=True)
    for name in ("setup.cfg", "pyproject.toml"):
        (root / name).write_text("1")
    return Environment(root)


def stamp(environment: Environment, *extras: str) -> None:
    content = {"for": environment._wanted(), "extras": extras}
    (environment.folder / "set-up.json").write_text(json.dumps(content))


def test_what_is_installed_is_not_installed_again(tree: Environment) -> None:
    assert not tree.has([])
    stamp(tree, "train", "test")
    assert tree.has([]) and tree.has(["train"])
    assert not tree.has(["draw"])


@pytest.mark.parametrize("change", ["settings", "stamp", "moved"])
def test_a_change_makes_it_install_again(tree: Environment, change: str) -> None:
    stamp(tree)
    if change == "settings":
        (tree.root / "setup.cfg").write_text("2")
    elif change == "stamp":
        (tree.folder / "set-up.json").write_text("{")
    else:
        tree = Environment(tree.root.rename(tree.root.with_name("elsewhere")))
    assert not tree.has([])


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("Retrying: NewConnectionError ...\nNo matching distribution", "online"),
        ("ERROR: No matching distribution found for tensorflow", "no ready-made package"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("something else", "own words"),
    ],
)
def test_pip_is_put_into_words(said: str, word: str) -> None:
    assert word in cause(said)


def test_a_full_disk_is_told_before_anything_is_fetched(tree: Environment) -> None:
    with pytest.raises(SetUpError, match="make room"):
        tree.install([], size=1e9)


def test_a_python_that_cannot_make_environments_is_told(tree: Environment) -> None:
    # It knows "-m venv --clear FOLDER" as little as any other program does.
    with pytest.raises(SetUpError, match="could not be made"):
        tree.create(
            Python("/usr/bin/false" if Path("/usr/bin/false").exists() else "false", (3, 11))
        )


def test_an_unknown_goal_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["fly"]) == 2
    assert "'fly'" in capsys.readouterr().err


def test_what_cannot_be_set_up_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(command, "pythons", lambda: iter([BARE_SYSTEM]))
    monkeypatch.setattr(command, "find_apt", lambda: None)
    assert command.main(["run"]) == 1
    assert "tkinter" in capsys.readouterr().err


def without_pip(tree: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the set-up take place in a tree of its own, and nothing be fetched."""
    monkeypatch.setattr(command, "ROOT", tree.root)
    monkeypatch.setattr(command, "try_python", lambda path: COMPLETE)
    monkeypatch.setattr(Environment, "_pip", lambda self, arguments: None)


def test_a_file_that_cannot_be_written_is_named(
    tree: Environment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    without_pip(tree, monkeypatch)
    in_the_way = tree.folder / "set-up.json"
    in_the_way.mkdir()
    assert command.main(["train"]) == 1
    said = capsys.readouterr().err
    assert f"{in_the_way} cannot be read or written (" in said and "yours to write to" in said


def test_a_disk_that_fills_up_on_the_way_is_told(
    tree: Environment,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    small_files: SmallFiles,
) -> None:
    without_pip(tree, monkeypatch)
    monkeypatch.setattr(command, "GOALS", {"train": command.Goal((), 0, False)})
    with small_files(5):
        assert command.main(["train"]) == 1
    said = capsys.readouterr().err
    assert f"{tree.folder} cannot be read or written (" in said and "room on the disk" in said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EMFILE, "Too many open files"), "cannot go on: Too many open files."),
        (OSError("odd"), "cannot go on: odd."),
        (OSError(errno.ENOEXEC, "Exec format error", "pip"), "cannot go on: pip cannot be read"),
        (OSError(errno.EROFS, "Read-only file system"), "cannot go on: {folder} cannot be read"),
    ],
)
def test_only_a_full_disk_and_missing_rights_are_laid_to_the_environment(
    error: OSError,
    said: str,
    tree: Environment,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(goal: command.Goal, environment: Environment) -> Environment:
        raise error

    monkeypatch.setattr(command, "ROOT", tree.root)
    monkeypatch.setattr(command, "set_up", fail)
    assert command.main(["train"]) == 1
    told = capsys.readouterr().err
    assert said.format(folder=tree.folder) in told
    assert (str(tree.folder) in told) is ("{folder}" in said)


def test_where_all_is_there_nothing_is_installed(
    tree: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp(tree, *command.GOALS["test"].extras)
    calls: list[str] = []
    monkeypatch.setattr(command, "try_python", lambda path: COMPLETE)
    monkeypatch.setattr(command, "missing_tools", lambda: ())
    for name in ("find_apt", "pythons"):
        monkeypatch.setattr(command, name, lambda name=name: calls.append(name))
    for goal in command.GOALS.values():
        assert command.set_up(goal, tree) == tree
    assert calls == []


@pytest.mark.parametrize("goal", ["run", "test"])
def test_only_the_window_insists_on_tk(
    goal: str, tree: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp(tree, *command.GOALS["test"].extras)
    monkeypatch.setattr(command, "try_python", lambda path: WITHOUT_TK)
    monkeypatch.setattr(command, "missing_tools", lambda: ())
    monkeypatch.setattr(command, "find_apt", lambda: None)
    monkeypatch.setattr(command, "pythons", lambda: iter([WITHOUT_TK]))
    if goal == "test":
        assert command.set_up(command.GOALS[goal], tree) == tree
    else:
        with pytest.raises(SetUpError, match="tkinter"):
            command.set_up(command.GOALS[goal], tree)
