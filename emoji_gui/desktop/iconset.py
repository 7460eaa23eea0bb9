"""The icons as Tk pictures, made when first asked for."""

from __future__ import annotations

import tkinter as tk

from emoji_gui.desktop.icons import icon_png
from emoji_gui.desktop.theme import Metrics, rgb


class IconSet:
    """Keeps one picture for each icon, size in device pixels and colour.

    Attributes:
        metrics: density of the screen and size of the text, which icons follow.
    """

    def __init__(self, root: tk.Misc, metrics: Metrics) -> None:
        """Make icons for the density of ``metrics``."""
        self._root = root
        self.metrics = metrics
        self._made: dict[tuple[str, int, str], tk.PhotoImage] = {}

    def get(self, name: str, size: int, colour: str) -> tk.PhotoImage:
        """An icon of ``size`` pixels at 96 dots an inch and usual text."""
        pixels = self.metrics.text_px(size)
        key = (name, pixels, colour)
        if key not in self._made:
            data = icon_png(name, pixels, rgb(colour))
            self._made[key] = tk.PhotoImage(master=self._root, data=data)
        return self._made[key]
