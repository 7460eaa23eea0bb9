"""The program's command line: reads the options, refuses what makes no sense, starts the rest."""

from __future__ import annotations

import argparse
import errno
import importlib.util
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from emoji_gui import ending
from emoji_gui.logs import set_up_logging
from emoji_gui.options import MODES, parser, refusal
from emoji_gui.pipeline.timings import OFF, Timings

if TYPE_CHECKING:
    from emoji_gui.pipeline.timings_recorder import Recorder

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[1]
# As they are imported; looked for, not loaded, because loading takes a second.
PACKAGES = ("numpy", "cv2", "PIL", "ai_edge_litert", "platformdirs")
WEB_PACKAGES = ("flask", "cheroot", "cryptography")


class CommandError(Exception):
    """A command line that cannot be followed, or a machine that lacks something for it."""


def run_process() -> NoReturn:
    """Be the whole process: ``main`` with the command line's own words, then the end."""
    ending.end_at_once()
    ending.log_unhandled()
    ending.leave(main())


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
        run = _run if options.timings is None else _run_timed
        if window:
            return run(options)
        with ending.interruptible():
            return run(options)
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
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return f"The disk is full ({error.filename or 'the output'}): make room and try again."
    where = f"The log has the details: {log_file}" if log_file else "No log could be written."
    return f"Emoji Mirror met an error it does not know ({type(error).__name__}: {error}). {where}"


def _run_timed(options: argparse.Namespace) -> int:
    """Run, and tell at the end, however it comes, where the time of each frame went."""
    from emoji_gui.pipeline.timings_recorder import Recorder

    timings = Recorder()
    try:
        status = _run(options, timings)
    finally:
        told = _tell_timings(timings, options.timings)
    return status or told


def _tell_timings(timings: Recorder, file: str) -> int:
    """Print the table, and write it as JSON where ``file`` is not empty; 1 where that failed."""
    import json

    from emoji_gui.pipeline.timings_summary import as_json, report
    from model.files import write_text

    summaries = timings.summaries()
    _tell(report(summaries))
    if not file:
        return 0
    try:
        write_text(Path(file), json.dumps(as_json(summaries), indent=1) + "\n")
    except OSError as error:
        _tell(f"{file} cannot be written ({error.strerror or error}): choose another place.")
        return 1
    return 0


def _run(options: argparse.Namespace, timings: Timings = OFF) -> int:
    if options.image or options.video:
        return _run_headless(options, timings)
    if options.web:
        from emoji_gui.web.command import run as run_web

        return run_web(options)
    if options.list_cameras:
        return _list_cameras()
    if options.list_profiles:
        return _list_profiles()
    if options.list_emojis or options.install_emojis or options.remove_emojis:
        return _packs(options)
    if options.install_launcher or options.remove_launcher:
        from emoji_gui import launcher

        action = launcher.install if options.install_launcher else launcher.remove
        for line in action():
            print(line)
        return 0
    if options.profile is not None:
        _check_profile(options.profile)
    from emoji_gui.desktop.app import run

    return run(options, timings=timings)


def _run_headless(options: argparse.Namespace, timings: Timings) -> int:
    from emoji_gui.headless import run_images, run_video
    from emoji_gui.pipeline.engine import Engine, load_engine
    from emoji_gui.pipeline.personal import Personal
    from emoji_gui.pipeline.smoothing import DEFAULT_CALM

    personal = Personal(name=options.profile)

    def engine() -> Engine:
        made = load_engine(
            options.model,
            options.detector,
            options.detector_model,
            calm=DEFAULT_CALM if options.calm is None else options.calm,
            personal=personal if options.profile else None,
            timings=timings,
        )
        if personal.remark:
            raise CommandError(personal.remark)
        return made

    run = run_images if options.image else run_video
    return run(
        Path(options.image or options.video),
        engine=engine,
        as_json=options.json,
        output=Path(options.output) if options.output else None,
        emojis=options.emojis,
        style=options.style,
        timings=timings,
    )


def _list_cameras() -> int:
    from emoji_gui.pipeline.sources import list_cameras

    cameras = list_cameras()
    for camera in cameras:
        print(f"{camera.spec}\t{camera.name}")
    if not cameras:
        raise CommandError("No camera was found: connect one, or allow its use in the settings.")
    return 0


def _list_profiles() -> int:
    """Print a line a profile; a damaged one is mentioned and makes the status 1."""
    from emoji_gui.pipeline.profile_store import ProfileStore

    listing = ProfileStore().listing()
    for profile in listing.profiles:
        print(f"{profile.name}\t{profile.created:%Y-%m-%d}\t{sum(profile.counts)} pictures")
    for remark in listing.remarks:
        _tell(remark)
    if not listing.profiles and not listing.remarks:
        print("Nobody has taught the mirror their face yet.")
    return 1 if listing.remarks else 0


def _check_profile(name: str) -> None:
    from emoji_gui.pipeline.profile_store import ProfileStore
    from emoji_gui.pipeline.profiles import NOBODY

    if name.casefold() != NOBODY:
        ProfileStore().load(name)


def _packs(options: argparse.Namespace) -> int:
    from emoji_gui.pipeline import packs

    if options.list_emojis:
        for entry in packs.available():
            whose = "came with the program" if entry.shipped else "installed"
            print(f"{entry.key}\t{entry.pack.name}\t{entry.pack.author}\t{whose}")
    elif options.install_emojis:
        entry = packs.install(Path(options.install_emojis), replace=options.replace)
        print(f"Installed '{entry.pack.name}': --emojis {entry.key} shows it.")
    else:
        packs.remove(options.remove_emojis)
        print(f"Removed '{options.remove_emojis}'.")
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


def _tell(sentence: str) -> None:
    # A Python without a console, as launchers on Windows use, has no such output.
    if sys.stderr is not None:
        print(sentence, file=sys.stderr)


if __name__ == "__main__":
    run_process()
