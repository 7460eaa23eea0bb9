"""Finds a Python that can carry the program: found by trying it, not by its name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

OLDEST = (3, 11)
# Newer ones are taken only where there is no other: TensorFlow has no packages for them yet.
NEWEST = (3, 13)
SYSTEM_PYTHON = "/usr/bin/python3"
NAMES = ("python3.13", "python3.12", "python3.11", "python3", SYSTEM_PYTHON)

# Shared libraries that the opencv-python package links and does not bring, with Debian's
# names of the packages that have them.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxcb.so.1": "libxcb1",
}

_PROBE = """
import ctypes, json, sys
found = {"version": sys.version_info[:2], "base": sys.base_prefix}
# Inside an environment the Python that made it: the environment may be made anew.
found["path"] = getattr(sys, "_base_executable", None) or sys.executable
try:
    import tkinter
    tkinter.Tcl()
    found["tk"] = True
except Exception:
    found["tk"] = False
try:
    import ensurepip, venv
    found["venv"] = True
except Exception:
    found["venv"] = False
found["missing"] = []
if sys.platform == "linux":
    for name in sys.argv[1:]:
        try:
            ctypes.CDLL(name)
        except OSError:
            found["missing"].append(name)
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Python:
    """A Python that was tried.

    Attributes:
        path: of the interpreter.
        version: major and minor.
        base: where it is installed, ``/usr`` for the system's own.
        tk: whether it can open windows.
        venv: whether it can make environments.
        missing: shared libraries that this machine lacks.
    """

    path: str
    version: tuple[int, int]
    base: str = ""
    tk: bool = True
    venv: bool = True
    missing: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing of Python itself has to be installed."""
        return self.tk and self.venv

    @property
    def of_system(self) -> bool:
        """Whether the system's package manager brought it, and so can mend it."""
        return self.base == "/usr"

    @property
    def packages(self) -> tuple[str, ...]:
        """Debian's packages that hold what is missing."""
        own = os.path.realpath(self.path) == os.path.realpath(SYSTEM_PYTHON)
        name = "python3" if own else f"python{self.version[0]}.{self.version[1]}"
        parts = [f"{name}-tk"] * (not self.tk) + [f"{name}-venv"] * (not self.venv)
        return (*parts, *self.libraries)

    @property
    def libraries(self) -> tuple[str, ...]:
        """Debian's packages of the missing libraries, which no Python brings."""
        return tuple(LIBRARIES[library] for library in self.missing)


def try_python(name: str) -> Python | None:
    """Run a Python and ask what it has; None where it does not run or is too old."""
    try:
        done = subprocess.run(
            [name, "-c", _PROBE, *LIBRARIES],
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
            stdin=subprocess.DEVNULL,
        )
        found = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    version = (int(found["version"][0]), int(found["version"][1]))
    if version < OLDEST:
        return None
    return Python(
        path=str(found["path"]),
        version=version,
        base=str(found["base"]),
        tk=bool(found["tk"]),
        venv=bool(found["venv"]),
        missing=tuple(found["missing"]),
    )


def pythons(names: Iterable[str] = (sys.executable, *NAMES)) -> Iterator[Python]:
    """All Pythons of this machine that are new enough, in order of preference."""
    seen: set[tuple[str, tuple[int, int]]] = set()
    late: list[Python] = []
    for name in names:
        python = try_python(name)
        if python is None or (python.base, python.version) in seen:
            continue
        seen.add((python.base, python.version))
        if python.version > NEWEST:
            late.append(python)
        else:
            yield python
    yield from late


def choose(found: Iterable[Python], *, can_install: bool) -> Python | None:
    """The first Python that needs nothing; else one that the system can mend; else any.

    Args:
        found: in order of preference.
        can_install: whether packages of the system can be installed here.
    """
    tried = []
    for python in found:
        if python.complete:
            return python
        tried.append(python)
    mendable = [python for python in tried if python.of_system and can_install]
    able = [python for python in tried if python.venv]
    return next(iter(mendable + able + tried), None)
