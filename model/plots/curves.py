"""How a run went: its curves, and the spread of its figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from model.plots.canvas import BEST, FAINT, INK, TEST, TRAINING, new_figure, plain, save
from model.progress import counted
from model.state import EpochResult


def draw_curves(
    history: Sequence[EpochResult], best: EpochResult, path: Path, judge: str = "test"
) -> None:
    """Accuracy and loss of each epoch on both parts, the best epoch marked.

    Args:
        history: one result an epoch, at least one.
        best: the epoch whose network is kept.
        path: of the PNG.
        judge: name of the part that each epoch was tested on.
    """
    figure = new_figure(11, 4.4)
    curves_on(figure, history, best, judge)
    save(figure, path)


def curves_on(
    figure: Any, history: Sequence[EpochResult], best: EpochResult, judge: str = "test"
) -> None:
    """The same on a Matplotlib figure that is there."""
    panels: tuple[Any, Any] = figure.subplots(1, 2)
    epochs = [row.epoch for row in history]
    for axes, title, name in zip(
        panels,
        ("Accuracy (%)", "Loss"),
        ("accuracy", "loss"),
        strict=True,
    ):
        scale = 100 if name == "accuracy" else 1
        for prefix, colour, label in (("", TRAINING, "training"), ("test_", TEST, judge)):
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
        axes.set_title(f"kept: epoch {best.epoch}, {judge} {text}", loc="right", color=BEST,
                       fontsize=9, pad=10)  # fmt: skip
        axes.set_xlim(0.5, max(2, epochs[-1]) + 0.5)
        plain(axes)
    _apart(panels)


def _draw_average(axes: Any, history: Sequence[EpochResult]) -> None:
    """The test accuracy of the averaged weights, where there are some."""
    rows = [(row.epoch, row.average_accuracy) for row in history if row.average_accuracy]
    if rows:
        axes.plot(
            [epoch for epoch, _ in rows], [100 * accuracy for _, accuracy in rows],
            color=BEST, linewidth=1.5, linestyle="--", label="test, averaged weights",
        )  # fmt: skip
        axes.legend(loc="lower right", frameon=False, labelcolor=BEST)


def _apart(panels: Sequence[Any]) -> None:
    """Move the two curves' names apart where the curves end close together."""
    for axes in panels:
        lower, upper = sorted(axes.texts, key=lambda text: text.xy[1])
        bottom, top = axes.get_ylim()
        if upper.xy[1] - lower.xy[1] < 0.06 * (top - bottom):
            lower.set_position((8, -7))
            upper.set_position((8, 7))


def draw_violin(history: Sequence[EpochResult], path: Path, judge: str = "test") -> None:
    """How the epochs' accuracies and losses spread, on both parts, each epoch a dot.

    Args:
        history: one result an epoch, at least one.
        path: of the PNG.
        judge: name of the part that each epoch was tested on.
    """
    figure = new_figure(9, 4.4)
    for axes, title, name in zip(
        figure.subplots(1, 2), ("Accuracy (%)", "Loss"), ("accuracy", "loss"), strict=True
    ):
        scale = 100 if name == "accuracy" else 1
        for place, (prefix, colour) in enumerate((("", TRAINING), ("test_", TEST))):
            values = [scale * getattr(row, prefix + name) for row in history]
            _violin(axes, place, values, colour)
        axes.set_title(title, loc="left", color=INK, fontsize=11, pad=10)
        plain(axes)
        axes.set_xlim(-0.6, 1.6)
        axes.set_xticks((0, 1), ("training", judge), color=INK)
        axes.set_xlabel(counted(len(history), "epoch"), color=FAINT)
    save(figure, path)


def _violin(axes: Any, place: int, values: Sequence[float], colour: str) -> None:
    # The density of values that are all alike is no density.
    if len(set(values)) > 1:
        parts = axes.violinplot([values], [place], widths=0.7, showmedians=True)
        for body in parts["bodies"]:
            body.set(facecolor=colour, edgecolor="none", alpha=0.35)
        for name in ("cmedians", "cmins", "cmaxes", "cbars"):
            parts[name].set(color=colour, linewidth=1.5)
    axes.plot([place] * len(values), values, "o", color=colour, markersize=3, alpha=0.7)
