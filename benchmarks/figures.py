"""What is asked of the program beside what was measured, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Final

from benchmarks.live import ANALYSE
from benchmarks.startup import EMOJI, WINDOW
from emoji_gui.pipeline.timings import CLASSIFY, DETECT, SMOOTH, TO_EMOJI, TO_PICTURE

NOT_MEASURED: Final = "not measured"
DIGITS: Final = {"s": 2, "ms": 1, "MB": 0, "fps": 0, "%": 0}
SMALL, LARGE = "640x480", "1280x720"


@dataclass(frozen=True)
class Line:
    """One figure.

    Attributes:
        name: what was measured.
        unit: one of ``DIGITS``, which says how the figure is rounded, also to be judged.
        measured: None where it could not be.
        limit: what is asked, None where nothing is.
        least: whether the limit is the least that is asked, and not the most.
        peer: the same of ``fer``, None where it has no such figure or was not measured.
    """

    name: str
    unit: str
    measured: float | None
    limit: float | None = None
    least: bool = False
    peer: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the limit is kept; None where there is none, or no figure."""
        if self.limit is None or self.measured is None:
            return None
        rounded = round(self.measured, DIGITS[self.unit])
        return rounded >= self.limit if self.least else rounded <= self.limit

    @property
    def ratio(self) -> float | None:
        """How many times as much the peer takes."""
        if self.peer is None or not self.measured:
            return None
        return self.peer / self.measured


def lines(figures: dict[str, Any]) -> list[Line]:
    """The table's lines.

    Args:
        figures: ``startup`` as ``benchmarks.startup.measure`` gives it, ``live`` by size
            as ``benchmarks.live.measure`` does, and ``peer``, which may be None.
    """
    peer, starts = figures.get("peer") or {}, figures["startup"]
    small, large = figures["live"][SMALL], figures["live"][LARGE]
    first, peak = peer.get("first_result_s"), peer.get("peak_mb")
    return [
        Line("process start to window on screen", "s", median(starts[WINDOW]), 0.6),
        Line("process start to first emoji", "s", median(starts[EMOJI]), 1.5, peer=first),
        Line("peak memory of the live window", "MB", small["peak_mb"], 200, peer=peak),
        Line(f"drawn at {SMALL}", "fps", small["frames_a_second"], 30, least=True),
        Line(f"drawn at {LARGE}", "fps", large["frames_a_second"], 30, least=True),
        Line(f"of one core at {SMALL}", "%", 100 * small["share_of_a_core"], 50),
        Line(f"of one core at {LARGE}", "%", 100 * large["share_of_a_core"]),
        *_stages(small["stages"], peer),
        *_delays(small["stages"], SMALL),
        *_delays(large["stages"], LARGE),
    ]


def _stages(stages: dict[str, Any], peer: dict[str, Any]) -> Iterable[Line]:
    for name in (DETECT, CLASSIFY, SMOOTH, ANALYSE):
        for which in ("median", "p95"):
            asked = 5.0 if (name, which) == (ANALYSE, "median") else None
            beside = peer.get(f"{which}_ms") if name == ANALYSE else None
            yield Line(f"{name}, {which}", "ms", _of(stages, name, which), asked, peer=beside)


def _delays(stages: dict[str, Any], size: str) -> Iterable[Line]:
    for name, what in ((TO_PICTURE, "the picture"), (TO_EMOJI, "the emoji")):
        for which in ("median", "p95"):
            asked = 60.0 if size == SMALL else None
            said = f"glass to glass at {size}, {what}, {which}"
            yield Line(said, "ms", _of(stages, name, which), asked)


def _of(stages: dict[str, Any], name: str, which: str) -> float | None:
    found: float | None = stages.get(name, {}).get(f"{which}_ms")
    return found


def as_json(rows: Sequence[Line]) -> list[dict[str, Any]]:
    """The lines for programs."""
    return [{**asdict(row), "met": row.met, "ratio": row.ratio} for row in rows]


