"""The pictures of a run: drawn for few and many classes, gray and colour, short and long runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.data import find_parts
from model.plots import draw_answers, draw_counts, draw_violin
from model.results import write_data_plots
from model.runs import EpochResult
from model.settings import TrainingSettings
from tests.training_support import needs_tensorflow, write_pictures

pytestmark = [pytest.mark.train, needs_tensorflow]


def ink(path: Path) -> float:
    """Share of a picture's pixels that are not white."""
    with Image.open(path) as picture:
        return float((np.asarray(picture.convert("L")) < 250).mean())


@pytest.mark.parametrize("colors", [1, 3])
@pytest.mark.parametrize("number", [1, 8, 9])
def test_answers_are_drawn_for_any_number_of_pictures(
    tmp_path: Path, colors: int, number: int
) -> None:
    pictures = np.random.default_rng(0).uniform(-0.4, 255.4, (number, 8, 8, colors))
    draw_answers(
        pictures.astype(np.float32), ["happy"] * number, [("sad", 0.5)] * number, tmp_path / "a.png"
    )
    assert ink(tmp_path / "a.png") > 0.02


@pytest.mark.parametrize("epochs", [1, 2, 30])
def test_a_violin_needs_no_second_epoch(tmp_path: Path, epochs: int) -> None:
    rows = [
        EpochResult(number, 1 / number, 0.5, 1.0, number / 100, 1e-3, 1.0)
        for number in range(1, epochs + 1)
    ]
    draw_violin(rows, tmp_path / "violin.png", "validation")
    assert ink(tmp_path / "violin.png") > 0.005


def test_each_part_has_its_bars(tmp_path: Path) -> None:
    counts = {"training": {"happy": 30, "sad": 20}, "test": {"happy": 3, "sad": 2}}
    draw_counts(counts, tmp_path / "two.png")
    draw_counts(counts | {"validation": {"happy": 3, "sad": 2}}, tmp_path / "three.png")
    heights = []
    for name in ("two.png", "three.png"):
        with Image.open(tmp_path / name) as picture:
            heights.append(picture.height)
        assert ink(tmp_path / name) > 0.1
    assert heights[0] < heights[1]


def test_what_augmentation_does_is_shown_where_it_does_something(tmp_path: Path) -> None:
    data = write_pictures(tmp_path / "data", pictures=4)
    widths = []
    for erase in (0.0, 1.0):
        settings = TrainingSettings(
            str(data), "", split=(50, 50), flip=False, rotation=0, shift=0, zoom=0, light=0,
            degrade=0, erase=erase,
        )  # fmt: skip
        write_data_plots(tmp_path, settings, find_parts(settings))
        with Image.open(tmp_path / "examples.png") as picture:
            widths.append(picture.width)
        assert ink(tmp_path / "examples.png") > 0.2
    assert widths[0] < widths[1]
