"""What the window remembers from one start to the next."""

from __future__ import annotations

import errno
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from emoji_gui.language import LANGUAGES, Sentence
from emoji_gui.pipeline.smoothing import DEFAULT_CALM
from model.files import lock, write_text

log = logging.getLogger(__name__)

APP: Final = "emoji-mirror"
THEMES: Final = ("auto", "light", "dark")
TEXT_SIZES: Final = (100, 125, 150, 200)
"""Of all text in the window, in percent of the usual size."""

LONGEST: Final = 4096
"""No remembered text is longer than this; a longer one is a damaged file."""
PATIENCE: Final = 0.5
"""Seconds that one window waits for another to finish writing."""


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
        text_size: one of :data:`TEXT_SIZES`.
        speak: whether the name of a new expression is said aloud.
        calm: how steady the label is, 0 to 1, see ``Engine``.
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
    text_size: int = 100
    speak: bool = False
    calm: float = DEFAULT_CALM
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
    """Write the choices, whole or not at all.

    Returns:
        "" or a sentence saying that they will be forgotten, and why.
    """
    path = settings_path() if path is None else path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path):
            _write(path, settings)
    except OSError as error:
        return _trouble(path, error)
    return ""


class Memory:
    """What one window keeps: only what it changed itself, so that two at once lose nothing."""

    def __init__(self, known: Settings, path: Path | None = None) -> None:
        """Begin with the choices as they were read."""
        self._known, self._path = known, path

    def save(self, settings: Settings) -> str:
        """Write what has changed since the last time into the file as it is now.

        Returns:
            "" or a sentence, as ``save_settings``; what could not be kept is
            written with the next change.
        """
        path = settings_path() if self._path is None else self._path
        old = asdict(self._known)
        changes = {name: value for name, value in asdict(settings).items() if value != old[name]}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with _alone(path):
                _write(path, replace(load_settings(path), **changes))
        except OSError as error:
            return _trouble(path, error)
        self._known = settings
        return ""


def _trouble(path: Path, error: OSError) -> str:
    log.warning("the settings cannot be saved in %s: %s", path, error)
    return Sentence(
        "Your choices cannot be remembered: {reason} ({path}).",
        reason=error.strerror or error,
        path=path,
    )


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep another window of the same person from writing at the same time.

    Raises:
        OSError: it has been writing for ``PATIENCE`` seconds.
    """
    with path.with_suffix(".lock").open("ab") as file:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                lock(file.fileno())
                break
            except OSError as error:
                # Not every file system knows locks; there the rename alone must do.
                if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
                    break
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
        yield


def _write(path: Path, settings: Settings) -> None:
    write_text(path, json.dumps(asdict(settings), indent=2, ensure_ascii=False) + "\n")


def _sane(name: str, value: Any) -> bool:
    """Whether a value from the file can be that setting's."""
    if name not in {field.name for field in fields(Settings)}:
        return False
    if name == "theme":
        return value in THEMES
    if name == "text_size":
        return not isinstance(value, (bool, float)) and value in TEXT_SIZES
    if name == "calm":
        return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1
    if name == "language":
        return value is None or (isinstance(value, str) and value in LANGUAGES)
    if isinstance(getattr(Settings(), name), bool):
        return isinstance(value, bool)
    return value is None or (isinstance(value, str) and 0 < len(value) <= LONGEST)
