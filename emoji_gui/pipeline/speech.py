"""The name of an expression, said aloud by the voice that the system has.

The voice is a program of the system and no Python package: pyttsx3, which wraps the same
voices, keeps an event loop that blocks or hangs outside the main thread, and cannot be
stopped in the middle of a word. A program can, and it needs nothing to be installed on
macOS and Windows.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from emoji_gui.language import ENGLISH, N_, Sentence
from emoji_gui.pipeline.errors import OutputError

log = logging.getLogger(__name__)

PAUSE: Final = 2.0
"""Seconds between the beginnings of two words at least."""

LONGEST: Final = 8.0
"""Seconds after which a voice that does not end is stopped."""

_SPOKEN: Final = "EMOJI_MIRROR_SAYS"
_WINDOWS: Final = f"(New-Object -ComObject SAPI.SpVoice).Speak($env:{_SPOKEN}) | Out-Null"
_VOICES: Final = {"zh_CN": "zh"}
"""What the voices of Linux call a language, where it is not the name of its catalog."""

_HELP: Final = {
    "linux": N_(
        "There is no voice on this computer: install espeak-ng (on Debian and Ubuntu: "
        "sudo apt install espeak-ng)."
    ),
    "win32": N_(
        "There is no voice on this computer: PowerShell, which speaks for it, was not found."
    ),
    "darwin": N_("There is no voice on this computer: the program 'say' of macOS was not found."),
}


@dataclass(frozen=True)
class Voice:
    """A program that says something.

    Attributes:
        program: its path.
        arguments: before the words.
        by_environment: whether it reads the words from a variable and not as an argument.
    """

    program: str
    arguments: tuple[str, ...] = ()
    by_environment: bool = False

    def start(self, words: str) -> subprocess.Popen[bytes]:
        """Begin to say the words, of which letters and digits are kept.

        Raises:
            OSError: the program cannot be started.
        """
        plain = " ".join(re.findall(r"[^\W_]+", words))
        environment = {**os.environ, **({_SPOKEN: plain} if self.by_environment else {})}
        return subprocess.Popen(
            [self.program, *self.arguments, *(() if self.by_environment else (plain,))],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment,
            # No console window may flash up on Windows.
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )


def find_voice(
    platform: str = sys.platform,
    which: Callable[[str], str | None] = shutil.which,
    language: str = ENGLISH,
) -> Voice:
    """The voice of this system.

    Args:
        platform: as ``sys.platform`` names it.
        which: the path of a program by its name, None where it is not installed.
        language: of the words, one of the program's. The voices of macOS and Windows
            speak the system's, whatever this says.

    Raises:
        OutputError: there is none; the text says how to get one.
    """
    kinds: dict[str, Sequence[tuple[str, tuple[str, ...], bool]]] = {
        "darwin": (("say", (), False),),
        "win32": (("powershell", ("-NoProfile", "-NonInteractive", "-Command", _WINDOWS), True),),
    }
    # espeak-ng before spd-say: it is silent at once when it is stopped, while spd-say only
    # hands the words on to a service that goes on.
    tongue = _VOICES.get(language, language)
    linux = (
        ("espeak-ng", ("-v", tongue), False),
        ("espeak", ("-v", tongue), False),
        ("spd-say", ("--wait", "-l", tongue), False),
    )
    for name, arguments, by_environment in kinds.get(platform, linux):
        if path := which(name):
            return Voice(path, arguments, by_environment)
    raise OutputError(_HELP.get(platform, _HELP["linux"]))


class Speaker:
    """Says the newest of what it is told, in a thread of its own; what is older is left out."""

    def __init__(
        self,
        voice: Voice,
        clock: Callable[[], float] = time.monotonic,
        pause: float = PAUSE,
    ) -> None:
        """Start the thread; it waits for words."""
        self._voice, self._clock, self._pause = voice, clock, pause
        self._changed = threading.Condition()
        self._next: str | None = None
        self._said = ""
        self._closing = False
        self._process: subprocess.Popen[bytes] | None = None
        self.trouble = ""
        """Why nothing is heard, as a sentence, or ""."""
        self._thread = threading.Thread(target=self._run, name="speaking", daemon=True)
        self._thread.start()

    def say(self, words: str) -> None:
        """Say this as soon as two seconds have passed since the last words began.

        What was said last is not said again, and takes back what would have followed.
        """
        with self._changed:
            self._next = None if words == self._said else words
            self._changed.notify()

    def close(self, seconds: float = 0.5) -> bool:
        """Be silent at once and end; whether the thread has ended."""
        with self._changed:
            self._closing = True
            self._next = None
            if self._process is not None:
                self._process.kill()
            self._changed.notify()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        due = -float("inf")
        while True:
            with self._changed:
                while not self._closing and (self._next is None or self._clock() < due):
                    wait = None if self._next is None else max(0.001, due - self._clock())
                    self._changed.wait(wait)
                if self._closing:
                    return
                words, self._next = self._next or "", None
                self._said = words
                due = self._clock() + self._pause
            if not self._speak(words):
                return

    def _speak(self, words: str) -> bool:
        """Say something to its end; whether there is a point in going on."""
        try:
            with self._changed:
                if self._closing:
                    return False
                self._process = process = self._voice.start(words)
            said = _ended(process)
        except OSError as error:
            said = str(error)
        finally:
            with self._changed:
                self._process = None
        if said is None or self._closing:
            return not self._closing
        log.warning("the voice %s failed: %s", self._voice.program, said)
        self.trouble = Sentence(
            "The voice cannot be heard ({reason}): see whether the computer plays other sound, "
            "then switch it on again.",
            reason=said,
        )
        return False


def _ended(process: subprocess.Popen[bytes]) -> str | None:
    """Wait for the end; None where all went well, else what the program said."""
    try:
        errors = process.communicate(timeout=LONGEST)[1]
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return Sentence("it does not end")
    lines = errors.decode(errors="replace").strip().splitlines()
    last = lines[-1][:120] if lines else ""
    # espeak-ng says in words that it found no sound card, and ends as if all were well.
    if process.returncode == 0 and not last.lower().startswith("error"):
        return None
    return last or Sentence("exit status {number}", number=process.returncode)
