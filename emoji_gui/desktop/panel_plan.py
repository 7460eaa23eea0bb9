"""Where the emoji, its name and the bars go in a panel of a size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from emoji_gui.desktop.bars import ROWS

SMALLEST_EMOJI: Final = 60
"""Side that many bars leave to the emoji, in pixels at 96 dots an inch."""

HINT_PRICE: Final = 140
"""Height in pixels that a panel needs more for its hint where letters are twice as large."""

LOWEST_ROW: Final = 13.5
"""Height of a bar's row whose smallest letters just have room, at usual text."""


@dataclass(frozen=True)
class Plan:
    """Where everything goes in a panel, in pixels at 96 dots an inch.

    Attributes:
        emoji: side of the picture; ``emoji_y`` its top.
        beside: whether the name stands at the right of the emoji and not under it.
        title_role: role of the name's font; ``title_y`` its middle.
        hint_y: middle of the hint, or None where there is no room for it.
        bars_y, bars_height: top and height of the bars.
        margin: from the panel's rim.
    """

    emoji: float
    emoji_y: float
    beside: bool
    title_role: str
    title_y: float
    hint_y: float | None
    bars_y: float
    bars_height: float
    margin: float


def plan(
    width: float, height: float, rows: int = ROWS, text: float = 1.0, hint_lines: int = 1
) -> Plan:
    """Divide a panel of a size, in pixels at 96 dots an inch, from top to bottom.

    Args:
        width: of the panel.
        height: of the panel.
        rows: bars; many become thin before the emoji becomes small.
        text: how much larger than usual the letters are. Where they leave the emoji
            too little room above its name, the two stand side by side.
        hint_lines: into which the longest hint is broken at this width.
    """
    margin = 12 if height < 420 else 20 if height < 760 else 28
    inner = height - 2 * margin
    # Large letters take the room that a low panel has not.
    roomy = height / text
    role, title = ("title", 26 * text) if roomy < 380 else ("display", 36 * text)
    if roomy >= 760:
        role, title = "hero", 48 * text
    hint = 20 * text * hint_lines
    if height < 340 + HINT_PRICE * (text - 1) + 20 * text * (hint_lines - 1):
        hint = 0
    gap = 4 if roomy < 380 else 12 if roomy < 760 else 24
    row = max(17.0 * text, min(38.0 * text, height / 19))
    bars = min(rows * row, inner - title - hint - 2 * gap - SMALLEST_EMOJI)
    if text > 1 and bars < min(rows, ROWS) * LOWEST_ROW * text:
        return _beside(inner, rows, text, margin)
    emoji = min(inner - bars - title - hint - 2 * gap, width - 2 * margin - 24)
    emoji = max(40.0, min(emoji, 440.0))
    used = emoji + title + hint + 2 * gap + bars
    spare = max(0.0, inner - used)
    # What is left over goes above and below the emoji and not between it and its name.
    top = margin + spare / 2
    title_y = top + emoji + gap + title / 2
    return Plan(
        emoji=emoji,
        emoji_y=top,
        beside=False,
        title_role=role,
        title_y=title_y,
        hint_y=title_y + title / 2 + hint / 2 if hint else None,
        bars_y=height - margin - bars,
        bars_height=bars,
        margin=margin,
    )


def _beside(inner: float, rows: int, text: float, margin: float) -> Plan:
    """The plan of a panel that is low for its letters."""
    bars = min(rows * LOWEST_ROW * text, inner - 26 * text - 4)
    emoji = max(40.0, inner - bars - 4)
    return Plan(
        emoji=emoji,
        emoji_y=margin,
        beside=True,
        title_role="title",
        title_y=margin + emoji / 2,
        hint_y=None,
        bars_y=margin + inner - bars,
        bars_height=bars,
        margin=margin,
    )
