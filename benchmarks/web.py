"""The web page under load and under attack: ``python -m benchmarks.web VIDEO``.

Starts ``main.py --web`` on the given video as a process of its own. Ten clients
send frames of it, each when its last answer is in, as the page does; then ten
watch the stream. After that every kind of hostile input is sent, with the
status of the answer and the server's memory before and after (from ``/proc``,
where there is one).
"""

from __future__ import annotations

import argparse
import http.client
import io
import json
import socket
import statistics
import struct
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.process import field

ROOT: Final = Path(__file__).resolve().parents[1]
CLIENTS: Final = 10
HOST: Final = "127.0.0.1"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print tables, and JSON where ``--json`` names a file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web", description=__doc__)
    parser.add_argument("source", type=Path, help="a video with a face in it")
    parser.add_argument("--seconds", type=float, default=10, help="of each load")
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    chosen = parser.parse_args(arguments)
    port = _free_port()
    process = _start(chosen.source, port)
    try:
        frames = _frames(chosen.source)
        figures: dict[str, Any] = {
            "one sends": load(port, 1, chosen.seconds / 2, Sender(frames)),
            f"{chosen.clients} send": load(port, chosen.clients, chosen.seconds, Sender(frames)),
            f"{chosen.clients} watch": load(port, chosen.clients, chosen.seconds, watch),
            "hostile": [hostile(port, process.pid, *attack) for attack in attacks()],
        }
    finally:
        process.terminate()
        process.wait(10)
    print(table(figures))
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return 0


Client = Callable[[int, str, threading.Event], list[float]]
"""Takes port, cookie and the end; returns the moments of its answers."""


class Sender:
    """A visitor with a camera: the next frame goes out when the answer is in."""

    def __init__(self, frames: Sequence[bytes]) -> None:
        self._frames = frames

    def __call__(self, port: int, cookie: str, over: threading.Event) -> list[float]:
        """Send until it is over."""
        line = http.client.HTTPConnection(HOST, port, timeout=20)
        head = {"Content-Type": "image/jpeg", "Cookie": cookie}
        moments: list[float] = []
        while not over.is_set():
            begun = time.monotonic()
            line.request("POST", "/read", self._frames[len(moments) % len(self._frames)], head)
            answer = line.getresponse()
            answer.read()
            if answer.status == 200:
                moments.append(time.monotonic())
            # As the page does: twenty a second at most.
            over.wait(max(0.0, 0.05 - (time.monotonic() - begun)))
        line.request("POST", "/leave", headers={"Cookie": cookie})
        line.getresponse().read()
        line.close()
        return moments


def watch(port: int, cookie: str, over: threading.Event) -> list[float]:
    """A viewer of the stream."""
    line = http.client.HTTPConnection(HOST, port, timeout=20)
    line.request("GET", "/stream.mjpg", headers={"Cookie": cookie})
    answer = line.getresponse()
    moments = []
    while not over.is_set():
        length = 0
        while head := answer.readline().strip():
            if head.lower().startswith(b"content-length:"):
                length = int(head.split(b":")[1])
        if length:
            answer.read(length)
            answer.readline()
            moments.append(time.monotonic())
    line.close()
    return moments


def load(port: int, clients: int, seconds: float, client: Client) -> list[float]:
    """Answers a second of each of several clients at once, slowest first."""
    over, rates = threading.Event(), []

    def run() -> None:
        moments = client(port, _enter(port), over)
        begun = time.monotonic() - seconds
        rates.append(len([moment for moment in moments if moment >= begun]) / seconds)

    threads = [threading.Thread(target=run) for _ in range(clients)]
    for thread in threads:
        thread.start()
    time.sleep(seconds + 1)  # the first second is not counted
    over.set()
    for thread in threads:
        thread.join(20)
    return sorted(rates)


def attacks() -> list[tuple[str, bytes]]:
    """What nobody should send, as raw bytes."""
    head = b"POST /read HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: image/png\r\nCookie: %s\r\n"

    def posted(body: bytes) -> bytes:
        length = b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
        return head + length + body

    return [
        ("no picture", posted(b"hello" * 1000)),
        ("30,000 x 30,000 pixels", posted(_png(30_000))),
        ("2,560 x 1,560 pixels, all real", posted(_png(2560, 1560))),
        ("a body of 2 GB, announced", head + b"Content-Length: 2000000000\r\n\r\n"),
        (
            "a body in endless chunks",
            head + b"Transfer-Encoding: chunked\r\n\r\n" + b"4\r\nabcd\r\n",
        ),
        ("a body that never ends", head + b"Content-Length: 1000000\r\n\r\nabc"),
        ("a header that never ends", b"GET / HTTP/1.1\r\nX: " + b"a" * 1_000_000),
        (
            "a name that is not ours",
            b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        ),
        (
            "another site's page",
            b"GET /stream.mjpg HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: cross-site\r\n"
            b"Connection: close\r\n\r\n",
        ),
    ]


