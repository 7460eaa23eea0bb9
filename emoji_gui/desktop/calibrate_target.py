"""In the dialog "Teach it your face": the emoji to imitate, in a ring that shows the time."""

from __future__ import annotations

import tkinter as tk
from tkinter import ttk
from typing import TYPE_CHECKING, Final

from emoji_gui.desktop.images import EmojiPictures
from emoji_gui.desktop.theme import Theme, rgb
from emoji_gui.language import _
from emoji_gui.pipeline.calibrating import COUNTDOWN
from emoji_gui.pipeline.calibrating_view import Stage, View

if TYPE_CHECKING:
    import PIL.Image
    import PIL.ImageTk

    from emoji_gui.pipeline.records import Image

RING: Final = 268
"""Outer diameter in pixels at 96 dots an inch, and the thickness of the line."""
LINE: Final = 10
EMOJI: Final = 228
FACE: Final = 96
TURN: Final = 1.2
"""Seconds in which a ring that only shows that something is done goes round."""

FINER: Final = 2
"""The ring is drawn so many times larger and made small: Pillow's arcs have steps."""


class Target(ttk.Frame):
    """The emoji to imitate with the time around it, and beside it the face that is seen."""

    def __init__(self, master: tk.Misc, theme: Theme, pictures: EmojiPictures) -> None:
        """Make it empty."""
        super().__init__(master)
        self._theme, self._pictures = theme, pictures
        self._photos: dict[str, PIL.ImageTk.PhotoImage] = {}
        self._drawn: tuple[object, ...] = ()
        self._shown: Image | None = None
        self.columnconfigure((0, 2), weight=1, uniform="side")
        self._emoji = ttk.Label(self)
        self._emoji.grid(row=0, column=1)
        self._side = ttk.Frame(self)
        self._side.grid(row=0, column=2, sticky="s")
        self._face = ttk.Label(self._side)
        self._face.grid(row=0, column=0)
        caption = ttk.Label(
            self._side, text=_("what it sees"), style="Muted.TLabel", font=theme.font("caption")
        )
        caption.grid(row=1, column=0)

    def show(self, view: View) -> None:
        """Show the expression of a view, how far it has come, and the face that is seen."""
        p = self._theme.palette
        share = 1 - view.seconds / COUNTDOWN if view.stage is Stage.COUNTDOWN else view.share
        colour = p.warn if view.trouble else p.accent if view.stage is Stage.HOLD else p.edge
        self._draw(view.label, 0, share, colour)
        self._side.grid()
        if view.face is not self._shown or "face" not in self._photos:
            self._shown = view.face
            self._paste("face", self._face, self._seen(view))

    def rest(self, name: str, colour: str) -> None:
        """Show an emoji in a whole ring, as at the end."""
        self._side.grid_remove()
        self._draw(name, 0, 1.0, colour)

    def work(self, name: str, seconds: float) -> None:
        """Show an emoji and a part of the ring that goes round once in ``TURN`` seconds."""
        self._side.grid_remove()
        self._draw(name, round(360 * seconds / TURN) % 360, 0.25, self._theme.palette.accent)

    def _draw(self, name: str | None, start: int, share: float, colour: str) -> None:
        import PIL.Image
        import PIL.ImageDraw

        look = (name, start, round(360 * share), colour)
        if look == self._drawn:
            return
        self._drawn = look
        px, p = self._theme.metrics.px, self._theme.palette
        ring = self._ring(start, share, colour)
        emoji = self._pictures.at(name, px(EMOJI), p.window)
        # The picture is square and its corners are plain: without them it fits into the ring.
        mask = PIL.Image.new("L", emoji.size)
        PIL.ImageDraw.Draw(mask).ellipse((0, 0, emoji.width - 1, emoji.height - 1), 255)
        corner = (ring.width - emoji.width) // 2
        ring.paste(emoji, (corner, corner), mask)
        self._paste("emoji", self._emoji, ring)

    def _ring(self, start: int, share: float, colour: str) -> PIL.Image.Image:
        import PIL.Image
        import PIL.ImageDraw

        px, p = self._theme.metrics.px, self._theme.palette
        size, line = px(RING), px(LINE) * FINER
        large = PIL.Image.new("RGB", (size * FINER, size * FINER), rgb(p.window))
        draw, box = PIL.ImageDraw.Draw(large), (0, 0, size * FINER - 1, size * FINER - 1)
        draw.arc(box, 0, 360, rgb(p.track), line)
        if share > 0:
            draw.arc(box, start - 90, start - 90 + 360 * min(1.0, share), rgb(colour), line)
        return large.resize((size, size), PIL.Image.Resampling.BOX)

    def _seen(self, view: View) -> PIL.Image.Image:
        import PIL.Image

        size = self._theme.metrics.px(FACE)
        if view.face is None:
            return PIL.Image.new("RGB", (size, size), rgb(self._theme.palette.well))
        # As in a mirror: the crops are as the camera has them.
        face = PIL.Image.fromarray(view.face[:, ::-1].copy())
        return face.convert("RGB").resize((size, size), PIL.Image.Resampling.BICUBIC)

    def _paste(self, name: str, label: ttk.Label, picture: PIL.Image.Image) -> None:
        import PIL.ImageTk

        photo = self._photos.get(name)
        if photo is None:
            self._photos[name] = photo = PIL.ImageTk.PhotoImage(picture, master=self)
            label.configure(image=str(photo))
        else:
            photo.paste(picture)
