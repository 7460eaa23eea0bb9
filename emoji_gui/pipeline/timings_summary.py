"""What was measured of the stages, told: medians, shares, a table, JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from emoji_gui.pipeline.timings import STAGES, WAIT


@dataclass(frozen=True)
class Summary:
    """One line of the report.

    Attributes:
        count: stretches.
        total: seconds of all of them.
        median, p95: milliseconds, of the newest of them that were kept.
    """

    count: int
    total: float
    median: float
    p95: float


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies, between two of them in proportion.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("there is no quantile of nothing")
    # Here, because the window imports this long before it needs NumPy.
    import numpy as np

    return float(np.quantile(values, share))


def shares(summaries: dict[str, Summary]) -> dict[str, float | None]:
    """Each stage's share of the time of all stages; None for what is waiting and no work."""
    work = {name: each.total for name, each in summaries.items() if _is_work(name)}
    whole = sum(work.values())
    return {name: work[name] / whole if name in work and whole else None for name in summaries}


def report(summaries: dict[str, Summary]) -> str:
    """What was measured, as a table for people."""
    if not summaries:
        return "No frame was read, so no time was measured."
    rows = [f"{'':<20}{'count':>8}{'median ms':>11}{'p95 ms':>9}{'share':>8}"]
    for name, share in shares(summaries).items():
        each, part = summaries[name], "–" if share is None else f"{share:.1%}"
        rows.append(f"{name:<20}{each.count:>8}{each.median:>11.2f}{each.p95:>9.2f}{part:>8}")
    return "\n".join(rows)


def as_json(summaries: dict[str, Summary]) -> dict[str, dict[str, Any]]:
    """The same for programs: milliseconds, and shares from 0 to 1."""
    return {
        name: {
            "count": each.count,
            "median_ms": each.median,
            "p95_ms": each.p95,
            "total_ms": 1000 * each.total,
            "share": share,
        }
        for (name, each), share in zip(summaries.items(), shares(summaries).values(), strict=True)
    }


def _is_work(name: str) -> bool:
    return name in STAGES and name != WAIT
