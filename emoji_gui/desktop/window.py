"""The window's layout: toolbar, picture and panel side by side, status line."""

from __future__ import annotations

import re
import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import TYPE_CHECKING, Final

from emoji_gui.desktop.iconset import IconSet
from emoji_gui.desktop.menus import Choice, Menus
from emoji_gui.desktop.panel import EmojiPanel
from emoji_gui.desktop.picture import PictureView
from emoji_gui.desktop.rtl import write_direction
from emoji_gui.desktop.statusbar import StatusBar
from emoji_gui.desktop.style import Style
from emoji_gui.desktop.system import speak_to_tk
from emoji_gui.desktop.theme import Metrics, Theme, make_fonts
from emoji_gui.desktop.toolbar import Toolbar
from emoji_gui.desktop.tooltip import Tooltips

if TYPE_CHECKING:
    import PIL.Image

ICON: Final = 128
SMALLEST: Final = (640, 400)
USUAL: Final = (1000, 640)
_GEOMETRY: Final = re.compile(r"(\d+)x(\d+)(?:([+-]-?\d+)([+-]-?\d+))?")


class Window:
    """Builds the widgets in ``root`` and arranges them for its size."""

    def __init__(
        self,
        root: tk.Tk,
        theme: Theme,
        actions: dict[str, Callable[[], None]],
        geometry: str | None = None,
        switched: Callable[[str], bool | None] = lambda name: None,
        *,
        choices: dict[str, Callable[[], list[Choice]]] | None = None,
        before: Window | None = None,
    ) -> None:
        """Build everything.

        Args:
            root: an empty main window.
            theme: colours and sizes.
            actions: what the controls do, by the names of the commands.
            geometry: remembered place and size, if any.
            switched: whether the choice of a command is on, None for one that is no choice.
            choices: what stands first in a menu, by the menus' names.
            before: the window that this one takes the place of.
        """
        self.root = root
        write_direction(root)
        speak_to_tk(root)
        make_fonts(root, theme.metrics)
        self._style: Style = Style(root, None if before is None else before._style)
        self._style.use(theme)
        self.icons = IconSet(root, theme.metrics)
        self.tips = Tooltips(root, theme)
        self.frame = ttk.Frame(root)
        self.toolbar = Toolbar(self.frame, theme, self.icons, self.tips, actions)
        self._menus = Menus(root, actions, switched, choices)
        self.picture = PictureView(self.frame, theme, self.icons, actions)
        self.panel = EmojiPanel(self.frame, theme, self.icons, self.tips, actions["copy"])
        self.status = StatusBar(self.frame, theme)
        self._arrange(theme)
        self._theme = theme
        self.use(theme)
        root.minsize(*(theme.metrics.px(side) for side in SMALLEST))
        root.geometry(start_geometry(geometry, theme.metrics.scale, _screen(root)))

    def use(self, theme: Theme) -> None:
        """Change colours and the size of the text everywhere."""
        if theme.metrics != self._theme.metrics:
            make_fonts(self.root, theme.metrics)
            self.icons.metrics = theme.metrics
        self._theme = self.tips.theme = theme
        self._style.use(theme)
        self.root.configure(background=theme.palette.window)
        for part in (self.toolbar, self.picture, self.panel, self.status):
            part.use(theme)
        self._share(self.frame.winfo_width())

    def close(self) -> None:
        """Take every widget away; the main window stays."""
        self.tips.hide()
        self._menus.close()
        self.frame.destroy()

    def open_menu(self, name: str) -> tk.Menu:
        """Open the menu ``name`` under its button, or under "More", and return it."""
        self.tips.hide()
        button = self.toolbar.buttons.get(name, self.toolbar.buttons["more"])
        return self._menus.open(name, button, self._theme)

    def show_icon(self, picture: PIL.Image.Image) -> None:
        """Put a picture into the title bar and the desktop's list of windows."""
        import PIL.ImageTk

        self._icon = PIL.ImageTk.PhotoImage(picture.resize((ICON, ICON)), master=self.root)
        self.root.iconphoto(True, str(self._icon))

    @property
    def theme(self) -> Theme:
        """The colours and sizes in use."""
        return self._theme

    def _arrange(self, theme: Theme) -> None:
        px = theme.metrics.px
        self.frame.pack(fill="both", expand=True)
        self.frame.rowconfigure(1, weight=1)
        self.frame.columnconfigure(0, weight=1)
        # The controls' own room for the focus ring is part of the margins.
        self.toolbar.grid(
            row=0, column=0, columnspan=2, sticky="ew", padx=px(8), pady=(px(6), px(2))
        )
        self.picture.grid(row=1, column=0, sticky="nsew", padx=(px(12), 0))
        self.panel.grid(row=1, column=1, sticky="nsew", padx=px(12))
        self.status.grid(
            row=2, column=0, columnspan=2, sticky="ew", padx=px(16), pady=(px(8), px(10))
        )
        self.panel.grid_propagate(False)
        self.picture.grid_propagate(False)
        self.frame.bind("<Configure>", lambda event: self._share(event.width))

    def _share(self, width: int) -> None:
        """Give the panel its part of the width."""
        self.panel.configure(width=panel_width(width, self._theme.metrics))


def panel_width(width: int, metrics: Metrics) -> int:
    """Device pixels of the panel in a window of ``width`` device pixels.

    Letters twice as large get a third more: the rest comes off the bars.
    """
    px, more = metrics.px, 1 + (metrics.text - 1) * 0.35
    return max(px(228 * more), min(px(620 * more), round(width * 0.34 * more)))


def start_geometry(remembered: str | None, scale: float, screen: tuple[int, int]) -> str:
    """Place and size at the start: the remembered ones where they still fit, else the middle.

    Args:
        remembered: as Tk writes it, or anything else.
        scale: device pixels in one pixel at 96 dots an inch.
        screen: width and height of the screen in device pixels.
    """
    match = _GEOMETRY.fullmatch(remembered or "")
    if match is not None:
        width, height = int(match[1]), int(match[2])
        x, y = (int(match[i].lstrip("+")) if match[i] else -1 for i in (3, 4))
        fits = width <= screen[0] and height <= screen[1]
        if fits and 0 <= x <= screen[0] - 100 and 0 <= y <= screen[1] - 100:
            return f"{width}x{height}+{x}+{y}"
    width, height = (
        min(round(side * scale), round(room * 0.9))
        for side, room in zip(USUAL, screen, strict=True)
    )
    return f"{width}x{height}+{(screen[0] - width) // 2}+{(screen[1] - height) * 2 // 5}"


def _screen(root: tk.Misc) -> tuple[int, int]:
    return root.winfo_screenwidth(), root.winfo_screenheight()
