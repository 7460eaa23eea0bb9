"""The drop-down menus: what is done less often, each entry with its key beside it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping
from tkinter import font as tkfont
from tkinter import ttk

from emoji_gui.desktop.commands import BY_NAME, MENUS, key_names
from emoji_gui.desktop.rtl import shapes
from emoji_gui.desktop.theme import Theme
from emoji_gui.language import right_to_left


class Menus:
    """Opens a menu under its button; the entries are made anew, so they show how things stand."""

    def __init__(
        self,
        root: tk.Tk,
        actions: Mapping[str, Callable[[], None]],
        switched: Callable[[str], bool | None],
    ) -> None:
        """Keep what the menus need; nothing is made before ``open``.

        Args:
            root: the main window.
            actions: what they do, by the names of the commands.
            switched: whether a command's choice is on, None for one that is no choice.
        """
        self._root = root
        self._actions, self._switched = actions, switched
        self._open: tk.Menu | None = None
        # Tk's entries look at their variables again whenever they are drawn.
        self._checks: list[tk.BooleanVar] = []

    def open(self, name: str, button: ttk.Button, theme: Theme) -> tk.Menu:
        """Open the menu ``name`` under the button that asked for it, and return it."""
        self.close()
        menu = self._make(name, theme)
        self._open = menu
        menu.update_idletasks()
        right = button.winfo_rootx() + button.winfo_width()
        x = max(0, min(button.winfo_rootx(), right - menu.winfo_reqwidth()))
        if right_to_left():
            x = max(0, right - menu.winfo_reqwidth(), button.winfo_rootx())
        menu.tk_popup(x, button.winfo_rooty() + button.winfo_height())
        return menu

    def close(self) -> None:
        """Take the open menu away."""
        if self._open is not None:
            self._open.destroy()
            self._open = None

    def _make(self, name: str, theme: Theme) -> tk.Menu:
        palette = theme.palette
        menu = tk.Menu(
            self._root,
            tearoff=False,
            background=palette.card,
            foreground=palette.text,
            activebackground=palette.soft,
            activeforeground=palette.text,
            disabledforeground=palette.muted,
            selectcolor=palette.text,
            borderwidth=theme.metrics.px(1),
            activeborderwidth=theme.metrics.px(5),
            relief="solid",
            font=theme.font("body"),
        )
        self._checks.clear()
        self._names = [entry for entry in MENUS[name] if entry is not None]
        for entry in MENUS[name]:
            if entry is None:
                menu.add_separator(background=palette.card)
            else:
                self._add(menu, entry)
        return menu

    def _turned(self, menu: tk.Menu, name: str) -> tuple[str, str]:
        """The key on the left and the words on the right, where Tk has it the other way round.

        Tk begins both columns on the left, so the words are led there by the spaces after them.
        """
        measure = tkfont.Font(menu, menu.cget("font")).measure
        room = max(measure(f" {BY_NAME[entry].entry}") for entry in self._names)
        words = f" {BY_NAME[name].entry}"
        while measure(words) < room:
            words += " "
        return f" {key_names(BY_NAME[name].keys)}    ", words

    def _add(self, menu: tk.Menu, name: str) -> None:
        command, switched = BY_NAME[name], self._switched(name)
        # Tk knows no margins in a menu.
        label, keys = f" {command.entry}    ", f"{key_names(command.keys)} "
        if shapes(menu):
            label, keys = self._turned(menu, name)
        if switched is None:
            menu.add_command(label=label, accelerator=keys, command=self._actions[name])
            return
        check = tk.BooleanVar(self._root, switched)
        self._checks.append(check)
        menu.add_checkbutton(
            label=label,
            accelerator=keys,
            command=self._actions[name],
            variable=check,
        )
