"""What one visitor, and all of them together, may ask of the server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The numbers, in one place.

    Attributes:
        body: bytes of a posted picture; a 640x480 JPEG has 50,000.
        body_seconds: a request must have arrived within.
        side: pixels of a picture's longer side.
        pixels: of a whole picture.
        visitors: browsers that give their own camera, at a time.
        tabs: of them from one browser.
        viewers: streams of this machine's camera, at a time.
        rate: pictures a second of one visitor, on average.
        burst: pictures that may come at once.
        idle_seconds: after which a visitor who says nothing has left.
        guesses: wrong tokens an address may try a minute.
        linger_seconds: the camera stays open after the last viewer, for a page that is reloaded.
    """

    body: int = 1_500_000
    body_seconds: float = 8.0
    side: int = 2560
    pixels: int = 4_000_000
    visitors: int = 16
    tabs: int = 4
    viewers: int = 16
    rate: float = 25.0
    burst: int = 10
    idle_seconds: float = 15.0
    guesses: int = 6
    linger_seconds: float = 2.0
