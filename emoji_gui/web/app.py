"""Puts the Flask application together; everything that touches the world is handed in."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import Flask

from emoji_gui.pipeline.emojis import EmojiPack
from emoji_gui.pipeline.specs import source_name
from emoji_gui.pipeline.worker import MirrorWorker
from emoji_gui.web.access import Access
from emoji_gui.web.errors import add_error_handlers
from emoji_gui.web.fair import EngineFactory, SharedEngines
from emoji_gui.web.guard import add_guard
from emoji_gui.web.limits import Limits
from emoji_gui.web.machine import Machine, Worker
from emoji_gui.web.pages import make_pages
from emoji_gui.web.reading import make_reading
from emoji_gui.web.tongues import SpeakingFlask, add_tongues
from emoji_gui.web.visitors import Visitors
from emoji_gui.web.watching import make_watching


@dataclass(frozen=True)
class Mirror:
    """The application and what its server must know of.

    Attributes:
        app: WSGI application.
        machine: this machine's camera; to be closed at the end.
        engines: to be warmed up before the first visitor.
        visitors: who gives the own camera.
    """

    app: Flask
    machine: Machine
    engines: SharedEngines
    visitors: Visitors


def create_app(
    *,
    load_engines: Callable[[], EngineFactory],
    pack: EmojiPack,
    source: str = "0",
    access: Access | None = None,
    secure: bool = False,
    limits: Limits | None = None,
    make_worker: Callable[[str], Worker] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Mirror:
    """Make the application; no thread runs and nothing is loaded before a request.

    Args:
        load_engines: loads detector and network, and returns what makes engines of them.
        pack: the emojis.
        source: this machine's camera, or a file, see ``open_source``.
        access: who may come in; by default whoever is on this machine.
        secure: whether it is served by HTTPS.
        limits: what may be asked.
        make_worker: makes the worker for a source; by default ``MirrorWorker``.
        clock: monotonic seconds.
    """
    limits = Limits() if limits is None else limits
    access = Access() if access is None else access
    engines = SharedEngines(load_engines)
    if make_worker is None:
        make_worker = partial(MirrorWorker, make_engine=engines.engine)
    machine = Machine(source, make_worker, pack, limits, clock)
    visitors = Visitors(limits, clock)

    app = SpeakingFlask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=limits.body)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    add_tongues(app)
    add_guard(app, access, secure=secure)
    add_error_handlers(app)
    app.register_blueprint(
        make_pages(
            pack,
            labels=engines.known_labels,
            shared=access.by_token,
            source=source_name(source),
        )
    )
    app.register_blueprint(make_watching(machine))
    app.register_blueprint(make_reading(visitors, engines.engine, pack, limits, clock))
    return Mirror(app, machine, engines, visitors)
