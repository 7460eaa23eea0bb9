"""The program's command line: reads the options, refuses what makes no sense, starts the rest."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from emoji_gui import ending, modes
from emoji_gui.installation import hand_over, missing_parts
from emoji_gui.lines import say
from emoji_gui.logs import set_up_logging
from emoji_gui.modes import CommandError, tell
from emoji_gui.options import MODES, parser, refusal

log = logging.getLogger(__name__)


def run_process() -> NoReturn:
    """Be the whole process: ``main`` with the command line's own words, then the end."""
    ending.end_at_once()
    ending.log_unhandled()
    try:
        status = main()
    # The end of --help and of a wrong option; what they printed may still find no room.
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    ending.leave(status)


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
        return _tell_version()
    if wrong := refusal(options):
        tell(wrong)
        return 2
    window = not any(getattr(options, mode) for mode in MODES)
    missing = missing_parts(window=window, web=options.web)
    if missing:
        if (status := hand_over(words)) is not None:
            return status
        tell(missing)
        return 1
    log_file = set_up_logging()
    try:
        run = modes.run if options.timings is None else modes.run_timed
        if window:
            return run(options)
        with ending.interruptible():
            return run(options)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if not ending.reader_gone(error):
            log.exception("The program ended with an error")
        return _tell_error(error, log_file)


def _tell_version() -> int:
    from emoji_gui.version import version

    try:
        say(f"Emoji Mirror {version()}")
    except OSError as error:
        return _tell_error(error, None)
    return 0


def _tell_error(error: Exception, log_file: Path | None) -> int:
    if ending.reader_gone(error):
        ending.discard_output()
    else:
        tell(in_words(error, log_file))
    return 1


def in_words(error: Exception, log_file: Path | None) -> str:
    """What an error means for the person, in a sentence or two."""
    from emoji_gui.pipeline.errors import PipelineError
    from emoji_gui.pipeline.places import FULL
    from model.errors import ModelError

    if isinstance(error, (PipelineError, ModelError, CommandError)):
        return str(error)
    if isinstance(error, OSError) and error.errno in FULL:
        return f"The disk is full ({error.filename or 'the output'}): make room and try again."
    where = f"The log has the details: {log_file}" if log_file else "No log could be written."
    if isinstance(error, OSError) and error.filename:
        reason = error.strerror or type(error).__name__
        how = f"cannot be read or written ({reason})"
        return f"{error.filename} {how}: see whether it is there and yours. {where}"
    return f"Emoji Mirror met an error it does not know ({type(error).__name__}: {error}). {where}"


if __name__ == "__main__":
    run_process()
