"""The command line: what it refuses, what it says when something is missing or breaks."""

from __future__ import annotations

import errno
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from emoji_gui import cli, installation, logs, modes, options
from emoji_gui.pipeline import styles
from emoji_gui.pipeline.errors import SourceError
from tests.faults_support import is_one_sentence
from tests.sending_support import SmallFiles, small_files

__all__ = ["small_files"]

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("--image a --video b", "Give one of --image and --video, not both."),
        ("--json", "--json goes with --image or --video."),
        ("--video http://127.0.0.1:1/x", "--video takes a file: an address goes with --source."),
        ("--image rtsp://a/b --json", "--image takes a file: an address goes with --source."),
        ("--source 0 --output b.mp4", "--output goes with --image or --video."),
        ("--image a --style emoji", "--style goes with --output."),
        ("--video a --output b --style card", "--style card is for pictures"),
        ("--image a --source 0", "--source is for the window and does not go with --image."),
        ("--calm 1.5", "--calm is a number from 0 to 1."),
        ("--calm nan", "--calm is a number from 0 to 1."),
        ("--image a --calm 0.3", "--calm does not go with --image."),
        ("--video a --no-mirror", "--mirror is for the window and does not go with --video."),
        ("--install-launcher --theme dark", "--theme is for the window"),
        ("--install-launcher --remove-launcher", "Give one of"),
        ("--web --timings", "--timings does not go with --web."),
        ("--list-cameras --model x", "--model does not go with --list-cameras."),
        ("--list-cameras --detector haar", "--detector does not go with --list-cameras."),
        ("--detector yunet", "--detector yunet needs YuNet's ONNX file"),
        ("--detector haar --detector-model x", "--detector-model goes with"),
        ("--detector-model x", "--detector-model goes with"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    words: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words.split()) == 2
    assert reason in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        "",
        "--source 0 --model fer2013 --emojis p --no-mirror --theme dark",
        "--image a --json --output b --model x --emojis y",
        "--video a --json",
        "--detector haar",
        "--image a --detector yunet --detector-model y.onnx",
        "--web --detector network --detector-model faces.json",
        "--image a --output b --style card",
        "--image a",
        "--timings",
        "--video a --timings b.json",
    ],
)
def test_options_that_go_together_are_taken(words: str) -> None:
    assert options.refusal(options.parser().parse_args(words.split())) is None


