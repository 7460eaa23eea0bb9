"""The benchmark of the label's steadiness: its noise, its page and its plot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import steadiness, steadiness_clips
from tests.fakes import answer

ROW = {"calm": 0.5, "changes a second": 0.25, "ms to show at 30 fps": 167.0}


def test_the_table_takes_the_place_of_the_one_before() -> None:
    page = "# A\n\n{}\nold\n{}\nafter\n".format(*steadiness.MARKS)
    new = steadiness.into_page(page, steadiness.table([ROW]))
    assert "| 0.50 | 0.25 | 167 |" in new and "old" not in new
    assert new.startswith("# A\n") and new.endswith("\nafter\n")
    assert steadiness.into_page(new, steadiness.table([ROW])) == new
    with pytest.raises(ValueError, match="has no"):
        steadiness.into_page("# A", "")


def test_noise_keeps_probabilities_and_outlasts_a_frame() -> None:
    clean = np.tile(answer(3, 0.5), (600, 1))
    noisy = steadiness_clips.with_noise(clean, np.random.default_rng(0))
    assert noisy.sum(axis=1) == pytest.approx(1)
    logits = np.log(noisy[:, 3] / noisy[:, 5])
    assert np.corrcoef(logits[1:], logits[:-1])[0, 1] > 0.5
    assert logits.std() == pytest.approx(2**0.5 * steadiness_clips.NOISE, rel=0.25)


def test_calm_is_slower_on_weak_changes_and_steadier() -> None:
    rng = np.random.default_rng(0)
    clean = np.concatenate([np.tile(answer(3, 0.7), (60, 1)), np.tile(answer(5, 0.5), (60, 1))])
    sequences = [(steadiness_clips.with_noise(clean, rng), 5) for _ in range(10)]
    quick, calm = (steadiness.on_weak(sequences, at) for at in (0.0, 0.5))
    assert quick["weak: ms to the new label"] < calm["weak: ms to the new label"] < 800
    assert calm["weak: changes that reach it"] == 1
    assert calm["weak: needless changes a second"] < quick["weak: needless changes a second"]


def test_the_plot_is_a_picture(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    steadiness.plot([ROW], tmp_path / "out" / "trade.png")
    assert (tmp_path / "out" / "trade.png").read_bytes().startswith(b"\x89PNG")
