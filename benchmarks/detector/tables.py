"""The report as Markdown."""

from __future__ import annotations

from typing import Any, Final

from benchmarks.page import markdown_table

SHARES: Final = ("recall", "accuracy", "average", "found", "frames")


def markdown(report: dict[str, Any]) -> str:
    """The report as tables."""
    parts = [
        f"# Finding faces\n\n{report['photographs']} photographs kept out of training "
        f"({report['held_out']}) with {report['faces']} faces that count.\n",
        _table(report["held out"]),
        "## Turned, dark, blurred: recall (false boxes a picture)\n",
        _grid(report["conditions"]),
    ]
    if end := report.get("end to end"):
        rows = {name: row for name, row in end.items() if isinstance(row, dict)}
        parts += [
            f"## {end['faces']} faces pasted into {end['backgrounds']} pictures without faces\n",
            f"Accuracy on the originals: {end['accuracy on the originals']:.1%}\n",
            _table(rows),
        ]
    if clip := report.get("clip"):
        parts += ["## The clip\n", _table(clip)]
    return "\n".join(parts)


def _number(name: str, value: float) -> str:
    return f"{value:.1%}" if name.startswith(SHARES) else f"{value:.2f}"


def _table(rows: dict[str, dict[str, float]]) -> str:
    """Detectors across, figures down."""
    head = ["", *rows]
    names = list(next(iter(rows.values())))
    body = [[name, *(_number(name, row[name]) for row in rows.values())] for name in names]
    return markdown_table(head, body) + "\n"


def _grid(rows: dict[str, dict[str, dict[str, float]]]) -> str:
    head = ["", *next(iter(rows.values()))]
    body = [
        [
            name,
            *(f"{c['recall']:.1%} ({c['false boxes a picture']:.2f})" for c in row.values()),
        ]
        for name, row in rows.items()
    ]
    return markdown_table(head, body) + "\n"
