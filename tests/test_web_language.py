"""The page speaks the language of each visitor, and the log English."""

from __future__ import annotations

import ast
import json
import logging
import re
import threading
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("flask", reason='Flask is not installed (the extra "web")')

from emoji_gui import language
from emoji_gui.language import LANGUAGES, RIGHT_TO_LEFT, Sentence
from emoji_gui.pipeline.errors import SourceError
from emoji_gui.pipeline.records import Phase, Snapshot, Status
from emoji_gui.web import texts, tongues, words
from emoji_gui.web.limits import Limits
from emoji_gui.web.news import News
from tests.conftest import Until
from tests.web_support import TAB, jpeg, make_stage, news_of, serving, talk

WEB = Path(__file__).resolve().parents[1] / "emoji_gui" / "web"
SCRIPTS = sorted(WEB.glob("static/*.js"))


def texts_in(page: str) -> Any:
    block = re.search(r'<script type="application/json" id="texts">(.*?)</script>', page)
    assert block
    return json.loads(block[1])


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en;q=0.5, tr;q=0.7", "tr"),
        ("zh-CN,zh;q=0.9", "zh_CN"),
        ("zh-TW, fr;q=0.3", "fr"),
        ("de;q=0, es;q=0.1", "es"),
        ("pt-BR, *;q=0.5", "en"),
        ("tlh", "en"),
        ("", "en"),
        (";;;q=,=\x00,de;q=x", "en"),
    ],
)
def test_the_best_language_of_the_header_is_spoken(header: str, code: str) -> None:
    assert tongues.wanted(header) == code


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_page_is_in_the_language_of_its_visitor(code: str) -> None:
    tag = code.replace("_", "-")
    answer = make_stage().client(language=f"xx, {tag};q=0.8, en;q=0.2").get("/")
    way = "rtl" if code in RIGHT_TO_LEFT else "ltr"
    assert f'<html lang="{tag}" dir="{way}">' in answer.text
    assert answer.headers["Content-Language"] == tag
    assert "Accept-Language" in answer.headers["Vary"]
    with language.speaking(code):
        assert texts_in(answer.text) == json.loads(json.dumps(texts.page_texts()))
        assert f"<span>{language._('My camera')}</span>" in answer.text
        assert (language._("My camera") == "My camera") is (code == "en")


def test_a_german_visitor_and_an_english_one_beside_each_other() -> None:
    stage = make_stage(limits=Limits(rate=1, burst=1, linger_seconds=0))
    said = {}
    for tag in ("de-DE", "en"):
        client = stage.client(language=tag)
        client.get("/")
        read = client.post(f"/read?tab={TAB}", data=jpeg(), content_type="image/jpeg")
        fast = client.post(f"/read?tab={TAB}", data=jpeg(), content_type="image/jpeg")
        page = client.get("/nothing", headers={"Accept": "text/html"})
        assert {a.headers["Content-Language"] for a in (read, fast, page)} == {tag[:2]}
        said[tag] = (
            *(read.json["panel"]["title"], read.json["faces"][0]["title"], read.json["names"][3]),
            *(fast.json["error"], page.text.split("<h1>")[1].split("<")[0]),
        )
        assert read.json["labels"][3] == read.json["faces"][0]["label"] == "happy"
    assert said == {
        "de-DE": (
            *("Fröhlich", "Fröhlich", "Fröhlich"),
            *("Deine Bilder kommen zu schnell. Warte eine Sekunde.", "Hier ist nichts"),
        ),
        "en": (
            *("Happy", "Happy", "Happy"),
            *("Your pictures come too fast. Wait a second.", "There is nothing here"),
        ),
    }


