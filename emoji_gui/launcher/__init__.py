"""The icon that a person double-clicks: put on the desktop and into the menu, or taken away."""

from __future__ import annotations

import sys
from types import ModuleType

from emoji_gui.launcher.common import Program, this_program


def install(program: Program | None = None) -> list[str]:
    """Put the icon on the desktop and into the menu; what was there before is replaced.

    Args:
        program: what the icon starts, this one by default.

    Returns:
        What was done, a line for a person each.

    Raises:
        OSError: a file could not be written.
    """
    return list(_system().install(program or this_program()))


def remove() -> list[str]:
    """Take away all that ``install`` put somewhere.

    Returns:
        What was done, a line for a person each; one that says so where there was nothing.
    """
    gone = [path for path in _system().installed_files() if path.exists()]
    for path in gone:
        path.unlink()
    return [f"Removed {path}" for path in gone] or ["There was no icon to remove."]


def _system() -> ModuleType:
    """The module for the system that this is."""
    if sys.platform == "win32":
        from emoji_gui.launcher import windows as system
    elif sys.platform == "darwin":
        from emoji_gui.launcher import macos as system
    else:
        from emoji_gui.launcher import linux as system
    return system
