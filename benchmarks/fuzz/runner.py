"""Runs the inputs of a kind in child processes, and outlives what kills them."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from benchmarks.fuzz.inputs import make

ROOT: Final = Path(__file__).resolve().parents[2]
CHILD: Final = ("-m", "benchmarks.fuzz.child")
LIMIT_SECONDS: Final = 20.0
"""For one input; what takes longer is taken to hang."""
LOADING_SECONDS: Final = 120.0
"""For the first one, before which everything is loaded."""
MOST_FAILURES: Final = 20
"""Of one kind; then it is given up."""


@dataclass
class Count:
    """What became of the inputs of a kind.

    Attributes:
        inputs: how many were tried.
        accepted: and used.
        refused: with a sentence, as documented.
        failures: why and the file with the input, of each that crashed, hung or raised.
    """

    inputs: int = 0
    accepted: int = 0
    refused: int = 0
    failures: list[dict[str, str]] = field(default_factory=list)


def run(kind: str, seed: int, inputs: int, keep: Path, child: Sequence[str] = CHILD) -> Count:
    """Try so many inputs of a kind.

    Args:
        kind: a key of ``inputs.MAKERS``.
        seed: of the inputs.
        inputs: how many.
        keep: folder for the inputs that failed; made when there is one.
        child: what Python runs to take them.
    """
    count = Count()
    while count.inputs < inputs and len(count.failures) < MOST_FAILURES:
        words = [*child, kind, str(seed), str(count.inputs), str(inputs)]
        _one_child(words, inputs, keep, count)
    return count


def _one_child(words: list[str], inputs: int, keep: Path, count: Count) -> None:
    """Go on from where the count stands until all are done or the child is dead."""
    kind, seed = words[-4], int(words[-3])
    child = subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    assert child.stdout is not None
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    reader = threading.Thread(target=_read, args=(child.stdout, lines), daemon=True)
    reader.start()
    limit, why = LOADING_SECONDS, ""
    try:
        while count.inputs < inputs and len(count.failures) < MOST_FAILURES and not why:
            why, limit = _next(lines, limit, count), LIMIT_SECONDS
            if why.startswith("failed "):
                _note(kind, seed, keep, count, why.removeprefix("failed "))
                why = ""
        if why:
            child.kill()
            status = child.wait()
            _note(kind, seed, keep, count, why if "hung" in why else f"{why} (status {status})")
    finally:
        child.kill()
        child.wait()
        reader.join()
        child.stdout.close()


def _next(lines: queue.SimpleQueue[str], limit: float, count: Count) -> str:
    """Take in one answer; why there was none, or what failed, or ""."""
    while True:
        try:
            line = lines.get(timeout=limit)
        except queue.Empty:
            return f"hung for {limit:.0f} s"
        if line.startswith("begin"):
            limit = LIMIT_SECONDS
            continue
        if not line:
            return "the process crashed"
        if line.startswith("failed"):
            return line
        count.inputs += 1
        count.accepted += line == "accepted"
        count.refused += line == "refused"
        return ""


def _note(kind: str, seed: int, keep: Path, count: Count, why: str) -> None:
    keep.mkdir(parents=True, exist_ok=True)
    file = keep / f"{kind.replace(' ', '-')}-{seed}-{count.inputs}"
    file.write_bytes(make(kind, seed, count.inputs))
    count.failures.append({"why": why, "input": str(file)})
    count.inputs += 1


def _read(output: IO[str], lines: queue.SimpleQueue[str]) -> None:
    for line in output:
        lines.put(line.strip())
    lines.put("")
