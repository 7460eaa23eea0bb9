"""--profile and --list-profiles."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from emoji_gui import cli
from emoji_gui.installation import ROOT
from emoji_gui.pipeline.profile_store import ProfileStore
from tests.calibration_fakes import profile
from tests.faults_support import run_program


@pytest.fixture
def store(home: Path) -> ProfileStore:
    """The store of this test's own home folder."""
    made = ProfileStore()
    assert made.folder.is_relative_to(home)
    return made


def test_profiles_are_listed(store: ProfileStore, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--list-profiles"]) == 0
    assert "Nobody" in capsys.readouterr().out
    store.save(profile("Zoë"))
    store.save(profile("Ada"))
    assert cli.main(["--list-profiles"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Ada\t2024-05-06\t35 pictures",
        "Zoë\t2024-05-06\t35 pictures",
    ]


def test_names_are_printed_whatever_the_encoding(store: ProfileStore) -> None:
    store.save(profile("Łukasz 王"))
    done = run_program("--list-profiles", env={**os.environ, "PYTHONIOENCODING": "cp1252"})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Łukasz 王\t2024-05-06\t35 pictures\n"


def test_a_damaged_profile_is_mentioned(
    store: ProfileStore, capsys: pytest.CaptureFixture[str]
) -> None:
    store.save(profile("Ada"))
    (store.folder / "x.emojiface").write_text("{")
    assert cli.main(["--list-profiles"]) == 1
    said = capsys.readouterr()
    assert said.out.startswith("Ada\t")
    assert "x.emojiface is no whole profile" in said.err


@pytest.mark.logs_errors
@pytest.mark.parametrize("mode", [[], ["--image", "docs/window.png", "--json"]])
def test_an_unknown_name_is_a_sentence(
    mode: list[str], store: ProfileStore, capsys: pytest.CaptureFixture[str]
) -> None:
    store.save(profile("Ada"))
    assert cli.main(["--profile", "Eve", *mode]) == 1
    assert 'There is no profile "Eve". There are: Ada.' in capsys.readouterr().err


@pytest.mark.logs_errors
def test_a_profile_for_another_network_is_not_used_in_silence(
    store: ProfileStore, capsys: pytest.CaptureFixture[str]
) -> None:
    store.save(profile("Ada"))
    picture = str(ROOT / "docs" / "window.png")
    assert cli.main(["--profile", "Ada", "--image", picture, "--json"]) == 1
    assert "made for another network" in capsys.readouterr().err


@pytest.mark.parametrize("mode", ["--web", "--list-cameras", "--list-profiles"])
def test_a_profile_where_nobody_is_read_is_refused(
    mode: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--profile", "Ada", mode]) == 2
    assert f"--profile does not go with {mode}" in capsys.readouterr().err
