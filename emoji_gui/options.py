"""The options of the program: what there is to say, and what does not go together."""

from __future__ import annotations

import argparse

from emoji_gui.language import LANGUAGES
from emoji_gui.logs import NAME
from emoji_gui.pipeline.specs import scheme_of
from emoji_gui.settings import TEXT_SIZES

MODES = (
    *("image", "video", "web", "list_cameras", "list_profiles", "list_emojis"),
    *("install_emojis", "remove_emojis", "install_launcher", "remove_launcher"),
)
# Those of model.detector and of emoji_gui.pipeline.styles, which are not loaded for --help;
# tests compare them.
DETECTORS = ("network", "haar", "yunet")
STYLES = ("box", "emoji", "card")
WINDOW_ONLY = ("source", "mirror", "theme", "text_size", "language")


def parser() -> argparse.ArgumentParser:
    """The options, as ``--help`` shows them."""
    options = argparse.ArgumentParser(
        prog=NAME,
        description="Shows the face you make as an emoji: in a window, unless told otherwise.",
    )
    add = options.add_argument
    add("--source", metavar="S", help="camera number, device, video, picture, folder or address")
    add(
        "--model",
        metavar="PATH",
        help="another network: a .tflite, .keras or .h5 file, or 'fer2013'",
    )
    add(
        "--detector",
        choices=DETECTORS,
        help="what finds the faces (default: network if it is there)",
    )
    add("--detector-model", metavar="FILE", help="another face finder's file; yunet needs its ONNX")
    add("--emojis", metavar="PACK", help="another set of emojis: its name or its folder")
    add("--profile", metavar="NAME", help="read for this person, or for nobody: none")
    add("--mirror", action=argparse.BooleanOptionalAction, help="mirror the picture in the window")
    add("--theme", choices=("auto", "light", "dark"), help="colours of the window")
    add(
        "--text-size",
        type=int,
        choices=TEXT_SIZES,
        help="of all text in the window, in percent of the usual size",
    )
    add(
        "--calm",
        metavar="C",
        type=float,
        help="from 0, follows every twitch, to 1, waits until it is sure (default: 0.5)",
    )
    add(
        "--language",
        metavar="L",
        choices=tuple(LANGUAGES),
        help=f"of the window: {', '.join(LANGUAGES)}",
    )
    add("--image", metavar="PATH", help="no window: a picture, or all pictures of a folder")
    add("--video", metavar="PATH", help="no window: each frame of a video")
    add("--json", action="store_true", help="with --image or --video: print lines of JSON")
    add("--output", metavar="PATH", help="with --image or --video: write it with the emojis drawn")
    add(
        "--style",
        choices=STYLES,
        help="with --output: boxes, emojis over the faces, or cards (default: cards for a folder)",
    )
    add("--web", action="store_true", help="no window: a page for the browser on this computer")
    add("--host", metavar="H", help="with --web: open it to the network, 0.0.0.0 for all of it")
    add("--port", metavar="N", type=int, help="with --web: another port than 8080")
    add(
        "--timings",
        nargs="?",
        const="",
        metavar="FILE",
        help="print at the end where the time of each frame went; FILE: as JSON, too",
    )
    add("--list-cameras", action="store_true", help="print the cameras of this machine")
    add("--list-profiles", action="store_true", help="print who has taught the mirror their face")
    add("--install-launcher", action="store_true", help="put an icon on the desktop and the menu")
    add("--remove-launcher", action="store_true", help="take the icon away again")
    add("--list-emojis", action="store_true", help="print the sets of emojis")
    add("--install-emojis", metavar="PATH", help="install a set: its folder or zip file")
    add("--replace", action="store_true", help="with --install-emojis: in place of its namesake")
    add("--remove-emojis", metavar="PACK", help="remove an installed set again")
    add("--version", action="store_true", help="print the version")
    return options


def refusal(options: argparse.Namespace) -> str | None:
    """Why a command line makes no sense, as a sentence; None where it does."""
    if wrong := _name_refusal(options):
        return wrong
    chosen = [flag(mode) for mode in MODES if getattr(options, mode)]
    if len(chosen) > 1:
        return f"Give one of {' and '.join(chosen)}, not both."
    if not (options.image or options.video):
        for name in ("json", "output"):
            if getattr(options, name):
                return f"{flag(name)} goes with --image or --video."
    if options.style is not None and not options.output:
        return "--style goes with --output."
    if options.style == "card" and options.video:
        return "--style card is for pictures: give --style box or --style emoji with --video."
    if options.replace and not options.install_emojis:
        return "--replace goes with --install-emojis."
    if options.calm is not None and not 0 <= options.calm <= 1:
        return "--calm is a number from 0 to 1."
    if wrong := _web_refusal(options) or _detector_refusal(options):
        return wrong
    if chosen:
        for name in WINDOW_ONLY:
            if getattr(options, name) is not None and not (options.web and name == "source"):
                return f"{flag(name)} is for the window and does not go with {chosen[0]}."
    if options.calm is not None and chosen and not (options.video or options.web):
        return f"--calm does not go with {chosen[0]}."
    if chosen and not (options.image or options.video):
        for name in ("profile", "timings"):
            if getattr(options, name) is not None:
                return f"{flag(name)} does not go with {chosen[0]}."
    if chosen and not (options.image or options.video or options.web):
        for name in ("model", "detector", "detector_model", "emojis"):
            if getattr(options, name) is not None:
                return f"{flag(name)} does not go with {chosen[0]}."
    return None


def _name_refusal(options: argparse.Namespace) -> str | None:
    """The same for names of files and of anything else."""
    for name, value in vars(options).items():
        # Empty, --timings is given without a file.
        if value == "" and name != "timings":
            return f"{flag(name)} needs a name: it is empty."
    for name in ("image", "video"):
        if scheme_of(getattr(options, name) or ""):
            return f"{flag(name)} takes a file: an address goes with --source."
    return None


def _detector_refusal(options: argparse.Namespace) -> str | None:
    """The same for the options of the face finder."""
    if options.detector == "yunet" and options.detector_model is None:
        return "--detector yunet needs YuNet's ONNX file: name it with --detector-model."
    if options.detector_model is not None and options.detector in (None, "haar"):
        return "--detector-model goes with --detector network or --detector yunet."
    return None


def _web_refusal(options: argparse.Namespace) -> str | None:
    """The same for the options of the page."""
    for name in ("host", "port"):
        if getattr(options, name) is not None and not options.web:
            return f"{flag(name)} goes with --web."
    if options.port is not None and not 0 <= options.port < 65536:
        return "--port is a number from 0 to 65535."
    return None


def flag(name: str) -> str:
    """The option of a name: ``detector_model`` is ``--detector-model``."""
    return "--" + name.replace("_", "-")
