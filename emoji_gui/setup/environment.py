"""The environment in ``.venv``: made once, filled anew only when ``setup.cfg`` changed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from emoji_gui.setup.errors import SetUpError
from emoji_gui.setup.pythons import Python

# What pip says, and what it means for the person.
_CAUSES = {
    r"No space left on device|Errno 28": "the disk is full: make room",
    r"No matching distribution|Could not find a version": (
        "there is no ready-made package for this Python and this machine: "
        "Python 3.11, 3.12 or 3.13, 64 bits, is what most packages are made for"
    ),
    r"CERTIFICATE_VERIFY_FAILED|SSLError": (
        "the package server's certificate was not accepted: look at the clock and the proxy"
    ),
    r"Permission denied|Errno 13": "the folder may not be written to",
    r"Errno 30|Read-only file system": "the folder cannot be written to",
}


@dataclass(frozen=True)
class Environment:
    """A virtual environment that belongs to the program.

    Attributes:
        root: the program's folder.
    """

    root: Path

    @property
    def folder(self) -> Path:
        """Where the environment lies."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """Its interpreter, there or not."""
        if sys.platform == "win32":
            return self.folder / "Scripts" / "python.exe"
        return self.folder / "bin" / "python"

    @property
    def _stamp(self) -> Path:
        return self.folder / "set-up.json"

    def has(self, extras: Iterable[str]) -> bool:
        """Whether everything that ``setup.cfg`` asks for with these extras is installed."""
        try:
            stored = json.loads(self._stamp.read_text("utf-8"))
            return stored["for"] == self._wanted() and set(extras) <= set(stored["extras"])
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def create(self, python: Python) -> None:
        """Make it anew and empty.

        Raises:
            SetUpError: it cannot be made.
        """
        print(f"Making an environment in {self.folder}", flush=True)
        done = subprocess.run(
            [python.path, "-m", "venv", "--clear", str(self.folder)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            why = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
            raise SetUpError(
                f"The environment {self.folder} could not be made: {' '.join(why)}\n"
                "Is the folder yours to write to, with room on the disk?"
            )

    def install(self, extras: Iterable[str], size: float) -> None:
        """Install the program's packages.

        Args:
            extras: of ``setup.cfg``.
            size: of the environment afterwards, in GB.

        Raises:
            SetUpError: not all could be installed.
        """
        free = shutil.disk_usage(self.folder).free / 1e9
        if free < size and not self._stamp.exists():
            raise SetUpError(
                f"{self.folder} needs {size} GB, and {free:.1f} GB are free: make room."
            )
        wanted = set(extras) | self._installed_extras()
        print(f"Installing packages (up to {size} GB, once; this takes minutes)", flush=True)
        self._stamp.unlink(missing_ok=True)
        target = "." + (f"[{','.join(sorted(wanted))}]" if wanted else "")
        self._pip(["install", "--editable", target])
        partial = self._stamp.with_name("partial-set-up.json")
        partial.write_text(json.dumps({"for": self._wanted(), "extras": sorted(wanted)}), "utf-8")
        partial.replace(self._stamp)

    def _installed_extras(self) -> set[str]:
        try:
            return set(json.loads(self._stamp.read_text("utf-8"))["extras"])
        except (OSError, ValueError, KeyError, TypeError):
            return set()

    def _wanted(self) -> str:
        """A fingerprint of what is to be installed, and of where: a moved folder counts."""
        digest = hashlib.sha256(os.fsencode(self.root))
        for name in ("setup.cfg", "pyproject.toml"):
            digest.update((self.root / name).read_bytes())
        return digest.hexdigest()

    def _pip(self, arguments: list[str]) -> None:
        command = [str(self.python), "-m", "pip", *arguments, "--disable-pip-version-check"]
        # Some people's settings install for the user, which an environment refuses.
        environ = os.environ | {"PIP_USER": "0", "PIP_NO_INPUT": "1"}
        said = []
        with subprocess.Popen(
            command,
            cwd=self.root,
            env=environ,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        ) as process:
            assert process.stderr is not None
            for line in process.stderr:
                sys.stderr.write(line)
                said.append(line)
        if process.returncode:
            raise SetUpError(f"The packages could not be installed: {cause(''.join(said))}.")


def cause(said: str) -> str:
    """What a failed pip means, in words.

    Args:
        said: its error output.
    """
    # Where the network is away, pip says so first and "No matching distribution" at last.
    if re.search(r"NewConnectionError|name resolution|ConnectTimeout|ProxyError", said):
        return "the package server was not reached: is this machine online?"
    for pattern, meaning in _CAUSES.items():
        if re.search(pattern, said):
            return meaning
    return "pip's own words stand above"
