"""What this Python has of the program's needs, and the environment that has them all."""

from __future__ import annotations

import importlib.util
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[1]
# As they are imported; looked for, not loaded, because loading takes a second.
PACKAGES = ("numpy", "cv2", "PIL", "ai_edge_litert", "platformdirs")
WEB_PACKAGES = ("flask", "cheroot", "cryptography")


def missing_parts(*, window: bool, web: bool = False) -> str | None:
    """What this Python lacks for the program, as a sentence; None where it has all.

    Args:
        window: whether Tk is needed.
        web: whether the packages of the page are.
    """
    absent = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if absent:
        return (
            f"Emoji Mirror is not set up for this Python ({sys.executable}): it has no "
            f"{', '.join(absent)}. Run 'python3 set_up.py' in {ROOT}: it installs what is needed."
        )
    absent = [name for name in WEB_PACKAGES if web and importlib.util.find_spec(name) is None]
    if absent:
        return (
            f"--web needs the extra 'web' ({', '.join(absent)} missing): "
            f"run 'python3 set_up.py web' in {ROOT}."
        )
    # Some Pythons have the package and not the compiled module in it.
    if window and importlib.util.find_spec("_tkinter") is None:
        from emoji_gui.setup.pythons import Python
        from emoji_gui.setup.system import ask_for

        return str(ask_for(Python(sys.executable, sys.version_info[:2], tk=False).packages))
    return None


def hand_over(words: Sequence[str]) -> int | None:
    """Let the environment that ``set_up.py`` made do the work, where there is one.

    So ``python main.py`` works without anyone having to activate it.
    """
    from emoji_gui.setup.environment import Environment

    environment = Environment(ROOT)
    inside = Path(sys.prefix).resolve() == environment.folder.resolve()
    if inside or not environment.python.exists() or not (ROOT / "main.py").exists():
        return None
    try:
        return _become([str(environment.python), str(ROOT / "main.py"), *words])
    except OSError as error:
        log.warning("The environment does not start: %s", error)
        return None


def _become(command: list[str]) -> int:
    if sys.platform == "win32":
        return subprocess.call(command)
    os.execv(command[0], command)
