"""Signals to the real program at every moment of its life, two windows at once, no connection."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import threading
import time
import tkinter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from emoji_gui import ending
from emoji_gui.desktop import app
from emoji_gui.logs import log_path
from emoji_gui.pipeline.records import Phase
from emoji_gui.settings import Settings, load_settings, settings_path
from tests.faults_support import ODD, ROOT, is_one_sentence, program, run_program
from tests.mjpeg_server import Piece, camera, endless, jpeg, part
from tests.test_sources import write_picture, write_video

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals"),
    pytest.mark.usefixtures("odd_home"),
]

INT, TERM = signal.SIGINT, signal.SIGTERM


def limit() -> float:
    """Seconds from a signal to the end: one, or more where others hold the processors."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@pytest.mark.parametrize(
    ("moment", "signals"),
    [
        ("emoji_gui.options", (INT,)),
        ("emoji_gui.logs", (TERM, INT)),
        ("tkinter", (INT, INT)),
        ("emoji_gui.desktop.window", (TERM,)),
        ("numpy", (INT,)),
        ("cv2", (TERM, INT)),
    ],
)
def test_a_signal_while_it_starts(
    display: str, moment: str, signals: tuple[int, ...], tmp_path: Path
) -> None:
    with program("--source", write_video(tmp_path / f"{ODD}.avi")) as started:
        started.wait_for_import(moment)
        assert started.end(*signals) < limit()
        assert started.said == []
        # Ended by the window, or, before there was one, by the signal itself.
        assert started.process.returncode in (0, *(-number for number in signals))


@pytest.mark.parametrize("signals", [(INT, TERM), (TERM, INT, INT)])
@pytest.mark.parametrize("hangs", [False, True])
def test_a_signal_while_it_is_live(display: str, signals: tuple[int, ...], hangs: bool) -> None:
    shown = threading.Event()

    def play() -> Iterator[Piece]:
        for number in range(30):
            yield part(jpeg(8 * number))
        shown.set()
        yield from [threading.Event()] if hangs else endless(jpeg(90))

    with camera(play) as feed, program("--source", feed.address) as started:
        started.wait_for_import("PIL.ImageTk")
        assert shown.wait(20)
        assert started.end(*signals) < limit()
        assert (started.process.returncode, started.said) == (0, [])
    # The choices were kept, in the colours and at the place of the moment.
    assert load_settings().geometry is not None
    assert "Traceback" not in log_path().read_text("utf-8")


def test_two_windows_at_once(display: str, tmp_path: Path) -> None:
    film = write_video(tmp_path / f"{ODD}.avi", frames=400)
    with program("--source", film) as one, program("--source", film) as other:
        for window in (one, other):
            window.wait_for_import("PIL.ImageTk")
        assert one.end(INT) < limit()
        assert other.process.poll() is None, "the other one goes on"
        assert other.end(TERM) < limit()
        assert (one.said, other.said) == ([], [])
        assert (one.process.returncode, other.process.returncode) == (0, 0)
    assert isinstance(json.loads(settings_path().read_text("utf-8")), dict)
    assert "Traceback" not in log_path().read_text("utf-8")


def test_an_interrupted_video_leaves_no_half_of_it(tmp_path: Path) -> None:
    film, out = write_video(tmp_path / f"{ODD}.avi", frames=2000), tmp_path / "out" / "film.avi"
    out.parent.mkdir()
    with program("--video", film, "--output", out) as started:
        started.wait_for_import("emoji_gui.pipeline.output")
        deadline = time.monotonic() + 20
        while not list(out.parent.iterdir()) and time.monotonic() < deadline:
            threading.Event().wait(0.01)
        assert list(out.parent.iterdir()), "nothing was begun"
        assert started.end(TERM) < limit()
        assert started.process.returncode == 130
    assert list(out.parent.iterdir()) == []


def test_closing_does_not_wait_for_a_source_that_hangs(
    root: tkinter.Tk, wait_until: Callable[..., None]
) -> None:
    from emoji_gui.desktop.controller import Controller

    hanging = threading.Event()

    def play() -> Iterator[Piece]:
        yield from (part(jpeg(90)) for _ in range(20))
        hanging.set()
        yield threading.Event()

    with camera(play) as feed:
        parts = app.make_parts(Settings(source=feed.address), app)
        controller = Controller(root, Settings(), parts)
        controller.start()
        now = parts.worker.snapshot
        wait_until(lambda: hanging.is_set() and now().status.phase is Phase.LIVE, root)
        begun = time.monotonic()
        root.tk.call(root.protocol("WM_DELETE_WINDOW"))
        assert time.monotonic() - begun < limit()
        assert controller.closed
    # Its camera gone, the thread that hung ends by itself.
    wait_until(lambda: parts.worker.stop(0))


ALONE = """
import json, os, sys
tried = []
LOCAL = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind")
def refuse(event, arguments):
    if event.startswith("socket.get") or event in LOCAL:
        if event in LOCAL and getattr(arguments[0], "family", None) == 1:
            return  # a socket of this machine, as the screen's
        tried.append(f"{event} {arguments[1:]}")
        raise OSError("refused")
sys.addaudithook(refuse)
from emoji_gui import cli
from emoji_gui.desktop.controller import Controller
show, shown = Controller.show, []
def look(self, snapshot, *rest, **named):
    show(self, snapshot, *rest, **named)
    if snapshot.reading is not None and self.window.panel.pictures is not None:
        shown.append(len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0)
        links = [os.readlink(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd")
                 if os.path.islink(f"/proc/self/fd/{n}")] if sys.platform == "linux" else []
        mine = {link[8:-1] for link in links if link.startswith("socket:[")}
        for kind in ("tcp", "tcp6", "udp", "udp6", "raw"):
            if sys.platform == "linux" and os.path.exists(f"/proc/self/net/{kind}"):
                lines = open(f"/proc/self/net/{kind}").read().splitlines()[1:]
                tried.extend(f"{kind} {x}" for x in lines if x.split()[9] in mine)
        self.stop_asked = True
Controller.show = look
film, picture = sys.argv[1:]
states = [cli.main(["--source", film]), cli.main(["--image", picture]), cli.main(["--video", film])]
answer = {"states": states, "shown": len(shown), "tried": list(tried)}
import socket
try:
    socket.create_connection(("127.0.0.1", 9))
except OSError:
    pass
answer["noticed"] = len(tried) > len(answer["tried"])
os.write(2, json.dumps(answer).encode())
"""


