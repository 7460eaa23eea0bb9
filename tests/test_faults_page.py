"""The page of faults names tests; each of them exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_every_test_that_the_page_names_exists() -> None:
    named = re.findall(r"`(test_\w+)`", (ROOT / "docs" / "faults.md").read_text("utf-8"))
    sources = "".join(file.read_text("utf-8") for file in (ROOT / "tests").glob("test_*.py"))
    there = set(re.findall(r"def (test_\w+)\(", sources))
    assert len(named) > 30
    assert set(named) <= there


def test_every_fault_has_a_test() -> None:
    lines = (ROOT / "docs" / "faults.md").read_text("utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")][1:]
    table = [row for row in rows if len(row) == 3]
    assert len(table) > 20
    assert all("`test_" in row[2] for row in table)