def test_news_are_told_to_each_viewer_in_their_language(wait_until: Until) -> None:
    stage = make_stage()
    # The program's own language is nobody's here.
    language.use("fr")
    answers = [stage.client(language=tag).get("/readings") for tag in ("de", "ar", "tlh")]
    streams = [iter(answer.response) for answer in answers]
    assert answers[1].headers["Content-Language"] == "ar"
    live = [news_of(stream, "live") for stream in streams]
    assert [news["panel"]["title"] for news in live] == ["Fröhlich", "سعيد", "Happy"]
    assert [news["names"][3] for news in live] == ["Fröhlich", "سعيد", "Happy"]
    worker = stage.workers[0]
    worker.message = Sentence("No camera found. Plug one in or open a file.")
    worker.frame, worker.phase = None, Phase.WAITING
    trouble = [news_of(stream, "waiting")["trouble"] for stream in streams]
    assert [one["title"] for one in trouble] == [
        *("Keine Kamera gefunden", "لم يُعثر على كاميرا", "No camera found")
    ]
    assert trouble[0]["text"] == (
        "Schließe eine an oder wähle „Meine Kamera“. Jede Sekunde wird danach gesucht."
    )
    for answer in answers:
        answer.close()
    wait_until(lambda: not stage.mirror.machine.running)


def test_news_are_put_into_words_once_for_each_language() -> None:
    made = []

    def make() -> words.Json:
        made.append(language.current())
        return {"title": language._("Happy")}

    news = News(make)
    viewers = [
        threading.Thread(target=news.told, args=(code,)) for code in ("de", "en", "de", "de", "en")
    ]
    for viewer in viewers:
        viewer.start()
    for viewer in viewers:
        viewer.join()
    assert sorted(made) == ["de", "en"]
    assert json.loads(news.told("de")) == {"title": "Fröhlich"}
    assert news.same_as(News(make)) and not news.same_as(News(dict)) and not news.same_as(None)


def test_the_camera_forgets_its_last_picture(wait_until: Until) -> None:
    machine = make_stage().mirror.machine
    viewer = machine.watch()
    wait_until(lambda: machine._post.jpeg and machine._post.news)
    viewer.leave()
    wait_until(lambda: not machine.running)
    assert machine._post.jpeg == b"" and machine._post.news is None


@pytest.mark.parametrize(
    ("phase", "message", "viewers", "status"),
    [
        (Phase.LIVE, Sentence("Playing {name}", name="a.mp4"), 1, "a.mp4 läuft"),
        (Phase.LIVE, Sentence("Live"), 3, "Läuft – 3 Personen schauen zu"),
        (Phase.ENDED, Sentence("{name} has ended.", name="a.mp4"), 1, "Das Video ist zu Ende"),
        (
            *(Phase.WAITING, Sentence("The camera gives no pictures."), 2),
            "Die Kamera liefert keine Bilder – 2 Personen schauen zu",
        ),
    ],
)
def test_the_status_is_told_with_those_who_watch(
    phase: Phase, message: str, viewers: int, status: str
) -> None:
    stage = make_stage()
    snapshot = Snapshot(None, None, Status(phase, message))
    with language.speaking("de"):
        told = words.machine(snapshot, stage.mirror.machine._pack, viewers)
    assert told["status"] == status


def test_among_arabic_letters_a_path_keeps_its_direction() -> None:
    inner = Sentence("Playing {name}", name="/b.mp4")
    text = Sentence("{state}, {number:.0f} fps", state=inner, number=30.0)
    with language.speaking("ar"):
        assert "\u2068/b.mp4\u2069" in words.told(text) and "30" in words.told(text)
        assert words.told("b.png") == "\u2068b.png\u2069"
    with language.speaking("de"):
        assert words.told(text) == "/b.mp4 läuft, 30 Bilder/s"


def test_what_the_page_says_otherwise_than_the_window_is_said_by_the_window() -> None:
    pytest.importorskip("babel")
    from emoji_gui.locale.__main__ import forms
    from emoji_gui.locale.__main__ import texts as source

    assert set(words.HERE) <= {forms(message.id)[0] for message in source() if message.id}


def test_the_manifest_and_the_refusal_of_a_stranger_are_translated() -> None:
    stage = make_stage(open_to=("192.168.1.7",))
    stranger = stage.client(host="192.168.1.7", accept="text/html", language="ar")
    manifest = stranger.get("/manifest.webmanifest")
    assert (manifest.json["lang"], manifest.json["dir"]) == ("ar", "rtl")
    assert manifest.headers["Content-Language"] == "ar"
    refused = stranger.get("/")
    assert refused.status_code == 403 and '<html lang="ar" dir="rtl">' in refused.text
    assert "دعوة" in refused.text


