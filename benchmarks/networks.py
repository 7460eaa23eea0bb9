"""All networks side by side: ``python -m benchmarks.networks TRAIN TEST --output FILE``.

Trains the five published networks on the same data with the settings of their
reports, measures them and the networks that ship, and writes a table in Markdown
to FILE and the figures beside it as JSON. Each network has a run folder of its own:
started again, the command goes on where it was, and what is finished is not
trained again. What follows ``--`` is given to every training, such as
``-- --epochs 1 --limit 70`` for a trial. ``--kept benchmarks/published`` trains nothing
and measures the networks that were trained for the table in ``docs/networks.md``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.networks_candidates import SHIPPED_ROWS, Candidate, keep, kept
from benchmarks.networks_measure import measure
from benchmarks.networks_table import table
from model.environment import set_up_environment
from model.errors import ModelError
from model.files import write_text
from model.networks import MIRROR, NETWORKS
from model.run_files import described_name
from model.runs import STATE_FILE, RunFolder

ROOT: Final = Path(__file__).resolve().parents[1]
TRAINED: Final = tuple(name for name in NETWORKS if name != MIRROR)
EXPORTED: Final = described_name()


def main(arguments: Sequence[str] | None = None) -> int:
    """Train what is not trained yet, measure, write; 1 where a training ended badly."""
    chosen, more = _parse(sys.argv[1:] if arguments is None else list(arguments))
    set_up_environment()
    names = [name for name in TRAINED if name in chosen.only]
    failed: list[str] = []
    if chosen.kept:
        candidates = [kept(name, chosen.kept) for name in names]
    else:
        failed = [name for name in names if not _trained(chosen, name, more)]
        candidates = [Candidate(n, chosen.runs / n / EXPORTED) for n in names if n not in failed]
    candidates += [Candidate.shipped(name) for name in SHIPPED_ROWS if name in chosen.only]
    try:
        if chosen.keep:
            candidates = [keep(each, chosen.keep) for each in candidates]
        figures = measure(candidates, chosen.train, chosen.test)
    except ModelError as error:
        print(error, file=sys.stderr)
        return 2
    write_text(chosen.output.with_suffix(".json"), json.dumps(figures, indent=1) + "\n")
    write_text(chosen.output, table(figures))
    print(f"The table is in {chosen.output}.")
    for name in failed:
        print(f"{name} is not in it: its training did not end well.", file=sys.stderr)
    return 1 if failed else 0


def _parse(typed: list[str]) -> tuple[argparse.Namespace, list[str]]:
    cut = typed.index("--") if "--" in typed else len(typed)
    names = (*TRAINED, *SHIPPED_ROWS)
    parser = argparse.ArgumentParser(prog="python -m benchmarks.networks", description=__doc__)
    parser.add_argument("train", metavar="TRAIN", help="folder of class folders, or a table")
    parser.add_argument("test", metavar="TEST", help="the same classes, other pictures")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="the table")
    parser.add_argument(
        "--only", nargs="+", choices=names, default=names, metavar="NAME",
        help=f"of {', '.join(names)} (default: all)",
    )  # fmt: skip
    parser.add_argument(
        "--runs", type=Path, default=Path("runs/networks"), metavar="DIR",
        help="where the run folders lie (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--as-they-stand", action="store_true",
        help="do not go on with a run that was stopped: take its best network so far",
    )  # fmt: skip
    copies = parser.add_mutually_exclusive_group()
    copies.add_argument("--keep", type=Path, metavar="DIR", help="copy the trained networks there")
    copies.add_argument(
        "--kept", type=Path, metavar="DIR", help="train nothing, measure what was kept there"
    )
    return parser.parse_args(typed[:cut]), typed[cut + 1 :]


def _trained(chosen: argparse.Namespace, name: str, more: Sequence[str]) -> bool:
    """Train a network, or go on with it; whether it is trained then."""
    folder = chosen.runs / name
    words = [str(Path(chosen.train).resolve()), str(Path(chosen.test).resolve())]
    words += ["--run", str(folder.resolve()), "--network", name, *more]
    if (folder / STATE_FILE).exists():
        exported = (folder / EXPORTED).exists()
        if exported and (chosen.as_they_stand or RunFolder(folder).load().finished):
            print(f"{name} is trained already: {folder}", flush=True)
            return True
        words.append("--resume")
    print(f"{name}: train_model.py {' '.join(words)}", flush=True)
    command: list[Any] = [sys.executable, ROOT / "train_model.py", *words]
    return subprocess.run(command, check=False).returncode == 0


if __name__ == "__main__":
    raise SystemExit(main())
