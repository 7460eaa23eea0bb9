"""The drop-down menus: what is done less often, each entry with its key beside it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping
from tkinter import font as tkfont
from tkinter import ttk
from typing import Any

from emoji_gui.desktop.commands import BY_NAME, MENUS, key_names
from emoji_gui.desktop.rtl import shapes
from emoji_gui.desktop.theme import Theme
from emoji_gui.language import right_to_left

Choice = tuple[str, bool, Callable[[], None]]
"""What an entry says, whether it is the chosen one, and what chooses it."""


class Menus:
    """Opens a menu under its button; the entries are made anew, so they show how things stand."""

    def __init__(
        self,
        root: tk.Tk,
        actions: Mapping[str, Callable[[], None]],
        switched: Callable[[str], bool | None],
        choices: Mapping[str, Callable[[], list[Choice]]] | None = None,
    ) -> None:
        """Keep what the menus need; nothing is made before ``open``.

        Args:
            root: the main window.
            actions: what they do, by the names of the commands.
            switched: whether a command's choice is on, None for one that is no choice.
            choices: what stands first in a menu, of which one is chosen; by the menus' names.
        """
        self._root = root
        self._actions, self._switched = actions, switched
        self._choices = choices or {}
        self._open: tk.Menu | None = None
        # Tk's entries look at their variables again whenever they are drawn.
        self._checks: list[tk.BooleanVar] = []

    def open(self, name: str, button: ttk.Button, theme: Theme) -> tk.Menu:
        """Open the menu ``name`` under the button that asked for it, and return it."""
        self.close()
        self._checks.clear()
        menu = self._make(self._root, name, theme)
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

    def _make(self, master: tk.Misc, name: str, theme: Theme) -> tk.Menu:
        palette = theme.palette
        menu = tk.Menu(
            master,
            tearoff=False,
            background=palette.card,
            foreground=palette.text,
            activebackground=palette.accent,
            activeforeground=palette.on_accent,
            disabledforeground=palette.muted,
            selectcolor=palette.text,
            borderwidth=theme.metrics.px(1),
            activeborderwidth=theme.metrics.px(5),
            relief="solid",
            font=theme.font("body"),
        )
        for label, chosen, choose in self._choices.get(name, list)():
            self._add_check(menu, chosen, label=f" {label}    ", command=choose)
        if name in self._choices:
            menu.add_separator(background=palette.card)
        for entry in MENUS[name]:
            if entry is None:
                menu.add_separator(background=palette.card)
            else:
                self._add(menu, name, entry, theme)
        return menu

    def _turned(self, menu: tk.Menu, inside: str, name: str) -> tuple[str, str]:
        """The key on the left and the words on the right, where Tk has it the other way round.

        Tk begins both columns on the left, so the words are led there by the spaces after them.
        """
        measure = tkfont.Font(menu, menu.cget("font")).measure
        entries = [BY_NAME[entry].entry for entry in MENUS[inside] if entry is not None]
        room = max(measure(f" {entry}") for entry in entries)
        words = f" {BY_NAME[name].entry}"
        while measure(words) < room:
            words += " "
        return f" {key_names(BY_NAME[name].keys)}    ", words

    def _add(self, menu: tk.Menu, inside: str, name: str, theme: Theme) -> None:
        command, switched = BY_NAME[name], self._switched(name)
        # Tk knows no margins in a menu.
        label, keys = f" {command.entry}    ", f"{key_names(command.keys)} "
        if turned := shapes(menu):
            label, keys = self._turned(menu, inside, name)
        # Beside an entry that opens a menu Tk draws no second column, where the words are then.
        if name in MENUS and not turned:
            menu.add_cascade(label=label, accelerator=keys, menu=self._make(menu, name, theme))
        elif switched is None:
            menu.add_command(label=label, accelerator=keys, command=self._actions[name])
        else:
            action = self._actions[name]
            self._add_check(menu, switched, label=label, accelerator=keys, command=action)

    def _add_check(self, menu: tk.Menu, on: bool, **options: Any) -> None:
        check = tk.BooleanVar(self._root, on)
        self._checks.append(check)
        menu.add_checkbutton(variable=check, **options)
