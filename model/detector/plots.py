"""The pictures of a face finder's run and of its comparison, drawn without a screen."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from model.detector.evaluation import FALSE_BOXES, Curve
from model.detector.runs import EpochResult
from model.files import replacing

INK, FAINT, GRID = "#1f2937", "#6b7280", "#e5e7eb"
COLOURS: Final = ("#2563eb", "#d9480f", "#0f766e", "#9333ea")


def draw_history(history: Sequence[EpochResult], path: Path) -> None:
    """Losses and what is found, epoch by epoch.

    Args:
        history: one result an epoch, at least one.
        path: of the PNG.
    """
    figure = _figure(11, 4.4)
    left, right = figure.subplots(1, 2)
    epochs = [row.epoch for row in history]
    for name, colour in zip(("score_loss", "box_loss", "roll_loss"), COLOURS, strict=False):
        label = name.replace("_", " ")
        left.plot(epochs, [getattr(row, name) for row in history], color=colour, label=label)
    left.set_ylim(bottom=0)
    left.set_title("Loss on training pictures", loc="left", color=INK, fontsize=11)
    for name, label, colour in (
        ("recall", f"recall at {FALSE_BOXES:g} false boxes a picture", COLOURS[0]),
        ("average_precision", "average precision", COLOURS[1]),
    ):
        right.plot(epochs, [100 * getattr(row, name) for row in history], color=colour, label=label)
    right.set_title("Held-out photographs (%)", loc="left", color=INK, fontsize=11)
    for axes in (left, right):
        _plain(axes, "epoch")
        _whole_numbers(axes)
        axes.legend(frameon=False, labelcolor=INK)
    _save(figure, path)


def draw_precision(curves: Mapping[str, Curve], path: Path) -> None:
    """Precision over recall, and recall over false boxes, of one or more detectors.

    Args:
        curves: by name.
        path: of the PNG.
    """
    figure = _figure(11, 4.6)
    left, right = figure.subplots(1, 2)
    for (name, curve), colour in zip(curves.items(), COLOURS, strict=False):
        label = f"{name}, average precision {curve.average_precision:.1%}"
        left.plot(100 * curve.recall, 100 * curve.precision, color=colour, label=label)
        at = f"{name}, {curve.recall_at():.1%} at {FALSE_BOXES:g}"
        right.plot(curve.false_boxes, 100 * curve.recall, color=colour, label=at)
    left.set_title("Precision over recall (%)", loc="left", color=INK, fontsize=11)
    right.set_title("Recall (%) over false boxes a picture", loc="left", color=INK, fontsize=11)
    right.axvline(FALSE_BOXES, color=FAINT, linestyle=":", linewidth=1)
    right.set_xlim(0, 0.5)
    for axes, name in ((left, "recall"), (right, "false boxes a picture")):
        axes.set_ylim(0, 101)
        _plain(axes, name)
        axes.legend(
            frameon=False, labelcolor=INK, loc="lower left" if axes is left else "lower right"
        )
    left.set_xlim(0, 101)
    _save(figure, path)


def _figure(width: float, height: float) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    # Not pyplot: it would look for a screen and keep every figure alive.
    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def _plain(axes: Any, name: str) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(GRID)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=FAINT, length=0)
    axes.set_xlabel(name, color=FAINT)


def _whole_numbers(axes: Any) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def _save(figure: Any, path: Path) -> None:
    # Through memory, so that a full disk fails in one plain write.
    content = io.BytesIO()
    figure.savefig(content, dpi=150, format="png")
    with replacing(path) as partial:
        partial.write_bytes(content.getvalue())
