"""The languages of the program: which one is spoken, and the catalogs it is spoken from.

Texts are written in English where they are used, as ``_("...")``, and looked up in
``locale/LANGUAGE/LC_MESSAGES`` with gettext. A text that is made on one thread and
shown by another, such as an error's, is a :class:`Sentence`: English for the log and
for programs, and :func:`local` translates it where a person reads it.
"""

from __future__ import annotations

import functools
import gettext
import locale
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

DOMAIN: Final = "emoji_mirror"
FOLDER: Final = Path(__file__).parent / "locale"
ENGLISH: Final = "en"
LANGUAGES: Final = {
    ENGLISH: "English",
    "ar": "العربية",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "tr": "Türkçe",
    "zh_CN": "简体中文",
}
"""Every language by the name of its catalog, as its speakers call it."""

RIGHT_TO_LEFT: Final = frozenset({"ar"})

_END: Final = re.compile(r"(?<=[.!?؟])\s+|(?<=[。！？])")
_asked: ContextVar[str | None] = ContextVar("language", default=None)
_spoken = ENGLISH


def use(code: str) -> None:
    """Speak one of :data:`LANGUAGES` from now on, on every thread."""
    global _spoken  # noqa: PLW0603  gettext itself keeps what is installed in one place
    if code not in LANGUAGES:
        raise ValueError(f"a language is one of {', '.join(LANGUAGES)}, not {code!r}")
    _spoken = code


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak another language inside the block, on this thread only."""
    token = _asked.set(code if code in LANGUAGES else ENGLISH)
    try:
        yield
    finally:
        _asked.reset(token)


def current() -> str:
    """The language that is spoken here and now."""
    return _asked.get() or _spoken


def right_to_left() -> bool:
    """Whether it is written from right to left."""
    return current() in RIGHT_TO_LEFT


def _(text: str) -> str:
    """The translation of a text; the text itself where there is none."""
    # gettext answers "" with the catalog's header.
    return _catalog(current()).gettext(text) if text else ""


def ngettext(one: str, many: str, number: int) -> str:
    """The translation of a text with a number in it, in the form that the number takes."""
    return _catalog(current()).ngettext(one, many, number)


def N_(text: str) -> str:
    """Mark a constant for the catalogs; ``_`` translates it where it is shown."""
    return text


class Sentence(str):
    """A text in English that knows how to be told in another language.

    Attributes:
        pattern: the text of the catalog, with ``{names}``.
        values: what stands for the names.
    """

    pattern: str
    values: dict[str, object]

    def __new__(cls, pattern: str, **values: object) -> Sentence:
        """Fill in the values; without any, braces stand for themselves."""
        made = super().__new__(cls, pattern.format(**values) if values else pattern)
        made.pattern, made.values = pattern, values
        return made


def local(text: str) -> str:
    """A text as the person reads it: a :class:`Sentence` is translated, another text is not."""
    if not isinstance(text, Sentence):
        return text
    values = {
        name: local(value) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return _(text.pattern).format(**values) if values else _(text.pattern)


def words_of(error: BaseException) -> str:
    """The text of an error, still a :class:`Sentence` where it was made as one."""
    first = error.args[0] if len(error.args) == 1 else None
    return first if isinstance(first, Sentence) else str(error)


def reason_of(error: BaseException | None) -> str:
    """The text of an error as the person reads it; "" without one."""
    return "" if error is None else local(words_of(error))


def halves(text: str) -> tuple[str, str]:
    """The first sentence of a text without its full stop, and the rest."""
    first, *rest = _END.split(text, maxsplit=1)
    return first.rstrip(".。"), rest[0] if rest else ""


def sentence(text: str) -> str:
    """A text with its full stop."""
    text = text.strip()
    if not text or text[-1] in ".!?…؟。！？":
        return text
    return _("{text}.").format(text=text)


def best(wanted: Iterable[str]) -> str:
    """The first language of the program among those that a person reads.

    Args:
        wanted: tags such as ``de-AT``, ``pt_BR.UTF-8`` or ``zh-Hans-CN``, the best first.
    """
    return next(filter(None, map(_known, wanted)), ENGLISH)


def of_system() -> str:
    """The language of this person's desktop, English where the program does not know it."""
    return best(_system_tags())


def _known(tag: str) -> str | None:
    parts = re.split(r"[-_]", re.split(r"[.@]", tag.strip())[0].lower())
    if parts[0] in ("c", "posix"):
        return ENGLISH
    if parts[0] == "zh":
        # Whoever reads the other script may read English more easily.
        return None if {"hant", "tw", "hk", "mo"} & set(parts[1:]) else "zh_CN"
    return parts[0] if parts[0] in LANGUAGES else None


def _system_tags() -> list[str]:
    # The order of the variables is gettext's.
    said = next(
        filter(None, map(os.environ.get, ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))), ""
    )
    if said:
        return said.split(":")
    if sys.platform == "darwin":
        return _macos_tags()
    if sys.platform == "win32":
        import ctypes

        return [locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")]
    return []


def _macos_tags() -> list[str]:
    ask = ["defaults", "read", "-g", "AppleLanguages"]
    try:
        done = subprocess.run(ask, capture_output=True, text=True, timeout=2, check=False)
    except (OSError, subprocess.SubprocessError):
        return []
    return re.findall(r"[A-Za-z]+(?:-[A-Za-z0-9]+)*", done.stdout)


@functools.cache
def _catalog(code: str) -> gettext.NullTranslations:
    if code == ENGLISH:
        return gettext.NullTranslations()
    try:
        return gettext.translation(DOMAIN, FOLDER, [code])
    except OSError as error:
        log.error("the catalog of %s cannot be read, so English is spoken: %s", code, error)
        return gettext.NullTranslations()
