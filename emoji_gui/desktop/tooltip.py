"""A word about a control, under the pointer or when the keyboard comes to it."""

from __future__ import annotations

import tkinter as tk

from emoji_gui.desktop.theme import Theme

DELAY_MS = 500


class Tooltips:
    """Shows at most one tooltip in the whole window."""

    def __init__(self, root: tk.Misc, theme: Theme) -> None:
        """Show tooltips in the colours of ``theme``."""
        self.theme = theme
        self._root = root
        self._texts: dict[str, str] = {}
        self._tip: tk.Toplevel | None = None
        self._waiting: str | None = None

    def add(self, widget: tk.Misc, text: str) -> None:
        """Give ``widget`` a tooltip, or another text for the one it has."""
        known = str(widget) in self._texts
        self._texts[str(widget)] = text
        if known:
            return
        widget.bind("<Enter>", lambda _event: self._soon(widget), add=True)
        for event in ("<Leave>", "<ButtonPress>", "<FocusOut>", "<Key>"):
            widget.bind(event, lambda _event: self.hide(), add=True)
        # Sent by Tab only: a click on a control asks for no explanation.
        widget.bind("<<TraverseIn>>", lambda _event: self._soon(widget), add=True)

    def hide(self) -> None:
        """Take the tooltip away."""
        if self._waiting is not None:
            self._root.after_cancel(self._waiting)
            self._waiting = None
        if self._tip is not None:
            self._tip.destroy()
            self._tip = None

    def _soon(self, widget: tk.Misc) -> None:
        self.hide()
        self._waiting = self._root.after(DELAY_MS, lambda: self._show(widget))

    def _show(self, widget: tk.Misc) -> None:
        self._waiting = None
        if not widget.winfo_exists() or not widget.winfo_viewable():
            return
        p, px = self.theme.palette, self.theme.metrics.px
        tip = self._tip = tk.Toplevel(self._root, bg=p.tip)
        tip.withdraw()
        tip.wm_overrideredirect(True)
        tk.Label(
            tip,
            text=self._texts[str(widget)],
            font=self.theme.font("caption"),
            bg=p.tip,
            fg=p.on_tip,
            padx=px(8),
            pady=px(5),
            wraplength=widget.winfo_screenwidth() - px(40),
        ).pack()
        tip.update_idletasks()
        wide, high = tip.winfo_reqwidth(), tip.winfo_reqheight()
        x = widget.winfo_rootx() + (widget.winfo_width() - wide) // 2
        y = widget.winfo_rooty() + widget.winfo_height() + px(4)
        if y + high > widget.winfo_screenheight():
            y = widget.winfo_rooty() - high - px(4)
        x = max(px(4), min(x, widget.winfo_screenwidth() - wide - px(4)))
        tip.wm_geometry(f"+{x}+{y}")
        tip.deiconify()
        tip.lift()
