"""The live picture."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import TYPE_CHECKING, Final

from emoji_gui.desktop import frames
from emoji_gui.desktop.elements import RADIUS
from emoji_gui.desktop.iconset import IconSet
from emoji_gui.desktop.images import fill
from emoji_gui.desktop.notice import Notice
from emoji_gui.desktop.shapes import hole
from emoji_gui.desktop.theme import Theme, rgb
from emoji_gui.desktop.words import Stage, stage
from emoji_gui.language import _
from emoji_gui.pipeline.records import Phase

if TYPE_CHECKING:
    from emoji_gui.pipeline.overlay import EmojiOverlay
    from emoji_gui.pipeline.records import Image, Snapshot


CORNERS: Final = ("nw", "ne", "sw", "se")

PATIENCE: Final = 0.05
"""Seconds that new boxes wait for the next frame: drawing both at once is half the work."""


class PictureView(ttk.Frame):
    """Shows a snapshot's frame with the boxes of its faces."""

    def __init__(
        self,
        master: tk.Misc,
        theme: Theme,
        icons: IconSet,
        actions: dict[str, Callable[[], None]],
    ) -> None:
        """Make the canvas and the notice.

        Args:
            master: the parent.
            theme: colours and sizes.
            icons: the notice's icons.
            actions: of its buttons, by the name of their command.
        """
        super().__init__(master)
        self._theme = theme
        self._canvas = tk.Canvas(self, highlightthickness=0, bd=0, takefocus=False)
        self._item = self._canvas.create_image(0, 0, anchor="center")
        self._rims = [self._canvas.create_image(0, 0, anchor=at) for at in CORNERS]
        self.notice = Notice(self, theme, icons, actions)
        self._photo: tk.PhotoImage | None = None
        self._shown: tuple[object, ...] = ()
        self._waited = 0.0
        self.overlay: EmojiOverlay | None = None
        """Draws the faces' emoji, once there are any."""
        self.over = False
        """Whether they lie over the faces in place of the boxes."""
        self.picked: Callable[[int | None], None] = lambda track: None
        """Called with the track of a face that was clicked on, None beside all faces."""
        self._look: frames.Look | None = None
        self._snapshot: Snapshot | None = None
        self._canvas.bind("<Button-1>", self._clicked)
        self.ready = False
        """Whether the imaging library has been loaded, so that using it costs nothing."""
        self.use(theme)

    def use(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        self._canvas.configure(background=theme.palette.well)
        self._corners = self._make_corners()
        self.notice.use(theme)
        self._shown = ()

    def show(self, snapshot: Snapshot, seconds: float = PATIENCE, *, mirror: bool) -> bool:
        """Show what the snapshot holds, ``seconds`` after the one before.

        Returns:
            Whether anything had to be drawn.
        """
        instead = stage(snapshot)
        if instead is None and not self.ready:
            instead = Stage("dots", _("Starting"), "", offers=False)
        if instead is not None:
            return self._show_notice(instead)
        room = (self.winfo_width(), self.winfo_height())
        dim = snapshot.status.phase is Phase.PAUSED
        how = (mirror, dim, room, self._theme, self.overlay, self.over)
        news = (snapshot.frame, snapshot.reading, *how)
        self._waited += seconds
        if self._same(news) or self._can_wait(news):
            return False
        self._shown, self._waited = news, 0.0
        self._draw(snapshot, room, mirror=mirror, dim=dim)
        self.notice.place_forget()
        if not self._canvas.winfo_ismapped():
            self._canvas.place(relwidth=1, relheight=1)
        return True

    def _same(self, news: tuple[object, ...]) -> bool:
        old = self._shown
        return (
            len(old) == len(news)
            and old[0] is news[0]
            and old[1] is news[1]
            and old[2:] == news[2:]
        )

    def _can_wait(self, news: tuple[object, ...]) -> bool:
        """Whether only the boxes are new, and a moving picture is about to bring them."""
        old = self._shown
        alone = len(old) == len(news) and old[0] is news[0] and old[2:] == news[2:]
        return alone and self._waited < PATIENCE

    def _show_notice(self, instead: Stage) -> bool:
        if self._shown == (instead,):
            return False
        self._shown = (instead,)
        self.notice.show(instead)
        self._canvas.place_forget()
        self.notice.place(relwidth=1, relheight=1)
        return True

    def _draw(self, snapshot: Snapshot, room: tuple[int, int], *, mirror: bool, dim: bool) -> None:
        assert snapshot.frame is not None
        image, px = snapshot.frame.image, self._theme.metrics.px
        width, height = frames.fit(image.shape[1], image.shape[0], *room)
        look = frames.Look(width, height, mirror, px(1), dim, (px(28), px(88)))
        pixels = frames.render(image, snapshot.reading, look, self.overlay, over=self.over)
        self._paste(pixels, width, height)
        self._look, self._snapshot = look, snapshot
        self._canvas.coords(self._item, room[0] // 2, room[1] // 2)
        for at, item in zip(CORNERS, self._rims, strict=True):
            self._canvas.coords(item, room[0] * ("e" in at), room[1] * ("s" in at))

    def _clicked(self, event: tk.Event[tk.Misc]) -> None:
        look, snapshot = self._look, self._snapshot
        if look is None or snapshot is None or snapshot.frame is None:
            return
        x = event.x - (self.winfo_width() - look.width) / 2
        y = event.y - (self.winfo_height() - look.height) / 2
        faces = snapshot.reading.faces if snapshot.reading is not None else ()
        size = snapshot.frame.image.shape[1::-1]
        places = ((face.track, frames.placed(face, size, look)) for face in faces)
        hit = (track for track, at in places if at[0] <= x < at[2] and at[1] <= y < at[3])
        self.picked(next(hit, None))

    def _make_corners(self) -> list[tk.PhotoImage]:
        """Lids in the window's colour that make the picture's corners round."""
        radius = self._theme.metrics.px(RADIUS)
        whole = tk.PhotoImage(
            master=self, data=hole(2 * radius, radius, rgb(self._theme.palette.window))
        )
        corners = []
        for at, item in zip(CORNERS, self._rims, strict=True):
            corner = tk.PhotoImage(master=self, width=radius, height=radius)
            x, y = radius * ("e" in at), radius * ("s" in at)
            self.tk.call(corner, "copy", whole, "-from", x, y, x + radius, y + radius)
            self._canvas.itemconfigure(item, image=corner)
            corners.append(corner)
        return corners

    def _paste(self, pixels: Image, width: int, height: int) -> None:
        if self._photo is None:
            self._photo = tk.PhotoImage(master=self)
            self._canvas.itemconfigure(self._item, image=self._photo)
        fill(self._photo, width, height, pixels.data)
