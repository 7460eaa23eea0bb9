"""Refusals: a status, and a sentence that says what to do; JSON for programs, a page for people."""

from __future__ import annotations

import logging
from typing import Final

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import ClientDisconnected, HTTPException, MethodNotAllowed

from emoji_gui.language import N_, Sentence, _, words_of
from emoji_gui.pipeline.errors import PipelineError
from emoji_gui.web.words import told
from model.errors import ModelError

log = logging.getLogger(__name__)

TITLES: Final = {
    400: N_("That was not understood"),
    403: N_("This needs an invitation"),
    404: N_("There is nothing here"),
    405: N_("That cannot be done here"),
    408: N_("That took too long"),
    411: N_("The length is missing"),
    413: N_("That is too large"),
    415: N_("That is no picture"),
    421: N_("Wrong address"),
    429: N_("Too fast"),
    503: N_("Not now"),
}
USUAL_TITLE: Final = N_("That did not work")
SENTENCES: Final = {
    400: N_("The browser sent something that this page does not know. Open the start page again."),
    404: N_("This address has no page. Open the start page."),
    405: N_("This address answers another kind of request. Open the start page."),
    408: N_("The picture did not arrive in time. Check the network and try again."),
    413: N_("The picture is larger than this page takes. Send a smaller one."),
}
USUAL: Final = N_("Open the start page again.")


class Refusal(Exception):
    """A request that is refused, in words.

    Attributes:
        status: of HTTP.
        sentence: what happened and what to do; English until it is answered.
        retry: seconds after which it is worth another try, or None.
    """

    def __init__(
        self, status: int, text: str, retry: float | None = None, **values: object
    ) -> None:
        """Take a text of the catalog and what stands for the ``{names}`` in it."""
        self.status, self.sentence, self.retry = status, Sentence(text, **values), retry
        super().__init__(self.sentence)


def add_error_handlers(app: Flask) -> None:
    """Let every error of the routes become an answer in words."""

    @app.errorhandler(Refusal)
    def refused(error: Refusal) -> Response:
        answer = _answer(error.status, told(error.sentence))
        if error.retry is not None:
            answer.headers["Retry-After"] = str(max(1, round(error.retry)))
        return answer

    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> Response:
        status = error.code or 500
        answer = _answer(status, _(SENTENCES.get(status, USUAL)))
        if isinstance(error, MethodNotAllowed):
            answer.allow.update(error.valid_methods or ())
        return answer

    @app.errorhandler(PipelineError)
    @app.errorhandler(ModelError)
    def in_words(error: Exception) -> Response:
        log.error("%s", error, exc_info=error)
        return _answer(503, told(words_of(error)))

    @app.errorhandler(ClientDisconnected)
    def late(error: ClientDisconnected) -> Response:
        # What Flask makes of a read that ran out of time; a line that is cut takes no answer.
        return _answer(408, _(SENTENCES[408]))

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> Response:
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        return _answer(
            500, _("The program met an error it does not know; its log has the details.")
        )


def _answer(status: int, sentence: str) -> Response:
    if _wants_page():
        title = _(TITLES.get(status, USUAL_TITLE))
        page = render_template("error.html", title=title, sentence=sentence, status=status)
        answer = make_response(page, status)
    else:
        answer = make_response(jsonify(error=sentence), status)
    # A body that was not read would be taken for the next request.
    if request.method not in ("GET", "HEAD"):
        answer.headers["Connection"] = "close"
    return answer


def _wants_page() -> bool:
    return request.accept_mimetypes.accept_html and "text/html" in request.headers.get("Accept", "")
