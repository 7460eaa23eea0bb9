"""What all plots of a run share: paper, ink, and a file that is whole or absent."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from model.files import replacing

INK, FAINT, GRID = "#1f2937", "#6b7280", "#e5e7eb"
TRAINING, TEST, BEST = "#9aa3b2", "#2563eb", "#d9480f"
GAP = 0.15
"""Inches between the parts of a plot, and at its rim."""


def new_figure(width: float, height: float, gap: float = GAP) -> Any:
    """An empty figure of so many inches, so many between its parts."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    room = ConstrainedLayoutEngine(w_pad=gap, h_pad=gap)
    # Not pyplot: it would look for a screen and keep every figure alive.
    figure = Figure(figsize=(width, height), layout=room, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def plain(axes: Any) -> None:
    """Only what helps to read values: no box, faint lines, whole epochs."""
    from matplotlib.ticker import MaxNLocator

    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(GRID)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=FAINT, length=0)
    axes.set_xlabel("epoch", color=FAINT)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def save(figure: Any, path: Path) -> None:
    """Write a figure as a PNG, whole or not at all."""
    # Through memory, so that a full disk fails in one plain write.
    content = io.BytesIO()
    figure.savefig(content, dpi=150, format="png")
    with replacing(path) as partial:
        partial.write_bytes(content.getvalue())