def hostile(port: int, pid: int, name: str, sent: bytes, times: int = 10) -> dict[str, Any]:
    """Send something bad several times at once; the status, and the memory around it in MB."""
    cookies = [_enter(port) for _ in range(times)]
    before, begun = _memory(pid), time.monotonic()
    answers: list[str] = []

    def attack(cookie: str) -> None:
        received = b""
        try:
            with socket.create_connection((HOST, port), 30) as line:
                line.sendall(sent.replace(b"%s", cookie.encode()))
                received = line.recv(1000)
        except OSError:
            pass  # cut off: no status to read, which is an answer too
        answers.append(received[9:12].decode() or "cut")

    threads = [threading.Thread(target=attack, args=(cookie,)) for cookie in cookies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    seconds, after = time.monotonic() - begun, _memory(pid)
    for cookie in cookies:
        line = http.client.HTTPConnection(HOST, port, timeout=5)
        line.request("POST", "/leave", headers={"Cookie": cookie})
        line.getresponse().read()
        line.close()
    return {
        "name": name,
        "answers": sorted(set(answers)),
        "seconds": round(seconds, 1),
        "before": before,
        "after": after,
        "peak": _memory(pid, "VmHWM"),
    }


def table(figures: dict[str, Any]) -> str:
    """Both parts as text."""
    rows = [f"{'a second for each client':<34} least median   most"]
    rows += [
        f"{name:<34}{min(rates):6.1f} {statistics.median(rates):6.1f} {max(rates):6.1f}"
        for name, rates in figures.items()
        if name != "hostile" and rates
    ]
    rows += ["", f"{'ten times at once':<34} status   seconds  MB before  after   peak"]
    rows += [
        f"{one['name']:<34} {','.join(one['answers']):<8} {one['seconds']:7.1f} "
        f"{one['before']:10.1f} {one['after']:6.1f} {one['peak']:6.1f}"
        for one in figures["hostile"]
    ]
    return "\n".join(rows)


def _png(width: int, height: int = 0) -> bytes:
    """A PNG of that size; with a height its pixels are all there, else only announced."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return b"".join(
            (struct.pack(">I", len(data)), kind, data, struct.pack(">I", zlib.crc32(kind + data)))
        )

    size = struct.pack(">IIBBBBB", width, height or width, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(height * (3 * width + 1)), 9)
    parts = (chunk(b"IHDR", size), chunk(b"IDAT", data), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _frames(source: Path) -> list[bytes]:
    """Frames of a video as the page sends them: 480 pixels wide, JPEG of quality 80."""
    import cv2
    import PIL.Image

    frames: list[bytes] = []
    capture = cv2.VideoCapture(str(source))
    while len(frames) < 60:
        good, image = capture.read()
        if not good:
            break
        picture = PIL.Image.fromarray(image[:, :, ::-1])
        picture.thumbnail((480, 480))
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=80)
        frames.append(file.getvalue())
    capture.release()
    if not frames:
        raise SystemExit(f"{source} is no video that can be read.")
    return frames


def _start(source: Path, port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(ROOT / "main.py"), "--web", "--port", str(port)]
    process = subprocess.Popen([*command, "--source", str(source)], stdout=subprocess.DEVNULL)
    for _ in range(100):
        try:
            _enter(port)
        except OSError:
            time.sleep(0.2)
        else:
            # The first reading loads the network; that is not what is measured.
            load(port, 1, 2, Sender(_frames(source)[:1]))
            return process
    process.kill()
    raise SystemExit("The server does not start.")


def _enter(port: int) -> str:
    line = http.client.HTTPConnection(HOST, port, timeout=5)
    line.request("GET", "/")
    answer = line.getresponse()
    answer.read()
    line.close()
    return (answer.headers["Set-Cookie"] or "").partition(";")[0]


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as taken:
        return int(taken.getsockname()[1])


def _memory(pid: int, line: str = "VmRSS") -> float:
    """Megabytes that a process holds, or held at most (``VmHWM``); 0 where nobody says."""
    try:
        text = Path(f"/proc/{pid}/status").read_text("ascii")
    except OSError:
        return 0.0
    return field(text, line)


if __name__ == "__main__":
    sys.exit(main())