def test_a_picture_has_no_language() -> None:
    answer = make_stage().client(language="de").get("/icon-192.png")
    assert "Content-Language" not in answer.headers and "Vary" not in answer.headers


@pytest.mark.logs_errors
def test_the_log_keeps_english(caplog: pytest.LogCaptureFixture) -> None:
    stage = make_stage()

    def fail() -> Any:
        raise SourceError("There is no file {path}.", path="a.mp4")

    stage.mirror.engines._load = fail
    with caplog.at_level(logging.INFO):
        answer = stage.client(language="de").post("/read", data=jpeg(), content_type="image/jpeg")
    assert answer.json["error"] == "Die Datei a.mp4 gibt es nicht."
    assert "There is no file a.mp4." in caplog.text and "Datei" not in caplog.text


def test_one_threads_next_request_is_not_answered_in_the_last_ones_language() -> None:
    ask = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%s\r\n"
    with serving(make_stage(), threads=1) as server:
        answers = [
            talk(server.port, (ask % header).encode())
            for header in ("Accept-Language: tr\r\n", "", "Accept-Language: es\r\n")
        ]
    for answer, lang in zip(answers, ("tr", "en", "es"), strict=True):
        assert f'<html lang="{lang}"'.encode() in answer
        assert f"Content-Language: {lang}\r\n".encode() in answer


def test_the_picture_of_all_keeps_the_language_of_the_program(
    wait_until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []

    def encode(image: Any, faces: Any, given: list[str]) -> bytes:
        names.extend(given)
        return b"\xff\xd8"

    monkeypatch.setattr("emoji_gui.web.pictures.encode", encode)
    stage = make_stage()
    answer = stage.client(language="de").get("/stream.mjpg")
    wait_until(lambda: names)
    assert names[0] == "Happy"
    answer.close()
    wait_until(lambda: not stage.mirror.machine.running)


def test_the_pages_code_asks_for_the_texts_that_are_sent() -> None:
    asked = {
        name
        for script in SCRIPTS
        for name in re.findall(r"\btexts\.(\w+)", script.read_text("utf-8"))
        if name not in ("js", "py")
    }
    assert asked == set(texts.page_texts())


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_text_is_left_in_the_pages_code(path: Path) -> None:
    code = re.sub(r"/\*.*?\*/|^\s*//.*?$", "", path.read_text("utf-8"), flags=re.S | re.M)
    found = re.findall(r""""([^"]*)"|`([^`]*)`""", code)
    said = {text for pair in found for text in pair if re.search("[A-Z][a-z]+ |[a-z] [a-z]", text)}
    assert {text for text in said if "sans-serif" not in text} == set()


def test_no_text_is_left_in_the_templates() -> None:
    for path in WEB.glob("templates/*.html"):
        bare = re.sub(r"\{[{%].*?[%}]\}", "", path.read_text("utf-8"))
        shown = re.findall(r">([^<]*)<", bare) + re.findall(
            r'\b(?:alt|title|content|aria-label)="([^"]*)"', bare
        )
        said = {text.strip(" –\n") for text in shown if re.search("[A-Za-z]{2} |[A-Z]", text)}
        assert said <= {"Emoji Mirror", "light dark"}, path.name


def test_the_styles_know_no_left_and_right() -> None:
    css = (WEB / "static" / "mirror.css").read_text("utf-8")
    sides = re.findall(r"(?:[\w-]+-)?(?:left|right)\b[^;]*;|: (?:left|right);", css)
    assert [side for side in sides if "safe-area" not in side] == []


def test_no_refusal_has_its_values_already_in_it() -> None:
    given = [
        node.args[1]
        for path in WEB.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal"
    ]
    assert len(given) > 10
    assert {type(text) for text in given} == {ast.Constant, ast.Name}
