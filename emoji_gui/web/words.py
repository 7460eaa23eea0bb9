"""What the page says and shows, as JSON: functions of records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from emoji_gui.pipeline.emojis import NO_FACE, NOT_SURE, EmojiPack
from emoji_gui.pipeline.records import FaceReading, Phase, Reading, Snapshot

Json = dict[str, Any]


def title_of(face: FaceReading, labels: Sequence[str]) -> str:
    """The expression of a face in words."""
    name = _name(face, labels)
    return "Not sure" if name == NOT_SURE else name.capitalize()


def panel(reading: Reading | None, labels: Sequence[str], pack: EmojiPack) -> Json:
    """The emoji, the words under it and the bars."""
    if reading is None:
        return _panel(None, "One moment", "The network is loading")
    face = reading.main
    if face is None:
        return _panel(NO_FACE, "No face", "Move into the picture", character=pack.character)
    name = _name(face, labels)
    if name == NOT_SURE:
        hint = "Look at the camera, with light on your face"
    else:
        hint = _certainty(max(face.probabilities[labels.index(name)], 0.0))
        if len(reading.faces) > 1:
            hint = f"{hint} – the largest of {len(reading.faces)} faces"
    return _panel(
        name,
        title_of(face, labels),
        hint,
        values=[round(p, 3) for p in face.probabilities],
        character=pack.character,
    )


def faces(reading: Reading, labels: Sequence[str], pack: EmojiPack, zoom: float) -> list[Json]:
    """Each face, in the format of ``main.py --image --json``; boxes are enlarged by ``zoom``."""
    return [
        {
            "box": [round(v * zoom, 1) for v in (face.box.x, face.box.y, face.box.w, face.box.h)],
            "score": round(face.box.score, 3),
            "label": _name(face, labels),
            "title": title_of(face, labels),
            "emoji": pack.character(_name(face, labels)),
            "probabilities": {
                label: round(p, 3) for label, p in zip(labels, face.probabilities, strict=True)
            },
        }
        for face in reading.faces
    ]


def answer(
    reading: Reading,
    labels: Sequence[str],
    pack: EmojiPack,
    size: Sequence[int],
    zoom: float = 1.0,
) -> Json:
    """All about one posted picture of ``size`` (width, height) that was read ``zoom`` smaller."""
    return {
        "panel": panel(reading, labels, pack),
        "faces": faces(reading, labels, pack, zoom),
        "labels": list(labels),
        "size": list(size),
    }


def machine(snapshot: Snapshot, pack: EmojiPack, viewers: int) -> Json:
    """How this machine's camera stands."""
    status = snapshot.status
    troubled = status.phase in (Phase.WAITING, Phase.FAILED)
    shown = _panel(NO_FACE, "No picture", "Your emoji comes with it")
    if not troubled and snapshot.frame is not None:
        shown = panel(snapshot.reading, snapshot.labels, pack)
    elif not troubled:
        shown = _panel(None, "Starting", "One moment")
    return {
        "panel": shown,
        "labels": list(snapshot.labels),
        "phase": status.phase.value,
        "status": _sentence(snapshot, viewers),
        "trouble": _trouble(snapshot) if troubled else None,
    }


def broken() -> Json:
    """What to say when the picture cannot be shown for a reason that nobody foresaw."""
    return {
        "panel": _panel(NO_FACE, "No picture", "Your emoji comes with it"),
        "labels": [],
        "phase": Phase.FAILED.value,
        "status": "This computer's picture cannot be shown",
        "trouble": {
            "title": "This computer's picture cannot be shown",
            "text": "The program met an error; its log has the details. It tries again.",
        },
    }


def _trouble(snapshot: Snapshot) -> Json:
    title, _, rest = _here(snapshot.status.message).partition(". ")
    waiting = "It is looked for every second." if snapshot.status.phase is Phase.WAITING else ""
    return {"title": title.rstrip("."), "text": " ".join(filter(None, (rest, waiting)))}


def _here(message: str) -> str:
    """A message with the ways out that the page has, where the window has others."""
    return message.replace("or open a file", "or choose “My camera”")


def _sentence(snapshot: Snapshot, viewers: int) -> str:
    status = snapshot.status
    words = _here(status.message) or status.phase.value.capitalize()
    if status.phase is Phase.ENDED:
        words = "The video has ended"
    if viewers > 1:
        words = f"{words.rstrip('.')} – {viewers} people are watching"
    return words


def _panel(
    emoji: str | None,
    title: str,
    hint: str,
    values: list[float] | None = None,
    character: Any = None,
) -> Json:
    return {
        "emoji": emoji,
        "character": character(emoji) if character else "",
        "title": title,
        "hint": hint,
        "values": values,
    }


def _name(face: FaceReading, labels: Sequence[str]) -> str:
    return NOT_SURE if face.label is None or face.label >= len(labels) else labels[face.label]


def _certainty(value: float) -> str:
    if value >= 0.8:
        return "Very sure"
    return "Fairly sure" if value >= 0.5 else "Perhaps"
