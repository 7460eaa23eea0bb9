"""The voice: programs that the test makes, and espeak-ng where it is installed."""

from __future__ import annotations

import shutil
import sys
import threading
import time
import wave
from pathlib import Path

import pytest

from emoji_gui.pipeline import speech
from emoji_gui.pipeline.errors import OutputError
from emoji_gui.pipeline.speech import Speaker, Voice, find_voice
from tests.desktop_fakes import Desk, Until, face, live, press, shows

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fake voices are shell scripts")


def voice(folder: Path, after: str = "") -> Voice:
    """A voice that writes down what it is told."""
    script = folder / "voice"
    script.write_text(f'#!/bin/sh\necho "$1" >> "{folder}/said"\n{after}\n')
    script.chmod(0o755)
    return Voice(str(script))


def said(folder: Path) -> list[str]:
    file = folder / "said"
    return file.read_text().splitlines() if file.exists() else []


@pytest.mark.parametrize(
    ("platform", "there", "program"),
    [
        ("linux", ("espeak-ng", "spd-say"), "espeak-ng"),
        ("linux", ("spd-say",), "spd-say"),
        ("freebsd14", ("espeak",), "espeak"),
        ("darwin", ("say", "espeak-ng"), "say"),
        ("win32", ("powershell",), "powershell"),
    ],
)
def test_each_system_has_its_voice(platform: str, there: tuple[str, ...], program: str) -> None:
    found = find_voice(platform, lambda name: name if name in there else None)
    assert found.program == program
    assert found.by_environment is (platform == "win32")


@pytest.mark.parametrize(("language", "tongue"), [("en", "en"), ("tr", "tr"), ("zh_CN", "zh")])
def test_a_voice_of_linux_speaks_the_language(language: str, tongue: str) -> None:
    found = find_voice("linux", lambda name: name, language)
    assert found.arguments == ("-v", tongue)


@pytest.mark.parametrize(
    ("platform", "says"), [("linux", "apt install espeak-ng"), ("win32", "PowerShell")]
)
def test_no_voice_is_a_sentence(platform: str, says: str) -> None:
    with pytest.raises(OutputError, match=says):
        find_voice(platform, lambda name: None)


def test_the_newest_is_said_and_nothing_queues_up(tmp_path: Path, wait_until: Until) -> None:
    now = [0.0]
    speaker = Speaker(voice(tmp_path), lambda: now[0])
    speaker.say("happy")
    wait_until(lambda: said(tmp_path) == ["happy"])
    for name in ("sad", "angry", "neutral"):
        speaker.say(name)
    now[0] = 1.99
    speaker.say("surprise")
    assert said(tmp_path) == ["happy"]
    now[0] = 2.0
    speaker.say("fear")
    wait_until(lambda: said(tmp_path) == ["happy", "fear"])
    # Back before it was due: there is nothing new to say.
    speaker.say("sad")
    speaker.say("fear")
    now[0] = 9.0
    speaker.say("Not sure")
    wait_until(lambda: said(tmp_path) == ["happy", "fear", "Not sure"])
    assert speaker.close()


def test_a_long_word_is_cut_off_when_the_window_closes(tmp_path: Path, wait_until: Until) -> None:
    speaker = Speaker(voice(tmp_path, "exec sleep 30"))
    speaker.say("happy")
    wait_until(lambda: said(tmp_path) == ["happy"])
    begun = time.monotonic()
    assert speaker.close(2.0)
    assert time.monotonic() - begun < 1.5
    assert speaker.trouble == ""


def test_a_voice_that_is_not_heard_is_said_once_and_ends(tmp_path: Path, wait_until: Until) -> None:
    # As espeak-ng does without a sound card: it ends as if all were well.
    speaker = Speaker(voice(tmp_path, 'echo "error: No such file or directory" >&2'))
    speaker.say("happy")
    wait_until(lambda: speaker.trouble)
    assert "No such file" in speaker.trouble and "switch it on again" in speaker.trouble
    gone = Speaker(Voice(str(tmp_path / "gone")))
    gone.say("happy")
    wait_until(lambda: gone.trouble)
    assert speaker.close() and gone.close()


def test_words_are_no_commands(tmp_path: Path, wait_until: Until) -> None:
    speaker = Speaker(voice(tmp_path))
    speaker.say("--help; $(touch x) not_sure")
    wait_until(lambda: said(tmp_path) == ["help touch x not sure"])
    assert speaker.close()


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_espeak_is_heard(tmp_path: Path, wait_until: Until) -> None:
    sound = tmp_path / "said.wav"
    found = find_voice()
    speaker = Speaker(Voice(found.program, ("-w", str(sound))))
    speaker.say("happy")
    wait_until(lambda: sound.exists() and speaker._process is None)
    with wave.open(str(sound)) as heard:
        assert heard.getnframes() / heard.getframerate() > 0.3
        assert len(set(heard.readframes(20_000))) > 50
    assert speaker.trouble == ""
    assert speaker.close(5.0)


def test_the_window_speaks_when_asked_and_is_silent_after(
    desk: Desk, wait_until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def found(language: str) -> Voice:
        asked.append(language)
        return voice(tmp_path)

    monkeypatch.setattr(speech, "find_voice", found)
    controller = desk.open()
    shows(desk, live(face(3)), wait_until)
    assert said(tmp_path) == []
    press(desk, "<Key-v>")
    assert desk.saved[-1].speak
    wait_until(lambda: said(tmp_path) == ["Happy"], desk.root)
    controller.features.language.choose("de")
    wait_until(lambda: said(tmp_path) == ["Happy", "Fröhlich"], desk.root)
    assert asked == ["en", "de"]
    press(desk, "<Key-v>")
    assert controller.features.speaking.speaker is None and not desk.saved[-1].speak
    wait_until(lambda: "speaking" not in [thread.name for thread in threading.enumerate()])


def test_a_missing_voice_is_said_in_the_window(
    desk: Desk, wait_until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = find_voice

    def none(language: str) -> Voice:
        return real("linux", lambda name: None, language)

    monkeypatch.setattr(speech, "find_voice", none)
    controller = desk.open()
    shows(desk, live(face(3)), wait_until)
    press(desk, "<Key-v>")
    wait_until(lambda: "install espeak-ng" in controller.window.status.text, desk.root)
    assert not desk.saved[-1].speak
