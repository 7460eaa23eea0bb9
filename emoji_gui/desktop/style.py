"""The look of the ttk widgets: rounded, in the palette's colours, sharp at any density.

Own pictures computed at start instead of a theme package: ``sv-ttk`` and
``ttkbootstrap`` bring sprites for 96 dots an inch, and took 45 and 170 ms of
the window's start where this takes about 20.
"""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from dataclasses import dataclass
from tkinter import ttk
from typing import Any, Final

from emoji_gui.desktop.shapes import Layer, rounded
from emoji_gui.desktop.theme import Palette, Theme, rgb
from emoji_gui.language import right_to_left

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


class Style:
    """Makes the ttk theme of a palette, once, and switches to it."""

    def __init__(self, root: tk.Misc, before: Style | None = None) -> None:
        """Keep ``root``; nothing is made before ``use``.

        Args:
            root: the main window.
            before: the style that this one follows; the themes that it made are worn on.
        """
        self._root = root
        self._ttk = ttk.Style(root)
        # Tk forgets a picture when Python does.
        self._pictures: list[tk.PhotoImage] = [] if before is None else before._pictures

    def use(self, theme: Theme) -> None:
        """Give every widget the look of ``theme``."""
        # Sides and anchors stand in a theme as well.
        name = f"mirror-{theme.palette.name}{'-turned' if right_to_left() else ''}"
        if name not in self._ttk.theme_names():
            self._ttk.theme_create(name, parent="clam")
            self._ttk.theme_use(name)
            self._make_elements(theme)
            self._configure(theme)
        self._ttk.theme_use(name)
        self._options(theme)

    def _make_elements(self, theme: Theme) -> None:
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
        self._pictures.append(picture)
        return picture

    def _configure(self, theme: Theme) -> None:
        p, px = theme.palette, theme.metrics.px
        self._ttk.configure(
            ".",
            background=p.window,
            foreground=p.text,
            font=theme.font("body"),
            borderwidth=0,
            focuscolor=p.window,
            troughcolor=p.window,
            fieldbackground=p.card,
            selectbackground=p.accent,
            selectforeground=p.on_accent,
            insertcolor=p.text,
            bordercolor=p.line,
            lightcolor=p.window,
            darkcolor=p.window,
            arrowcolor=p.muted,
        )
        for name, face, background in (
            ("TButton", "Button", p.window),
            ("Accent.TButton", "Accent", p.window),
            ("Well.TButton", "WellButton", p.well),
            ("WellAccent.TButton", "WellAccent", p.well),
            ("Tool.TButton", "Tool", p.window),
            ("Row.TButton", "Tool", p.window),
            ("CardTool.TButton", "CardTool", p.card),
        ):
            self._ttk.layout(name, _button_layout(face))
            self._ttk.configure(
                name, background=background, anchor="center", padding=(px(14), px(8))
            )
        self._ttk.configure("Tool.TButton", padding=(px(10), px(8)))
        self._ttk.configure("CardTool.TButton", padding=(px(8), px(8)))
        self._ttk.configure("Row.TButton", padding=(px(12), px(8)), anchor="w")
        self._ttk.map("TButton", foreground=[("disabled", p.muted)])
        for name in ("Accent.TButton", "WellAccent.TButton"):
            self._ttk.configure(name, foreground=p.on_accent, font=theme.font("body", strong=True))
        self._scale(theme)
        self._ttk.layout("TEntry", _entry_layout())
        self._ttk.configure("TEntry", padding=(px(10), px(7)), foreground=p.text)
        for name in ("Card", "Well"):
            self._ttk.layout(f"{name}.TFrame", [(f"{name}.face", {"sticky": "nswe"})])
        self._ttk.configure("Card.TFrame", background=p.window)
        self._ttk.configure("Well.TFrame", background=p.window)
        self._ttk.configure("Line.TFrame", background=p.line)
        # The handle is told from its trough by 3 : 1, as every part of a control.
        self._ttk.configure(
            "TScrollbar",
            background=p.edge,
            troughcolor=p.track,
            arrowcolor=p.text,
            gripcount=0,
            arrowsize=px(13),
        )
        self._ttk.map("TScrollbar", background=[("active", p.accent)])
        self._labels(theme)

    def _scale(self, theme: Theme) -> None:
        """A slider: its knob has the accent while the keys move it."""
        p, px, name = theme.palette, theme.metrics.px, "Horizontal.TScale"
        self._ttk.configure(
            name,
            background=p.edge,
            troughcolor=p.track,
            bordercolor=p.edge,
            lightcolor=p.edge,
            darkcolor=p.edge,
            gripcount=0,
            sliderlength=px(22),
            arrowsize=px(20),
        )
        moved = [("active", p.accent_hover), ("focus", p.accent)]
        self._ttk.map(name, background=moved, lightcolor=moved, darkcolor=moved)

    def _labels(self, theme: Theme) -> None:
        p = theme.palette
        looks: Sequence[tuple[str, str, str]] = (
            ("Muted.TLabel", p.window, p.muted),
            ("Card.TLabel", p.card, p.text),
            ("CardMuted.TLabel", p.card, p.muted),
            ("Well.TLabel", p.well, p.text),
            ("WellMuted.TLabel", p.well, p.muted),
        )
        for name, background, foreground in looks:
            self._ttk.configure(name, background=background, foreground=foreground)
        self._ttk.configure("Title.TLabel", font=theme.font("title", strong=True))
        self._ttk.configure("Strong.TLabel", font=theme.font("body", strong=True))
        self._ttk.configure("Inner.TFrame", background=p.well)

    def _options(self, theme: Theme) -> None:
        """Colours of the toolkit's older widgets that are made later (menus, lists, text)."""
        p, add = theme.palette, self._root.option_add
        for pattern, value in (
            ("*Listbox.background", p.card),
            ("*Listbox.foreground", p.text),
            ("*Canvas.background", p.window),
            ("*Canvas.highlightThickness", "0"),
            ("*Toplevel.background", p.window),
            ("*Dialog.background", p.window),
        ):
            add(pattern, value)


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


def _button_layout(face: str) -> list[Any]:
    label = ("Button.label", {"sticky": "nswe"})
    padding = ("Button.padding", {"sticky": "nswe", "children": [label]})
    return [(f"{face}.face", {"sticky": "nswe", "children": [padding]})]


def _entry_layout() -> list[Any]:
    text = ("Entry.textarea", {"sticky": "nswe"})
    padding = ("Entry.padding", {"sticky": "nswe", "children": [text]})
    return [("Entry.face", {"sticky": "nswe", "children": [padding]})]
