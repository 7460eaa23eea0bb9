"""The benchmark of calibration, on people who are gray levels."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks import calibration, calibration_heads
from benchmarks.page import put
from model.calibration import fitting
from model.calibration.corrections import CORRECTIONS
from model.calibration.fitting import Gain
from model.classifier import ExpressionClassifier
from model.labels import LABELS
from tests.calibration_fakes import LEVELS, LevelReader


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    rng = np.random.default_rng(3)
    for label, level in zip(LABELS, LEVELS, strict=True):
        (tmp_path / label).mkdir()
        for number in range(24):
            face = np.clip(rng.normal(level, 14) + np.zeros((48, 48)), 0, 255).astype(np.uint8)
            Image.fromarray(face).save(tmp_path / label / f"{number}.png")
    monkeypatch.setattr(ExpressionClassifier, "load", lambda *_: LevelReader())
    return tmp_path


def test_it_judges_every_change_and_writes_both_forms(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "figures.json"
    assert calibration.main([str(folder), "--draws", "2", "--json", str(out)]) == 0
    figures = json.loads(out.read_text())
    rows = {row["name"]: row for row in figures["rows"]}
    assert set(calibration.CHANGES) < set(rows)
    swaps = [row for name, row in rows.items() if name.endswith("swapped")]
    assert len(swaps) == 2
    assert all(row["gain"] > 0.05 for row in swaps)
    assert rows["darker (gamma 2)"]["gain"] > 0.1
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("| ") for line in lines) == len(rows) + 1


def test_tuning_uses_the_other_pictures_and_chooses_one_pull(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = np.repeat(np.arange(7), 24)
    choosing, judging = calibration.halves(shown)
    assert sorted([*choosing, *judging]) == list(range(len(shown)))
    monkeypatch.setattr(calibration, "GRID", calibration.GRID[:2])
    few = {calibration.NO_CHANGE: calibration.CHANGES[calibration.NO_CHANGE]}
    monkeypatch.setattr(calibration, "CHANGES", few)
    out = tmp_path / "figures.json"
    assert calibration.main([str(folder), "--tune", "--draws", "2", "--json", str(out)]) == 0
    pulls = json.loads(out.read_text())["pulls"]
    assert len(pulls) == len(calibration.GRID)
    assert sum(each["chosen"] for each in pulls) == 1


def test_the_time_is_told_in_words_that_can_be_true() -> None:
    figures = {"faces": 70.0, "seconds": 0.5, "processor_seconds": 0.9}
    assert calibration.teaching_words(figures) == (
        "Learning from 70 faces took 0.5 s here, and 0.9 s of processor time on all cores together."
    )


@pytest.mark.parametrize("helps", [True, False])
def test_what_ships_is_compared_with_its_last_guard(
    helps: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = 1.0 if helps else 0.0
    found = Gain(0.5, after, surprise_before=1.0, surprise_after=1 - after, samples=35)
    monkeypatch.setattr(fitting, "leave_out", lambda *_: found)
    rng = np.random.default_rng(3)
    shown = np.repeat(np.arange(7), 5)
    # Every view takes the first class for the second, and the other way round.
    answers = np.full((len(CORRECTIONS), 35, 7), 0.02) + rng.uniform(0, 0.001, (35, 7))
    answers[:, np.arange(35), np.where(shown < 2, 1 - shown, shown)] = 0.88
    answers /= answers.sum(axis=2, keepdims=True)
    seen = calibration_heads.Seen(answers, np.zeros((35, 1)), shown)
    read = calibration_heads.heads()["what ships"](seen)(seen)
    if helps:
        assert (read.argmax(axis=1) == shown).all()
    else:
        np.testing.assert_allclose(read, answers[0], rtol=1e-5)


def test_a_folder_with_too_few_pictures_is_a_sentence(folder: Path) -> None:
    for path in (folder / "sad").iterdir():
        path.unlink()
    with pytest.raises(SystemExit, match="needs 20 pictures"):
        calibration.main([str(folder)])


def test_the_figures_go_into_the_page_and_nowhere_else(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {calibration.NO_CHANGE: calibration.CHANGES[calibration.NO_CHANGE]}
    monkeypatch.setattr(calibration, "CHANGES", few)
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- figures -->\nold\n<!-- /figures -->\nafter\n", "utf-8")
    assert calibration.main([str(folder), "--draws", "2", "--page", str(page)]) == 0
    text = page.read_text("utf-8")
    assert text.startswith("before\n<!-- figures -->\n")
    assert text.endswith("<!-- /figures -->\nafter\n")
    assert "| no change |" in text
    assert "old" not in text
    with pytest.raises(SystemExit, match="no place"):
        put(page, "tuning", "more")


def test_the_manual_has_a_place_for_each_table() -> None:
    page = (Path(calibration.__file__).parents[1] / "docs" / "calibration.md").read_text("utf-8")
    for name in ("figures", "tuning", "heads"):
        assert page.count(f"<!-- {name} -->") == page.count(f"<!-- /{name} -->") == 1