def markdown(figures: dict[str, Any], rows: Sequence[Line]) -> str:
    """Everything as Markdown: the table, what misses, the stages and both curves."""
    peer = "fer" if figures.get("peer") else None
    parts = [
        _machine(figures["machine"]),
        table(rows, peer=peer),
        verdict(rows),
        f"Where the time of a frame goes at {SMALL}, live:",
        stage_table(figures["live"][SMALL]["stages"]),
        "Milliseconds a frame by the number of faces, in a picture of 1280x720:",
        curve_table("faces", figures["curves"]["faces"]),
        "Milliseconds a frame by the frame's size, one face:",
        curve_table("frame", figures["curves"]["sizes"]),
    ]
    return "\n\n".join(parts)


def table(rows: Sequence[Line], peer: str | None) -> str:
    """The lines; without a ``peer`` its column says that it was not measured."""
    head = ["", "asked", "measured", "fer", "fer takes", "kept"]
    body = [
        [
            row.name,
            _limit(row),
            NOT_MEASURED if row.measured is None else _number(row.measured, row.unit),
            _peer(row, measured=peer is not None),
            "–" if row.ratio is None else f"{row.ratio:.1f} times as much",
            {True: "yes", False: "**no**", None: "–"}[row.met],
        ]
        for row in rows
    ]
    return grid(head, body)


def verdict(rows: Sequence[Line]) -> str:
    """Which limits are missed, in a sentence."""
    judged = [row for row in rows if row.limit is not None]
    missed = [row for row in judged if row.met is False]
    unknown = [row.name for row in judged if row.met is None]
    said = f"All {len(judged)} limits are kept." if not missed and not unknown else ""
    if missed:
        each = [f"{r.name} ({_number(r.measured or 0.0, r.unit)}, {_limit(r)})" for r in missed]
        said = f"Missed are {len(missed)} of {len(judged)} limits: {'; '.join(each)}."
    if unknown:
        said += f" Not measured: {'; '.join(unknown)}."
    return said.strip()


def stage_table(stages: dict[str, Any]) -> str:
    """The stages of ``--timings``; the sum of three of them is no stage of its own."""
    head = ["", "count", "median ms", "p95 ms", "share"]
    body = [
        [
            name,
            str(each["count"]),
            f"{each['median_ms']:.2f}",
            f"{each['p95_ms']:.2f}",
            "–" if each["share"] is None else f"{each['share']:.0%}",
        ]
        for name, each in stages.items()
        if name != ANALYSE
    ]
    return grid(head, body)


def curve_table(what: str, curve: dict[str, Any]) -> str:
    """A curve: for each detector the whole, finding alone, and how many faces it found."""
    names = list(next(iter(curve.values())))
    head = [what]
    for name in names:
        head += [f"{name}: whole", "p95", "detect alone", "found"]
    body = []
    for at, point in curve.items():
        row = [at]
        for name in names:
            each = point[name]
            row += [f"{each[key]:.1f}" for key in ("median_ms", "p95_ms", "detect_ms")]
            row.append(f"{each['faces_found']:g}")
        body.append(row)
    return grid(head, body)


def grid(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    rows = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _limit(row: Line) -> str:
    if row.limit is None:
        return "–"
    return f"at {'least' if row.least else 'most'} {_number(row.limit, row.unit)}"


def _number(value: float, unit: str) -> str:
    return f"{value:.{DIGITS[unit]}f} {unit}"


def _peer(row: Line, *, measured: bool) -> str:
    if not measured:
        return NOT_MEASURED
    return "–" if row.peer is None else _number(row.peer, row.unit)


def _machine(machine: dict[str, Any]) -> str:
    return (
        f"Measured on {machine['cores']} cores of {machine['processor']}, {machine['system']}, "
        f"Python {machine['python']}; load of the machine before: {machine['load']}. "
        f"Faces found by: {machine['detector']}."
    )
