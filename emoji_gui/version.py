"""Which version of the program this is."""

from __future__ import annotations

import configparser
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Final

from emoji_gui.logs import NAME

ROOT: Final = Path(__file__).resolve().parents[1]


def version() -> str:
    """That of the folder it runs from, else the installed one; ``unknown`` without either."""
    settings = configparser.ConfigParser()
    # The file itself comes first: an installed copy beside it may be older.
    with suppress(OSError, KeyError, configparser.Error):
        settings.read_string((ROOT / "setup.cfg").read_text("utf-8"))
        return settings["metadata"]["version"]
    with suppress(metadata.PackageNotFoundError):
        return metadata.version(NAME)
    return "unknown"
