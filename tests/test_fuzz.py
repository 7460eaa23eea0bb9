"""A few damaged inputs at every door, and that the fuzzer would see what it looks for."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from benchmarks.fuzz import __main__ as fuzz
from benchmarks.fuzz.doors import DOORS, go_through
from benchmarks.fuzz.inputs import MAKERS, make
from benchmarks.fuzz.runner import run
from emoji_gui.pipeline.emojis import EmojiPack
from emoji_gui.pipeline.pack_folder import PACKS


@pytest.mark.parametrize("kind", ["packs", "profiles", "weights", "command lines"])
def test_damaged_inputs_are_taken_or_refused_in_words(
    kind: str, tmp_path: Path, home: Path
) -> None:
    taken = [go_through(kind, make(kind, 7, number), tmp_path) for number in range(40)]
    assert 0 < sum(taken) < len(taken), "some are whole enough and some are not"


def test_no_settings_are_refused_however_damaged(tmp_path: Path, home: Path) -> None:
    assert go_through("settings", b"\0 no JSON at all", tmp_path)
    assert all(go_through("settings", make("settings", 7, number), tmp_path) for number in range(9))


@pytest.mark.parametrize("whole", [True, False])
def test_a_pack_is_tried_as_a_folder_too(
    whole: bool, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Path] = []
    load = EmojiPack.load

    def noted(pack_or_dir: str | Path | None = None) -> EmojiPack:
        if pack_or_dir == tmp_path / "pack":
            tried.append(tmp_path / "pack")
        return load(pack_or_dir)

    monkeypatch.setattr(EmojiPack, "load", noted)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path in (PACKS / "ink").glob("*.png"):
            archive.writestr(path.name, path.read_bytes())
        if not whole:
            archive.writestr("pack.json", "[]")
    assert go_through("packs", file.getvalue(), tmp_path) is whole
    assert tried == [tmp_path / "pack"]


@pytest.mark.parametrize("kind", ["pictures", "videos"])
def test_damaged_pictures_and_videos_crash_nothing(kind: str, tmp_path: Path) -> None:
    count = run(kind, 7, 40, tmp_path)
    assert count.failures == []
    assert count.inputs == count.accepted + count.refused == 40
    assert count.accepted and count.refused


def test_every_kind_has_a_door_and_every_input_comes_back() -> None:
    assert MAKERS.keys() == DOORS.keys()
    for kind in MAKERS:
        assert make(kind, 3, 5) == make(kind, 3, 5)
        assert len({make(kind, 3, number) for number in range(20)}) > 10


def test_what_is_not_documented_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(content: bytes, folder: Path) -> bool:
        raise KeyError("no sentence")

    monkeypatch.setitem(DOORS, "settings", broken)
    with pytest.raises(KeyError):
        go_through("settings", b"", tmp_path)


@pytest.mark.parametrize(
    ("end", "why"),
    [
        ("os.abort()", "crashed (status -6)"),
        ("print('failed KeyError: x', flush=True)", "KeyError"),
    ],
)
def test_a_failure_is_counted_and_its_input_kept(tmp_path: Path, end: str, why: str) -> None:
    script = (
        "import os, sys\n"
        "for number in range(int(sys.argv[3]), int(sys.argv[4])):\n"
        "    print('begin', number, flush=True)\n"
        f"    if number == 1: {end}\n"
        "    else: print('accepted', flush=True)\n"
    )
    count = run("settings", 7, 3, tmp_path / "kept", ("-c", script))
    assert (count.inputs, count.accepted, len(count.failures)) == (3, 2, 1)
    assert why in count.failures[0]["why"]
    assert Path(count.failures[0]["input"]).read_bytes() == make("settings", 7, 1)


def test_the_command_prints_a_table_and_writes_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "fuzz.json"
    words = ["--inputs", "10", "--kind", "command lines", "--output", str(out)]
    assert fuzz.main([*words, "--keep", str(tmp_path / "kept")]) == 0
    assert "| command lines | 10 |" in capsys.readouterr().out
    stored = json.loads(out.read_text("utf-8"))
    assert stored["kinds"]["command lines"]["inputs"] == 10
