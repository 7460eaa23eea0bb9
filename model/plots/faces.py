"""The pictures themselves: how many of each class, some of them, and what was said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from model.plots.canvas import BEST, FAINT, GRID, INK, TEST, TRAINING, new_figure, save
from model.preprocess import Batch

SHADES: Final = (TRAINING, TEST, BEST)
MOST_CLASSES: Final = 20
"""Rows of a grid; with more classes the first ones stand for all."""


def draw_counts(counts: Mapping[str, Mapping[str, int]], path: Path) -> None:
    """Pictures of each class in each part, as bars with their numbers.

    Args:
        counts: by part, then by class.
        path: of the PNG.
    """
    labels = list(next(iter(counts.values())))
    figure = new_figure(8, 1.6 + 0.26 * len(labels) * len(counts))
    axes = figure.subplots()
    height = 0.8 / len(counts)
    for number, ((part, classes), colour) in enumerate(zip(counts.items(), SHADES, strict=False)):
        places = np.arange(len(labels)) + (number + 0.5) * height - 0.4
        bars = axes.barh(places, list(classes.values()), height * 0.9, color=colour)
        axes.bar_label(bars, padding=4, color=FAINT, fontsize=8)
        bars.set_label(f"{part}, {sum(classes.values()):,}")
    axes.set_yticks(range(len(labels)), labels, color=INK)
    axes.invert_yaxis()
    axes.set_title("Pictures of each class", loc="left", color=INK, fontsize=11, pad=10)
    axes.legend(frameon=False, labelcolor=INK)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.spines["left"].set_color(GRID)
    axes.tick_params(length=0)
    axes.set_xticks([])
    axes.margins(x=0.1)
    save(figure, path)


def draw_examples(sides: Mapping[str, Mapping[str, Batch]], path: Path) -> None:
    """Some pictures of each class, a row each.

    Args:
        sides: beside each other, by title: pictures ``(N, S, S, C)``, 0 to 255, by class.
        path: of the PNG.
    """
    first = next(iter(sides.values()))
    rows = list(first)[:MOST_CLASSES]
    columns = max(len(first[label]) for label in rows)
    # The left side has the names of the classes too.
    widths = [columns + 1.3, *([columns] * (len(sides) - 1))]
    figure = new_figure(0.8 * sum(widths), 0.8 * len(rows) + 0.6, gap=0.03)
    parts = figure.subfigures(1, len(sides), wspace=0.02, width_ratios=widths, squeeze=False)
    for part, (title, pictures) in zip(parts[0], sides.items(), strict=True):
        part.suptitle(title, color=FAINT, fontsize=9)
        grid = part.subplots(len(rows), columns, squeeze=False)
        for label, axes in zip(rows, grid, strict=True):
            for place, each in enumerate(axes):
                shown = pictures[label]
                _show(each, shown[place] if place < len(shown) else None)
            if part is parts[0][0]:
                axes[0].set_ylabel(label, rotation=0, ha="right", va="center", color=INK)
    save(figure, path)


def draw_answers(
    pictures: Batch, truth: Sequence[str], said: Sequence[tuple[str, float]], path: Path
) -> None:
    """A grid of pictures, each with what it was and what the network said.

    Args:
        pictures: float32 ``(N, S, S, C)``, 0 to 255.
        truth: class of each.
        said: class that the network chose, and its probability.
        path: of the PNG.
    """
    columns = 8
    rows = -(-len(pictures) // columns)
    figure = new_figure(1.3 * columns, 1.75 * rows, gap=0.05)
    grid = figure.subplots(rows, columns, squeeze=False)
    for place, axes in enumerate(grid.flat):
        if place >= len(pictures):
            axes.set_visible(False)
            continue
        _show(axes, pictures[place])
        (label, share), right = said[place], said[place][0] == truth[place]
        text = f"{label} {share:.0%}" + ("" if right else f"\nwas {truth[place]}")
        axes.set_title(text, color=TEST if right else BEST, fontsize=8, pad=3, va="bottom")
    save(figure, path)


def _show(axes: Any, picture: Any) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    if picture is None:
        return
    levels = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
    gray = levels.shape[-1] == 1
    axes.imshow(levels[..., 0] if gray else levels, cmap="gray" if gray else None, vmin=0, vmax=255)
