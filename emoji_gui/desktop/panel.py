"""The emoji of the largest face, its name and the seven bars."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import ttk
from typing import TYPE_CHECKING

from emoji_gui.desktop.bars import Bars
from emoji_gui.desktop.commands import tooltip
from emoji_gui.desktop.iconset import IconSet
from emoji_gui.desktop.images import EmojiPictures, Fade
from emoji_gui.desktop.theme import Theme
from emoji_gui.desktop.tooltip import Tooltips
from emoji_gui.desktop.words import face_words

if TYPE_CHECKING:
    import PIL.ImageTk

    from emoji_gui.pipeline.records import Snapshot


@dataclass(frozen=True)
class Plan:
    """Where everything goes in a panel, in pixels at 96 dots an inch.

    Attributes:
        emoji: side of the picture; ``emoji_y`` its top.
        title_role: role of the name's font; ``title_y`` its middle.
        hint_y: middle of the hint, or None where there is no room for it.
        bars_y, bars_height: top and height of the bars.
        margin: from the panel's rim.
    """

    emoji: float
    emoji_y: float
    title_role: str
    title_y: float
    hint_y: float | None
    bars_y: float
    bars_height: float
    margin: float


def plan(width: float, height: float) -> Plan:
    """Divide a panel of a size, in pixels at 96 dots an inch, from top to bottom."""
    margin = 12 if height < 420 else 20 if height < 760 else 28
    inner = height - 2 * margin
    role, title = ("title", 26) if height < 380 else ("display", 36)
    if height >= 760:
        role, title = "hero", 48
    hint = 20 if height >= 340 else 0
    gap = 4 if height < 380 else 12 if height < 760 else 24
    row = max(17.0, min(38.0, height / 19))
    bars = 7 * row
    emoji = min(inner - bars - title - hint - 2 * gap, width - 2 * margin - 24)
    emoji = max(40.0, min(emoji, 440.0))
    used = emoji + title + hint + 2 * gap + bars
    spare = max(0.0, inner - used)
    # What is left over goes above and below the emoji and not between it and its name.
    top = margin + spare / 2
    title_y = top + emoji + gap + title / 2
    return Plan(
        emoji=emoji,
        emoji_y=top,
        title_role=role,
        title_y=title_y,
        hint_y=title_y + title / 2 + hint / 2 if hint else None,
        bars_y=height - margin - bars,
        bars_height=bars,
        margin=margin,
    )


class EmojiPanel(ttk.Frame):
    """Shows what a snapshot says about the largest face."""

    def __init__(
        self,
        master: tk.Misc,
        theme: Theme,
        icons: IconSet,
        tips: Tooltips,
        copy: Callable[[], None],
    ) -> None:
        """Make the parts; ``copy`` is what the copy button does."""
        super().__init__(master, style="Card.TFrame")
        self._theme = theme
        self._icons = icons
        self._fade = Fade()
        self._photo: PIL.ImageTk.PhotoImage | None = None
        self._plan: Plan | None = None
        self._stale = True
        self.pictures: EmojiPictures | None = None
        self._emoji = ttk.Label(self, style="Card.TLabel")
        self._title = ttk.Label(self, style="Card.TLabel", anchor="center")
        self._hint = ttk.Label(self, style="CardMuted.TLabel", anchor="center", justify="center")
        self.bars = Bars(self, theme)
        self.copy = ttk.Button(self, style="CardTool.TButton", command=copy)
        tips.add(self.copy, tooltip("copy"))
        self.bind("<Configure>", lambda _event: self._lay_out())
        self.use(theme)

    @property
    def title(self) -> str:
        """The name that stands under the emoji."""
        return str(self._title.cget("text"))

    def use(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        self.bars.use(theme)
        self.copy.configure(image=self._icons.get("copy", 18, theme.palette.muted))
        self._lay_out()

    def use_pictures(self, pictures: EmojiPictures) -> None:
        """Show the emoji of a pack from now on."""
        self.pictures = pictures
        self._stale = True

    def show(self, snapshot: Snapshot, seconds: float) -> None:
        """Show the snapshot, ``seconds`` after the one before."""
        face = face_words(snapshot)
        for label, text in ((self._title, face.title), (self._hint, face.hint)):
            if label.cget("text") != text:
                label.configure(text=text)
        self.bars.show(snapshot.labels, face.values, face.leader)
        self.bars.move(seconds)
        self._fade.to(face.picture)
        if self._fade.move(seconds) or self._stale:
            self._draw()

    def _draw(self) -> None:
        if self.pictures is None or self._plan is None:
            return
        import PIL.ImageTk

        size = self._theme.metrics.px(self._plan.emoji)
        picture = self._fade.mix(self.pictures, size, self._theme.palette.card)
        if self._photo is None or self._photo.width() != size:
            self._photo = PIL.ImageTk.PhotoImage(picture, master=self)
            self._emoji.configure(image=str(self._photo))
        else:
            self._photo.paste(picture)
        self._stale = False

    def _lay_out(self) -> None:
        metrics = self._theme.metrics
        width, height = self.winfo_width() / metrics.scale, self.winfo_height() / metrics.scale
        if width < 2 or height < 2:
            return
        self._plan = found = plan(width, height)
        px, middle = metrics.px, self.winfo_width() // 2
        inner = self.winfo_width() - 2 * px(found.margin)
        self._emoji.place(x=middle, y=px(found.emoji_y), anchor="n")
        self._title.configure(font=self._theme.font(found.title_role, strong=True))
        self._title.place(x=middle, y=px(found.title_y), anchor="center", width=inner)
        self._hint.configure(wraplength=inner)
        if found.hint_y is None:
            self._hint.place_forget()
        else:
            self._hint.place(x=middle, y=px(found.hint_y), anchor="center", width=inner)
        self.bars.place(
            x=px(found.margin), y=px(found.bars_y), width=inner, height=px(found.bars_height)
        )
        self.copy.place(x=self.winfo_width() - px(6), y=px(6), anchor="ne")
        self.copy.lift()
        self._stale = True
