"""The pictures of a run. Drawn without a screen; importing this loads no Matplotlib."""

from __future__ import annotations

from model.plots.confusion import draw_confusion
from model.plots.curves import curves_on, draw_curves, draw_violin
from model.plots.faces import draw_answers, draw_counts, draw_examples
from model.plots.reliability import draw_reliability

__all__ = [
    "curves_on",
    "draw_answers",
    "draw_confusion",
    "draw_counts",
    "draw_curves",
    "draw_examples",
    "draw_reliability",
    "draw_violin",
]
