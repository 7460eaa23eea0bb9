"""Connections that do not wait for ever, and that speak TLS on a thread of their own.

cheroot gives each read ten seconds, so a byte every nine seconds would hold a
thread for days; and it shakes hands for TLS on the thread that accepts, so one
silent client would keep everybody else outside. Both are mended here.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl
import threading
import time
from collections import Counter
from typing import Any, ClassVar, Final

from cheroot import makefile
from cheroot.server import HTTPConnection, HTTPRequest
from cheroot.ssl import Adapter

from emoji_gui.web.limits import Limits

log = logging.getLogger(__name__)

REQUEST_SECONDS: Final = Limits.body_seconds
"""For a whole request to arrive, however it is cut up."""
WRITE_SECONDS: Final = 8.0
"""For a part of an answer to be taken."""
PER_ADDRESS: Final = 40
"""Requests of one address at work at a time; ten browsers with two streams each are 20."""

_HANDSHAKE: Final = 0x16
_SENTENCE: Final = b"Open this page with https:// in place of http:// in its address.\n"
_PLAIN: Final = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Connection: close\r\nContent-Length: %d\r\n\r\n%b"
) % (len(_SENTENCE), _SENTENCE)
_REQUEST: Final = 16_000
"""Bytes of a plain request that are taken before it is answered."""


class Deadline:
    """The moment until which a request must have arrived."""

    def __init__(self) -> None:
        self.end = 0.0

    def begin(self, seconds: float) -> None:
        """Count from now."""
        self.end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left.

        Raises:
            TimeoutError: none.
        """
        left = self.end - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        return left


class _Reader(socket.SocketIO):
    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        super().__init__(sock, "r")
        self._own, self._deadline = sock, deadline

    def readinto(self, buffer: Any) -> int | None:
        self._own.settimeout(self._deadline.left())
        return super().readinto(buffer)


class _Writer(socket.SocketIO):
    def __init__(self, sock: socket.socket) -> None:
        super().__init__(sock, "w")
        self._own = sock

    def write(self, data: Any) -> int | None:
        self._own.settimeout(WRITE_SECONDS)
        return super().write(data)


class Request(HTTPRequest):
    """A request whose answer may say that the line is cut after it."""

    def send_headers(self) -> None:
        """Send the answer's head; do not wait for a body that nobody wants."""
        # Of a body in chunks nobody knows the end, and the rest would be taken for a request.
        if self.chunked_read or (b"Connection", b"close") in self.outheaders:
            self.close_connection = True
        super().send_headers()


class PatientAdapter(Adapter):
    """Hands the socket on as it is: the connection's own thread begins TLS."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.tls = context

    def bind(self, sock: Any) -> Any:
        """The listening socket stays plain."""
        return sock

    def wrap(self, sock: Any) -> Any:
        """Leave the hand-shake for later."""
        return sock, self.get_environ()

    def get_environ(self) -> dict[str, str]:
        """What the application learns of it."""
        return {"wsgi.url_scheme": "https", "HTTPS": "on"}

    def makefile(self, sock: Any, mode: str = "r", bufsize: int = -1) -> Any:
        """Not used: see ``Connection``."""
        return makefile.MakeFile(sock, mode, bufsize)


class Connection(HTTPConnection):
    """A connection with a deadline for each request."""

    RequestHandlerClass = Request
    _at_work: ClassVar[Counter[str]] = Counter()
    _guard = threading.Lock()

    def __init__(self, server: Any, sock: Any, makefile: Any = None) -> None:
        self.deadline = Deadline()
        self._secured = server.ssl_adapter is None
        super().__init__(server, sock, self._file)

    def communicate(self) -> bool:
        """Read one request and answer it; whether the connection stays open."""
        address = str(self.remote_addr)
        with self._guard:
            self._at_work[address] += 1
            crowded = self._at_work[address] > PER_ADDRESS
        try:
            if crowded:
                return False
            self.deadline.begin(REQUEST_SECONDS)
            if not self._secured and not self._secure():
                return False
            return bool(super().communicate())  # type: ignore[no-untyped-call]
        except OSError as error:
            # cheroot takes what comes out of here for its own end, and stops serving.
            log.info("the line to %s broke: %s", address, error)
            return False
        finally:
            with self._guard:
                self._at_work[address] -= 1
                if not self._at_work[address]:
                    del self._at_work[address]

    def close(self) -> None:
        """Close the line, which may be broken already; that too would stop the server."""
        try:
            super().close()
        except (OSError, ValueError) as error:
            log.debug("the line to %s was closed already: %s", self.remote_addr, error)
            self.socket.close()

    def _file(self, sock: Any, mode: str, size: int) -> Any:
        """Cheroot's files, which count bytes, around our own reading and writing."""
        file: Any = makefile.MakeFile(sock, mode, size)
        file.raw.close()
        file._raw = _Reader(sock, self.deadline) if "r" in mode else _Writer(sock)
        return file

    def _secure(self) -> bool:
        """Shake hands; whether it worked."""
        try:
            self.socket.settimeout(self.deadline.left())
            first = self.socket.recv(1, socket.MSG_PEEK)
            if not first:
                return False
            if first[0] != _HANDSHAKE:
                # A line that is closed with a request unread is reset, and the answer lost.
                self.socket.recv(_REQUEST)
                self.socket.sendall(_PLAIN)
                return False
            secured = self.server.ssl_adapter.tls.wrap_socket(self.socket, server_side=True)
        except (OSError, ValueError) as error:
            # Browsers hang up when they meet a certificate that they do not know yet.
            log.info("no secure connection with %s: %s", self.remote_addr, error)
            return False
        self.rfile.close()
        with contextlib.suppress(OSError):
            self.wfile.close()
        self.socket = secured
        self.rfile = self._file(secured, "rb", self.rbufsize)
        self.wfile = self._file(secured, "wb", self.wbufsize)
        self._secured = True
        return True