@pytest.mark.parametrize(
    "words",
    [
        *(["--image="], ["--video="], ["--image", "a", "--output="], ["--source="], ["--model="]),
        *(["--install-emojis="], ["--remove-emojis="], ["--emojis="], ["--profile="]),
        ["--web", "--host="],
    ],
    ids=" ".join,
)
def test_an_empty_name_is_refused_and_not_taken_for_none(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == 2
    said = capsys.readouterr().err
    assert said == f"{words[-1].removesuffix('=')} needs a name: it is empty.\n"


def test_the_detectors_of_the_command_line_are_those_that_there_are() -> None:
    from model.detector.finder import KINDS

    assert options.DETECTORS == KINDS


def test_the_styles_are_those_that_can_be_drawn() -> None:
    assert options.STYLES == styles.STYLES


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--fly"])
    assert ended.value.code == 2


def test_the_version_is_that_of_the_settings(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    version = capsys.readouterr().out.split()[-1]
    assert f"version = {version}" in (ROOT / "setup.cfg").read_text("utf-8")


def test_missing_packages_are_named_with_the_command_that_brings_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(installation, "PACKAGES", ("numpy", "no_such_package"))
    monkeypatch.setattr(cli, "hand_over", lambda words: None)
    assert cli.main([]) == 1
    said = capsys.readouterr().err
    assert "no_such_package" in said and "python3 set_up.py" in said and "numpy" not in said


def test_the_environment_of_the_set_up_takes_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    python = tmp_path / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    python.parent.mkdir(parents=True)
    python.touch()
    (tmp_path / "main.py").touch()
    started: list[list[str]] = []

    def become(command: list[str]) -> int:
        started.append(command)
        return 0

    monkeypatch.setattr(installation, "ROOT", tmp_path)
    monkeypatch.setattr(installation, "PACKAGES", ("no_such_package",))
    monkeypatch.setattr(installation, "_become", become)
    assert cli.main(["--list-cameras"]) == 0
    assert started == [[str(python), str(tmp_path / "main.py"), "--list-cameras"]]


def test_missing_tk_is_named_for_this_system(monkeypatch: pytest.MonkeyPatch) -> None:
    found = installation.importlib.util.find_spec  # type: ignore[attr-defined]
    monkeypatch.setattr(
        installation.importlib.util,  # type: ignore[attr-defined]
        "find_spec",
        lambda name: None if name == "_tkinter" else found(name),
    )
    assert "tkinter" in str(installation.missing_parts(window=True))
    assert installation.missing_parts(window=False) is None


@pytest.mark.logs_errors
def test_an_error_is_a_sentence_and_its_traceback_is_in_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(options: object) -> int:
        raise SourceError("The camera went for a walk.")

    monkeypatch.setattr(modes, "run", fail)
    assert cli.main(["--list-cameras"]) == 1
    assert capsys.readouterr().err == "The camera went for a walk.\n"
    assert "Traceback" in logs.log_path().read_text("utf-8")


@pytest.mark.logs_errors
def test_an_unknown_error_names_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(modes, "run", lambda options: 1 // 0)
    assert cli.main(["--list-cameras"]) == 1
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said and str(logs.log_path()) in said
    assert "Traceback" not in said


@pytest.mark.logs_errors
@pytest.mark.skipif(sys.platform == "win32", reason="Windows writes icons itself")
def test_an_icon_that_cannot_be_written_is_named(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Files where folders should be: as unwritable for root as for anybody.
    for folder in (".local", "Desktop"):
        (home / folder).touch()
    assert cli.main(["--install-launcher"]) == 1
    said = capsys.readouterr().err
    assert is_one_sentence(said) and "cannot be read or written (" in said
    assert str(home) in said and "does not know" not in said


@pytest.mark.logs_errors
def test_a_file_that_is_not_there_is_named_and_so_is_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(options: object) -> int:
        raise FileNotFoundError(errno.ENOENT, "No such file", "lost.txt")

    monkeypatch.setattr(modes, "run", fail)
    assert cli.main(["--list-cameras"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("lost.txt cannot be read or written (No such file): see whether")
    assert said.endswith(f"is there and yours. The log has the details: {logs.log_path()}\n")


@pytest.mark.logs_errors
@pytest.mark.skipif(sys.platform != "linux", reason="the picture of the icon is large enough there")
def test_a_share_of_the_disk_that_is_used_up_is_a_full_disk(
    home: Path, capsys: pytest.CaptureFixture[str], small_files: SmallFiles
) -> None:
    with small_files(8_000):
        assert cli.main(["--install-launcher"]) == 1
    assert capsys.readouterr().err.startswith("The disk is full (the output)")


@pytest.mark.parametrize(
    ("platform", "error"),
    [("linux", BrokenPipeError()), ("win32", OSError(errno.EINVAL, "Invalid argument"))],
)
def test_a_reader_who_has_gone_is_told_nothing(
    platform: str,
    error: OSError,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def fail(options: object) -> int:
        monkeypatch.setattr(sys, "platform", platform)
        raise error

    monkeypatch.setattr(modes, "run", fail)
    assert cli.main(["--list-cameras"]) == 1
    assert capfd.readouterr().err == ""


def test_control_c_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(modes, "run", stop)
    assert cli.main(["--list-cameras"]) == 130


def test_no_log_is_no_reason_not_to_start(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # A file where a folder should be: as unwritable for root as for anybody.
    home.rmdir()
    home.touch()
    monkeypatch.setattr(modes, "run", lambda options: 0)
    assert cli.main(["--list-cameras"]) == 0
    assert "No log is written" in caplog.text


def test_the_log_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_SIZE", 2_000)
    path = logs.set_up_logging()
    assert path is not None
    for number in range(200):
        logging.getLogger("test").warning("line %d", number)
    assert sum(file.stat().st_size for file in path.parent.iterdir()) <= 4_000
    assert "line 199" in path.read_text("utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
def test_without_a_screen_the_window_is_refused_in_words(home: Path) -> None:
    pytest.importorskip("_tkinter", reason="Python's window toolkit (tkinter) is not installed")
    environ = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py")],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "screen" in done.stderr and "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_main_may_be_started_from_anywhere(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.startswith("Emoji Mirror ")
