"""What the guide's camera and photo show, all of it made of one portrait."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Final

import numpy as np
import PIL.Image
import PIL.ImageEnhance

from emoji_gui.pipeline.canvas import fit_within, to_array
from emoji_gui.pipeline.records import Frame

RATE: Final = 30.0
SIDE: Final = 720
"""Pixels of the larger side of what the camera gives."""


class PortraitCamera:
    """A camera before which somebody sits still: one picture, thirty times a second."""

    live = True
    fps: float | None = RATE
    still = False

    def __init__(self, picture: PIL.Image.Image, name: str) -> None:
        """Show the top of the picture, cut to a camera's four to three."""
        self.name = name
        part = picture.crop((0, 0, picture.width, round(0.75 * picture.width)))
        self._image = to_array(fit_within(part, SIDE, SIDE))
        self._closed = threading.Event()
        self._number = 0

    def read(self) -> Frame | None:
        """The next frame, when it is due."""
        self._closed.wait(1 / RATE)
        self._number += 1
        return Frame(np.array(self._image), self._number, time.monotonic())

    def close(self) -> None:
        """Nothing has to be let go of."""
        self._closed.set()


def album(portrait: PIL.Image.Image, folder: Path) -> Path:
    """A folder of pictures for the commands that take one.

    Args:
        portrait: RGB.
        folder: made here.

    Returns:
        The path of the picture of several people in it.
    """
    folder.mkdir(parents=True)
    portrait.save(folder / "portrait.png")
    portrait.transpose(PIL.Image.Transpose.FLIP_LEFT_RIGHT).rotate(
        8, PIL.Image.Resampling.BICUBIC, fillcolor="#b9b3ad"
    ).save(folder / "tilted.png")
    PIL.ImageEnhance.Brightness(portrait).enhance(0.45).save(folder / "evening.png")
    several(portrait).save(folder / "friends.png")
    return folder / "friends.png"


def several(portrait: PIL.Image.Image) -> PIL.Image.Image:
    """A wall with four prints of the portrait's upper half, 1,080 by 720 pixels."""
    wall = PIL.Image.new("RGB", (1080, 720), "#d8d3cb")
    width, height = portrait.size
    head = portrait.crop(
        (round(0.2 * width), round(0.03 * height), round(0.76 * width), round(0.59 * height))
    )
    mirrored = head.transpose(PIL.Image.Transpose.FLIP_LEFT_RIGHT)
    for print_, side, at in (
        (head, 380, (50, 170)),
        (mirrored, 280, (480, 60)),
        (head, 200, (560, 430)),
        (mirrored, 240, (800, 300)),
    ):
        framed = PIL.Image.new("RGB", (side + 24, side + 24), "white")
        framed.paste(print_.resize((side, side), PIL.Image.Resampling.LANCZOS), (12, 12))
        wall.paste(framed, at)
    return wall
