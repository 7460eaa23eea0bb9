"""Real faults of the machine: a full disk, a read-only home, no screen, no Tk, odd names."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from emoji_gui import logs
from emoji_gui.desktop import app
from emoji_gui.settings import Memory, Settings, load_settings, save_settings
from model.description import WEIGHTS_FOLDER
from tests.faults_support import ODD, ROOT, is_one_sentence, run_program, without_privileges
from tests.sending_support import SmallFiles, small_files  # noqa: F401  a fixture
from tests.test_sources import write_picture

Until = Callable[..., None]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such thing")


READ_ONLY = """
import json, sys
from emoji_gui.settings import Memory, Settings, load_settings
from emoji_gui.pipeline.profile_store import ProfileStore
from emoji_gui import cli
said = Memory(load_settings()).save(Settings(theme="dark"))
status = cli.main(["--image", sys.argv[1]])
print(json.dumps([said, status]))
"""


@posix
def test_a_home_for_reading_only(odd_home: Path, tmp_path: Path) -> None:
    picture = write_picture(tmp_path / f"{ODD}.png")
    odd_home.chmod(0o500)
    try:
        done = run_program(
            picture,
            command=("-c", READ_ONLY),
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            preexec_fn=without_privileges(),
        )
    finally:
        odd_home.chmod(0o700)
    said, status = json.loads(done.stdout.splitlines()[-1])
    assert said.startswith("Your choices cannot be remembered: Permission denied")
    assert status == 0, "pictures are read all the same"
    assert "No log is written" in done.stderr and "Traceback" not in done.stderr
    assert list(odd_home.iterdir()) == []


def test_a_full_disk_keeps_the_old_choices(
    tmp_path: Path,
    small_files: SmallFiles,  # noqa: F811
) -> None:
    path = tmp_path / ODD / "settings.json"
    assert save_settings(Settings(theme="dark"), path) == ""
    with small_files(20):
        said = Memory(Settings(theme="dark"), path).save(Settings(theme="light"))
    assert said.startswith("Your choices cannot be remembered: File too large")
    assert load_settings(path).theme == "dark"
    assert sorted(file.name for file in path.parent.iterdir()) == ["settings.json", "settings.lock"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_an_output_and_a_log_that_are_full(odd_home: Path, tmp_path: Path) -> None:
    log = logs.log_path()
    log.parent.mkdir(parents=True)
    log.symlink_to("/dev/full")
    picture = write_picture(tmp_path / f"{ODD}.png")
    with open("/dev/full", "w") as full:
        done = run_program("--image", picture, "--json", stdout=full)
        assert (done.returncode, is_one_sentence(done.stderr)) == (1, True), done.stderr
        assert "full" in done.stderr
        buffered = {**os.environ, "PYTHONUNBUFFERED": ""}
        done = run_program("--list-emojis", stdout=full, env=buffered)
        assert (done.returncode, is_one_sentence(done.stderr)) == (1, True), done.stderr


NO_TK = """
import runpy, sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name == "_tkinter":
            raise ModuleNotFoundError(f"No module named {name!r}")
sys.meta_path.insert(0, Blocked())
import importlib.util
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "_tkinter" else real(name, *rest)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_a_python_without_tk_says_how_to_get_it(odd_home: Path, tmp_path: Path) -> None:
    done = run_program(ROOT / "main.py", command=("-c", NO_TK))
    assert done.returncode == 1
    assert "tkinter" in done.stderr and "Traceback" not in done.stderr
    picture = write_picture(tmp_path / f"{ODD}.png")
    done = run_program(ROOT / "main.py", "--image", picture, command=("-c", NO_TK))
    assert (done.returncode, done.stderr) == (0, ""), "without a window it is not needed"


@posix
def test_everything_may_have_odd_names(odd_home: Path, tmp_path: Path) -> None:
    place = tmp_path / f"{ODD} all"
    place.mkdir()
    (place / "program").symlink_to(ROOT)
    for ending_ in ("tflite", "json"):
        shutil.copy(WEIGHTS_FOLDER / f"mirror.{ending_}", place / f"mirror.{ending_}")
    shutil.copytree(ROOT / "assets" / "emojis" / "ink", place / "Tinte ✒️")
    write_picture(place / "bär.png")
    done = run_program(
        *("--image", place / "bär.png", "--output", place / "out é.png", "--json"),
        *("--model", place / "mirror.tflite", "--emojis", place / "Tinte ✒️"),
        command=(str(place / "program" / "main.py"),),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["path"].endswith("bär.png")
    assert (place / "out é.png").stat().st_size > 0


def other_labels(copy: Path) -> None:
    path = copy.with_suffix(".json")
    stored = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**stored, "labels": ["happy", "sad"], "prior": None}), "utf-8")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda copy: copy.unlink(), "cannot be read"),
        (lambda copy: copy.write_bytes(copy.read_bytes()[:5000]), "damaged or were swapped"),
        (other_labels, "do not fit their description"),
        (lambda copy: shutil.copy(WEIGHTS_FOLDER / "fer2013.tflite", copy), "were swapped"),
    ],
    ids=["missing", "truncated", "other labels", "wrong checksum"],
)
def test_bad_weights_are_one_sentence_of_the_window(
    tmp_path: Path, harm: Callable[[Path], object], said: str, wait_until: Until
) -> None:
    from types import SimpleNamespace

    copy = tmp_path / ODD / "mirror.tflite"
    copy.parent.mkdir()
    for ending_ in (".tflite", ".json"):
        shutil.copy(WEIGHTS_FOLDER / f"mirror{ending_}", copy.with_suffix(ending_))
    harm(copy)
    picture = write_picture(tmp_path / "a.png")
    options = SimpleNamespace(model=str(copy), source=str(picture))
    worker = app.make_parts(Settings(), options).worker
    log = logging.getLogger("emoji_gui.pipeline.worker")
    log.disabled = True  # that it is logged is tested elsewhere
    worker.start()
    try:
        wait_until(lambda: said in worker.snapshot().status.message)
        wait_until(lambda: worker.snapshot().frame is not None)
    finally:
        assert worker.stop(5)
        log.disabled = False


WRITER = """
import sys
from pathlib import Path
from emoji_gui.settings import Memory, Settings, load_settings
path, field = Path(sys.argv[1]), sys.argv[2]
# Read once: what another wrote between two readings would count as a change of this one.
mine = load_settings(path)
memory = Memory(mine, path)
from dataclasses import replace
for number in range(60):
    mine = replace(mine, **{field: f"{field} {number}"})
    while memory.save(mine):
        pass  # another one is writing: it is kept with the next change
"""


def test_two_windows_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / ODD / "settings.json"
    save_settings(Settings(theme="dark"), path)
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    fields = ("source", "pack", "folder")
    command = [sys.executable, "-c", WRITER, str(path)]
    writers = [subprocess.Popen([*command, field], env=environ) for field in fields]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    kept = load_settings(path)
    assert (kept.source, kept.pack, kept.folder) == ("source 59", "pack 59", "folder 59")
    assert kept.theme == "dark"


def test_a_window_is_refused_where_there_is_no_screen(
    odd_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform != "linux":
        pytest.skip("other systems always have a screen")
    monkeypatch.delenv("DISPLAY", raising=False)
    done = run_program()
    assert done.returncode == 1 and is_one_sentence(done.stderr)
    assert "screen" in done.stderr
