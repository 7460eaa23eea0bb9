"""What a process weighs, and a home of its own for it."""

from __future__ import annotations

import os
import platform
import re
import sys
from pathlib import Path
from typing import Final

PROC: Final = Path("/proc/self")
HOMES: Final = {
    "HOME": "",
    "USERPROFILE": "",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
}
"""Variables that say where a person's files are, and the place of each in a home."""


def own_home(folder: Path) -> dict[str, str]:
    """The environment with another home, so that nobody's choices are read or changed."""
    changes = {name: str(folder / part) for name, part in HOMES.items()}
    # X looks for it in the home unless told: without it no window opens after startx or ssh -X.
    key = os.path.expanduser("~/.Xauthority")
    if "XAUTHORITY" not in os.environ and os.path.exists(key):
        changes["XAUTHORITY"] = key
    return {**os.environ, **changes}


def has_proc() -> bool:
    """Whether this system tells what a process weighs, as Linux does."""
    return (PROC / "status").exists()


def peak_mb() -> float:
    """The most memory that this process ever had, in megabytes (``VmHWM``).

    Raises:
        SystemExit: this system does not tell.
    """
    try:
        return field((PROC / "status").read_text("ascii"), "VmHWM")
    except OSError:
        pass
    if sys.platform == "win32":
        raise SystemExit("Peak memory is measured on Linux and macOS only.")
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # macOS counts bytes


def memory_mb() -> float:
    """What this process has of memory now, in megabytes (``VmRSS``).

    Not ``Pss``, which grows when another process that shares the same libraries ends.
    """
    return field((PROC / "status").read_text("ascii"), "VmRSS")


def threads() -> int:
    """Threads of this process, those of libraries too."""
    return len(os.listdir(PROC / "task"))


def handles() -> int:
    """Open files, sockets and pipes of this process."""
    return len(os.listdir(PROC / "fd"))


def field(text: str, name: str) -> float:
    """Megabytes of a line such as ``VmRSS:  12345 kB``, where a kB is 1024 bytes.

    Raises:
        ValueError: there is no such line.
    """
    match = re.search(rf"^{name}:\s*(\d+) kB", text, re.MULTILINE)
    if match is None:
        raise ValueError(f"no line {name} in kB")
    return int(match[1]) * 1024 / 1e6


def processor() -> str:
    """The processor's name where Linux lists it, else what Python knows."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
