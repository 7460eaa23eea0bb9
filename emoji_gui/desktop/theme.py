"""Colours, sizes and fonts of the window: one palette a theme, one grid, one font scale."""

from __future__ import annotations

import tkinter as tk
from dataclasses import dataclass
from tkinter import font as tkfont
from typing import Final


@dataclass(frozen=True)
class Palette:
    """Colours of one theme, as ``#rrggbb``.

    Text colours keep a contrast of at least 4.5 : 1 on every surface they are
    used on, and the parts of controls 3 : 1 (WCAG 2.2, 1.4.3 and 1.4.11);
    ``desktop/contrast.py`` lists where they meet.
    """

    name: str
    window: str
    """Behind everything."""
    card: str
    """The raised surface of the panel and of the dialogs' rows."""
    well: str
    """The sunk surface where the picture would be."""
    line: str
    """Hairline around surfaces; decoration only."""
    edge: str
    """Outline of controls."""
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_hover: str
    soft: str
    """Behind a control that is switched on, and under the pointer."""
    track: str
    """The empty part of a bar."""
    bar: str
    """The filled part of a bar that does not lead."""
    good: str
    warn: str
    bad: str
    tip: str
    on_tip: str


LIGHT: Final = Palette(
    name="light",
    window="#f4f4f8",
    card="#ffffff",
    well="#e9e9f1",
    line="#e0e0ea",
    edge="#7e7e92",
    text="#1a1a23",
    muted="#5a5a6b",
    accent="#5145cd",
    on_accent="#ffffff",
    accent_hover="#4338b0",
    soft="#e4e2f8",
    track="#ececf3",
    bar="#84819e",
    good="#1d7a46",
    warn="#8f5a00",
    bad="#b3261e",
    tip="#23232e",
    on_tip="#ffffff",
)

DARK: Final = Palette(
    name="dark",
    window="#131318",
    card="#1d1d25",
    well="#1a1a21",
    line="#2b2b36",
    edge="#7b7b90",
    text="#f2f2f7",
    muted="#a8a8b8",
    accent="#a99fff",
    on_accent="#14121f",
    accent_hover="#beb6ff",
    soft="#302d4c",
    track="#2a2a35",
    bar="#7a7791",
    good="#63d296",
    warn="#f0b95a",
    bad="#ff8a80",
    tip="#f2f2f7",
    on_tip="#14121f",
)

FONT_SCALE: Final = {"caption": 11, "body": 13, "lead": 15, "title": 19, "display": 25, "hero": 34}
"""Heights in pixels at 96 dots an inch; the only text sizes in the window."""

FAMILIES: Final = (
    "Inter",
    "Segoe UI Variable Text",
    "Segoe UI",
    "SF Pro Text",
    "Adwaita Sans",
    "Cantarell",
    "Noto Sans",
    "Ubuntu",
    "Roboto",
    "Open Sans",
    "DejaVu Sans",
)
"""First of these that the system has; they are drawn for screens and know the Latin accents."""


@dataclass(frozen=True)
class Metrics:
    """The spacing grid at the density of this screen.

    Attributes:
        scale: device pixels in one pixel at 96 dots an inch, 1 to 4.
        text: how much larger than usual the person wants all text, 1 to 2.
    """

    scale: float = 1.0
    text: float = 1.0

    def px(self, size: float) -> int:
        """Device pixels of ``size`` pixels at 96 dots an inch, at least 1."""
        return max(1, round(size * self.scale))

    def text_px(self, size: float) -> int:
        """Device pixels of something that grows with the text: letters, icons, line lengths."""
        return self.px(size * self.text)


@dataclass(frozen=True)
class Theme:
    """What a widget needs in order to draw itself."""

    palette: Palette
    metrics: Metrics

    def font(self, role: str, *, strong: bool = False) -> str:
        """Name of the Tk font for a role of :data:`FONT_SCALE`."""
        return _font_name(role, strong)


def make_fonts(root: tk.Misc, metrics: Metrics) -> None:
    """Create the named fonts of the scale in ``root``'s interpreter, or resize those there are.

    Widgets keep the names, so every text on the screen follows at once.
    """
    family = pick_family(frozenset(tkfont.families(root)))
    existing = frozenset(tkfont.names(root))
    for role, size in FONT_SCALE.items():
        for strong in (False, True):
            name = _font_name(role, strong)
            font = tkfont.Font(
                root,
                name=name,
                exists=name in existing,
                family=family,
                size=-metrics.text_px(size),
                weight="bold" if strong else "normal",
            )
            font.delete_font = False  # it is used by its name, and is to outlive this object
    for standard in ("TkDefaultFont", "TkTextFont", "TkMenuFont", "TkHeadingFont"):
        # The toolkit's own dialogs (the file chooser) follow the scale too.
        tkfont.nametofont(standard, root).configure(family=family, size=-metrics.text_px(13))


def pick_family(available: frozenset[str]) -> str:
    """The first of :data:`FAMILIES` that is installed, or the toolkit's default."""
    return next((family for family in FAMILIES if family in available), "TkDefaultFont")


def contrast(first: str, second: str) -> float:
    """Contrast of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255, of ``#rrggbb``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in rgb(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _font_name(role: str, strong: bool) -> str:
    return f"mirror-{role}{'-strong' if strong else ''}"
