"""What the page says and shows, as JSON: functions of records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from emoji_gui.language import N_, Sentence, _, halves, local, ngettext, right_to_left, sentence
from emoji_gui.pipeline.emojis import NO_FACE, EmojiPack
from emoji_gui.pipeline.records import Phase, Reading, Snapshot
from emoji_gui.pipeline.words import emoji_name, face_title, reading_words, title

Json = dict[str, Any]

HERE: Final = {
    "No camera found. Plug one in or open a file.": N_(
        "No camera found. Plug one in or choose “My camera”."
    ),
    "There is no camera {path}. Plug it in or open a file.": N_(
        "There is no camera {path}. Plug it in or choose “My camera”."
    ),
}
"""What is said of a camera, with the way out that the page has where the window has another."""


def told(text: str) -> str:
    """A text as a visitor reads it; among Arabic letters a path keeps its own direction."""
    return local(_isolated(text) if right_to_left() else text)


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


def bars(labels: Sequence[str]) -> Json:
    """The labels in the order of a panel's values, and what each is called."""
    return {"labels": list(labels), "names": [title(label) for label in labels]}


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
        **bars(labels),
        "size": list(size),
    }


def machine(snapshot: Snapshot, pack: EmojiPack, viewers: int) -> Json:
    """How this machine's camera stands."""
    status = snapshot.status
    troubled = status.phase in (Phase.WAITING, Phase.FAILED)
    shown = _no_picture()
    if not troubled and snapshot.frame is not None:
        shown = panel(snapshot.reading, snapshot.labels, pack)
    elif not troubled:
        shown = _panel(None, _("Starting"), _("One moment"))
    return {
        "panel": shown,
        **bars(snapshot.labels),
        "phase": status.phase.value,
        "status": _status(snapshot, viewers),
        "trouble": _trouble(snapshot) if troubled else None,
    }


def broken() -> Json:
    """What to say when the picture cannot be shown for a reason that nobody foresaw."""
    return {
        "panel": _no_picture(),
        **bars(()),
        "phase": Phase.FAILED.value,
        "status": _("This computer's picture cannot be shown"),
        "trouble": {
            "title": _("This computer's picture cannot be shown"),
            "text": _("The program met an error; its log has the details. It tries again."),
        },
    }


def _trouble(snapshot: Snapshot) -> Json:
    heading, rest = halves(_here(snapshot.status.message))
    looking = snapshot.status.phase is Phase.WAITING
    waiting = _("It is looked for every second.") if looking else ""
    return {"title": heading, "text": " ".join(filter(None, (sentence(rest), waiting)))}


def _here(message: str) -> str:
    """A message for whoever looks at the page, in their language."""
    if isinstance(message, Sentence) and message.pattern in HERE:
        message = Sentence(HERE[message.pattern], **message.values)
    return told(message)


def _status(snapshot: Snapshot, viewers: int) -> str:
    status = snapshot.status
    state = _("The video has ended") if status.phase is Phase.ENDED else _here(status.message)
    if viewers < 2:
        return state
    return ngettext(
        "{state} – {count} person is watching", "{state} – {count} people are watching", viewers
    ).format(state=state.rstrip(".。"), count=viewers)


def _isolated(text: str) -> str:
    """The same with its names between isolates (UAX 9), which browsers know and X11 does not."""
    if not isinstance(text, Sentence):
        return f"\u2068{text}\u2069"
    values = {
        name: _isolated(value) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return Sentence(text.pattern, **values) if values else text


def _no_picture() -> Json:
    return _panel(NO_FACE, _("No picture"), _("Your emoji comes with it"))


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
