"""The clipboard: an emoji as a picture with its transparent ground.

On X11 Tk itself serves the picture, so no other program is needed. Tk hands
over text, but what it is told to send as ``STRING`` it sends in Latin-1, one
byte a character, so that the bytes of a PNG pass through it unchanged. The
property is then marked ``STRING`` too; xclip, GTK 3, GTK 4 and sway's Xwayland
ask for ``image/png``, get the bytes and do not mind.

The bytes are answered by Tcl, from a byte array: a Python string with zeros in
it becomes no proper text of Tcl's, which then cuts it off or never ends.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tkinter as tk
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from emoji_gui.pipeline.errors import OutputError

PNG: Final = "image/png"
PATIENCE: Final = 5.0
"""Seconds for another program that puts something on the clipboard."""

_DATA: Final = "::emoji_mirror_png"
_ANSWER: Final = "::emoji_mirror_part"
_BODY: Final = f"string range ${_DATA} $offset [expr {{$offset + $length - 1}}]"

_SCRIPT: Final = "set the clipboard to (read (POSIX file {path}) as «class PNGf»)"

Run = Callable[[list[str], bytes], int]


class Clipboard:
    """Puts pictures on the clipboard. For the window's thread.

    Under X11 what was copied is there as long as the window is, or the desktop
    keeps it; on the other systems it stays.
    """

    def __init__(
        self,
        root: tk.Misc,
        *,
        platform: str = sys.platform,
        environ: Mapping[str, str] = os.environ,
        run: Run | None = None,
    ) -> None:
        """Use the clipboard of ``root``'s screen.

        Args:
            root: any widget of the window.
            platform: as ``sys.platform`` names it.
            environ: tells whether the desktop is Wayland.
            run: starts a program with some input and returns its exit status.
        """
        self._root = root
        self._platform, self._environ = platform, environ
        self._run = run or _run
        self._owner: tk.Frame | None = None

    def copy_picture(self, png: bytes) -> None:
        """Put a picture on the clipboard.

        Args:
            png: a PNG file's content.

        Raises:
            OutputError: the system does not take it; the sentence says what helps.
        """
        if self._platform == "win32":
            from emoji_gui.desktop.clipboard_windows import copy_picture

            copy_picture(png, self._root.winfo_id())
        elif self._platform == "darwin":
            self._copy_on_macos(png)
        elif not (self._environ.get("WAYLAND_DISPLAY") and self._copy_on_wayland(png)):
            self._serve(png)

    def _serve(self, png: bytes) -> None:
        """Own X11's clipboard and answer whoever asks for the picture."""
        call = self._root.tk.call
        if self._owner is None:
            self._owner = tk.Frame(self._root)
            call("proc", _ANSWER, "offset length", _BODY)
        call("set", _DATA, png)
        handle = ("selection", "handle", "-selection", "CLIPBOARD", "-type", PNG)
        call(*handle, "-format", "STRING", self._owner, _ANSWER)
        self._owner.selection_own(selection="CLIPBOARD", command=self._lost)

    def _lost(self) -> None:
        self._root.tk.call("set", _DATA, b"")

    def _copy_on_wayland(self, png: bytes) -> bool:
        """Whether wl-copy took it; where it is absent, the desktop passes on what X11 has."""
        if shutil.which("wl-copy", path=self._environ.get("PATH")) is None:
            return False
        return self._run(["wl-copy", "--type", PNG], png) == 0

    def _copy_on_macos(self, png: bytes) -> None:
        with tempfile.TemporaryDirectory(prefix="emoji-mirror-") as folder:
            path = Path(folder) / "emoji.png"
            path.write_bytes(png)
            quoted = '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
            if self._run(["osascript", "-e", _SCRIPT.format(path=quoted)], b"") != 0:
                raise OutputError(
                    "macOS did not take the picture: save the emoji and copy the file instead."
                )


def _run(command: list[str], data: bytes) -> int:
    """A program's exit status; another than 0 where it is absent or takes too long."""
    try:
        # No pipes to read from: wl-copy goes on in the background and would hold them open.
        done = subprocess.run(
            command,
            input=data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return 1
    return done.returncode
