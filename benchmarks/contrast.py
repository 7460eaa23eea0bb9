"""Prints the contrast of every pair of colours in the window, in both themes.

python -m benchmarks.contrast [--page docs/accessibility.md]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.page import put
from emoji_gui.desktop.contrast import PAIRS, PART, measured, over_picture
from emoji_gui.desktop.theme import DARK, LIGHT


def table() -> str:
    """The pairs as a Markdown table."""
    lines = ["| what | colours | wanted | light | dark |", "|---|---|---|---|---|"]
    for pair in PAIRS:
        light, dark = (f"{measured(pair, palette):.2f}" for palette in (LIGHT, DARK))
        names = f"`{pair.ink}` on `{pair.ground}`"
        lines.append(f"| {pair.what} | {names} | {pair.least} | {light} | {dark} |")
    for what in over_picture(0):
        worst = min(over_picture(grey)[what] for grey in range(256))
        grounds = "its shadow, over the worst picture"
        lines.append(f"| {what} | {grounds} | {PART} | {worst:.2f} | {worst:.2f} |")
    return "\n".join(lines)


def failures() -> list[str]:
    """The pairs that are too close to each other."""
    found = [
        f"{pair.what}: {pair.ink} on {pair.ground} in {palette.name}, {measured(pair, palette):.2f}"
        for palette in (LIGHT, DARK)
        for pair in PAIRS
        if measured(pair, palette) < pair.least
    ]
    for grey in range(256):
        found += [f"{what} over {grey}" for what, it in over_picture(grey).items() if it < PART]
    return found


def main() -> int:
    """Print the table, and put it into a page if one is named."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--page", type=Path, help="also put the table into this page")
    chosen = options.parse_args()
    print(table())
    if chosen.page is not None:
        put(chosen.page, "contrast", table())
    wrong = failures()
    print("\n".join(("", "Too close:", *wrong) if wrong else ("", "All pairs pass.")))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
