"""Which colours meet in the window, and how far apart they have to be (WCAG 2.2, level AA).

The palettes hold the colours; here stands where two of them lie side by side. A new widget
that brings two colours together gets a line here, and the tests measure it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from emoji_gui.desktop.outline import FAINT, SHADE, SHADOW, WHITE
from emoji_gui.desktop.theme import Palette, contrast

TEXT: Final = 4.5
"""Of text on its ground (success criterion 1.4.3). The larger text keeps it too."""

PART: Final = 3.0
"""Of a part that tells something from what lies beside it (success criterion 1.4.11)."""


@dataclass(frozen=True)
class Pair:
    """Two colours that lie side by side.

    Attributes:
        what: is seen, in a few words.
        ink, ground: fields of ``Palette``.
        least: the contrast that they have to have.
    """

    what: str
    ink: str
    ground: str
    least: float


PAIRS: Final = (
    *(Pair("text", "text", ground, TEXT) for ground in ("window", "card", "well")),
    *(Pair("muted text", "muted", ground, TEXT) for ground in ("window", "card", "well")),
    Pair("text of a control that is pointed at or switched on", "text", "soft", TEXT),
    Pair("text on the main button", "on_accent", "accent", TEXT),
    Pair("the same, pointed at", "on_accent", "accent_hover", TEXT),
    Pair("the menu's entry at hand, selected text", "on_accent", "accent", TEXT),
    Pair("a tooltip", "on_tip", "tip", TEXT),
    Pair("a sign or sentence that all is well", "good", "window", TEXT),
    Pair("a sign or sentence that warns", "warn", "window", TEXT),
    Pair("a sign or sentence of an error, a recording", "bad", "window", TEXT),
    *(Pair("outline of a button", "edge", ground, PART) for ground in ("window", "card", "well")),
    Pair("outline of a control that is switched on, inside", "edge", "soft", PART),
    *(Pair("focus ring", "accent", ground, PART) for ground in ("window", "card", "well")),
    *(Pair("main button", "accent", ground, PART) for ground in ("window", "well")),
    Pair("main button, pointed at", "accent_hover", "window", PART),
    *(Pair("icon", "text", ground, PART) for ground in ("window", "soft")),
    Pair("icon of the copy button", "muted", "card", PART),
    Pair("icon of the copy button, pointed at", "muted", "soft", PART),
    Pair("leading bar in its trough", "accent", "track", PART),
    Pair("other bar in its trough", "bar", "track", PART),
    Pair("leading bar on the panel", "accent", "card", PART),
    Pair("other bar on the panel", "bar", "card", PART),
    *(
        Pair(f"ring of the time to go, {what}", ink, "track", PART)
        for what, ink in (
            ("waiting", "edge"),
            ("running", "accent"),
            ("in trouble", "warn"),
            ("done", "good"),
        )
    ),
    Pair("handle of a scroll bar", "edge", "track", PART),
)
"""Every pair of the window. Left out: hairlines that only decorate, and controls that are
switched off, which the standard excepts."""


def measured(pair: Pair, palette: Palette) -> float:
    """Contrast of a pair in a palette, 1 to 21."""
    return contrast(getattr(palette, pair.ink), getattr(palette, pair.ground))


def over_picture(grey: int) -> dict[str, float]:
    """Contrast of the lines around faces to their shadow, over a picture of one grey.

    Args:
        grey: 0 to 255.
    """
    shadow = _hex(round((1 - SHADOW) * grey + SHADOW * part) for part in SHADE)
    return {
        "line around the first face": contrast(_hex(WHITE), shadow),
        "line around another face": contrast(_hex(FAINT), shadow),
    }


def _hex(parts: Iterable[int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in parts)
