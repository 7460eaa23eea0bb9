"""What the page's own code says, by the names that it uses; sent with the page, see texts.js."""

from __future__ import annotations

from typing import Final

from emoji_gui.language import N_, _, ngettext
from emoji_gui.web.words import Json

WORDS: Final = {
    "allow": N_("Waiting for your permission"),
    "ended": N_("The video has ended"),
    "forgotten": N_("Pictures are read and forgotten, nothing is stored"),
    "live": N_("Live"),
    "moment": N_("One moment"),
    "noPicture": N_("No picture"),
    "noReading": N_("No reading"),
    "notConnected": N_("Not connected"),
    "percent": N_("{number} %"),
    "playAgain": N_("Play again"),
    "starting": N_("Starting"),
    "stored": N_("Nothing is stored"),
    "tryAgain": N_("Try again"),
    "waiting": N_("Waiting for the first picture"),
    "withPicture": N_("Your emoji comes with it"),
    "withReading": N_("Your emoji comes back with it"),
}

NOTICES: Final = {
    "ask": (
        N_("May this page use your camera?"),
        N_("Your browser asks you now. Choose “Allow”."),
    ),
    "begin": (N_("Starting"), N_("The picture comes in a moment.")),
    "cameraBusy": (
        N_("Your camera cannot be used"),
        N_("Another program may be using it. Close that one and try again."),
    ),
    "cameraLost": (
        N_("Your camera went away"),
        N_("It was unplugged, or another program took it."),
    ),
    "cameraOdd": (N_("Your camera did not start"), N_("The browser says: {reason}.")),
    "cameraSlow": (N_("Your camera did not start"), N_("Try again.")),
    "insecure": (
        N_("This browser gives no camera here"),
        N_(
            "Browsers give the camera to pages opened by https:// only. Use the address that the "
            "program shows."
        ),
    ),
    "lineLost": (N_("The connection was lost"), N_("It is being opened again.")),
    "noCamera": (
        N_("No camera found"),
        N_("Plug one in, or open this page on a phone."),
    ),
    "notAllowed": (
        N_("This page may not use your camera"),
        N_(
            "Allow it where the browser shows its sign for the camera, in or beside the address "
            "bar; then try again."
        ),
    ),
    "refused": (
        N_("Not now"),
        N_("The server sent an answer that this page does not know."),
    ),
    "serverGone": (
        N_("The mirror does not answer"),
        N_(
            "The program may have been closed, or the network is gone. This page tries again by "
            "itself."
        ),
    ),
}
"""A title and a text each."""

FASTEST: Final = 25
"""Readings a second that the page may tell; it sends no more than twenty pictures."""


def page_texts() -> Json:
    """All of them, in the language that is spoken."""
    words: Json = {name: _(text) for name, text in WORDS.items()}
    notices = {name: {"title": _(a), "text": _(b)} for name, (a, b) in NOTICES.items()}
    # One text a number: which form of a plural it takes is for the catalogs to say.
    return {**words, **notices, "rates": [_rate(number) for number in range(FASTEST + 1)]}


def _rate(number: int) -> str:
    return ngettext(
        "Live, {number} reading a second", "Live, {number} readings a second", number
    ).format(number=number)
