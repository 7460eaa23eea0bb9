"""Refusals: a status, and a sentence that says what to do; JSON for programs, a page for people."""

from __future__ import annotations

import logging

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import ClientDisconnected, HTTPException

from emoji_gui.pipeline.errors import PipelineError
from model.errors import ModelError

log = logging.getLogger(__name__)

TITLES = {
    400: "That was not understood",
    403: "This needs an invitation",
    404: "There is nothing here",
    405: "That cannot be done here",
    408: "That took too long",
    411: "The length is missing",
    413: "That is too large",
    415: "That is no picture",
    421: "Wrong address",
    429: "Too fast",
    503: "Not now",
}
SENTENCES = {
    400: "The browser sent something that this page does not know. Open the start page again.",
    404: "This address has no page. Open the start page.",
    405: "This address answers another kind of request. Open the start page.",
    408: "The picture did not arrive in time. Check the network and try again.",
    413: "The picture is larger than this page takes. Send a smaller one.",
}


class Refusal(Exception):
    """A request that is refused, in words.

    Attributes:
        status: of HTTP.
        sentence: what happened and what to do.
        retry: seconds after which it is worth another try, or None.
    """

    def __init__(self, status: int, sentence: str, retry: float | None = None) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.retry = status, sentence, retry


def add_error_handlers(app: Flask) -> None:
    """Let every error of the routes become an answer in words."""

    @app.errorhandler(Refusal)
    def refused(error: Refusal) -> Response:
        answer = _answer(error.status, error.sentence)
        if error.retry is not None:
            answer.headers["Retry-After"] = str(max(1, round(error.retry)))
        return answer

    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> Response:
        status = error.code or 500
        return _answer(status, SENTENCES.get(status, "Open the start page again."))

    @app.errorhandler(PipelineError)
    @app.errorhandler(ModelError)
    def in_words(error: Exception) -> Response:
        log.error("%s", error, exc_info=error)
        return _answer(503, str(error))

    @app.errorhandler(ClientDisconnected)
    def late(error: ClientDisconnected) -> Response:
        # What Flask makes of a read that ran out of time; a line that is cut takes no answer.
        return _answer(408, SENTENCES[408])

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> Response:
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        return _answer(500, "The program met an error it does not know; its log has the details.")


def _answer(status: int, sentence: str) -> Response:
    if _wants_page():
        title = TITLES.get(status, "That did not work")
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
