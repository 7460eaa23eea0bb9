"""The icon by the standards of freedesktop.org: a desktop entry, in the menu and on the desktop.

Desktop Entry Specification 1.4: https://specifications.freedesktop.org/desktop-entry-spec/
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from emoji_gui.language import LANGUAGES, _, speaking
from emoji_gui.launcher.common import COMMENT, NAME, TITLE, Program, write


def entry(program: Program, icon: Path) -> str:
    """The text of the desktop entry.

    Args:
        program: what it starts.
        icon: absolute path of the picture.
    """
    lines = {
        "Type": "Application",
        "Version": "1.4",
        "Name": TITLE,
        "Comment": COMMENT,
        **{f"Comment[{code}]": comment for code, comment in _comments()},
        "Exec": exec_line(program.command),
        # A path and not a name: without a theme's index, names are not looked for.
        "Icon": _string(str(icon)),
        "Terminal": "false",
        "Categories": "Utility;Amusement;",
        "Keywords": "emoji;emotion;face;camera;mirror;",
        "StartupNotify": "true",
        "StartupWMClass": "Emoji-mirror",
    }
    return "[Desktop Entry]\n" + "".join(f"{key}={value}\n" for key, value in lines.items())


def _comments() -> Iterator[tuple[str, str]]:
    """The comment in every other language; the name is one in all of them."""
    for code in LANGUAGES:
        with speaking(code):
            if (comment := _(COMMENT)) != COMMENT:
                yield code, _string(comment)


def exec_line(command: Sequence[str]) -> str:
    """A command as the value of ``Exec``: quoted, then escaped as every string is."""
    words = list(command)
    if "%" in words[0]:
        # GLib looks for the first word before it turns %% into %, and so finds nothing.
        words.insert(0, "env")
    return _string(" ".join(_quoted(word) for word in words))


def _quoted(word: str) -> str:
    if re.fullmatch(r"[\w@+:,./-]+", word, re.ASCII):
        return word
    return '"' + re.sub(r'(["`$\\])', r"\\\1", word).replace("%", "%%") + '"'


def _string(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def desktop_folder() -> Path | None:
    """The desktop of this user, as ``xdg-user-dirs`` keeps it; None where there is none."""
    home = Path.home()
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    named = os.environ.get("XDG_DESKTOP_DIR") or _user_dir(config / "user-dirs.dirs")
    if not named:
        return home / "Desktop"
    folder = Path(re.sub(r"^\$HOME(?=/|$)", lambda _: str(home), named))
    # The home folder itself stands for "no desktop".
    return folder if folder.is_absolute() and folder != home else None


def _user_dir(path: Path) -> str | None:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    found = re.findall(r'^\s*XDG_DESKTOP_DIR="(.*)"\s*$', text, re.MULTILINE)
    return re.sub(r"\\(.)", r"\1", found[-1]) if found else None


def _data() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def _menu_file() -> Path:
    return _data() / "applications" / f"{NAME}.desktop"


def _icon_file() -> Path:
    return _data() / "icons" / "hicolor" / "512x512" / "apps" / f"{NAME}.png"


def installed_files() -> list[Path]:
    """All files that ``install`` writes."""
    desktop = desktop_folder()
    return [
        *([desktop / f"{NAME}.desktop"] if desktop else []),
        _menu_file(),
        _icon_file(),
    ]


def install(program: Program) -> Iterator[str]:
    """Write the entry and its picture.

    Yields:
        What was done, for a person.
    """
    icon = write(_icon_file(), program.icon.read_bytes())
    text = entry(program, icon)
    yield f"In the menu: {write(_menu_file(), text, executable=True)}"
    desktop = desktop_folder()
    if desktop is None:
        yield "Not on the desktop: this user's settings name no folder for it."
        return
    file = write(desktop / f"{NAME}.desktop", text, executable=True)
    _trust(file)
    yield f"On the desktop: {file}"


def _trust(file: Path) -> None:
    """Spare the person the question whether the icon may be started."""
    _try("gio", "set", str(file), "metadata::trusted", "true")
    checksum = hashlib.sha256(file.read_bytes()).hexdigest()
    # Xfce asks until it finds the checksum of the very file.
    _try("gio", "set", "-t", "string", str(file), "metadata::xfce-exe-checksum", checksum)


def _try(*command: str) -> None:
    """Run a program that helps where it is there; without it the icon works all the same."""
    if shutil.which(command[0]):
        try:
            subprocess.run(command, capture_output=True, timeout=10, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return
