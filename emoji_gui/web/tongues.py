"""The language of each answer: the best of those that the browser says its person reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from flask import Flask, Response
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from emoji_gui.language import _, best, current, right_to_left, speaking

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SPOKEN: Final = frozenset(
    {"text/html", "application/json", "application/manifest+json", "text/event-stream"}
)
"""Kinds of answers that hold texts for people."""

EMPTY: Final = (204, 303, 304)
"""Statuses of answers without any text."""


class SpeakingFlask(Flask):
    """Answers each request in the language of its browser.

    It is spoken around all of Flask, so that what fails before any route is found
    is told in it too. A stream is sent after that and must remember the language.
    """

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        with speaking(wanted(environ.get("HTTP_ACCEPT_LANGUAGE", ""))):
            answer: Iterable[bytes] = super().wsgi_app(environ, start_response)
            return answer


def wanted(header: str) -> str:
    """The best language of the program for an ``Accept-Language`` (RFC 9110, 12.5.4)."""
    tags = parse_accept_header(header, LanguageAccept)
    return best(tag for tag, quality in tags if quality > 0)


def tag() -> str:
    """The language that is spoken, as HTML and HTTP name it (BCP 47)."""
    return current().replace("_", "-")


def direction() -> str:
    """``rtl`` or ``ltr``, as HTML names it."""
    return "rtl" if right_to_left() else "ltr"


def add_tongues(app: Flask) -> None:
    """Let templates speak, and each answer name its language."""
    app.jinja_env.globals.update(_=_, tag=tag, direction=direction)

    @app.after_request
    def name(answer: Response) -> Response:
        if answer.mimetype in SPOKEN and answer.status_code not in EMPTY:
            answer.vary.add("Accept-Language")
            answer.content_language.add(tag())
        return answer
