"""The texts that name a source, taken apart: what kind it is, and what a person calls it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from emoji_gui.language import Sentence

NETWORK_SCHEMES: Final = ("http", "https", "rtsp")
# Two letters at least before the colon: "C:\..." is a path.
_ADDRESS: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")


def is_live_spec(spec: str) -> bool:
    """Whether a text names a camera or an address, which are waited for, and no file."""
    spec = spec.strip()
    return spec.isdecimal() or is_device(spec) or scheme_of(spec) in NETWORK_SCHEMES


def source_name(spec: str) -> str:
    """What to call a source that is not open yet: ``Camera 0``, ``clip.mp4``, ``cam.local``."""
    spec = spec.strip()
    if spec.isdecimal():
        return Sentence("Camera {number}", number=int(spec))
    if is_device(spec):
        return spec
    if scheme_of(spec) in NETWORK_SCHEMES:
        # Never the whole address: it may hold a password.
        try:
            return urlsplit(spec).hostname or spec
        except ValueError:
            return spec
    return file_path(spec).name or spec


def file_path(spec: str) -> Path:
    """The path that a text names: as it is, from ``~``, or out of a ``file://`` address."""
    if scheme_of(spec) == "file":
        from urllib.request import url2pathname

        path = urlsplit(spec).path
        return Path(url2pathname(path) if sys.platform == "win32" else unquote(path))
    try:
        return Path(spec).expanduser()
    except RuntimeError:
        return Path(spec)


def is_device(spec: str) -> bool:
    """Whether a text names a camera's device file."""
    return spec.startswith("/dev/") and sys.platform != "win32"


def scheme_of(spec: str) -> str | None:
    """The part of an address before ``://``, in lower case; None where there is none."""
    match = _ADDRESS.match(spec.strip())
    return match[1].lower() if match else None
