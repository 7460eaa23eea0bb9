"""``python main.py --web``: puts the server together, says where it is, and runs it."""

from __future__ import annotations

import argparse
import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import Final

from emoji_gui.pipeline.emojis import EmojiPack
from emoji_gui.pipeline.smoothing import DEFAULT_CALM
from emoji_gui.web import addresses
from emoji_gui.web.access import LOOPBACK, Access
from emoji_gui.web.app import Mirror, create_app
from emoji_gui.web.certificate import Certificate, make_certificate
from emoji_gui.web.fair import load_shared
from emoji_gui.web.limits import Limits
from emoji_gui.web.memory import return_large_buffers
from emoji_gui.web.server import Server, listening_error

log = logging.getLogger(__name__)

HOME: Final = "127.0.0.1"
PORT: Final = 8080

Say = Callable[[str], None]


@dataclass(frozen=True)
class Place:
    """Where the server listens and what it is called there.

    Attributes:
        host: to listen on.
        open: whether others on the network reach it.
        names: names and addresses that lead to it, the best one first.
    """

    host: str
    open: bool
    names: tuple[str, ...]

    @classmethod
    def of(cls, host: str | None) -> Place:
        """By what ``--host`` says; None is this machine only."""
        host = (host or HOME).strip("[]")
        if addresses.is_loopback(host):
            host = HOME if host.lower() == "localhost" else host
            return cls(host, False, (host, *LOOPBACK))
        return cls(host, True, tuple(addresses.reachable(host)))


def run(options: argparse.Namespace, say: Say | None = None) -> int:
    """Serve until Ctrl+C.

    Args:
        options: ``source``, ``model``, ``detector``, ``detector_model``, ``emojis``,
            ``calm``, ``host`` and ``port`` of the command line.
        say: takes each line for the person; by default it is printed.

    Returns:
        Exit status.
    """
    say = say or partial(print, flush=True)
    place = Place.of(options.host)
    port = PORT if options.port is None else options.port
    try:
        certificate = make_certificate(place.names) if place.open else None
    except UnicodeError as error:
        log.warning("no name of a machine: %s", error)
        say(listening_error(OSError(str(error)), place.host, port))
        return 1
    limits = Limits()
    invitations = Invitations(say)
    access = Access(
        place.names,
        by_token=place.open,
        any_address=place.host in addresses.ANYWHERE,
        guesses=limits.guesses,
        announce=invitations.show,
    )
    mirror = create_app(
        load_engines=partial(
            load_shared,
            options.model,
            options.detector,
            options.detector_model,
            calm=DEFAULT_CALM if options.calm is None else options.calm,
        ),
        pack=EmojiPack.load(options.emojis),
        source=options.source if options.source is not None else "0",
        access=access,
        secure=place.open,
        limits=limits,
    )
    tls = certificate.context() if certificate else None
    server = Server(mirror.app, place.host, port, body=limits.body, tls=tls)
    try:
        server.prepare()
    except OSError as error:
        log.warning("the server cannot listen: %s", error)
        say(listening_error(error, place.host, port))
        return 1
    return_large_buffers()
    scheme = "https" if certificate else "http"
    invitations.base = addresses.url(scheme, place.names[0], server.port)
    at_home = addresses.url("http", place.host, server.port)
    _introduce(place, certificate, access, invitations, at_home)
    return _serve(server, mirror)


@dataclass
class Invitations:
    """Shows each new invitation where the program runs."""

    say: Say
    base: str = ""
    first: bool = True

    def show(self, token: str) -> None:
        """Say the address for the next browser, with a code for a phone's camera."""
        address = f"{self.base}?token={token}"
        self.say(address if self.first else f"\nOne came in. The address for the next: {address}")
        self.first = False
        if code := _code(address):
            self.say(code)


def _introduce(
    place: Place,
    certificate: Certificate | None,
    access: Access,
    invitations: Invitations,
    at_home: str,
) -> None:
    say = invitations.say
    if certificate is None:
        say(f"Emoji Mirror is at {at_home}\nOnly this computer can open it. Ctrl+C ends it.")
        return
    say(
        "Emoji Mirror is open to the network. This address lets one browser in; "
        "when it was used, the next one is shown:\n"
    )
    invitations.show(access.token)
    say(
        "\nThe browser will warn once that the connection is not private, because the certificate "
        "was\nmade here a moment ago and nobody vouches for it. Choose “Advanced” and go on. "
        "Then it asks\nfor the camera. To be sure that it is this computer, compare the "
        f"certificate's SHA-256:\n{certificate.fingerprint}\n\nWho comes in also sees this "
        "computer's camera while watching it. Ctrl+C ends it."
    )


def _serve(server: Server, mirror: Mirror) -> int:
    """Run until Ctrl+C or the system's request to end."""

    def end(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, end)
    warm = threading.Thread(target=partial(_warm_up, mirror), name="load engine", daemon=True)
    warm.start()
    try:
        server.serve()
    except KeyboardInterrupt:
        pass
    finally:
        mirror.machine.close()
        server.stop()
    return 0


def _warm_up(mirror: Mirror) -> None:
    """Load the network before the first visitor comes; its faults are told to them."""
    try:
        mirror.engines.engine()
    except Exception:
        log.exception("the network could not be loaded")


def _code(text: str) -> str:
    """A QR code of half blocks for a terminal; "" without the package that draws it."""
    try:
        import segno
    except ImportError:
        return ""
    import io

    drawing = io.StringIO()
    segno.make(text, error="l").terminal(drawing, compact=True)
    return drawing.getvalue()
