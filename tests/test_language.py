from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from emoji_gui import language
from emoji_gui.language import LANGUAGES, RIGHT_TO_LEFT, Sentence, _, local, ngettext
from emoji_gui.locale.__main__ import forms, missing, po_file, read, texts
from emoji_gui.pipeline.errors import SourceError

pytest.importorskip("babel")

OTHERS = [code for code in LANGUAGES if code != language.ENGLISH]


def holes(text: str) -> set[str]:
    """The placeholders of a text, with their formats."""
    return {f"{name}:{form}" for _, name, form, _ in string.Formatter().parse(text) if name}


def translations(code: str) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Each text and its translations, every plural form of both."""
    for message in read(code):
        if message.id:
            yield forms(message.id), forms(message.string)


@pytest.fixture(scope="module")
def source() -> set[tuple[str, ...]]:
    return {forms(message.id) for message in texts() if message.id}


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalog_has_the_texts_of_the_source_and_no_others(
    code: str, source: set[tuple[str, ...]]
) -> None:
    found = {forms(message.id) for message in read(code) if message.id}
    assert found == source, "run: python -m emoji_gui.locale update"
    assert len(source) > 300


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalog_is_whole(code: str) -> None:
    catalog = read(code)
    assert missing(catalog) == []
    assert [message.id for message in catalog if message.id and message.fuzzy] == []
    assert not catalog.obsolete
    plurals = [message for message in catalog if message.id and message.pluralizable]
    assert plurals
    assert {len(forms(message.string)) for message in plurals} == {catalog.num_plurals}
    assert catalog.num_plurals == (6 if code == "ar" else catalog.num_plurals)


@pytest.mark.parametrize("code", OTHERS)
def test_placeholders_agree(code: str) -> None:
    for ids, strings in translations(code):
        for text in strings:
            assert holes(text) == holes(ids[-1]), (ids, text)


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_compiled_is_what_was_written(code: str) -> None:
    from babel.messages.mofile import read_mo

    with po_file(code).with_suffix(".mo").open("rb") as file:
        compiled = {forms(m.id): forms(m.string) for m in read_mo(file) if m.id}
    written = {forms(m.id): forms(m.string) for m in read(code) if m.id}
    assert compiled == written, "run: python -m emoji_gui.locale compile"


@pytest.mark.parametrize("code", OTHERS)
def test_no_text_was_left_in_english(code: str) -> None:
    # Names and words that a language shares with English.
    shared = {
        "Emoji Mirror", "Ctrl", "Esc", "Tab", "Enter", "Shift", "PgUp", "PgDn", "Pause", "Neutral",
        "Videos", "Version {number}", "{seconds} s", "{number} %", "{minutes} min {seconds} s",
        "{text}.", "Expression",
        "{hours} h {minutes} min", "Export {name}", "expressions {time}.csv", "{file} in {folder}",
    }  # fmt: skip
    left = {ids[0] for ids, strings in translations(code) if ids[0] in strings}
    assert left <= shared


@pytest.mark.parametrize(
    ("number", "form"),
    [(0, 0), (1, 1), (2, 2), (3, 3), (10, 3), (11, 4), (99, 4), (100, 5), (103, 3)],
)
def test_arabic_has_six_plurals(number: int, form: int) -> None:
    text = ("and {count} more face", "and {count} more faces")
    said = dict(translations("ar"))[text]
    language.use("ar")
    assert len(set(said)) == 6
    assert ngettext(*text, number) == said[form]


@pytest.mark.parametrize(
    ("tags", "code"),
    [
        (["de-AT"], "de"),
        (["de_CH.UTF-8@euro"], "de"),
        (["pt_BR.UTF-8", "fr_FR"], "fr"),
        (["zh-Hans-CN"], "zh_CN"),
        (["zh_TW", "es"], "es"),
        (["zh"], "zh_CN"),
        (["C.UTF-8", "de"], "en"),
        (["POSIX"], "en"),
        (["nonsense", ""], "en"),
        ([], "en"),
    ],
)
def test_the_best_language_is_found(tags: list[str], code: str) -> None:
    assert language.best(tags) == code


def test_the_systems_language_is_asked_in_gettexts_order(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "tr_TR.UTF-8")
    assert language.of_system() == "tr"
    monkeypatch.setenv("LC_ALL", "es_MX")
    assert language.of_system() == "es"
    monkeypatch.setenv("LANGUAGE", "xx:fr")
    assert language.of_system() == "fr"


def test_an_error_is_english_for_the_log_and_local_for_a_person() -> None:
    error = SourceError("There is no file {path}.", path="a{b}.mp4")
    language.use("de")
    assert str(error) == "There is no file a{b}.mp4."
    assert language.reason_of(error) == "Die Datei a{b}.mp4 gibt es nicht."
    assert language.reason_of(OSError("disk")) == "disk"


def test_a_sentence_in_a_sentence_is_translated_too() -> None:
    inner = Sentence("Camera {number}", number=2)
    outer = Sentence("{name} does not answer.", name=inner)
    language.use("fr")
    assert outer == "Camera 2 does not answer."
    assert local(outer) == "Caméra 2 ne répond pas."


def test_another_language_is_spoken_for_a_while() -> None:
    language.use("de")
    with language.speaking("tr"):
        assert _("Close") == "Kapat"
    assert _("Close") == "Schließen"
    assert _("") == ""


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="xx"):
        language.use("xx")


@pytest.mark.logs_errors
def test_without_its_catalog_a_language_is_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    language._catalog.cache_clear()
    language.use("de")
    assert _("Close") == "Close"
    language._catalog.cache_clear()


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("No camera found. Plug one in.", ("No camera found", "Plug one in.")),
        ("没有找到摄像头。请接上一个。", ("没有找到摄像头", "请接上一个。")),
        ("lens.local does not answer", ("lens.local does not answer", "")),
    ],
)
def test_a_text_is_split_at_its_first_sentence(text: str, halves: tuple[str, str]) -> None:
    assert language.halves(text) == halves


def test_every_language_has_a_name_and_a_direction() -> None:
    assert set(LANGUAGES) >= RIGHT_TO_LEFT
    assert sorted(path.name for path in language.FOLDER.iterdir() if path.is_dir()) == sorted(
        [*OTHERS, *(["__pycache__"] if (language.FOLDER / "__pycache__").exists() else [])]
    )


def test_the_launchers_entry_speaks_every_language(tmp_path: Path) -> None:
    from emoji_gui.launcher.common import Program
    from emoji_gui.launcher.linux import entry

    text = entry(Program(("/usr/bin/python3",), tmp_path), tmp_path)
    lines = dict(line.split("=", 1) for line in text.splitlines()[1:])
    assert lines["Comment"] == "Shows the face you make as an emoji"
    assert lines["Comment[de]"] == "Zeigt das Gesicht, das du machst, als Emoji"
    assert {key for key in lines if key.startswith("Comment[")} == {
        f"Comment[{code}]" for code in OTHERS
    }


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_card_is_written_in_letters_that_it_has(code: str) -> None:
    from emoji_gui.pipeline.canvas import drawn_language, font_for
    from emoji_gui.pipeline.words import TITLES, title

    language.use(code)
    with drawn_language():
        assert all(font_for(title(name), 30) is not None for name in TITLES)
    assert language.current() == code


def test_without_a_font_a_card_is_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    from emoji_gui.pipeline import canvas

    monkeypatch.setattr(canvas, "FONTS", ())
    canvas._font_with.cache_clear()
    language.use("zh_CN")
    with canvas.drawn_language():
        assert _("Happy") == "Happy"
    assert _("Happy") == "开心"
    canvas._font_with.cache_clear()
