"""The program's command line: reads the options, refuses what makes no sense, starts the rest."""

from __future__ import annotations

import argparse
import importlib.util
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from emoji_gui.logs import NAME, set_up_logging

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[1]
# As they are imported; looked for, not loaded, because loading takes a second.
PACKAGES = ("numpy", "cv2", "PIL", "ai_edge_litert", "platformdirs")
WEB_PACKAGES = ("flask", "cheroot", "cryptography")
MODES = ("image", "video", "web", "list_cameras", "install_launcher", "remove_launcher")
WINDOW_ONLY = ("source", "mirror", "theme")


class CommandError(Exception):
    """A command line that cannot be followed, or a machine that lacks something for it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says.

    Args:
        arguments: those of the process by default.

    Returns:
        Exit status: 0 all was done, 1 something was not, 2 the command line was wrong.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = parser().parse_args(words)
    if options.version:
        from emoji_gui.version import version

        print(f"Emoji Mirror {version()}")
        return 0
    if wrong := refusal(options):
        _tell(wrong)
        return 2
    window = not any(getattr(options, mode) for mode in MODES)
    missing = missing_parts(window=window, web=options.web)
    if missing:
        if (status := _hand_over(words)) is not None:
            return status
        _tell(missing)
        return 1
    log_file = set_up_logging()
    try:
        return _run(options)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read the output has seen enough, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        log.exception("The program ended with an error")
        _tell(in_words(error, log_file))
        return 1


def parser() -> argparse.ArgumentParser:
    """The options, as ``--help`` shows them."""
    options = argparse.ArgumentParser(
        prog=NAME,
        description="Shows the face you make as an emoji: in a window, unless told otherwise.",
    )
    add = options.add_argument
    add("--source", metavar="S", help="camera number, device, video, picture or address to show")
    add("--model", metavar="PATH", help="another network: a .tflite or .json, or 'fer2013'")
    add("--emojis", metavar="PACK", help="another set of emojis: its name or its folder")
    add("--mirror", action=argparse.BooleanOptionalAction, help="mirror the picture in the window")
    add("--theme", choices=("auto", "light", "dark"), help="colours of the window")
    add("--image", metavar="PATH", help="no window: a picture, or all pictures of a folder")
    add("--video", metavar="PATH", help="no window: each frame of a video")
    add("--json", action="store_true", help="with --image or --video: print lines of JSON")
    add("--output", metavar="PATH", help="with --image or --video: write it with the emojis drawn")
    add("--web", action="store_true", help="no window: a page for the browser on this computer")
    add("--host", metavar="H", help="with --web: open it to the network, 0.0.0.0 for all of it")
    add("--port", metavar="N", type=int, help="with --web: another port than 8080")
    add("--list-cameras", action="store_true", help="print the cameras of this machine")
    add("--install-launcher", action="store_true", help="put an icon on the desktop and the menu")
    add("--remove-launcher", action="store_true", help="take the icon away again")
    add("--version", action="store_true", help="print the version")
    return options


def refusal(options: argparse.Namespace) -> str | None:
    """Why a command line makes no sense, as a sentence; None where it does."""
    chosen = [_flag(mode) for mode in MODES if getattr(options, mode)]
    if len(chosen) > 1:
        return f"Give one of {' and '.join(chosen)}, not both."
    if not (options.image or options.video):
        for name in ("json", "output"):
            if getattr(options, name):
                return f"{_flag(name)} goes with --image or --video."
    if wrong := _web_refusal(options):
        return wrong
    if chosen:
        for name in WINDOW_ONLY:
            if getattr(options, name) is not None and not (options.web and name == "source"):
                return f"{_flag(name)} is for the window and does not go with {chosen[0]}."
    if chosen and not (options.image or options.video or options.web):
        for name in ("model", "emojis"):
            if getattr(options, name) is not None:
                return f"{_flag(name)} does not go with {chosen[0]}."
    return None


def _web_refusal(options: argparse.Namespace) -> str | None:
    """The same for the options of the page."""
    for name in ("host", "port"):
        if getattr(options, name) is not None and not options.web:
            return f"{_flag(name)} goes with --web."
    if options.port is not None and not 0 <= options.port < 65536:
        return "--port is a number from 0 to 65535."
    return None


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


def in_words(error: Exception, log_file: Path | None) -> str:
    """What an error means for the person, in a sentence or two."""
    from emoji_gui.pipeline.errors import PipelineError
    from model.errors import ModelError

    if isinstance(error, (PipelineError, ModelError, CommandError)):
        return str(error)
    where = f"The log has the details: {log_file}" if log_file else "No log could be written."
    return f"Emoji Mirror met an error it does not know ({type(error).__name__}: {error}). {where}"


def _run(options: argparse.Namespace) -> int:
    if options.image or options.video:
        return _run_headless(options)
    if options.web:
        from emoji_gui.web.command import run as run_web

        return run_web(options)
    if options.list_cameras:
        return _list_cameras()
    if options.install_launcher or options.remove_launcher:
        from emoji_gui import launcher

        action = launcher.install if options.install_launcher else launcher.remove
        for line in action():
            print(line)
        return 0
    from emoji_gui.desktop.app import run

    return run(options)


def _run_headless(options: argparse.Namespace) -> int:
    from emoji_gui.headless import run_images, run_video
    from emoji_gui.pipeline.engine import load_engine

    run = run_images if options.image else run_video
    return run(
        Path(options.image or options.video),
        engine=lambda: load_engine(options.model),
        as_json=options.json,
        output=Path(options.output) if options.output else None,
        emojis=options.emojis,
    )


def _list_cameras() -> int:
    from emoji_gui.pipeline.sources import list_cameras

    cameras = list_cameras()
    for camera in cameras:
        print(f"{camera.spec}\t{camera.name}")
    if not cameras:
        raise CommandError("No camera was found: connect one, or allow its use in the settings.")
    return 0


def _hand_over(words: Sequence[str]) -> int | None:
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


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _tell(sentence: str) -> None:
    # A Python without a console, as launchers on Windows use, has no such output.
    if sys.stderr is not None:
        print(sentence, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
