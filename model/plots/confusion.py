"""What the network takes for what."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from model.plots.canvas import FAINT, INK, new_figure, save

# Counts inside the squares stay readable up to about so many classes.
MOST_NUMBERS = 20


def draw_confusion(counts: npt.NDArray[np.int64], labels: Sequence[str], path: Path) -> None:
    """What the pictures of each class were told to be.

    Args:
        counts: ``(classes, classes)``, rows are the truth, columns the answers.
        labels: class names in output order.
        path: of the PNG.
    """
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    side = min(14.0, max(4.6, 2.2 + 0.78 * len(labels)))
    figure = new_figure(side + 0.6, side)
    axes = figure.subplots()
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    ticks = range(len(labels))
    axes.set_xticks(ticks, labels, rotation=35, ha="right", color=INK)
    axes.set_yticks(
        ticks,
        [f"{label}  ({n})" for label, n in zip(labels, counts.sum(axis=1), strict=True)],
        color=INK,
    )
    if len(labels) <= MOST_NUMBERS:
        _write_numbers(axes, shares, counts)
    axes.set_xlabel("what the network said", color=FAINT, labelpad=8)
    axes.set_ylabel("what it was", color=FAINT, labelpad=8)
    right = counts.diagonal().sum() / max(1, counts.sum())
    axes.set_title(
        f"{right:.1%} of {counts.sum()} test pictures told right", loc="left", color=INK, pad=10
    )
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    scale = figure.colorbar(image, ax=axes, fraction=0.046, pad=0.03)
    scale.set_label("share of the row", color=FAINT)
    scale.outline.set_visible(False)
    scale.ax.tick_params(colors=FAINT, length=0)
    save(figure, path)


def _write_numbers(axes: Any, shares: Any, counts: Any) -> None:
    for (row, column), share in np.ndenumerate(shares):
        colour = "white" if share > 0.55 else INK
        weight = "bold" if row == column else "normal"
        for text, height, size, alpha in (
            (f"{share:.0%}", 5, 10, 1),
            (f"{counts[row, column]}", -10, 7, 0.75),
        ):
            axes.annotate(
                text, (column, row), (0, height), textcoords="offset points", ha="center",
                va="center", color=colour, fontsize=size, fontweight=weight, alpha=alpha,
            )  # fmt: skip
