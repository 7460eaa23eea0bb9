"""How sure the network was, and how often it was right then."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.confidence import Reliability
from model.plots.canvas import FAINT, GRID, INK, TEST, new_figure, save


def draw_reliability(found: Reliability, path: Path) -> None:
    """Accuracy over confidence (Niculescu-Mizil and Caruana 2005); the diagonal is honest.

    Args:
        found: the test pictures in groups, as they are served.
        path: of the PNG.
    """
    figure = new_figure(5.2, 5.2)
    axes = figure.subplots()
    bins = len(found.counts)
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1, linestyle="--")
    filled = found.counts > 0
    axes.bar((np.arange(bins)[filled] + 0.5) / bins, found.accuracy[filled], 0.9 / bins,
             color=TEST, alpha=0.8)  # fmt: skip
    axes.scatter(found.confidence[filled], found.accuracy[filled], color=INK, zorder=3,
                 s=6 + 60 * found.counts[filled] / found.counts.max())  # fmt: skip
    axes.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    axes.set_xlabel("how sure it was", color=FAINT)
    axes.set_ylabel("share that was right", color=FAINT)
    axes.set_title(f"expected calibration error {found.error:.3f}", loc="left", color=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(GRID)
    axes.tick_params(colors=FAINT, length=0)
    save(figure, path)
