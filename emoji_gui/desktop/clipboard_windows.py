"""A picture on Windows' clipboard, through the calls that its documentation names for it.

Two forms of it: "PNG", which browsers, Office and chats prefer for its
transparency, and ``CF_DIB`` on white for the programs that know only that.
"""

from __future__ import annotations

import ctypes
import io
import struct
import time
from typing import Any, Final

from emoji_gui.pipeline.errors import OutputError

CF_DIB: Final = 8
GMEM_MOVEABLE: Final = 2
FILE_HEADER: Final = 14
"""Bytes of a BMP file before the part that ``CF_DIB`` is."""

TRIES: Final = 10
PAUSE: Final = 0.02
"""Seconds between two tries: another program may have the clipboard open for a moment."""


def copy_picture(png: bytes, window: int, *, system: Any = None) -> None:
    """Replace what is on the clipboard by a picture.

    Args:
        png: a PNG file's content.
        window: handle of the window that owns it from now on; without one
            Windows would take nothing.
        system: ``user32`` and ``kernel32`` as its attributes, ``ctypes.windll`` by default.

    Raises:
        OutputError: another program holds the clipboard, or there is no memory.
    """
    system = system or _libraries()
    user = system.user32
    if not _open(user, window):
        raise OutputError("Another program is using the clipboard: try again in a moment.")
    try:
        user.EmptyClipboard()
        form = user.RegisterClipboardFormatW("PNG")
        taken = [_give(system, form, png), _give(system, CF_DIB, dib(png))]
    finally:
        user.CloseClipboard()
    if not any(taken):
        raise OutputError("Windows did not take the picture: save the emoji instead.")


def dib(png: bytes) -> bytes:
    """A picture as ``CF_DIB`` wants it: 24 bits a pixel, its transparent parts white."""
    import PIL.Image

    with PIL.Image.open(io.BytesIO(png)) as picture:
        rgba = picture.convert("RGBA")
    white = PIL.Image.new("RGBA", rgba.size, "white")
    file = io.BytesIO()
    PIL.Image.alpha_composite(white, rgba).convert("RGB").save(file, "BMP")
    data = file.getvalue()
    assert struct.unpack_from("<I", data, FILE_HEADER)[0] >= 40, "a BITMAPINFOHEADER"
    return data[FILE_HEADER:]


def _open(user: Any, window: int) -> bool:
    for attempt in range(TRIES):
        if attempt:
            time.sleep(PAUSE)
        if user.OpenClipboard(window):
            return True
    return False


def _give(system: Any, form: int, data: bytes) -> bool:
    """Hand a copy of the data to the clipboard, which owns it from then on."""
    kernel = system.kernel32
    block = kernel.GlobalAlloc(GMEM_MOVEABLE, len(data))
    if not block:
        return False
    place = kernel.GlobalLock(block)
    if place:
        ctypes.memmove(place, data, len(data))
        kernel.GlobalUnlock(block)
        if system.user32.SetClipboardData(form, block):
            return True
    kernel.GlobalFree(block)
    return False


def _libraries() -> Any:
    """Windows' libraries with the types of the calls: handles are wider than an int."""
    windll: Any = getattr(ctypes, "windll")  # noqa: B009  absent where mypy looks for it
    user, kernel = windll.user32, windll.kernel32
    handle, text, number = ctypes.c_void_p, ctypes.c_wchar_p, ctypes.c_uint
    for call, result, arguments in (
        (user.OpenClipboard, ctypes.c_int, [handle]),
        (user.RegisterClipboardFormatW, number, [text]),
        (user.SetClipboardData, handle, [number, handle]),
        (kernel.GlobalAlloc, handle, [number, ctypes.c_size_t]),
        (kernel.GlobalLock, handle, [handle]),
        (kernel.GlobalUnlock, ctypes.c_int, [handle]),
        (kernel.GlobalFree, handle, [handle]),
    ):
        call.restype, call.argtypes = result, arguments
    return windll
