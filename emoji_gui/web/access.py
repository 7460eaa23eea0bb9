"""Who may come in: addresses that are ours, invitations that work once, and sessions."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from typing import Final

LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
SESSION_SECONDS: Final = 12 * 3600.0
MOST_SESSIONS: Final = 500
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of a token: none that a person confuses with another when typing it on a phone."""
TOKEN_LENGTH: Final = 12
"""59 bits; with a few guesses a minute nobody finds it."""


class Access:
    """Invitations and sessions of one run of the server; nothing of it is written anywhere.

    An invitation's token works for one browser. When it is used, the next one is
    made and handed to ``announce``.
    """

    def __init__(
        self,
        hosts: Iterable[str] = LOOPBACK,
        *,
        by_token: bool = False,
        any_address: bool = False,
        guesses: int = 6,
        announce: Callable[[str], None] = lambda token: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Decide who may come in.

        Args:
            hosts: names and addresses by which a browser may call this server.
            by_token: whether an invitation is needed.
            any_address: whether every numeric address is ours, as on a server
                that listens on all of them. Names stay limited: only a name can be
                pointed at this machine by somebody else (DNS rebinding).
            guesses: wrong tokens an address may try a minute.
            announce: takes the token of a new invitation.
            clock: monotonic seconds.
        """
        self.by_token = by_token
        self._hosts = frozenset(host.lower().rstrip(".") for host in hosts)
        self._any_address = any_address
        self._guesses = guesses
        self._announce = announce
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: dict[str, float] = {}
        self._wrong: dict[str, list[float]] = {}
        self.token = _new_token() if by_token else ""

    def knows_host(self, header: str) -> bool:
        """Whether a request's ``Host`` names this server."""
        host = host_of(header)
        if host in self._hosts:
            return True
        return self._any_address and _is_address(host)

    def exchange(self, token: str, address: str) -> str | None:
        """A new session for an invitation; None for a wrong one or after too many wrong ones."""
        with self._lock:
            now = self._clock()
            wrong = [moment for moment in self._wrong.get(address, ()) if moment > now - 60]
            good = len(wrong) < self._guesses and self.by_token
            good = good and hmac.compare_digest(token.encode(), self.token.encode())
            if not good:
                self._note_wrong(address, [*wrong, now])
                return None
            self.token = following = _new_token()
            session = self._open(now)
        self._announce(following)
        return session

    def open_session(self) -> str:
        """A session for whoever needs no invitation."""
        with self._lock:
            return self._open(self._clock())

    def knows_session(self, session: str | None) -> bool:
        """Whether a session was opened here and is not too old."""
        with self._lock:
            begun = self._sessions.get(session or "")
            return begun is not None and self._clock() - begun < SESSION_SECONDS

    def _open(self, now: float) -> str:
        while len(self._sessions) >= MOST_SESSIONS:
            del self._sessions[next(iter(self._sessions))]
        session = secrets.token_urlsafe(24)
        self._sessions[session] = now
        return session

    def _note_wrong(self, address: str, moments: list[float]) -> None:
        if len(self._wrong) >= MOST_SESSIONS:
            self._wrong.clear()
        self._wrong[address] = moments[-self._guesses :]


def host_of(header: str) -> str:
    """The name or address in a ``Host`` header, without port and brackets, in lower case."""
    header = header.strip().lower()
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0].rstrip(".")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _new_token() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(TOKEN_LENGTH))
