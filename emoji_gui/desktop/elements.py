"""The drawn elements of the ttk widgets: rounded faces, sharp at any density.

Own pictures computed at start instead of a theme package: ``sv-ttk`` and
``ttkbootstrap`` bring sprites for 96 dots an inch, and took 45 and 170 ms of
the window's start where this takes about 20.
"""

from __future__ import annotations

import tkinter as tk
from dataclasses import dataclass
from tkinter import ttk
from typing import Any, Final

from emoji_gui.desktop.shapes import Layer, rounded
from emoji_gui.desktop.theme import Palette, Theme, rgb

RING: Final = 3
"""Room around every control for its focus ring, in pixels at 96 dots an inch."""

RADIUS: Final = 14
"""Of the corners of the large surfaces; controls have 8."""

TILE: Final = 96
"""Pixels of a picture's middle: wide enough for few tiles on large surfaces."""

State = tuple[str, ...]


@dataclass(frozen=True)
class Face:
    """The fill and outline of a control in one state; None leaves it out."""

    fill: str | None
    outline: str | None = None
    ring: bool = False


class Elements:
    """Makes the elements ``<name>.face``, of which a style's layout can be built."""

    def __init__(self, root: tk.Misc, before: Elements | None = None) -> None:
        """Keep ``root``; nothing is made before ``make``.

        Args:
            root: the main window.
            before: the elements of a style before; their pictures stay alive with these.
        """
        self._root = root
        self._ttk = ttk.Style(root)
        # Tk forgets a picture when Python does.
        self.pictures: list[tk.PhotoImage] = [] if before is None else before.pictures

    def make(self, theme: Theme) -> None:
        """Create all of them in the ttk theme in use, in the colours of ``theme``."""
        p = theme.palette
        for prefix, behind in (("", p.window), ("Well", p.well)):
            self._element(theme, f"{prefix}Button", behind, Face(p.card, p.edge), *_solid(p))
            self._element(theme, f"{prefix}Accent", behind, Face(p.accent), *_accent(p))
        self._element(theme, "Tool", p.window, Face(None), *_ghost(p))
        self._element(theme, "CardTool", p.card, Face(None), *_ghost(p))
        self._element(
            theme,
            "Entry",
            p.window,
            Face(p.card, p.edge),
            (("focus",), Face(p.card, p.accent, ring=True)),
        )
        self._surface(theme, "Card", p.window, Face(p.card, p.line))
        self._surface(theme, "Well", p.window, Face(p.well))

    def _element(
        self, theme: Theme, name: str, behind: str, face: Face, *states: tuple[State, Face]
    ) -> None:
        pictures: list[Any] = [
            (*state, self._picture(theme, behind, look, 8)) for state, look in states
        ]
        self._ttk.element_create(
            f"{name}.face",
            "image",
            self._picture(theme, behind, face, 8),
            *pictures,
            border=theme.metrics.px(8 + RING),
            width=theme.metrics.px(2 * (8 + RING)),
            height=theme.metrics.px(2 * (8 + RING)),
            padding=0,
            sticky="nswe",
        )

    def _surface(self, theme: Theme, name: str, behind: str, face: Face) -> None:
        self._ttk.element_create(
            f"{name}.face",
            "image",
            self._picture(theme, behind, face, RADIUS, ring=0),
            border=theme.metrics.px(RADIUS),
            width=theme.metrics.px(2 * RADIUS),
            height=theme.metrics.px(2 * RADIUS),
            padding=0,
            sticky="nswe",
        )

    def _picture(
        self, theme: Theme, behind: str, face: Face, radius: float, ring: float = RING
    ) -> tk.PhotoImage:
        """A stretchable picture: corners as drawn, everything between them repeated."""
        m, p = theme.metrics, theme.palette
        line, room, corner = m.px(1), ring * m.scale, radius * m.scale
        layers = [Layer(-1, 0, rgb(behind))]
        if face.ring:
            width = m.px(2)
            layers.append(Layer(0, corner + room, rgb(p.accent)))
            layers.append(Layer(width, corner + room - width, rgb(behind)))
        if face.outline:
            layers.append(Layer(room, corner, rgb(face.outline)))
        if face.fill:
            inner = line if face.outline else 0
            layers.append(Layer(room + inner, max(1.0, corner - inner), rgb(face.fill)))
        size = 2 * m.px(radius + ring) + 4
        picture = tk.PhotoImage(master=self._root, data=rounded(size, layers, TILE))
        self.pictures.append(picture)
        return picture


def _solid(p: Palette) -> tuple[tuple[State, Face], ...]:
    """States of an ordinary button."""
    return (
        (("disabled",), Face(None, p.line)),
        (("pressed",), Face(p.soft, p.edge)),
        (("focus", "active"), Face(p.soft, p.edge, ring=True)),
        (("focus",), Face(p.card, p.edge, ring=True)),
        (("active",), Face(p.soft, p.edge)),
    )


def _accent(p: Palette) -> tuple[tuple[State, Face], ...]:
    """States of the button that is meant to be pressed."""
    return (
        (("pressed",), Face(p.accent_hover)),
        (("focus", "active"), Face(p.accent_hover, ring=True)),
        (("focus",), Face(p.accent, ring=True)),
        (("active",), Face(p.accent_hover)),
    )


def _ghost(p: Palette) -> tuple[tuple[State, Face], ...]:
    """States of a control without a face of its own until it is pointed at or switched on."""
    return (
        (("disabled",), Face(None)),
        (("pressed",), Face(p.soft, p.edge)),
        (("focus", "selected"), Face(p.soft, p.edge, ring=True)),
        (("focus",), Face(None, ring=True)),
        (("selected",), Face(p.soft, p.edge)),
        (("active",), Face(p.soft)),
    )
