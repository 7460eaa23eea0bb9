"""What the desktop prefers: dark or light, and how dense the screen is."""

from __future__ import annotations

import os
import subprocess
import sys
import tkinter as tk
from contextlib import suppress
from pathlib import Path
from typing import Final

from emoji_gui.language import current

_ASK_SECONDS: Final = 2.0


def prefers_dark() -> bool | None:
    """Whether the desktop is dark; None where that cannot be known.

    It may start a small program of the desktop, so it is for a background thread.
    """
    if sys.platform == "win32":
        return _windows_prefers_dark()
    if sys.platform == "darwin":
        return "dark" in _output("defaults", "read", "-g", "AppleInterfaceStyle").lower()
    return _linux_prefers_dark(Path.home() / ".config" / "kdeglobals")


def make_process_sharp() -> None:
    """Tell Windows that the window draws itself for the screen's density; before Tk starts."""
    if sys.platform == "win32":
        import ctypes

        with suppress(AttributeError, OSError):
            ctypes.windll.shcore.SetProcessDpiAwareness(1)


def speak_to_tk(root: tk.Misc) -> None:
    """Let Tk's own file chooser (on X11) speak the language, where Tk knows it."""
    with suppress(tk.TclError):
        root.tk.call("::msgcat::mclocale", current().lower())
        root.tk.eval("::msgcat::mcload [file join $::tk_library msgs]")


def density(root: tk.Misc) -> float:
    """Device pixels in one pixel at 96 dots an inch: 1 to 4, in quarters."""
    if sys.platform == "darwin":
        return 1.0  # its Tk counts in points and doubles by itself
    dots = max(root.winfo_fpixels("1i"), _xft_dots(root))
    with suppress(ValueError):
        dots = max(dots, 96 * float(os.environ.get("GDK_SCALE", "1")))
    return min(4.0, max(1.0, round(dots / 96 * 4) / 4))


def _xft_dots(root: tk.Misc) -> float:
    """The desktop's ``Xft.dpi``, where its settings keep the density that the user chose.

    Tk 8.6 knows only the screen's own, so the X library, which Tk has loaded,
    is asked by another connection.
    """
    if root.tk.call("tk", "windowingsystem") != "x11":
        return 0.0
    import ctypes

    try:
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XGetDefault.restype = ctypes.c_char_p
        x11.XGetDefault.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]
        x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
        connection = x11.XOpenDisplay(root.winfo_screen().encode())
        if not connection:
            return 0.0
        answer = x11.XGetDefault(connection, b"Xft", b"dpi") or b"0"
        x11.XCloseDisplay(connection)
        return float(answer)
    except (OSError, AttributeError, ValueError):
        return 0.0


def _linux_prefers_dark(kde_settings: Path) -> bool | None:
    if "dark" in os.environ.get("GTK_THEME", "").lower():
        return True
    if "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", ""):
        with suppress(OSError):
            for line in kde_settings.read_text(errors="replace").splitlines():
                if line.startswith("ColorScheme="):
                    return "dark" in line.lower()
    scheme = _gnome("color-scheme")
    if "prefer-dark" in scheme:
        return True
    if "prefer-light" in scheme:
        return False
    # The scheme "default" is light, but older desktops know only the theme's name.
    theme = _gnome("gtk-theme")
    return "dark" in theme if scheme or theme else None


def _gnome(key: str) -> str:
    return _output("gsettings", "get", "org.gnome.desktop.interface", key).strip().lower()


def _windows_prefers_dark() -> bool | None:
    if sys.platform == "win32":
        import winreg

        key = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
            return not winreg.QueryValueEx(opened, "AppsUseLightTheme")[0]
    return None


def _output(*command: str) -> str:
    """What a program prints, or "" when it is not there, fails or takes too long."""
    try:
        result = subprocess.run(
            command, capture_output=True, text=True, timeout=_ASK_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return result.stdout
