"""Throws thousands of damaged inputs at the program: ``python -m benchmarks.fuzz``.

Pictures and videos go through the reader and the engine, packs are installed and
loaded, settings, profiles and the description of the weights are read, and command
lines are taken apart. Each input follows from the seed and its number. They run in a
child process; one that crashes it, hangs, or raises what is not documented is a
failure, is saved to a file, and makes the exit status 1.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from benchmarks.fuzz.inputs import MAKERS
from benchmarks.fuzz.runner import Count, run
from benchmarks.page import put

# Those that are quick to try are tried more often; the sum is 20.
SHARES: Final = {"pictures": 4, "videos": 2, "packs": 2, "settings": 3, "profiles": 3}
SHARE_OF_OTHERS: Final = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print the table, and write JSON where ``--output`` names a file."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    options.add_argument("--inputs", type=int, default=10_000, help="of all kinds together")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--kind", choices=MAKERS, action="append", help="these kinds only")
    options.add_argument("--output", type=Path, help="file to write the counts to, as JSON")
    options.add_argument("--page", type=Path, help="page whose table is replaced: docs/faults.md")
    options.add_argument("--keep", type=Path, default=Path("fuzz-failures"), help="for failures")
    chosen = options.parse_args(arguments)
    kinds = chosen.kind or list(MAKERS)
    shares = {kind: SHARES.get(kind, SHARE_OF_OTHERS) for kind in kinds}
    counts: dict[str, Count] = {}
    for kind, share in shares.items():
        inputs = -(-chosen.inputs * share // sum(shares.values()))
        counts[kind] = run(kind, chosen.seed, inputs, chosen.keep)
        for failure in counts[kind].failures:
            print(f"{kind}: {failure['why']}; the input is {failure['input']}")
    print(table(counts))
    if chosen.page:
        put(chosen.page, "fuzz", table(counts))
    if chosen.output:
        stored = {"seed": chosen.seed, "kinds": {k: asdict(count) for k, count in counts.items()}}
        chosen.output.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return int(any(count.failures for count in counts.values()))


def table(counts: dict[str, Count]) -> str:
    """The counts of each kind, and of all, as Markdown."""
    rows = ["| kind | inputs | accepted | refused in words | failures |", "|---|---|---|---|---|"]
    figures = {
        kind: (count.inputs, count.accepted, count.refused, len(count.failures))
        for kind, count in counts.items()
    }
    figures["all"] = tuple(map(sum, zip(*figures.values(), strict=True)))  # type: ignore[assignment]
    rows += [f"| {kind} | {' | '.join(map(str, row))} |" for kind, row in figures.items()]
    return "\n".join(rows)


if __name__ == "__main__":
    raise SystemExit(main())
