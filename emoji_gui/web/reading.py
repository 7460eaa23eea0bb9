"""The route of a visitor's own camera: a picture in, its reading out, nothing kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, g, jsonify, request

from emoji_gui.pipeline.emojis import EmojiPack
from emoji_gui.pipeline.worker import FrameEngine
from emoji_gui.web import words
from emoji_gui.web.errors import Refusal
from emoji_gui.web.limits import Limits
from emoji_gui.web.visitors import Key, Visitors

KINDS: Final = ("image/jpeg", "image/png")
_TAB: Final = re.compile(r"[0-9a-f]{32}")


def make_reading(
    visitors: Visitors,
    make_engine: Callable[[], FrameEngine],
    pack: EmojiPack,
    limits: Limits,
    clock: Callable[[], float],
) -> Blueprint:
    """The routes for those who send pictures.

    Args:
        visitors: who sends, each with a memory of the own face.
        make_engine: makes that memory.
        pack: names the emojis.
        limits: of the pictures.
        clock: monotonic seconds; a picture's time is that of its arrival.
    """
    reading = Blueprint("reading", __name__)

    @reading.post("/read")
    def read() -> Response:
        from emoji_gui.web.pictures import decode

        _check_head(limits)
        with visitors.turn(_key()) as visitor:
            arrived = clock()
            body = request.get_data(cache=False)
            if len(body) != request.content_length:
                raise Refusal(400, "The picture was cut off on its way. Send it again.")
            image, size = decode(body, limits)
            found = visitor.read(image, arrived, make_engine)
            zoom = size[0] / image.shape[1]
            return jsonify(words.answer(found, visitor.labels, pack, size, zoom))

    @reading.post("/leave")
    def leave() -> Response:
        visitors.leave(_key())
        return Response(status=204)

    return reading


def _check_head(limits: Limits) -> None:
    """Refuse what the header alone shows to be wrong, before a byte of the body is read."""
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal():
        raise Refusal(411, "Say how long the picture is, in Content-Length.")
    if int(length) > limits.body:
        raise Refusal(413, "Send a picture of at most {size} kB.", size=limits.body // 1000)
    if request.mimetype not in KINDS:
        raise Refusal(
            415, "Send a picture as {first} or {second}.", first=KINDS[0], second=KINDS[1]
        )
    if length == "0":
        raise Refusal(400, "There was no picture in that. Send a JPEG or PNG.")


def _key() -> Key:
    """Whose picture it is. A tab that does not say counts with the others of its browser."""
    tab = request.args.get("tab", "")
    return g.session or f"at {request.remote_addr}", tab if _TAB.fullmatch(tab) else ""
