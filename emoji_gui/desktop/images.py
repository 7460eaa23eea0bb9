"""The emoji pictures at the sizes of the window: loaded in the background, mixed while changing.

Pillow is imported by the loading thread and never at start-up.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, Protocol

from emoji_gui.desktop.theme import rgb
from emoji_gui.language import Sentence, words_of

if TYPE_CHECKING:
    import tkinter as tk

    import PIL.Image

    from emoji_gui.pipeline.emojis import EmojiPack

log = logging.getLogger(__name__)

FADE: Final = 0.16
"""Seconds in which one emoji gives way to the next."""


class Pack(Protocol):
    """What the window asks of an emoji pack; ``pipeline.emojis.EmojiPack`` is one."""

    def picture(self, name: str) -> PIL.Image.Image:
        """The picture of a label, RGBA, square."""

    def character(self, name: str) -> str:
        """The emoji as text."""

    def require(self, name: str) -> object:
        """Refuse a label that the pack has no picture for."""


def load_pack(wanted: str | None) -> tuple[Pack, str]:
    """Load a pack and the imaging library with it; meant for a background thread.

    Args:
        wanted: name or folder of a pack, None for the default one.

    Returns:
        The pack, and a sentence when another one had to be taken, else "".
    """
    import PIL.ImageTk  # noqa: F401  # here, so that the window's thread finds it loaded

    from emoji_gui.pipeline.emojis import EmojiPack
    from emoji_gui.pipeline.errors import PackError

    try:
        return _read_all(EmojiPack.load(wanted)), ""
    except PackError as error:
        if wanted is None:
            raise
        log.warning("emoji pack %s: %s", wanted, error)
        return _read_all(EmojiPack.load(None)), Sentence(
            "{reason} The usual emoji are shown.", reason=words_of(error)
        )


def _read_all(pack: EmojiPack) -> EmojiPack:
    """Decode every picture now, so that the window never waits for one."""
    for name in pack.files:
        pack.picture(name)
    return pack


def fill(photo: tk.PhotoImage, width: int, height: int, pixels: bytes | memoryview) -> None:
    """Show other pixels in a kept image of Tk, of the same size or another.

    As a PPM file, which Tk reads by itself: that is cheaper than Pillow's ``paste``,
    and both are far cheaper than a new image for each frame.

    Args:
        photo: made without a size of its own.
        width: in pixels.
        height: in pixels.
        pixels: RGB, row by row.
    """
    photo.configure(data=b"".join((b"P6 %d %d 255\n" % (width, height), pixels)))


def on_plain(picture: PIL.Image.Image, background: str) -> PIL.Image.Image:
    """An RGBA picture on a plain colour, as RGB."""
    import PIL.Image

    plain = PIL.Image.new("RGB", picture.size, rgb(background))
    plain.paste(picture, (0, 0), picture)
    return plain


class EmojiPictures:
    """The pack's pictures on a plain colour, at one size at a time."""

    def __init__(self, pack: Pack) -> None:
        """Use the pictures of ``pack``."""
        self.pack = pack
        self._made: dict[tuple[str, int, str], PIL.Image.Image] = {}

    def at(self, name: str | None, size: int, background: str) -> PIL.Image.Image:
        """The picture ``name`` as RGB, ``size`` pixels square; None or an unknown one is blank."""
        import PIL.Image

        key = (name or "", size, background)
        if key not in self._made:
            if len(self._made) > 64:
                # Dragging the window's corner asks for many sizes.
                self._made.clear()
            plain = PIL.Image.new("RGB", (size, size), rgb(background))
            picture = self._find(name)
            if picture is not None:
                small = picture.resize((size, size), PIL.Image.Resampling.LANCZOS, reducing_gap=3.0)
                plain.paste(small, (0, 0), small)
            self._made[key] = plain
        return self._made[key]

    def _find(self, name: str | None) -> PIL.Image.Image | None:
        if name is None:
            return None
        try:
            return self.pack.picture(name).convert("RGBA")
        except Exception:
            # A picture that is missing or damaged costs that picture, not the window.
            log.exception("no picture for %s", name)
            return None


class Fade:
    """Which emoji is shown, and how far the change to the next has come."""

    def __init__(self) -> None:
        """Begin with a blank picture."""
        self.old: str | None = None
        self.new: str | None = None
        self.share = 1.0

    def to(self, name: str | None) -> None:
        """Begin to change to another picture; the present one again does nothing."""
        if name != self.new:
            self.old, self.new, self.share = self.new, name, 0.0

    def leap(self, name: str | None) -> bool:
        """Change to another picture at once; whether the picture has changed by that."""
        changed = name != self.new or self.share < 1
        self.old, self.new, self.share = name, name, 1.0
        return changed

    def move(self, seconds: float) -> bool:
        """Go on for so long; whether the picture has changed by that."""
        if self.share >= 1:
            return False
        self.share = min(1.0, self.share + seconds / FADE)
        return True

    def mix(self, pictures: EmojiPictures, size: int, background: str) -> PIL.Image.Image:
        """The picture at this moment, RGB."""
        import PIL.Image

        new = pictures.at(self.new, size, background)
        if self.share >= 1:
            return new
        # Eased, so that the change begins and ends softly.
        share = self.share * self.share * (3 - 2 * self.share)
        return PIL.Image.blend(pictures.at(self.old, size, background), new, share)
