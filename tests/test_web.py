"""The page and its routes: what they answer, what they refuse, and to whom."""

from __future__ import annotations

import io
import itertools
import re
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest

from emoji_gui.language import Sentence
from emoji_gui.pipeline.records import FaceReading, Frame, Phase, Reading
from emoji_gui.web.limits import Limits
from model.detector import Box
from model.errors import ModelError
from tests.conftest import Until
from tests.fakes import FACE
from tests.web_support import HAPPY, TAB, SeeingEngine, Stage, drawn, jpeg, make_stage, news_of

STATIC = Path(__file__).resolve().parents[1] / "emoji_gui" / "web"
NO_CAMERA = Sentence("No camera found. Plug one in or open a file.")
ROUTES = [
    ("GET", "/"),
    ("GET", "/emoji/happy.png"),
    ("GET", "/stream.mjpg"),
    ("GET", "/readings"),
    ("POST", "/read"),
    ("POST", "/again"),
    ("POST", "/leave"),
]


def post(stage: Stage, body: bytes, client: Any = None, **more: Any) -> Any:
    more.setdefault("content_type", "image/jpeg")
    return (client or stage.client()).post(f"/read?tab={TAB}", data=body, **more)


def test_the_page_has_no_inline_code_and_a_strict_policy() -> None:
    answer = make_stage().client().get("/")
    page = answer.text
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Permissions-Policy"].startswith("camera=(self)")
    # A block of data is no code: browsers neither run it nor hold the policy against it.
    code = page.replace('<script type="application/json" id="texts">', "")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", code)
    assert not re.search(r"https?://\w", page)
    # The bars are those of the network, made when it has answered.
    assert re.search(r'<ul class="bars" id="bars"[^>]*></ul>', page)


@pytest.mark.parametrize("path", sorted(STATIC.glob("static/*")), ids=lambda path: path.name)
def test_no_file_of_the_page_asks_another_machine(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"""["'(]\s*(https?:)?//""", text)
    assert "innerHTML" not in text and "eval(" not in text


