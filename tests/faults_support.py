"""The real program as a process of its own, and what is done to it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
ODD: Final = "Zoë's Häuschen 😀"
"""Part of every path that these tests use."""
PATIENCE: Final = 60.0
# Threads that import at once tear each other's lines.
_IMPORT: Final = re.compile(r"import time:.*\n?|.*\| +\d+ \|.*\n?|[\s\d|]*[\w.]*\n?")


class Program:
    """A running ``main.py``. Python tells on stderr what it imports, so that moments are known."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []

    def wait_for_import(self, module: str) -> None:
        """Read until the program has imported a module."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if not _IMPORT.fullmatch(line):
                self.said.append(line)
            elif line.rsplit("|", 1)[-1].strip() == module:
                return
        raise AssertionError(f"{module} was never imported: {self.said}")

    def end(self, *signals: int) -> float:
        """Send signals and wait for the end; the seconds that it took."""
        begun = time.monotonic()
        for number in signals:
            self.process.send_signal(number)
        _, rest = self.process.communicate(timeout=PATIENCE)
        seconds = time.monotonic() - begun
        self.said += [x for x in rest.splitlines(True) if not _IMPORT.fullmatch(x)]
        return seconds


@contextmanager
def program(*arguments: str | Path) -> Iterator[Program]:
    """Start ``main.py`` and, whatever happens, end it."""
    command = [sys.executable, "-X", "importtime", str(ROOT / "main.py"), *map(str, arguments)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        yield Program(process)
    finally:
        process.kill()
        process.communicate()


def run_program(
    *arguments: str | Path, command: Sequence[str] = (), **more: Any
) -> subprocess.CompletedProcess[str]:
    """Let ``main.py`` come to its end; ``command`` takes its place in the command line."""
    start = command or (str(ROOT / "main.py"),)
    streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more
    return subprocess.run(
        [sys.executable, *start, *map(str, arguments)],
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
        **streams,
    )


def is_one_sentence(said: str) -> bool:
    """Whether an output is one line for people and no traceback."""
    return said.count("\n") == 1 and "Traceback" not in said and said.strip().endswith((".", ")"))


def without_privileges() -> Callable[[], None] | None:
    """What makes a child of root obey the permissions of files, as everybody else does."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return None
    import ctypes

    libc = ctypes.CDLL(None)

    def drop() -> None:
        # PR_CAPBSET_DROP of CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH; the child starts without.
        for capability in (1, 2):
            libc.prctl(24, capability, 0, 0, 0)

    return drop
