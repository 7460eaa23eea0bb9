"""The emoji of the largest face, its name and a bar a label."""

from __future__ import annotations

import math
import tkinter as tk
from collections.abc import Callable
from tkinter import font as tkfont
from tkinter import ttk
from typing import TYPE_CHECKING, Final

from emoji_gui.desktop.bars import ROWS, Bars
from emoji_gui.desktop.commands import BY_NAME, tooltip
from emoji_gui.desktop.iconset import IconSet
from emoji_gui.desktop.images import EmojiPictures, Fade, fill, on_plain
from emoji_gui.desktop.panel_plan import Plan, plan
from emoji_gui.desktop.theme import Theme
from emoji_gui.desktop.tooltip import Tooltips
from emoji_gui.desktop.words import face_words
from emoji_gui.language import _, right_to_left
from emoji_gui.pipeline import words

if TYPE_CHECKING:
    import PIL.Image

    from emoji_gui.pipeline.living import LivingFace
    from emoji_gui.pipeline.records import Snapshot

TITLE_ROLES: Final = ("hero", "display", "title", "lead", "body")
"""Of the name's font, the largest first."""

LIVING_SECONDS: Final = 0.03
"""Between two pictures of the moving face at least."""


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
        self._photo: tk.PhotoImage | None = None
        self._plan: Plan | None = None
        self._bars = ROWS
        self._stale = True
        self._title_room = 0
        self.pictures: EmojiPictures | None = None
        self.living: LivingFace | None = None
        self._since = 0.0
        self._emoji = ttk.Label(self, style="Card.TLabel")
        self._title = ttk.Label(self, style="Card.TLabel", anchor="center")
        self._hint = ttk.Label(self, style="CardMuted.TLabel", anchor="center", justify="center")
        self.bars = Bars(self, theme)
        self.copy = ttk.Button(
            self, style="CardTool.TButton", command=copy, text=BY_NAME["copy"].entry,
            compound="image",
        )  # fmt: skip
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

    def live(self, living: LivingFace | None) -> None:
        """Show a face that moves from now on, None for the pack's still ones."""
        self.living = living
        self._stale = True

    def show(self, snapshot: Snapshot, seconds: float) -> None:
        """Show the snapshot, ``seconds`` after the one before."""
        face = face_words(snapshot)
        for label, text in ((self._title, face.title), (self._hint, face.hint)):
            if label.cget("text") != text:
                label.configure(text=text)
                self._fit_title()
        if (count := len(snapshot.labels) or ROWS) != self._bars:
            self._bars = count
            self._lay_out()
        self.bars.show(snapshot.labels, face.values, face.leader)
        self.bars.move(seconds)
        if self.living is not None:
            # Nothing still is on the screen from which a change could begin.
            moved = self._fade.leap(face.picture)
        else:
            self._fade.to(face.picture)
            moved = self._fade.move(seconds)
        if self.living is not None and face.picture is not None:
            self._move(self.living, snapshot, seconds)
        elif moved or self._stale:
            self._draw()

    def _move(self, living: LivingFace, snapshot: Snapshot, seconds: float) -> None:
        """Let the moving face follow; drawn thirty times a second at most."""
        main = snapshot.reading.main if snapshot.reading is not None else None
        shares = None
        if main is not None:
            shares = dict(zip(snapshot.labels, main.probabilities, strict=False))
        living.advance(shares, seconds, unsure=main is not None and main.label is None)
        self._since += seconds
        if self._plan is not None and (self._since >= LIVING_SECONDS or self._stale):
            self._since = 0.0
            size = self._theme.metrics.px(self._plan.emoji)
            living.resize(size)
            self._put(on_plain(living.picture(), self._theme.palette.card))

    def _draw(self) -> None:
        if self.pictures is None or self._plan is None:
            return
        size = self._theme.metrics.px(self._plan.emoji)
        self._put(self._fade.mix(self.pictures, size, self._theme.palette.card))

    def _put(self, picture: PIL.Image.Image) -> None:
        """Bring a square RGB picture to the screen."""
        if self._photo is None:
            self._photo = tk.PhotoImage(master=self)
            self._emoji.configure(image=self._photo)
        fill(self._photo, picture.width, picture.height, picture.tobytes())
        self._stale = False

    def _lay_out(self) -> None:
        metrics = self._theme.metrics
        width, height = self.winfo_width() / metrics.scale, self.winfo_height() / metrics.scale
        if width < 2 or height < 2:
            return
        self._plan = found = plan(width, height, self._bars, metrics.text, self._hint_lines())
        px, middle = metrics.px, self.winfo_width() // 2
        inner = self.winfo_width() - 2 * px(found.margin)
        self._place_head(found, middle, inner)
        self._hint.configure(wraplength=inner)
        if found.hint_y is None:
            self._hint.place_forget()
        else:
            self._hint.place(x=middle, y=px(found.hint_y), anchor="center", width=inner)
        self.bars.place(
            x=px(found.margin), y=px(found.bars_y), width=inner, height=px(found.bars_height)
        )
        if right_to_left():
            self.copy.place(x=px(6), y=px(6), anchor="nw")
        else:
            self.copy.place(x=self.winfo_width() - px(6), y=px(6), anchor="ne")
        self.copy.lift()
        self._stale = True

    def _hint_lines(self) -> int:
        """Into how many lines the longest hint is broken."""
        margin = 2 * self._theme.metrics.px(28)
        measure = tkfont.nametofont(self._theme.font("body"), self).measure
        lines = measure(_(words.NOT_SURE_HINT)) / max(1, self.winfo_width() - margin)
        # Lines end with whole words: some room is lost.
        return 1 if lines <= 1 else math.ceil(1.1 * lines)

    def _place_head(self, found: Plan, middle: int, inner: int) -> None:
        """Put the emoji and its name where the plan says."""
        px, side, copy = self._theme.metrics.px, 0, 0
        if found.beside:
            side, copy = px(found.emoji + 6), self.copy.winfo_reqwidth() - px(6)
            middle = px(found.margin) + px(found.emoji) // 2
        self._emoji.place(x=middle, y=px(found.emoji_y), anchor="n")
        self._title_room = inner - side - copy
        x = px(found.margin) + side + self._title_room // 2
        self._title.place(x=x, y=px(found.title_y), anchor="center", width=self._title_room)
        self._fit_title()

    def _fit_title(self) -> None:
        """Give the name the largest letters that its plan and its room allow."""
        if self._plan is None:
            return
        first = TITLE_ROLES.index(self._plan.title_role)
        fonts = [self._theme.font(role, strong=True) for role in TITLE_ROLES[first:]]
        fitting = (
            name
            for name in fonts
            if tkfont.nametofont(name, self).measure(self.title) <= self._title_room
        )
        self._title.configure(font=next(fitting, fonts[-1]))
