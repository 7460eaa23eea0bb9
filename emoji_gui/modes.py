"""What the command line can ask for: the window, the page, pictures and videos, lists, packs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from emoji_gui.lines import say
from emoji_gui.pipeline.timings import OFF, Timings

if TYPE_CHECKING:
    from emoji_gui.pipeline.timings_recorder import Recorder


class CommandError(Exception):
    """A command line that cannot be followed, or a machine that lacks something for it."""


def run(options: argparse.Namespace, timings: Timings = OFF) -> int:
    """Do the one thing that the options ask for.

    Args:
        options: as ``options.parser`` reads them.
        timings: is told where the time of each frame goes.

    Returns:
        Exit status: 0 all was done, 1 something was not.
    """
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
            say(line)
        return 0
    if options.profile is not None:
        _check_profile(options.profile)
    from emoji_gui.desktop.app import run as run_window

    return run_window(options, timings=timings)


def run_timed(options: argparse.Namespace) -> int:
    """Run, and tell at the end, however it comes, where the time of each frame went."""
    from emoji_gui.pipeline.timings_recorder import Recorder

    file = options.timings
    if file and not (folder := Path(file).parent).is_dir():
        raise CommandError(f"There is no folder {folder} for {file}: choose another place.")
    timings = Recorder()
    try:
        status = run(options, timings)
    finally:
        told = _tell_timings(timings, file)
    return status or told


def _tell_timings(timings: Recorder, file: str) -> int:
    """Print the table, and write it as JSON where ``file`` is not empty; 1 where that failed."""
    import json

    from emoji_gui.pipeline.timings_summary import as_json, report
    from model.files import write_text

    summaries = timings.summaries()
    tell(report(summaries))
    if not file:
        return 0
    try:
        write_text(Path(file), json.dumps(as_json(summaries), indent=1) + "\n")
    except OSError as error:
        tell(f"{file} cannot be written ({error.strerror or error}): choose another place.")
        return 1
    return 0


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

    run_all = run_images if options.image else run_video
    return run_all(
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
        say(f"{camera.spec}\t{camera.name}")
    if not cameras:
        raise CommandError("No camera was found: connect one, or allow its use in the settings.")
    return 0


def _list_profiles() -> int:
    """Print a line a profile; a damaged one is mentioned and makes the status 1."""
    from emoji_gui.pipeline.profile_store import ProfileStore

    listing = ProfileStore().listing()
    for profile in listing.profiles:
        say(f"{profile.name}\t{profile.created:%Y-%m-%d}\t{sum(profile.counts)} pictures")
    for remark in listing.remarks:
        tell(remark)
    if not listing.profiles and not listing.remarks:
        say("Nobody has taught the mirror their face yet.")
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
            say(f"{entry.key}\t{entry.pack.name}\t{entry.pack.author}\t{whose}")
    elif options.install_emojis:
        entry = packs.install(Path(options.install_emojis), replace=options.replace)
        say(f"Installed '{entry.pack.name}': --emojis {entry.key} shows it.")
    else:
        packs.remove(options.remove_emojis)
        say(f"Removed '{options.remove_emojis}'.")
    return 0


def tell(sentence: str) -> None:
    """Say a sentence on stderr."""
    # A Python without a console, as launchers on Windows use, has no such output.
    if sys.stderr is not None:
        print(sentence, file=sys.stderr)
