"""The real server on this machine: ten at once, slow and endless requests, TLS, its end."""

from __future__ import annotations

import argparse
import datetime
import errno
import http.client
import socket
import ssl
import threading
import time
from collections import Counter
from typing import Any

import pytest

from emoji_gui.pipeline.records import Frame, Reading
from emoji_gui.web import addresses, connection
from emoji_gui.web.certificate import make_certificate
from emoji_gui.web.fair import FairLock
from emoji_gui.web.limits import Limits
from tests.conftest import Until
from tests.web_support import (
    HAPPY,
    TAB,
    SeeingEngine,
    jpeg,
    make_stage,
    serving,
    talk,
)

HOST = b"Host: 127.0.0.1\r\n"


def read(line: http.client.HTTPConnection, cookie: str = "", body: bytes | None = None) -> int:
    headers = {"Content-Type": "image/jpeg", "Cookie": cookie}
    line.request("POST", f"/read?tab={TAB}", jpeg() if body is None else body, headers)
    answer = line.getresponse()
    answer.read()
    return answer.status


def enter(port: int) -> tuple[http.client.HTTPConnection, str]:
    """A visitor with a connection and a cookie."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("GET", "/")
    answer = line.getresponse()
    answer.read()
    return line, (answer.headers["Set-Cookie"] or "").partition(";")[0]


def test_ten_visitors_at_once_get_equal_shares() -> None:
    class SlowEngine(SeeingEngine):
        def process(self, frame: Frame) -> Reading:
            time.sleep(0.002)  # the work that they share
            return Reading(frame.number, frame.time, (HAPPY,))

    stage = make_stage(make_engine=SlowEngine)
    stage.clock.now = 0
    counts: Counter[int] = Counter()
    over = threading.Event()

    def visit(number: int, port: int) -> None:
        line, cookie = enter(port)
        while not over.is_set():
            if read(line, cookie) == 200:
                counts[number] += 1
            stage.clock.now += 0.05
            if counts[number] >= 30:
                over.set()
        line.close()

    with serving(stage) as server:
        threads = [threading.Thread(target=visit, args=(n, server.port)) for n in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert len(counts) == 10
    assert min(counts.values()) >= 0.5 * max(counts.values())


def test_a_lock_is_handed_on_in_the_order_of_asking(wait_until: Until) -> None:
    lock, order = FairLock(), []

    def ask(number: int) -> None:
        with lock:
            order.append(number)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(5)]
    with lock:
        for count, thread in enumerate(threads, 1):
            thread.start()
            wait_until(lambda count=count: len(lock._waiting) == count)
    for thread in threads:
        thread.join(10)
    assert order == [0, 1, 2, 3, 4]


def test_a_closed_tab_frees_the_camera(wait_until: Until) -> None:
    stage = make_stage()
    with serving(stage) as server:
        with socket.create_connection(("127.0.0.1", server.port), 10) as line:
            line.sendall(b"GET /stream.mjpg HTTP/1.1\r\n" + HOST + b"\r\n")
            assert b"multipart/x-mixed-replace" in line.recv(4096)
            assert stage.mirror.machine.viewers == 1
        wait_until(lambda: stage.mirror.machine.viewers == 0)
        wait_until(lambda: not stage.mirror.machine.running)


def test_the_time_for_a_request_is_that_of_the_limits() -> None:
    assert Limits().body_seconds == connection.REQUEST_SECONDS


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "REQUEST_SECONDS", 0.3)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HT",
        b"GET / HTTP/1.1\r\n" + HOST + b"X: ",
        b"POST /read HTTP/1.1\r\n" + HOST + b"Content-Type: image/jpeg\r\n"
        b"Content-Length: 100000\r\n\r\nabc",
    ],
)
@pytest.mark.usefixtures("impatient")
def test_a_request_that_never_ends_is_ended(sent: bytes) -> None:
    stage = make_stage()
    with serving(stage) as server:
        assert talk(server.port, sent).startswith(b"HTTP/1.1 408")
        line, cookie = enter(server.port)
        assert read(line, cookie) == 200
        line.close()


@pytest.mark.usefixtures("impatient")
def test_a_body_that_drips_is_ended_all_the_same() -> None:
    stage = make_stage()
    head = b"POST /read HTTP/1.1\r\n" + HOST
    head += b"Content-Type: image/jpeg\r\nContent-Length: 1000\r\n\r\n"
    with serving(stage) as server, socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(head)
        line.settimeout(0.02)
        begun, answer = time.monotonic(), b""
        while not answer and time.monotonic() - begun < 5:
            line.sendall(b"x")
            try:
                answer = line.recv(4096)
            except TimeoutError:
                continue
        assert answer.startswith(b"HTTP/1.1 408")


def test_a_body_in_chunks_is_never_taken_for_the_next_request() -> None:
    inner = b"GET /nothing HTTP/1.1\r\n" + HOST + b"\r\n"
    head = b"POST /leave HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
    with serving(make_stage()) as server:
        answer = talk(server.port, head + inner)
    assert answer.startswith(b"HTTP/1.1 204") and answer.count(b"HTTP/1.1") == 1
    assert b"Connection: close\r\n" in answer


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"POST /read HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999999\r\n\r\n", b"413"),
        (b"POST /read HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n", b"411"),
        (b"POST /read HTTP/1.1\r\n" + HOST + b"Content-Length: pi\r\n\r\n", b"400"),
        (
            b"POST /read HTTP/1.1\r\n" + HOST + b"Content-Type: image/jpeg\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n" + b"5\r\nabcde\r\n" * 3,
            b"411",
        ),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 100_000 + b"\r\n\r\n", b"413"),
        (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", b"4"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"400"),
    ],
)
def test_hostile_requests_get_a_status_and_the_line_is_cut(sent: bytes, status: bytes) -> None:
    with serving(make_stage()) as server:
        answer = talk(server.port, sent)
        assert answer.startswith(b"HTTP/1.1 " + status)


def test_the_certificate_is_good_for_its_addresses() -> None:
    certificate = make_certificate(["127.0.0.1", "mirror.local", "::1"])
    assert len(certificate.fingerprint.split(":")) == 32
    trusting = ssl.create_default_context(cadata=certificate.pem.decode())
    stage = make_stage(secure=True)
    with serving(stage, tls=certificate.context()) as server:
        for name, right in (("127.0.0.1", True), ("mirror.local", True), ("other", False)):
            with socket.create_connection(("127.0.0.1", server.port), 10) as line:
                if not right:
                    with pytest.raises(ssl.SSLCertVerificationError):
                        trusting.wrap_socket(line, server_hostname=name)
                    continue
                with trusting.wrap_socket(line, server_hostname=name) as secure:
                    secure.sendall(b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
                    assert b"__Host-mirror" in secure.recv(4096)
                    assert secure.version() in ("TLSv1.2", "TLSv1.3")


def test_a_certificate_does_not_last_for_ever() -> None:
    from cryptography import x509

    now = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)
    made = x509.load_pem_x509_certificate(make_certificate(["::1"], now).pem)
    assert made.not_valid_after_utc - now <= datetime.timedelta(days=31)


def test_a_silent_client_keeps_nobody_out_of_https() -> None:
    certificate = make_certificate(["127.0.0.1"])
    trusting = ssl.create_default_context(cadata=certificate.pem.decode())
    with (
        serving(make_stage(secure=True), tls=certificate.context()) as server,
        socket.create_connection(("127.0.0.1", server.port)),
        socket.create_connection(("127.0.0.1", server.port)) as half,
    ):
        half.sendall(b"\x16\x03\x01")
        begun = time.monotonic()
        line = http.client.HTTPSConnection("127.0.0.1", server.port, context=trusting, timeout=10)
        line.request("GET", "/")
        assert line.getresponse().status == 200
        line.close()
        assert time.monotonic() - begun < 5


def test_who_speaks_plain_http_to_https_is_told() -> None:
    certificate = make_certificate(["127.0.0.1"])
    with serving(make_stage(secure=True), tls=certificate.context()) as server:
        answer = talk(server.port, b"GET / HTTP/1.1\r\n" + HOST + b"\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400") and f"Content-Length: {len(body)}".encode() in head
    assert body == b"Open this page with https:// in place of http:// in its address.\n"


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("localhost", True), ("127.0.0.1", True), ("::1", True), ("0.0.0.0", False), ("a.b", False)],
)
def test_loopback_is_known(host: str, loopback: bool) -> None:
    assert addresses.is_loopback(host) is loopback


def run(words: dict[str, Any], monkeypatch: pytest.MonkeyPatch, said: list[str]) -> int:
    """The command, ended as by Ctrl+C as soon as it serves."""
    from emoji_gui.web import command
    from emoji_gui.web.server import Server

    def serve(server: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Server, "serve", serve)
    monkeypatch.setattr(command, "return_large_buffers", lambda: True)
    monkeypatch.setattr(command, "load_shared", lambda *chosen, calm: lambda: SeeingEngine([]))
    names = ("source", "model", "detector", "detector_model", "emojis", "host", "calm")
    options = {**dict.fromkeys(names), "port": 0}
    return command.run(argparse.Namespace(**{**options, **words}), said.append)


def test_by_default_only_this_machine_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    assert run({}, monkeypatch, said) == 0
    assert "http://127.0.0.1:" in said[0] and "token" not in "".join(said)


def test_an_open_server_says_what_the_browser_will_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    assert run({"host": "0.0.0.0"}, monkeypatch, said) == 0
    text = "\n".join(said)
    assert "https://" in text and "?token=" in text
    assert "not private" in text and "SHA-256" in text and "camera" in text


def test_a_taken_port_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert run({"port": taken.getsockname()[1]}, monkeypatch, said) == 1
    assert "--port" in said[0]


def test_a_port_that_is_not_for_everybody_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*words: Any) -> Any:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("cheroot.server.HTTPServer.bind_socket", classmethod(refuse))
    said: list[str] = []
    assert run({"port": 80}, monkeypatch, said) == 1
    assert said == ["Port 80 may not be used by you: give a --port above 1023."]


def test_a_host_that_is_no_name_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    assert run({"host": "192.168..1"}, monkeypatch, said) == 1
    assert said[0].startswith("This machine has no address 192.168..1")


@pytest.mark.parametrize(
    ("host", "shown"), [("::1", "[::1]"), ("127.0.0.2", "127.0.0.2"), ("LocalHost", "127.0.0.1")]
)
def test_the_address_that_is_said_is_the_one_that_is_served(
    host: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from emoji_gui.web.access import Access
    from emoji_gui.web.command import Place
    from emoji_gui.web.server import Server

    for name in ("prepare", "stop"):
        monkeypatch.setattr(Server, name, lambda server: None)
    said: list[str] = []
    assert run({"host": host, "port": 8080}, monkeypatch, said) == 0
    assert f"http://{shown}:8080/" in said[0]
    assert Access(Place.of(host).names).knows_host(f"{shown}:8080")