def test_nothing_leaves_this_machine(display: str, tmp_path: Path) -> None:
    film = write_video(tmp_path / f"{ODD}.avi")
    picture = write_picture(tmp_path / f"{ODD}.png")
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = run_program(film, picture, command=("-c", ALONE), env=environ)
    answer = json.loads(done.stderr.splitlines()[-1])
    assert answer["noticed"], "a connection would have been seen"
    assert answer["tried"] == []
    assert answer["states"] == [0, 0, 0]
    assert answer["shown"] >= 1


BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
PRINTING = (
    "print('a line'); from emoji_gui import ending; ending.leave(int(__import__('sys').argv[1]))"
)


full_device = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")


@full_device
@pytest.mark.parametrize(("status", "said"), [(0, f"{ending.FULL}\n"), (3, "")])
def test_what_is_left_to_print_and_finds_no_room_is_said_once(status: int, said: str) -> None:
    command = ("-c", PRINTING)
    with open("/dev/full", "w") as full:
        done = run_program(str(status), command=command, stdout=full, env=BUFFERED, cwd=ROOT)
    assert (done.returncode, done.stderr) == (status or 1, said)


@full_device
@pytest.mark.parametrize(
    ("option", "unbuffered"), [("--version", "1"), ("--version", ""), ("--help", "")]
)
def test_no_room_for_the_version_or_the_help_is_one_sentence(option: str, unbuffered: str) -> None:
    with open("/dev/full", "w") as full:
        environ = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
        done = run_program(option, stdout=full, env=environ)
    assert (done.returncode, is_one_sentence(done.stderr)) == (1, True), done.stderr
    assert "disk is full" in done.stderr


@pytest.fixture
def closed_pipe() -> Iterator[int]:
    """Where nobody reads any more."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


@pytest.mark.parametrize("unbuffered", ["1", ""])
def test_a_reader_who_has_gone_hears_nothing(closed_pipe: int, unbuffered: str) -> None:
    environ = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    done = run_program("--version", stdout=closed_pipe, env=environ)
    assert (done.returncode, done.stderr) == (1, "")


def draw_film(folder: Path, stdout: object) -> str:
    """Let a film be drawn whose lines go there; what it says of its end."""
    film = write_video(folder / f"{ODD}.avi", frames=5)
    out = folder / "out" / "film.avi"
    out.parent.mkdir()
    done = run_program("--video", film, "--json", "--output", out, stdout=stdout)
    assert done.returncode == 1
    assert list(out.parent.iterdir()) == []
    # A bar may stand before it.
    return done.stderr.rsplit("\r", 1)[-1]


def test_a_reader_of_the_lines_who_has_gone_is_no_fault_of_the_film(
    closed_pipe: int, tmp_path: Path
) -> None:
    assert "cannot be written" not in draw_film(tmp_path, closed_pipe)


@full_device
def test_no_room_for_the_lines_is_no_fault_of_the_film(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        said = draw_film(tmp_path, full)
    assert "The disk is full (the output)" in said and "cannot be written" not in said


@pytest.mark.parametrize(
    ("error", "on_windows", "elsewhere"),
    [
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), True, True),
        (OSError(errno.EINVAL, "Invalid argument"), True, False),
        (OSError(errno.EINVAL, "Invalid argument", "a?.txt"), False, False),
        (OSError(errno.ENOSPC, "No space left on device"), False, False),
        (ValueError("I/O operation on closed file"), False, False),
    ],
)
def test_windows_says_in_its_own_way_that_a_reader_has_gone(
    error: Exception, on_windows: bool, elsewhere: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for platform, gone in (("win32", on_windows), ("linux", elsewhere)):
        monkeypatch.setattr(sys, "platform", platform)
        assert ending.reader_gone(error) is gone


@full_device
def test_an_end_without_any_output_is_an_end() -> None:
    code = (
        "import sys; sys.stdout = sys.stderr = None; from emoji_gui import ending; ending.leave(0)"
    )
    assert run_program(command=("-c", code), cwd=ROOT).returncode == 0
    gone = f"import sys; sys.stderr = None; {PRINTING}"
    with open("/dev/full", "w") as full:
        done = run_program("0", command=("-c", gone), stdout=full, env=BUFFERED, cwd=ROOT)
    assert done.returncode == 1


LEAVING = """
import sys, threading
from pathlib import Path
from emoji_gui import ending
begun, go_on = threading.Event(), threading.Event()
def film():
    begun.set()
    go_on.wait()
    Path(sys.argv[1]).write_text("whole")
threading.Thread(target=film).start()
begun.wait()
threading.Thread(target=go_on.wait, daemon=True).start()
threading.Timer(0.05, go_on.set).start()
ending.leave(3)
"""


def test_a_film_is_finished_before_the_process_leaves(tmp_path: Path) -> None:
    film = tmp_path / "film"
    done = subprocess.run(
        [sys.executable, "-c", LEAVING, str(film)], cwd=ROOT, timeout=60, check=False
    )
    assert done.returncode == 3
    assert film.read_text() == "whole"
