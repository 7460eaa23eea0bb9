"""What the window remembers from one start to the next."""

from __future__ import annotations

import json
import logging
import os
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from emoji_gui.language import LANGUAGES, Sentence

log = logging.getLogger(__name__)

APP: Final = "emoji-mirror"
THEMES: Final = ("auto", "light", "dark")
LONGEST: Final = 4096
"""No remembered text is longer than this; a longer one is a damaged file."""


@dataclass(frozen=True)
class Settings:
    """The remembered choices.

    Attributes:
        source: camera or address, as ``open_source`` takes it; None is the first camera.
        mirror: whether the picture is mirrored.
        theme: one of :data:`THEMES`.
        pack: name or folder of the emoji pack; None is the default one.
        geometry: place and size of the window as Tk writes them, ``900x600+40+40``.
        folder: where the last file was opened.
        dark: what "auto" came to last time, so that the window opens in the right colours.
        living: whether one drawn face moves in place of the pack's still ones.
        over: whether the emoji lies over every face in the picture.
        save_folder: where cards and clips go; None is the usual place.
        language: one of the program's; None is the system's.
        profile: name of the person whose profile the mirror wears; None is nobody's.
    """

    source: str | None = None
    mirror: bool = True
    theme: str = "auto"
    pack: str | None = None
    geometry: str | None = None
    folder: str | None = None
    dark: bool = False
    profile: str | None = None
    living: bool = False
    over: bool = False
    save_folder: str | None = None
    language: str | None = None


def settings_path() -> Path:
    """Where the choices are kept, by the system's custom; nothing is made there yet."""
    import platformdirs

    return Path(platformdirs.user_config_dir(APP, appauthor=False)) / "settings.json"


def load_settings(path: Path | None = None) -> Settings:
    """Read the choices.

    What is missing, damaged or of another version becomes its default, value
    by value; a file that cannot be read at all is mentioned in the log.
    """
    path = settings_path() if path is None else path
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, RecursionError) as error:
        log.warning("the settings in %s cannot be read, the defaults are used: %s", path, error)
        return Settings()
    if not isinstance(values, dict):
        log.warning("the settings in %s are damaged, the defaults are used", path)
        return Settings()
    return Settings(**{name: value for name, value in values.items() if _sane(name, value)})


def save_settings(settings: Settings, path: Path | None = None) -> str:
    """Write the choices under a temporary name and rename.

    Returns:
        "" or a sentence saying that they will be forgotten, and why.
    """
    path = settings_path() if path is None else path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, json.dumps(asdict(settings), indent=2, ensure_ascii=False) + "\n")
    except OSError as error:
        log.warning("the settings cannot be saved in %s: %s", path, error)
        return Sentence(
            "Your choices cannot be remembered: {reason} ({path}).",
            reason=error.strerror or error,
            path=path,
        )
    return ""


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _sane(name: str, value: Any) -> bool:
    """Whether a value from the file can be that setting's."""
    if name not in {field.name for field in fields(Settings)}:
        return False
    if name == "theme":
        return value in THEMES
    if name == "language":
        return value is None or value in LANGUAGES
    if isinstance(getattr(Settings(), name), bool):
        return isinstance(value, bool)
    return value is None or (isinstance(value, str) and 0 < len(value) <= LONGEST)
