"""What only the system's package manager can bring: installed with apt, or asked for in words."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from emoji_gui.setup.errors import SetUpError

# Programs that some tests need, with Debian's names of their packages.
TEST_TOOLS = {
    "Xvfb": "xvfb",
    "ffmpeg": "ffmpeg",
    "xprop": "x11-utils",
    "desktop-file-validate": "desktop-file-utils",
    "gio": "libglib2.0-bin",
}

Call: TypeAlias = Callable[[Sequence[str]], int]


def call(command: Sequence[str]) -> int:
    """Run a command whose output the person sees; its exit status."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    stdin = None if sys.stdin is not None and sys.stdin.isatty() else subprocess.DEVNULL
    return subprocess.call(command, env=quiet, stdin=stdin)


@dataclass(frozen=True)
class Apt:
    """Debian's package manager, with what it takes to be allowed to use it.

    Attributes:
        prefix: words before the command, such as ``sudo``.
        call: runs a command and returns its exit status.
        lists: where apt keeps what it knows of packages.
    """

    prefix: tuple[str, ...] = ()
    call: Call = call
    lists: Path = Path("/var/lib/apt/lists")

    def install(self, packages: Sequence[str]) -> None:
        """Install packages, after looking for newer lists where the old ones do not do.

        Raises:
            SetUpError: they are not installed.
        """
        names = list(dict.fromkeys(packages))
        print(f"Installing with apt: {' '.join(names)}", flush=True)
        # Another installation may be running, as it does on a fresh Ubuntu: wait for it.
        apt = [*self.prefix, "apt-get", "-o", "DPkg::Lock::Timeout=120"]
        command = [*apt, "install", "-y", "-q", "--no-install-recommends", *names]
        # Containers come without lists: asking first would fail with a page of errors.
        if not any(self.lists.glob("*_Packages*")):
            self.call([*apt, "update", "-q"])
        if self.call(command) and (self.call([*apt, "update", "-q"]) or self.call(command)):
            raise SetUpError(
                f"apt could not install {' '.join(names)}: its own words stand above. "
                "Is this machine online?"
            )


def find_apt() -> Apt | None:
    """The package manager, or None where there is none or this user may not use it."""
    if sys.platform != "linux" or not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return Apt()
    if not shutil.which("sudo"):
        return None
    # Said in its command, because sudo lets none of the environment through.
    quiet = "DEBIAN_FRONTEND=noninteractive"
    if sys.stdin is not None and sys.stdin.isatty():
        return Apt(("sudo", quiet))
    # Nobody is there to type a password.
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return Apt(("sudo", "-n", quiet)) if allowed.returncode == 0 else None


def missing_tools() -> tuple[str, ...]:
    """Debian's packages of the programs that some tests need and this machine lacks."""
    if sys.platform != "linux":
        return ()
    return tuple(package for tool, package in TEST_TOOLS.items() if not shutil.which(tool))


def ask_for(packages: Sequence[str], *, platform: str = sys.platform) -> SetUpError:
    """The sentences that ask a person for what this program may not install itself.

    Args:
        packages: Debian's names.
        platform: as ``sys.platform``.
    """
    parts = [_in_words(package) for package in packages]
    missing = "Missing on this machine: " + "; ".join(dict.fromkeys(parts)) + "."
    if platform == "linux" and shutil.which("apt-get"):
        command = shlex.join(["sudo", "apt-get", "install", *dict.fromkeys(packages)])
        how = f"Ask somebody who may install programs to run: {command}"
    elif platform == "darwin":
        how = (
            "With Homebrew: 'brew install python@3.13 python-tk@3.13'; "
            "or install Python from https://www.python.org/downloads/, which has it all."
        )
    elif platform == "win32":
        how = (
            "Run the installer of Python again (https://www.python.org/downloads/), "
            "choose 'Modify' and tick 'tcl/tk and IDLE' and 'pip'."
        )
    else:
        how = (
            "Your system's packages bring it: Fedora: 'sudo dnf install python3-tkinter "
            "mesa-libGL glib2 libxcb'; Arch: 'sudo pacman -S tk libglvnd glib2 libxcb'; "
            "openSUSE: 'sudo zypper install python3-tk Mesa-libGL1 libgthread-2_0-0 libxcb1'."
        )
    return SetUpError(f"{missing}\n{how}\nThen run this command again.")


def _in_words(package: str) -> str:
    if package.endswith("-tk"):
        return "Python's window toolkit (tkinter)"
    if package.endswith("-venv"):
        return "Python's environments (venv with pip)"
    return f"a library for pictures ({package})"
