"""A camera on the network that a test holds in its hand: it serves, hangs, tears and goes away."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import cv2
import numpy as np

Piece = bytes | threading.Event | float
"""Bytes that are sent, an event that is waited for, or seconds to wait."""

_HEAD = b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=f\r\n\r\n"


def jpeg(value: int, size: tuple[int, int] = (160, 120), *, gray: bool = False) -> bytes:
    """A plain picture as a JPEG, in colour or in gray."""
    shape = (size[1], size[0]) if gray else (size[1], size[0], 3)
    done, data = cv2.imencode(".jpg", np.full(shape, value, dtype=np.uint8))
    assert done
    return data.tobytes()


def part(picture: bytes) -> bytes:
    """One picture of the stream."""
    head = f"--f\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
    return head.encode() + picture + b"\r\n"


def endless(picture: bytes, pause: float = 0.02) -> Iterator[Piece]:
    """The same picture again and again."""
    while True:
        yield part(picture)
        yield pause


class Camera:
    """Serves the pieces that ``play`` gives to each client, one client at a time."""

    def __init__(self, play: Callable[[], Iterator[Piece]], port: int = 0) -> None:
        """Listen on a port of this machine, 0 for any that is free."""
        self._play, self._stop = play, threading.Event()
        self._listening = socket.create_server(("127.0.0.1", port))
        self._listening.settimeout(0.05)
        self.port = int(self._listening.getsockname()[1])
        self.watched = threading.Event()
        """A client is being served."""
        self._thread = threading.Thread(target=self._run, name="network camera")
        self._thread.start()

    @property
    def address(self) -> str:
        """Where the stream is."""
        return f"http://127.0.0.1:{self.port}/feed.mjpg"

    def close(self) -> None:
        """Take the camera away."""
        self._stop.set()
        self._thread.join()
        self._listening.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            with suppress(OSError):
                client, _ = self._listening.accept()
                with client:
                    self._serve(client)
                self.watched.clear()

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(2)
        client.recv(4096)
        client.sendall(_HEAD)
        self.watched.set()
        for piece in self._play():
            if self._stop.is_set():
                return
            if isinstance(piece, bytes):
                client.sendall(piece)
            elif isinstance(piece, float):
                self._stop.wait(piece)
            else:
                while not piece.wait(0.02) and not self._stop.is_set():
                    pass


@contextmanager
def camera(play: Callable[[], Iterator[Piece]], port: int = 0) -> Iterator[Camera]:
    """A camera for as long as the block lasts."""
    made = Camera(play, port)
    try:
        yield made
    finally:
        made.close()
