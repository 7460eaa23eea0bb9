"""What a reading is called, for every front end: titles and hints as functions of records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from emoji_gui.pipeline.emojis import NO_FACE, NOT_SURE
from emoji_gui.pipeline.records import FaceReading, Reading

NOT_SURE_HINT: Final = "Look at the camera, with light on your face"
"""The longest of the hints, for which a panel keeps room."""


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
        hint = "The faces are being read" if labels else "The network is loading"
        return Face(None, "One moment", hint)
    face = reading.main
    if face is None:
        return Face(NO_FACE, "No face", "Move into the picture")
    name = emoji_name(face, labels)
    if face.label is None or name == NOT_SURE:
        return Face(name, face_title(face, labels), NOT_SURE_HINT, face.probabilities)
    hint = certainty(face.probabilities[face.label])
    if len(reading.faces) > 1:
        count, chosen = len(reading.faces), reading.chosen is not None
        hint = f"{hint} – {'your choice' if chosen else 'the largest'} of {count} faces"
    return Face(name, face_title(face, labels), hint, face.probabilities, face.label)


def face_title(face: FaceReading, labels: Sequence[str]) -> str:
    """The expression of a face in words."""
    name = emoji_name(face, labels)
    return "Not sure" if name == NOT_SURE else name.capitalize()


def emoji_name(face: FaceReading, labels: Sequence[str]) -> str:
    """Name of a face's emoji: its label, or ``NOT_SURE``."""
    return NOT_SURE if face.label is None or face.label >= len(labels) else labels[face.label]


def certainty(value: float) -> str:
    """A probability in words; figures under the emoji would never stand still."""
    if value >= 0.8:
        return "Very sure"
    return "Fairly sure" if value >= 0.5 else "Perhaps"
