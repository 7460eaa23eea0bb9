"""What the window says: sentences and titles as functions of a snapshot. No Tk here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from emoji_gui.pipeline.emojis import NO_FACE, NOT_SURE
from emoji_gui.pipeline.records import Phase, Snapshot
from emoji_gui.pipeline.words import Face, reading_words

PRIVACY: Final = "Everything stays on this computer"
"""A remark at the end of the status line."""


@dataclass(frozen=True)
class Stage:
    """What stands in the picture's place when there is no picture to show."""

    icon: str
    title: str
    text: str
    offers: bool
    """Whether to offer a file and the choice of cameras."""


def status_text(snapshot: Snapshot) -> str:
    """The state of the mirror in words; never empty."""
    status = snapshot.status
    if status.phase is Phase.LIVE:
        return _live_text(snapshot)
    if status.phase is Phase.PAUSED:
        return "Paused – press Space to go on"
    if status.phase is Phase.ENDED:
        return "The video has ended – press Space to play it again"
    return status.message or status.phase.value.capitalize()


def face_words(snapshot: Snapshot) -> Face:
    """What the panel says about the chosen face, or the largest."""
    phase, reading = snapshot.status.phase, snapshot.reading
    if phase in (Phase.WAITING, Phase.FAILED) or snapshot.frame is None:
        return _idle(phase, has_picture=snapshot.frame is not None)
    return reading_words(reading, snapshot.labels)


def stage(snapshot: Snapshot) -> Stage | None:
    """What to show in the picture's place, or None where there is a picture."""
    status = snapshot.status
    if status.phase is Phase.WAITING:
        title, _, rest = status.message.partition(". ")
        text = " ".join(filter(None, (_sentence(rest), "It is looked for every second.")))
        return Stage("no-camera", title.rstrip(".") or "No camera", text, offers=True)
    if status.phase is Phase.FAILED and snapshot.frame is None:
        return Stage("warning", "That did not work", _sentence(status.message), offers=True)
    if snapshot.frame is not None:
        return None
    return Stage("dots", "Starting", _sentence(status.message), offers=False)


def percent(value: float) -> str:
    """A probability as whole percent."""
    return f"{round(100 * value)} %"


def can_pause(snapshot: Snapshot) -> bool:
    """Whether pausing means anything now."""
    return snapshot.status.phase in (Phase.LIVE, Phase.PAUSED, Phase.ENDED)


def _live_text(snapshot: Snapshot) -> str:
    live = snapshot.status.message or "Live"
    if snapshot.reading is None:
        return f"{live} – the network is loading"
    if not snapshot.reading.faces:
        return f"{live} – no face in the picture"
    main = snapshot.reading.main
    if main is not None and main.label is None:
        return f"{live} – not sure about this face"
    return live


def _idle(phase: Phase, *, has_picture: bool) -> Face:
    if phase is Phase.WAITING:
        return Face(NO_FACE, "No picture", "Your emoji comes with it")
    if phase is Phase.FAILED and has_picture:
        return Face(NOT_SURE, "No reading", "The line at the bottom says why")
    if phase is Phase.FAILED:
        return Face(NO_FACE, "No picture", "Choose another one")
    return Face(None, "Starting", "The window is ready first")


def _sentence(message: str) -> str:
    """The message as a sentence, with its full stop."""
    text = message.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."
