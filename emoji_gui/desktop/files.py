"""The file chooser."""

from __future__ import annotations

import tkinter as tk
from contextlib import suppress
from pathlib import Path
from typing import Final

from emoji_gui.language import _

PICTURES: Final = ("jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff")
VIDEOS: Final = ("mp4", "mkv", "webm", "mov", "avi", "m4v", "mpg", "mpeg", "mjpeg", "ogv")


def ask_for_file(root: tk.Tk, folder: str | None) -> str:
    """Let the person choose a picture or a video; "" when nothing was chosen.

    Tk's events go on meanwhile, so the picture does too.
    """
    from tkinter import filedialog

    tidy(root)
    start = folder if folder is not None and Path(folder).is_dir() else str(Path.home())
    try:
        path = filedialog.askopenfilename(
            parent=root,
            title=_("Open a picture or a video"),
            initialdir=start,
            filetypes=[
                (_("Pictures and videos"), _patterns((*PICTURES, *VIDEOS))),
                (_("Pictures"), _patterns(PICTURES)),
                (_("Videos"), _patterns(VIDEOS)),
                (_("All files"), "*"),
            ],
        )
    except tk.TclError:
        if _is_gone(root):
            return ""  # the window was closed while the chooser was open
        raise
    return str(path) if path else ""


def tidy(root: tk.Tk) -> None:
    """Let Tk's own chooser (on X11) begin without the hidden files."""
    with suppress(tk.TclError):
        root.tk.call("auto_load", "::tk::dialog::file::")
        root.tk.call("set", "::tk::dialog::file::showHiddenBtn", "1")
        root.tk.call("set", "::tk::dialog::file::showHiddenVar", "0")


def _is_gone(root: tk.Tk) -> bool:
    try:
        return not root.winfo_exists()
    except tk.TclError:
        return True


def _patterns(endings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"*.{form}" for ending in endings for form in (ending, ending.upper()))
