"""The page itself, its icons and what makes it an app."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from typing import Final

import PIL.Image
from flask import Blueprint, Response, abort, jsonify, render_template

from emoji_gui.language import _, local
from emoji_gui.pipeline.emojis import EmojiPack
from emoji_gui.web.texts import page_texts
from emoji_gui.web.tongues import direction, tag

EMOJI_SIDE: Final = 512
ICON_SIDES: Final = (180, 192, 512)
ICON_EMOJI: Final = "happy"
BACKGROUND: Final = (244, 244, 248)
"""Behind an icon that the system crops to its own shape; the light theme's window colour."""


def make_pages(
    pack: EmojiPack, *, labels: Callable[[], tuple[str, ...]], shared: bool, source: str
) -> Blueprint:
    """The routes of what is looked at.

    Args:
        pack: its emojis are served.
        labels: gives those of the network, none before it is loaded.
        shared: whether others on the network may visit; the page then starts
            with the visitor's own camera.
        source: what this machine's picture is called.
    """
    pages = Blueprint("pages", __name__)
    drawn = functools.cache(lambda name, side: _draw(pack, name, side))
    # Anyone may ask for an icon, without an invitation: each is drawn once.
    iconed = functools.cache(lambda side: _icon(pack, side))

    @pages.get("/")
    def start() -> str:
        # Nothing personal is in it; the bars come with the first answer of the network.
        names = sorted({*pack.files, *labels()})
        return render_template(
            "index.html", names=names, shared=shared, source=local(source), texts=page_texts()
        )

    @pages.get("/emoji/<name>.png")
    def emoji(name: str) -> Response:
        if name not in pack.files and name not in labels():
            abort(404)
        return _png(drawn(name, EMOJI_SIDE))

    @pages.get("/icon-<int:side>.png")
    def icon(side: int) -> Response:
        if side not in ICON_SIDES:
            abort(404)
        return _png(iconed(side))

    @pages.get("/favicon.ico")
    def favicon() -> Response:
        return _png(drawn(ICON_EMOJI, 64))

    @pages.get("/manifest.webmanifest")
    def manifest() -> Response:
        answer = jsonify(
            id="/",
            name="Emoji Mirror",
            short_name="Emoji Mirror",
            description=_("Shows the face you make as an emoji"),
            lang=tag(),
            dir=direction(),
            start_url="/",
            scope="/",
            display="standalone",
            background_color="#f4f4f8",
            theme_color="#f4f4f8",
            icons=[
                {
                    "src": f"/icon-{side}.png",
                    "sizes": f"{side}x{side}",
                    "type": "image/png",
                    "purpose": purpose,
                }
                for side in ICON_SIDES[1:]
                for purpose in ("any", "maskable")
            ],
        )
        answer.mimetype = "application/manifest+json"
        return answer

    return pages


def _draw(pack: EmojiPack, name: str, side: int) -> bytes:
    picture = pack.picture(name).copy()
    picture.thumbnail((side, side), PIL.Image.Resampling.LANCZOS)
    return _bytes(picture)


def _icon(pack: EmojiPack, side: int) -> bytes:
    """The emoji inside the circle that every system leaves of an icon."""
    picture = pack.picture(ICON_EMOJI).copy()
    picture.thumbnail((side * 3 // 4, side * 3 // 4), PIL.Image.Resampling.LANCZOS)
    ground = PIL.Image.new("RGB", (side, side), BACKGROUND)
    ground.paste(picture, tuple((side - s) // 2 for s in picture.size), picture)  # type: ignore[arg-type]
    return _bytes(ground)


def _bytes(picture: PIL.Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _png(data: bytes) -> Response:
    make: Callable[..., Response] = Response
    answer = make(data, mimetype="image/png")
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer
