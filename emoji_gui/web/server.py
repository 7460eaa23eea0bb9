"""The web server around the application: cheroot, with threads, TLS and limits."""

from __future__ import annotations

import logging
import socket
import ssl
from typing import Any, Final

from cheroot import wsgi
from flask import Flask

from emoji_gui.web.connection import REQUEST_SECONDS, Connection, PatientAdapter

log = logging.getLogger(__name__)

THREADS: Final = 64
"""Two streams for each of sixteen viewers, one picture of each of sixteen visitors, and air."""
HEADER_BYTES: Final = 16_000
QUEUE: Final = 64
WSAEACCES: Final = 10013  # EACCES as Windows counts


class Server(wsgi.Server):
    """Serves one application; ``prepare`` it, ``serve`` on some thread, ``stop`` from another."""

    ConnectionClass = Connection
    shutdown_timeout = 3
    keep_alive_conn_limit = 128

    def __init__(
        self,
        app: Flask,
        host: str,
        port: int,
        *,
        body: int,
        tls: ssl.SSLContext | None = None,
        threads: int = THREADS,
    ) -> None:
        """Prepare; nothing listens before ``prepare``.

        Args:
            app: the application.
            host: address to listen on.
            port: 0 for any that is free.
            body: bytes of a request's body at most.
            tls: for HTTPS.
            threads: requests at work at a time.
        """
        super().__init__((host, port), app, numthreads=threads, request_queue_size=QUEUE)
        self.timeout = REQUEST_SECONDS
        self.max_request_header_size = HEADER_BYTES
        self.max_request_body_size = body + 1
        self.server_name = self.software = "Emoji Mirror"
        if tls is not None:
            self.ssl_adapter = PatientAdapter(tls)

    @classmethod
    def bind_socket(cls, socket_: socket.socket, bind_addr: Any) -> Any:
        """Bind, and close what could not be bound, which cheroot forgets."""
        try:
            return super().bind_socket(socket_, bind_addr)  # type: ignore[no-untyped-call]
        except OSError:
            socket_.close()
            raise

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.bind_addr[1])

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Write what cheroot complains of into our log; a client's faults are no errors of ours."""
        log.log(min(level, logging.WARNING), "%s", msg, exc_info=traceback)


def listening_error(error: OSError, host: str, port: int) -> str:
    """Why the server cannot listen, and what to do."""
    import errno
    import re

    # cheroot makes an error of its own, with the system's number in the text alone.
    found = re.search(r"\[(?:Errno|WinError) (\d+)\]", str(error))
    number = int(found[1]) if found else error.errno
    if number == errno.EADDRINUSE:
        return f"Port {port} is taken: another Emoji Mirror may be running. Give another --port."
    if number in (errno.EACCES, WSAEACCES):
        return f"Port {port} may not be used by you: give a --port above 1023."
    return f"This machine has no address {host}: give --host 0.0.0.0 or one of its own."
