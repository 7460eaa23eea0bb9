"""What every test gets: a home of its own, a screen on demand, and no silent faults."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import select
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.process import HOMES
from emoji_gui import language
from tests.faults_support import ODD

if TYPE_CHECKING:
    import tkinter

    from tests.desktop_fakes import Desk

ROOT = Path(__file__).resolve().parents[1]
SCREEN = "1280x800x24"
PATIENCE = 10.0
"""Seconds after which a test that waits has failed."""

try:
    import _tkinter  # noqa: F401  a Python may have the package and not the module it needs
except ImportError:
    NO_TK = "Python's window toolkit (tkinter) is not installed"
else:
    NO_TK = ""

Until = Callable[..., None]


def pytest_configure() -> None:
    """Let the programs that the tests start feel Ctrl-C.

    A shell's background job is started with it ignored, and hands that on.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--on-screen",
        action="store_true",
        help="show the tests' windows on this screen instead of on a hidden one",
    )


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Skip by name the files that cannot be read because this Python has no Tk."""
    report = yield
    if report.failed and NO_TK and "_tkinter" in str(report.longrepr):
        report.outcome = "skipped"
        report.longrepr = (str(collector.path), 0, f"Skipped: {NO_TK}")
    return report


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder that no other test and no person uses."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name, part in HOMES.items():
        monkeypatch.setenv(name, str(folder / part))
    monkeypatch.delenv("XDG_DESKTOP_DIR", raising=False)
    monkeypatch.setenv("LANGUAGE", "en")
    return folder


@pytest.fixture
def odd_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with an odd name, and nothing that points elsewhere."""
    folder = home / ODD
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    for name in HOMES:
        if name.startswith("XDG_"):
            monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test begins in English, whatever the one before spoke."""
    language.use(language.ENGLISH)
    yield
    language.use(language.ENGLISH)


class _Errors(logging.Handler):
    """Keeps what was logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = f"{record.name}: {record.getMessage()}"
        if record.exc_info:
            line += "\n" + logging.Formatter().formatException(record.exc_info)
        self.lines.append(line)


@pytest.fixture(autouse=True)
def no_logged_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which an error was logged, unless it is marked ``logs_errors``."""
    errors, logger = _Errors(), logging.getLogger()
    level, handlers = logger.level, list(logger.handlers)
    logger.addHandler(errors)
    yield
    for handler in [handler for handler in logger.handlers if handler not in handlers]:
        logger.removeHandler(handler)
        handler.close()
    logger.setLevel(level)
    if errors.lines and not request.node.get_closest_marker("logs_errors"):
        pytest.fail("logged as errors:\n" + "\n".join(errors.lines))


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    """Fail a test that leaves a thread running."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 2
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(max(0.0, deadline - time.monotonic()))
    if names := [thread.name for thread in left if thread.is_alive()]:
        pytest.fail(f"threads still running: {', '.join(names)}")


@pytest.fixture(scope="session")
def display(request: pytest.FixtureRequest) -> Iterator[str]:
    """A screen for windows: a hidden one where Xvfb is installed, else the person's own."""
    if NO_TK:
        pytest.skip(NO_TK)
    own = os.environ.get("DISPLAY")
    if sys.platform != "linux" or (request.config.getoption("--on-screen") and own):
        yield own or ""
    elif shutil.which("Xvfb"):
        # Windows that pop up would take the keyboard away from whoever works meanwhile,
        # and a window manager might size them as the tests do not expect.
        process, number = _start_xvfb()
        os.environ["DISPLAY"] = number
        yield number
        process.terminate()
        process.wait(PATIENCE)
        os.environ.pop("DISPLAY")
        if own:
            os.environ["DISPLAY"] = own
    elif own:
        yield own
    else:
        pytest.skip("there is no screen, and no Xvfb to make one")


def _start_xvfb() -> tuple[subprocess.Popen[bytes], str]:
    reading, writing = os.pipe()
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as said:
        ready, _, _ = select.select([said], [], [], PATIENCE)
        number = said.readline().strip() if ready else ""
    if not number:
        process.kill()
        process.wait()
        pytest.skip("Xvfb does not start")
    return process, f":{number}"


@pytest.fixture
def root(display: str) -> Iterator[tkinter.Tk]:
    """A Tk window that fails the test when one of its callbacks raises."""
    import tkinter

    window = tkinter.Tk(className="emoji-mirror")
    raised: list[BaseException] = []

    def report(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        raised.append(error)

    window.report_callback_exception = report
    yield window
    # The test may have closed it itself.
    with contextlib.suppress(tkinter.TclError):
        window.destroy()
    # Here and now: collected later on some other thread, Tk's pictures raise.
    del window
    gc.collect()
    if raised:
        raise raised[0]


@pytest.fixture
def desk(root: tkinter.Tk) -> Iterator[Desk]:
    """A window on the screen that a test opens, with everything behind it replaced."""
    from tests.desktop_fakes import Desk

    made = Desk(root)
    yield made
    if hasattr(made, "controller"):
        made.controller.quit()


@pytest.fixture
def wait_until() -> Until:
    """Wait for a condition, with Tk's events handled meanwhile where a window is given."""

    def wait(
        condition: Callable[[], object],
        window: tkinter.Misc | None = None,
        patience: float = PATIENCE,
    ) -> None:
        deadline = time.monotonic() + patience
        pause = threading.Event()
        while not condition():
            if time.monotonic() > deadline:
                pytest.fail(f"nothing came of waiting for {patience} s")
            if window is not None:
                window.update()
            pause.wait(0.005)

    return wait
