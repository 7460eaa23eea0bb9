"""Writes what a benchmark found as a table, and into a page, so that nobody types figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from model.files import write_text


def markdown_table(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    """Cells as a table in Markdown."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *body))


def put(page: Path, name: str, text: str) -> None:
    """Replace what stands in a page between ``<!-- name -->`` and ``<!-- /name -->``.

    Raises:
        SystemExit: the page has no such place.
    """
    content = page.read_text("utf-8")
    marks = f"<!-- {name} -->", f"<!-- /{name} -->"
    place = re.compile(f"{re.escape(marks[0])}.*?{re.escape(marks[1])}", re.DOTALL)
    filled = f"{marks[0]}\n{text}\n{marks[1]}"
    changed, times = place.subn(lambda _: filled, content)
    if times != 1:
        raise SystemExit(f"{page} has no place {marks[0]} … {marks[1]} for the figures.")
    write_text(page, changed)
