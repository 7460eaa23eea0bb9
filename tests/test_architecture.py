"""The shape of the house: which part may know which, and that importing does nothing."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOME = Path.home()  # read here, because each test gets a home of its own

# Part of the program -> what it may not import, at the top of a file or inside a function.
FORBIDDEN = {
    "model": ("emoji_gui", "tkinter", "flask", "main", "train_model"),
    "emoji_gui/pipeline": (
        "emoji_gui.desktop",
        "emoji_gui.web",
        "emoji_gui.cli",
        "emoji_gui.modes",
        "emoji_gui.headless",
        "emoji_gui.launcher",
        "emoji_gui.settings",
        "tkinter",
        "flask",
        "keras",
        "tensorflow",
    ),
    "emoji_gui/desktop": (
        "emoji_gui.web",
        "emoji_gui.cli",
        "emoji_gui.modes",
        "flask",
        "keras",
        "tensorflow",
        "main",
    ),
    "emoji_gui/web": (
        "emoji_gui.desktop",
        "emoji_gui.cli",
        "emoji_gui.modes",
        "tkinter",
        "keras",
        "tensorflow",
    ),
    "emoji_gui/setup": ("emoji_gui.pipeline", "emoji_gui.desktop", "model", "numpy", "cv2", "PIL"),
    "train_model.py": ("emoji_gui", "main"),
    "main.py": ("model", "tkinter", "numpy", "cv2"),
    **dict.fromkeys(
        ("emoji_gui/cli.py", "emoji_gui/installation.py", "emoji_gui/modes.py"),
        ("keras", "tensorflow", "numpy", "cv2", "tkinter"),
    ),
}

HEAVY = ("keras", "tensorflow", "cv2", "numpy", "PIL", "ai_edge_litert", "scipy", "matplotlib")
LIGHT_MODULES = ["model", "emoji_gui.cli", "emoji_gui.pipeline.records"]
if importlib.util.find_spec("_tkinter"):
    LIGHT_MODULES.append("emoji_gui.desktop.app")


def files(part: str) -> Iterator[Path]:
    path = ROOT / part
    yield from [path] if path.is_file() else path.rglob("*.py")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("part", FORBIDDEN)
def test_imports_point_one_way(part: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files(part)
        for name in imported(path)
        if any(name == other or name.startswith(f"{other}.") for other in FORBIDDEN[part])
    ]
    assert not wrong


def test_the_top_level_holds_what_it_should() -> None:
    for name in ("emoji_gui", "assets/emojis", "model", "train_model.py", "setup.cfg", "main.py"):
        assert (ROOT / name).exists(), name


PROBE = """
import importlib, json, logging, os, sys, threading
before = set(os.listdir("."))
environ = dict(os.environ)
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps({
    "modules": list(sys.modules),
    "folders": sorted(set(os.listdir(".")) - before),
    "handlers": len(logging.getLogger().handlers),
    "level": logging.getLogger().level,
    "environ": environ == dict(os.environ),
    "threads": threading.active_count(),
}))
"""


def probe(*modules: str, folder: Path) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *modules],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_opencv_is_imported_in_one_place() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for part in ("model", "emoji_gui")
        for path in files(part)
        if path.name != "opencv.py"
        and any(name == "cv2" or name.startswith("cv2.") for name in imported(path))
    ]
    assert not wrong


def test_threads_that_load_opencv_at_once_find_it_whole(home: Path) -> None:
    code = (
        "import threading, importlib\n"
        "gate, found = threading.Barrier(4), []\n"
        "def load():\n"
        "    gate.wait()\n"
        "    found.append(importlib.import_module('model.opencv').cv2.data.haarcascades)\n"
        "threads = [threading.Thread(target=load) for _ in range(4)]\n"
        "for thread in threads: thread.start()\n"
        "for thread in threads: thread.join()\n"
        "assert len(found) == 4, found\n"
    )
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], cwd=home, env=environ, timeout=60, check=True)


def test_importing_does_nothing(home: Path) -> None:
    found = probe(*LIGHT_MODULES, folder=home)
    modules = found.pop("modules")
    assert isinstance(modules, list)
    assert not {name.split(".")[0] for name in modules} & set(HEAVY)
    assert found == {"folders": [], "handlers": 0, "level": 30, "environ": True, "threads": 1}


def test_no_part_of_the_program_loads_tensorflow(home: Path) -> None:
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for part in ("emoji_gui", "model")
        for path in files(part)
    ]
    if "emoji_gui.desktop.app" not in LIGHT_MODULES:
        names = [name for name in names if not name.startswith("emoji_gui.desktop")]
    found = probe(*names, folder=home)
    assert isinstance(found["modules"], list)
    loaded = {name.split(".")[0] for name in found["modules"]}
    assert not loaded & {"keras", "tensorflow", "matplotlib", "sklearn"}
    assert (found["folders"], found["handlers"], found["threads"]) == ([], 0, 1)


def tracked() -> list[Path]:
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    list_files = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(list_files, cwd=ROOT, capture_output=True, check=False)
    if done.returncode or not done.stdout:
        pytest.skip("this is no checkout of a repository")
    return [ROOT / name for name in done.stdout.decode().split("\0") if name]


def test_no_file_names_the_machine_it_was_written_on() -> None:
    # Where this checkout lies is nobody's business; folders that every machine has are no trace.
    everywhere = {Path(name) for name in ("/", "/tmp", "/home", "/opt", "/srv", "/Users")}
    places = {ROOT, ROOT.parent, HOME} - everywhere
    names = re.compile("|".join(rf"(?<![\w.]){re.escape(str(place))}[/\\]" for place in places))
    wrong = []
    for path in tracked():
        try:
            text = path.read_text("utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        if names.search(text):
            wrong.append(str(path.relative_to(ROOT)))
    assert not wrong


def test_no_tracked_file_is_huge() -> None:
    huge = [path.name for path in tracked() if path.exists() and path.stat().st_size > 8_000_000]
    assert not huge