def test_the_page_can_be_installed() -> None:
    client = make_stage().client()
    manifest = client.get("/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    for icon in manifest.json["icons"]:
        picture = client.get(icon["src"])
        assert picture.mimetype == "image/png"
        size = struct.unpack(">II", picture.data[16:24])
        assert f"{size[0]}x{size[1]}" == icon["sizes"]
    assert client.get("/icon-9999.png").status_code == 404


def test_an_icon_that_strangers_may_ask_for_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn_sides = []

    def draw(pack: Any, side: int) -> bytes:
        drawn_sides.append(side)
        return b"icon"

    monkeypatch.setattr("emoji_gui.web.pages._icon", draw)
    client = make_stage().client()
    assert [client.get("/icon-512.png").data for _ in range(2)] == [b"icon"] * 2
    assert drawn_sides == [512]


def test_emojis_come_by_name_and_nothing_else_does() -> None:
    client = make_stage().client()
    assert client.get("/emoji/happy.png").data[:4] == b"\x89PNG"
    assert client.get("/emoji/..%2f..%2fsetup.png").status_code == 404
    assert client.get("/static/../app.py").status_code == 404


class BoredEngine(SeeingEngine):
    labels = ("bored", "happy")

    def process(self, frame: Frame) -> Reading:
        return Reading(frame.number, frame.time, (FaceReading(1, FACE, (0.8, 0.2), 0),))


def test_a_label_without_a_picture_has_its_letters_once_the_network_is_known() -> None:
    stage = make_stage(make_engine=BoredEngine)
    client = stage.client()
    assert client.get("/emoji/bored.png").status_code == 404
    answer = post(stage, jpeg(), client).json
    assert (answer["labels"], answer["panel"]["emoji"]) == (["bored", "happy"], "bored")
    assert answer["panel"]["character"] == "Ⓑ"
    assert client.get("/emoji/bored.png").data[:4] == b"\x89PNG"
    assert client.get("/emoji/tired.png").status_code == 404
    assert "<li>bored</li>" in client.get("/").text


def test_a_picture_is_read() -> None:
    stage = make_stage()
    answer = post(stage, jpeg(64, 48))
    assert answer.status_code == 200
    assert answer.json["panel"]["emoji"] == "happy"
    assert answer.json["size"] == [64, 48]
    face = answer.json["faces"][0]
    assert face["label"] == "happy" and face["box"] == [100, 80, 60, 60]
    assert sum(face["probabilities"].values()) == pytest.approx(1, abs=0.01)
    assert stage.seen[0].image.shape == (48, 64, 3)


def test_a_large_picture_is_read_smaller_and_its_boxes_are_its_own() -> None:
    stage = make_stage()
    answer = post(stage, jpeg(2560, 1440))
    assert answer.json["size"] == [2560, 1440]
    assert answer.json["faces"][0]["box"] == [200, 160, 120, 120]
    assert stage.seen[0].image.shape == (720, 1280, 3)


def test_each_tab_has_a_memory_of_its_own_that_ends_with_it() -> None:
    stage = make_stage()
    first, second = stage.client(), stage.client()
    for client in (first, first, second):
        client.get("/")
        assert post(stage, jpeg(), client).status_code == 200
    assert [frame.number for frame in stage.seen] == [0, 1, 0]
    assert len(stage.engines) == 2
    assert len(stage.mirror.visitors) == 2
    assert first.post(f"/leave?tab={TAB}").status_code == 204
    assert len(stage.mirror.visitors) == 1
    stage.clock.now += Limits().idle_seconds + 1
    assert len(stage.mirror.visitors) == 0


def test_the_number_of_visitors_is_limited_and_a_closed_tab_makes_room() -> None:
    stage = make_stage(limits=Limits(visitors=2))
    clients = [stage.client() for _ in range(3)]
    for client in clients:
        client.get("/")
    assert [post(stage, jpeg(), client).status_code for client in clients] == [200, 200, 503]
    clients[0].post(f"/leave?tab={TAB}")
    assert post(stage, jpeg(), clients[2]).status_code == 200


def test_one_browser_cannot_take_every_place() -> None:
    stage = make_stage(limits=Limits(tabs=2))
    client = stage.client()
    client.get("/")
    codes = [
        client.post(f"/read?tab={n:032x}", data=jpeg(), content_type="image/jpeg").status_code
        for n in range(3)
    ]
    assert codes == [200, 200, 503]


def test_a_visitor_who_is_too_fast_is_slowed_down() -> None:
    stage = make_stage(limits=Limits(rate=10, burst=3))
    codes = [post(stage, jpeg()).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    answer = post(stage, jpeg())
    assert answer.headers["Retry-After"] == "1" and "too fast" in answer.json["error"]
    stage.clock.now += 0.11
    assert post(stage, jpeg()).status_code == 200


def huge_png(side: int) -> bytes:
    """The head of a PNG of side x side pixels, with a little data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"no picture at all", "image/jpeg", 415),
        (b"", "image/jpeg", 411),
        (b"\xff\xd8\xff\xe0" + bytes(1000), "image/jpeg", 415),
        (jpeg()[:300], "image/jpeg", 415),
        (jpeg(), "text/html", 415),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", 415),
        (b"GIF89a" + bytes(100), "image/png", 415),
        (huge_png(30_000), "image/png", 413),
        (huge_png(4_000), "image/png", 413),
        (bytes(Limits().body + 1), "image/jpeg", 413),
    ],
)
def test_what_is_no_sensible_picture_is_refused_in_words(
    body: bytes, kind: str, status: int
) -> None:
    stage = make_stage()
    answer = post(stage, body, content_type=kind)
    assert answer.status_code == status
    assert answer.json["error"].endswith(".")
    assert stage.seen == []


def test_a_body_without_a_length_is_refused_unread() -> None:
    answer = (
        make_stage()
        .client()
        .post("/read", content_type="image/jpeg", headers={"Transfer-Encoding": "chunked"})
    )
    assert answer.status_code == 411


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_other_sites_and_other_names_get_nothing(method: str, path: str) -> None:
    stage = make_stage()
    client = stage.client()
    asked = {"method": method, "data": jpeg(), "content_type": "image/jpeg"}
    rebound = client.open(path, headers={"Host": "evil.example"}, **asked)
    assert rebound.status_code == 421
    if path != "/":
        for headers in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://["},
            {"Referer": "http://evil.example/page"},
        ):
            assert client.open(path, headers=headers, **asked).status_code == 403
    assert stage.workers == [] and stage.seen == []


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_who_has_no_invitation_gets_a_sentence(method: str, path: str) -> None:
    stage = make_stage(open_to=("192.168.1.7",))
    client = stage.client(host="192.168.1.7:8080", accept="text/html")
    for wrong in ("", "?token=", "?token=wrong", "?token=" + "x" * 5000, "?token=%00ÿ"):
        answer = client.open(path + wrong, method=method, data=jpeg(), content_type="image/jpeg")
        assert answer.status_code == 403
        assert "address" in answer.text and stage.access.token not in answer.text
    assert stage.workers == [] and stage.seen == []


def test_an_invitation_lets_one_browser_in_once() -> None:
    stage = make_stage(open_to=("192.168.1.7",))
    token = stage.access.token
    first = stage.client(host="192.168.1.7:8080")
    answer = first.get(f"/?token={token}")
    assert answer.status_code == 303 and answer.headers["Location"] == "/"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and token not in cookie
    assert first.get("/").status_code == 200
    assert post(stage, jpeg(), first).status_code == 200
    second = stage.client(host="192.168.1.7:8080")
    assert second.get(f"/?token={token}").status_code == 403
    assert stage.announced == [stage.access.token] and stage.access.token != token
    assert second.get(f"/?token={stage.access.token}").status_code == 303
    assert second.get("/").status_code == 200


def test_tokens_cannot_be_guessed_at_leisure() -> None:
    stage = make_stage(open_to=("192.168.1.7",))
    client = stage.client(host="192.168.1.7")
    for guess in range(6):
        assert client.get(f"/?token={guess}").status_code == 403
    assert client.get(f"/?token={stage.access.token}").status_code == 403
    stage.clock.now += 61
    assert client.get(f"/?token={stage.access.token}").status_code == 303


def test_sessions_end() -> None:
    stage = make_stage(open_to=("192.168.1.7",))
    client = stage.client(host="192.168.1.7")
    client.get(f"/?token={stage.access.token}")
    stage.clock.now += 13 * 3600
    assert client.get("/").status_code == 403


def test_the_cookie_is_bound_to_https_where_there_is_https() -> None:
    client = make_stage(secure=True).client()
    cookie = client.get("/").headers["Set-Cookie"]
    assert cookie.startswith("__Host-mirror-80=") and "Secure" in cookie


def test_two_servers_of_one_machine_keep_each_others_visitors() -> None:
    stages = [make_stage(open_to=("192.168.1.7",)) for _ in range(2)]
    cookies = [
        stage.client(host=f"192.168.1.7:{port}")
        .get(f"/?token={stage.access.token}")
        .headers["Set-Cookie"]
        .partition(";")[0]
        for stage, port in zip(stages, (8080, 9000), strict=True)
    ]
    # A browser keeps one cookie of a name for a machine, whatever the port.
    assert len({cookie.partition("=")[0] for cookie in cookies}) == 2
    browser = stages[0].client(host="192.168.1.7:8080")
    for cookie in cookies:
        browser.set_cookie(*cookie.split("="), domain="192.168.1.7")
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/stream.mjpg", "/readings"])
def test_the_camera_runs_while_someone_watches(path: str, wait_until: Until) -> None:
    stage = make_stage()
    client = stage.client()
    first, second = client.get(path), stage.client().get(path)
    streams = [iter(first.response), iter(second.response)]
    for stream in streams:
        received = b""
        while b"happy" not in received and b"\xff\xd8\xff" not in received:
            received += next(stream)
    assert len(stage.workers) == 1 and stage.workers[0].spec == "clip.mp4"
    first.close()
    assert stage.mirror.machine.running and not stage.workers[0].stopped.is_set()
    second.close()
    wait_until(lambda: not stage.mirror.machine.running)
    assert stage.workers[0].stopped.is_set()


def test_a_stream_that_was_never_read_lets_the_camera_go_too(wait_until: Until) -> None:
    stage = make_stage()
    stage.client().get("/stream.mjpg").close()
    wait_until(lambda: not stage.mirror.machine.running)


def test_the_next_viewer_starts_the_camera_again(wait_until: Until) -> None:
    stage = make_stage()
    for _ in range(2):
        stage.client().get("/readings").close()
        wait_until(lambda: not stage.mirror.machine.running)
    assert len(stage.workers) == 2


def test_the_number_of_viewers_is_limited(wait_until: Until) -> None:
    stage = make_stage(limits=Limits(viewers=2, linger_seconds=0))
    answers = []
    for _ in range(3):
        client = stage.client()
        client.get("/")
        answers.append(client.get("/readings"))
    assert [answer.status_code for answer in answers] == [200, 200, 503]
    for answer in answers:
        answer.close()
    wait_until(lambda: not stage.mirror.machine.running)


def test_one_browser_cannot_take_every_place_of_the_viewers(wait_until: Until) -> None:
    stage = make_stage(limits=Limits(tabs=1, linger_seconds=0))
    greedy, other = stage.client(), stage.client()
    for client in (greedy, other):
        client.get("/")
    answers = [greedy.get(f"/readings?tab={tab}") for tab in range(3)]
    answers.append(other.get("/readings?tab=0"))
    assert [answer.status_code for answer in answers] == [200, 200, 503, 200]
    assert "several tabs" in answers[2].json["error"]
    for answer in answers:
        answer.close()
    wait_until(lambda: not stage.mirror.machine.running)


def test_a_picture_that_broke_off_ends_the_readings_beside_it(wait_until: Until) -> None:
    stage = make_stage()
    client = stage.client()
    picture = client.get(f"/stream.mjpg?tab={TAB}&at=1")
    beside, later = (client.get(f"/readings?tab={TAB}&at={at}") for at in (1, 2))
    picture.close()
    assert list(itertools.islice(beside.response, 4)) == [b"retry: 1000\n\n"]
    assert len(list(itertools.islice(later.response, 2))) == 2
    for answer in (beside, later):
        answer.close()
    wait_until(lambda: not stage.mirror.machine.running)


def test_a_camera_that_is_missing_is_told_in_words(wait_until: Until) -> None:
    stage = make_stage()
    answer = stage.client().get("/readings")
    stream = iter(answer.response)
    wait_until(lambda: stage.workers)
    worker = stage.workers[0]
    worker.frame, worker.phase = None, Phase.WAITING
    worker.message = NO_CAMERA
    news = news_of(stream, "waiting")
    assert news["trouble"]["title"] == "No camera found"
    assert news["trouble"]["text"].startswith("Plug one in or choose “My camera”.")
    assert news["panel"]["emoji"] == "no_face"
    answer.close()
    wait_until(lambda: not stage.mirror.machine.running)


@pytest.mark.logs_errors
def test_an_error_in_the_stream_is_told_and_it_goes_on(
    wait_until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = make_stage()

    def fail(*_: Any) -> None:
        raise RuntimeError("no pen")

    monkeypatch.setattr("emoji_gui.web.pictures.encode", fail)
    monkeypatch.setattr("emoji_gui.web.machine.AGAIN_SECONDS", 0.01)
    answer = stage.client().get("/readings")
    assert any(b"cannot be shown" in part for part in answer.response)
    wait_until(lambda: len(stage.workers) > 1)
    assert stage.workers[0].stopped.is_set()
    answer.close()
    wait_until(lambda: not stage.mirror.machine.running)


@pytest.mark.logs_errors
def test_a_worker_that_cannot_be_made_is_told_and_tried_again(
    wait_until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = make_stage()
    make, tries = stage.mirror.machine._make_worker, []

    def fail_once(spec: str) -> Any:
        tries.append(spec)
        if len(tries) == 1:
            raise RuntimeError("can't start new thread")
        return make(spec)

    monkeypatch.setattr(stage.mirror.machine, "_make_worker", fail_once)
    monkeypatch.setattr("emoji_gui.web.machine.AGAIN_SECONDS", 0.01)
    answer = stage.client().get("/readings")
    assert news_of(itertools.islice(answer.response, 8), "live")["phase"] == "live"
    answer.close()
    wait_until(lambda: not stage.mirror.machine.running)


def test_boxes_and_labels_are_drawn_where_the_mirror_shows_them() -> None:
    shown = np.asarray(PIL.Image.open(io.BytesIO(drawn([HAPPY], ["Happy"], 0))))
    assert shown.shape == (240, 320, 3)
    # The face lies at 100 to 160 of 320, so its mirror image at 160 to 220.
    assert shown[110, 160].min() > 150 and shown[110, 220].min() > 150
    assert shown[110, 100].max() < 60
    above = shown[40:78, 160:230]
    assert above.max() > 150


@pytest.mark.parametrize(
    "box", [Box(-50, -40, 60, 60, 1), Box(300, 220, 90, 90, 1), Box(0, 0, 1, 1, 1)]
)
def test_faces_at_the_rim_are_drawn(box: Box) -> None:
    face = FaceReading(1, box, HAPPY.probabilities, 3)
    assert drawn([face, face], ["A long label", "B"])[:2] == b"\xff\xd8"


def test_a_file_that_has_ended_can_be_played_again(wait_until: Until) -> None:
    stage = make_stage()
    client = stage.client()
    answer = client.get("/readings")
    wait_until(lambda: stage.workers)
    stage.workers[0].phase = Phase.ENDED
    news_of(iter(answer.response), "ended")
    assert client.post("/again").status_code == 204
    wait_until(lambda: stage.workers[0].switched == ["clip.mp4"])
    answer.close()
    wait_until(lambda: not stage.mirror.machine.running)


def test_nobody_takes_the_running_picture_from_the_others(wait_until: Until) -> None:
    stage = make_stage()
    client = stage.client()
    answer = client.get("/readings")
    assert client.post("/again").status_code == 204
    wait_until(lambda: stage.workers and not stage.mirror.machine._again)
    answer.close()
    wait_until(lambda: not stage.mirror.machine.running)
    assert stage.workers[0].switched == []


def test_closing_ends_every_stream() -> None:
    stage = make_stage()
    answer = stage.client().get("/stream.mjpg")
    stage.mirror.machine.close()
    assert b"".join(answer.response)
    assert not stage.mirror.machine.running
    assert stage.client().get("/stream.mjpg").status_code == 503
    answer.close()


@pytest.mark.logs_errors
def test_a_network_that_cannot_be_loaded_is_told_in_words() -> None:
    stage = make_stage()

    def fail() -> Any:
        raise ModelError("The network is damaged: install it again.")

    stage.mirror.engines._load = fail
    answer = post(stage, jpeg())
    assert answer.status_code == 503 and answer.json["error"].startswith("The network is damaged")


@pytest.mark.logs_errors
def test_an_unknown_error_shows_no_inside() -> None:
    stage = make_stage()
    post(stage, jpeg())
    stage.engines[0].error = RuntimeError("secret")
    answer = post(stage, jpeg(), headers={"Accept": "text/html"})
    assert answer.status_code == 500
    assert "secret" not in answer.text and "log" in answer.text


def test_errors_are_pages_for_people_and_json_for_programs() -> None:
    client = make_stage().client()
    page = client.get("/nothing", headers={"Accept": "text/html"})
    assert page.status_code == 404 and 'href="/"' in page.text
    assert client.get("/nothing").json["error"]
    # Under a wrong name the start page would say the same again.
    wrong = client.get("/", headers={"Accept": "text/html", "Host": "evil.example"})
    assert wrong.status_code == 421 and 'href="/"' not in wrong.text
    other = client.get("/read")
    # RFC 9110, 15.5.6: it says what would be allowed.
    assert other.status_code == 405 and set(other.allow) == {"POST", "OPTIONS"}
