"""What the page says and shows, as JSON: functions of records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from emoji_gui.pipeline.emojis import NO_FACE, EmojiPack
from emoji_gui.pipeline.records import Phase, Reading, Snapshot
from emoji_gui.pipeline.words import emoji_name, face_title, reading_words

Json = dict[str, Any]


def panel(reading: Reading | None, labels: Sequence[str], pack: EmojiPack) -> Json:
    """The emoji, the words under it and the bars."""
    face = reading_words(reading, labels)
    return _panel(
        face.picture,
        face.title,
        face.hint,
        values=None if face.values is None else [round(p, 3) for p in face.values],
        character=pack.character if face.picture else None,
    )


def faces(reading: Reading, labels: Sequence[str], pack: EmojiPack, zoom: float) -> list[Json]:
    """Each face, in the format of ``main.py --image --json``; boxes are enlarged by ``zoom``."""
    return [
        {
            "box": [round(v * zoom, 1) for v in (face.box.x, face.box.y, face.box.w, face.box.h)],
            "score": round(face.box.score, 3),
            "label": emoji_name(face, labels),
            "title": face_title(face, labels),
            "emoji": pack.character(emoji_name(face, labels)),
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
