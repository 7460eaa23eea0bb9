from __future__ import annotations

import json
import logging
import os
from pathlib import Path

import pytest

from emoji_gui.settings import Settings, load_settings, save_settings, settings_path

# The lock is empty and stays: taken away, it would lock nobody out.
LEFT = ["settings.json", "settings.lock"]


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_choices_come_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    chosen = Settings(
        "rtsp://camera/ä", False, "dark", "pack", "700x500+1+2", "/home/a", True, calm=0.25
    )
    assert save_settings(chosen, path) == ""
    assert load_settings(path) == chosen


def test_nothing_else_is_left_behind(tmp_path: Path) -> None:
    for _ in range(2):
        save_settings(Settings(), tmp_path / "own" / "settings.json")
    assert names(tmp_path / "own") == LEFT


def test_no_file_is_the_defaults_without_a_word(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert load_settings(tmp_path / "settings.json") == Settings()
    assert not caplog.records


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"null", b"[" * 100_000])
def test_a_damaged_file_is_the_defaults_and_a_line_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert load_settings(path) == Settings()
    assert str(path) in caplog.text


@pytest.mark.parametrize(
    "values",
    [
        {"theme": "purple"},
        {"mirror": "yes"},
        {"source": 3},
        {"source": ""},
        {"geometry": ["700x500"]},
        {"folder": "x" * 5000},
        {"invented": True},
        {"calm": 1.5},
        {"calm": float("nan")},
        {"calm": True},
        {"calm": "0.5"},
    ],
)
def test_a_value_that_makes_no_sense_is_left_out(tmp_path: Path, values: dict[str, object]) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"dark": True, **values}), encoding="utf-8")
    assert load_settings(path) == Settings(dark=True)


def test_what_cannot_be_saved_is_said_and_not_raised(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    sentence = save_settings(Settings(), tmp_path / "file" / "settings.json")
    assert sentence.startswith("Your choices cannot be remembered")


def test_a_save_that_fails_keeps_the_old_choices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "own" / "settings.json"
    save_settings(Settings(theme="dark"), path)

    def full(source: str, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert "No space left on device" in save_settings(Settings(theme="light"), path)
    assert load_settings(path).theme == "dark"
    assert names(path.parent) == LEFT


def test_the_place_is_the_person_s_own(home: Path) -> None:
    path = settings_path()
    assert path.name == "settings.json"
    assert home in path.parents
    assert not path.parent.exists()
