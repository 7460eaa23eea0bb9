"""The pictures of a run: how it went, and what it takes for what. Drawn without a screen."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from model.files import replacing
from model.runs import EpochResult

INK, FAINT, GRID = "#1f2937", "#6b7280", "#e5e7eb"
TRAINING, TEST, BEST = "#9aa3b2", "#2563eb", "#d9480f"
# Counts inside the squares stay readable up to about so many classes.
MOST_NUMBERS = 20


def draw_curves(history: Sequence[EpochResult], best: EpochResult, path: Path) -> None:
    """Accuracy and loss of each epoch on both folders, the best epoch marked.

    Args:
        history: one result an epoch, at least one.
        best: the epoch whose network is kept.
        path: of the PNG.
    """
    figure = _figure(11, 4.4)
    panels: tuple[Any, Any] = figure.subplots(1, 2)
    epochs = [row.epoch for row in history]
    for axes, title, name in zip(
        panels,
        ("Accuracy (%)", "Loss"),
        ("accuracy", "loss"),
        strict=True,
    ):
        scale = 100 if name == "accuracy" else 1
        for prefix, colour, label in (("", TRAINING, "training"), ("test_", TEST, "test")):
            values = [scale * getattr(row, prefix + name) for row in history]
            axes.plot(epochs, values, color=colour, linewidth=2, marker="o", markersize=3)
            axes.annotate(
                label, (epochs[-1], values[-1]), (8, 0), textcoords="offset points",
                color=colour, va="center", fontweight="bold", annotation_clip=False,
            )  # fmt: skip
        if name == "accuracy":
            _draw_average(axes, history)
            chosen, text = scale * best.reached, f"{scale * best.reached:.1f} %"
        else:
            chosen = best.test_loss
            text = f"{chosen:.3f}"
        axes.plot(best.epoch, chosen, marker="o", markersize=9, color=BEST, fillstyle="none",
                  markeredgewidth=2)  # fmt: skip
        axes.set_title(title, loc="left", color=INK, fontsize=11, pad=10)
        axes.set_title(f"kept: epoch {best.epoch}, test {text}", loc="right", color=BEST,
                       fontsize=9, pad=10)  # fmt: skip
        axes.set_xlim(0.5, max(2, epochs[-1]) + 0.5)
        _plain(axes)
    _apart(panels)
    _save(figure, path)


def _draw_average(axes: Any, history: Sequence[EpochResult]) -> None:
    """The test accuracy of the averaged weights, where there are some."""
    rows = [(row.epoch, row.average_accuracy) for row in history if row.average_accuracy]
    if rows:
        axes.plot(
            [epoch for epoch, _ in rows], [100 * accuracy for _, accuracy in rows],
            color=BEST, linewidth=1.5, linestyle="--", label="test, averaged weights",
        )  # fmt: skip
        axes.legend(loc="lower right", frameon=False, labelcolor=BEST)


def draw_confusion(counts: npt.NDArray[np.int64], labels: Sequence[str], path: Path) -> None:
    """What the pictures of each class were told to be.

    Args:
        counts: ``(classes, classes)``, rows are the truth, columns the answers.
        labels: class names in output order.
        path: of the PNG.
    """
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    side = min(14.0, max(4.6, 2.2 + 0.78 * len(labels)))
    figure = _figure(side + 0.6, side)
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
    _save(figure, path)


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


def _figure(width: float, height: float) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    room = ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.15)
    # Not pyplot: it would look for a screen and keep every figure alive.
    figure = Figure(figsize=(width, height), layout=room, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def _plain(axes: Any) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(GRID)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=FAINT, length=0)
    axes.set_xlabel("epoch", color=FAINT)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def _apart(panels: Sequence[Any]) -> None:
    """Move the two curves' names apart where the curves end close together."""
    for axes in panels:
        lower, upper = sorted(axes.texts, key=lambda text: text.xy[1])
        bottom, top = axes.get_ylim()
        if upper.xy[1] - lower.xy[1] < 0.06 * (top - bottom):
            lower.set_position((8, -7))
            upper.set_position((8, 7))


def _save(figure: Any, path: Path) -> None:
    # Through memory, so that a full disk fails in one plain write.
    content = io.BytesIO()
    figure.savefig(content, dpi=150, format="png")
    with replacing(path) as partial:
        partial.write_bytes(content.getvalue())
