"""What a reading is called, for every front end: titles and hints as functions of records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from emoji_gui.language import N_, _, ngettext
from emoji_gui.pipeline.emojis import NO_FACE, NOT_SURE
from emoji_gui.pipeline.records import FaceReading, Reading

NOT_SURE_HINT: Final = N_("Look at the camera, with light on your face")
"""The longest of the hints, for which a panel keeps room."""

TITLES: Final = {
    "angry": N_("Angry"),
    "disgust": N_("Disgust"),
    "fear": N_("Fear"),
    "happy": N_("Happy"),
    "neutral": N_("Neutral"),
    "sad": N_("Sad"),
    "surprise": N_("Surprise"),
    NO_FACE: N_("No face"),
    NOT_SURE: N_("Not sure"),
}


@dataclass(frozen=True)
class Face:
    """What the panel shows.

    Attributes:
        picture: name in the emoji pack, None while nothing is known yet.
        title: large, under the picture.
        hint: small, under the title; may be empty.
        values: a probability a label, None where there is nothing to show.
        leader: index of the label that is shown, or None.
    """

    picture: str | None
    title: str
    hint: str
    values: tuple[float, ...] | None = None
    leader: int | None = None


def reading_words(reading: Reading | None, labels: Sequence[str]) -> Face:
    """What a panel says about the chosen face, or the largest.

    Args:
        reading: the newest one, None before the first.
        labels: the network's, in output order.
    """
    if reading is None:
        hint = _("The faces are being read") if labels else _("The network is loading")
        return Face(None, _("One moment"), hint)
    face = reading.main
    if face is None:
        return Face(NO_FACE, _("No face"), _("Move into the picture"))
    name = emoji_name(face, labels)
    if face.label is None or name == NOT_SURE:
        return Face(name, face_title(face, labels), _(NOT_SURE_HINT), face.probabilities)
    hint = certainty(face.probabilities[face.label])
    if (count := len(reading.faces)) > 1:
        chosen = _chosen_of if reading.chosen is not None else _largest_of
        hint = chosen(hint, count)
    return Face(name, face_title(face, labels), hint, face.probabilities, face.label)


def face_title(face: FaceReading, labels: Sequence[str]) -> str:
    """The expression of a face in words."""
    return title(emoji_name(face, labels))


def title(name: str) -> str:
    """What an expression is called, as a title; a label of another network as it is."""
    return _(TITLES.get(name, name.capitalize()))


def percent(share: float) -> str:
    """A share of 1 as whole percent."""
    return _("{number} %").format(number=round(100 * share))


def emoji_name(face: FaceReading, labels: Sequence[str]) -> str:
    """Name of a face's emoji: its label, or ``NOT_SURE``."""
    return NOT_SURE if face.label is None or face.label >= len(labels) else labels[face.label]


def certainty(value: float) -> str:
    """A probability in words; figures under the emoji would never stand still."""
    if value >= 0.8:
        return _("Very sure")
    return _("Fairly sure") if value >= 0.5 else _("Perhaps")


def _chosen_of(sureness: str, count: int) -> str:
    return ngettext(
        "{sureness} – your choice of {count} face",
        "{sureness} – your choice of {count} faces",
        count,
    ).format(sureness=sureness, count=count)


def _largest_of(sureness: str, count: int) -> str:
    return ngettext(
        "{sureness} – the largest of {count} face",
        "{sureness} – the largest of {count} faces",
        count,
    ).format(sureness=sureness, count=count)
