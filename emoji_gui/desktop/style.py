"""The look of the ttk widgets: colours, fonts and room, and which drawn elements they have."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from tkinter import ttk
from typing import Any

from emoji_gui.desktop.elements import Elements
from emoji_gui.desktop.theme import Theme
from emoji_gui.language import right_to_left


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
        self._elements: Elements = Elements(root, None if before is None else before._elements)

    def use(self, theme: Theme) -> None:
        """Give every widget the look of ``theme``."""
        # Sides and anchors stand in a theme as well.
        name = f"mirror-{theme.palette.name}{'-turned' if right_to_left() else ''}"
        if name not in self._ttk.theme_names():
            self._ttk.theme_create(name, parent="clam")
            self._ttk.theme_use(name)
            self._elements.make(theme)
            self._configure(theme)
        self._ttk.theme_use(name)
        self._options(theme)

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


def _button_layout(face: str) -> list[Any]:
    label = ("Button.label", {"sticky": "nswe"})
    padding = ("Button.padding", {"sticky": "nswe", "children": [label]})
    return [(f"{face}.face", {"sticky": "nswe", "children": [padding]})]


def _entry_layout() -> list[Any]:
    text = ("Entry.textarea", {"sticky": "nswe"})
    padding = ("Entry.padding", {"sticky": "nswe", "children": [text]})
    return [("Entry.face", {"sticky": "nswe", "children": [padding]})]
