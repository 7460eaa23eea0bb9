"""What the tests of the web page share: an application of fakes, and a real server around it."""

from __future__ import annotations

import io
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import PIL.Image
import pytest

pytest.importorskip("flask", reason='Flask is not installed (the extra "web")')
pytest.importorskip("cheroot", reason='cheroot is not installed (the extra "web")')
pytest.importorskip("cryptography", reason='cryptography is not installed (the extra "web")')

from flask.testing import FlaskClient

from emoji_gui.pipeline.emojis import EmojiPack
from emoji_gui.pipeline.records import FaceReading, Frame, Phase, Reading, Snapshot, Status
from emoji_gui.web.access import Access
from emoji_gui.web.app import Mirror, create_app
from emoji_gui.web.limits import Limits
from emoji_gui.web.pictures import encode
from emoji_gui.web.server import Server
from tests.fakes import FACE, LABELS, FakeClock, answer, picture

HAPPY = FaceReading(1, FACE, answer(3), 3)
TAB = "0123456789abcdef" * 2


class SeeingEngine:
    """Sees the same happy face in each picture."""

    labels: tuple[str, ...] = LABELS

    def __init__(self, seen: list[Frame]) -> None:
        self.seen = seen
        self.resets = 0
        self.error: Exception | None = None

    def process(self, frame: Frame) -> Reading:
        if self.error:
            raise self.error
        self.seen.append(frame)
        return Reading(frame.number, frame.time, (HAPPY,))

    def reset(self) -> None:
        self.resets += 1


class FakeWorker:
    """Shows one frame, and notes when it ran."""

    def __init__(self, spec: str) -> None:
        self.spec = spec
        self.started, self.stopped = threading.Event(), threading.Event()
        self.switched: list[str] = []
        self.phase = Phase.LIVE
        self.message = "Live, 30 fps"
        self.frame: Frame | None = Frame(picture(), 0, 0.0)

    def start(self) -> None:
        self.started.set()

    def stop(self, timeout: float = 0.9) -> bool:
        self.stopped.set()
        return True

    def switch(self, spec: str) -> None:
        self.switched.append(spec)

    def snapshot(self) -> Snapshot:
        status = Status(self.phase, self.message, "fake")
        reading = Reading(0, 0.0, (HAPPY,)) if self.frame else None
        return Snapshot(self.frame, reading, status, LABELS)


@dataclass
class Stage:
    """An application of fakes, and the fakes."""

    mirror: Mirror
    access: Access
    clock: FakeClock
    workers: list[FakeWorker]
    engines: list[SeeingEngine]
    seen: list[Frame]
    announced: list[str] = field(default_factory=list)

    def client(self, host: str = "localhost", accept: str = "*/*", language: str = "") -> Any:
        """A browser with cookies of its own, at a start page on ``host``."""
        usual = {"Accept": accept, **({"Accept-Language": language} if language else {})}

        class Browser(FlaskClient):
            def open(self, *words: Any, **more: Any) -> Any:
                more.setdefault("base_url", f"http://{host}/")
                more["headers"] = {**usual, **more.get("headers", {})}
                return super().open(*words, **more)

        return Browser(self.mirror.app, self.mirror.app.response_class)


def make_stage(
    *,
    limits: Limits | None = None,
    open_to: tuple[str, ...] = (),
    make_engine: Callable[[list[Frame]], Any] = SeeingEngine,
    **more: Any,
) -> Stage:
    """An application of fakes; ``open_to`` names the hosts of one that needs invitations."""
    clock, workers, engines = FakeClock(), [], []
    seen: list[Frame] = []
    announced: list[str] = []

    def worker(spec: str) -> FakeWorker:
        workers.append(FakeWorker(spec))
        return workers[-1]

    def engine() -> Any:
        engines.append(make_engine(seen))
        return engines[-1]

    access = (
        Access(open_to, by_token=True, announce=announced.append, clock=clock)
        if open_to
        else Access(clock=clock)
    )
    mirror = create_app(
        load_engines=lambda: engine,
        pack=EmojiPack.load(),
        source="clip.mp4",
        access=access,
        limits=limits or Limits(linger_seconds=0),
        make_worker=worker,
        clock=clock,
        **more,
    )
    mirror.app.testing = False
    return Stage(mirror, access, clock, workers, engines, seen, announced)


def news_of(stream: Iterator[bytes], phase: str) -> dict[str, Any]:
    """The first news of ``phase`` in a stream of readings."""
    for part in stream:
        if part.startswith(b"data: "):
            news: dict[str, Any] = json.loads(part[6:])
            if news["phase"] == phase:
                return news
    raise AssertionError(f"the stream ended without {phase}")


def jpeg(width: int = 64, height: int = 48, kind: str = "JPEG") -> bytes:
    file = io.BytesIO()
    PIL.Image.new("RGB", (width, height), (200, 150, 120)).save(file, kind)
    return file.getvalue()


@contextmanager
def serving(stage: Stage, *, threads: int = 24, tls: Any = None) -> Iterator[Server]:
    """A real server on a free port of this machine."""
    server = Server(stage.mirror.app, "127.0.0.1", 0, body=Limits().body, tls=tls, threads=threads)
    server.prepare()
    thread = threading.Thread(target=server.serve, name="test server")
    thread.start()
    try:
        yield server
    finally:
        stage.mirror.machine.close()
        server.stop()
        thread.join(10)


def talk(port: int, sent: bytes, *, patience: float = 10.0, most: int = 100_000) -> bytes:
    """Send raw bytes, and what came back until the end or ``most`` bytes."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), patience) as line:
        line.sendall(sent)
        while len(received) < most and (part := line.recv(65536)):
            received += part
    return received


def drawn(faces: list[FaceReading], names: list[str], value: int = 128) -> bytes:
    """A plain streamed frame with faces."""
    return encode(picture(value), faces, names)
