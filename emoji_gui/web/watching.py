"""The routes of this machine's camera: its pictures, and what was read in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from flask import Blueprint, Response, g, request

from emoji_gui.language import current
from emoji_gui.web.machine import Machine
from emoji_gui.web.news import Post
from emoji_gui.web.viewer import Viewer

BOUNDARY: Final = "emoji-mirror-frame"
HEARTBEAT: Final = 1.0
"""Seconds after which something is sent even without news: so a closed tab is noticed."""


def make_watching(machine: Machine) -> Blueprint:
    """The routes for those who look at this machine's picture."""
    watching = Blueprint("watching", __name__)

    @watching.get("/stream.mjpg")
    def stream() -> Response:
        viewer = _join(machine)
        kind = f"multipart/x-mixed-replace; boundary={BOUNDARY}"
        return _streamed(_frames(viewer), viewer, kind)

    @watching.get("/readings")
    def readings() -> Response:
        viewer = _join(machine)
        return _streamed(_news(viewer, current()), viewer, "text/event-stream")

    @watching.post("/again")
    def again() -> Response:
        machine.again()
        return Response(status=204)

    return watching


def _join(machine: Machine) -> Viewer:
    who = g.session or request.remote_addr or ""
    tab, at = (request.args.get(name, "")[:40] for name in ("tab", "at"))
    return machine.watch(who, tab, at)


def _streamed(parts: Iterator[bytes], viewer: Viewer, kind: str) -> Response:
    answer = Response(parts, content_type=kind)
    # Also called where not one part was asked for, unlike a generator's `finally`.
    answer.call_on_close(viewer.leave)
    return answer


def _frames(viewer: Viewer) -> Iterator[bytes]:
    """Parts of JPEG. Each viewer is sent the newest: a slow network skips frames."""
    # The boundary follows each picture at once: browsers show one when they see its end.
    yield f"--{BOUNDARY}\r\n".encode()
    sent = 0
    while (post := viewer.next_frame(sent, HEARTBEAT)) is not None:
        if post.jpeg:
            sent = post.frame
            yield _part(post)
        else:
            yield b"X-Waiting: yes\r\n"


def _part(post: Post) -> bytes:
    head = f"Content-Type: image/jpeg\r\nContent-Length: {len(post.jpeg)}\r\n\r\n"
    return head.encode() + post.jpeg + f"\r\n--{BOUNDARY}\r\n".encode()


def _news(viewer: Viewer, language: str) -> Iterator[bytes]:
    """Server-sent events (WHATWG HTML, 9.2), in the language that the request asked for."""
    yield b"retry: 1000\n\n"
    told = -1
    while (post := viewer.next_news(told, HEARTBEAT)) is not None:
        if post.text > told and post.news is not None:
            told = post.text
            yield f"data: {post.news.told(language)}\n\n".encode()
        else:
            yield b": here\n\n"
