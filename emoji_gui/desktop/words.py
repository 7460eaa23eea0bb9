"""What the window says: sentences and titles as functions of a snapshot. No Tk here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from emoji_gui.desktop.commands import key_names
from emoji_gui.language import N_, _, halves, local, sentence
from emoji_gui.pipeline.emojis import NO_FACE, NOT_SURE
from emoji_gui.pipeline.records import Phase, Snapshot
from emoji_gui.pipeline.words import Face, reading_words

PRIVACY: Final = N_("Everything stays on this computer")
"""A remark at the end of the status line."""

PHASES: Final = {
    Phase.STARTING: N_("Starting"),
    Phase.LIVE: N_("Live"),
    Phase.PAUSED: N_("Paused"),
    Phase.WAITING: N_("Waiting"),
    Phase.ENDED: N_("Ended"),
    Phase.FAILED: N_("Failed"),
}


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
        return _("Paused – press {key} to go on").format(key=key_names("Space"))
    if status.phase is Phase.ENDED:
        words = _("The video has ended – press {key} to play it again")
        return words.format(key=key_names("Space"))
    return local(status.message) or _(PHASES[status.phase])


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
        title, rest = halves(local(status.message))
        text = " ".join(filter(None, (sentence(rest), _("It is looked for every second."))))
        return Stage("no-camera", title or _("No camera"), text, offers=True)
    if status.phase is Phase.FAILED and snapshot.frame is None:
        text = sentence(local(status.message))
        return Stage("warning", _("That did not work"), text, offers=True)
    if snapshot.frame is not None:
        return None
    return Stage("dots", _("Starting"), sentence(local(status.message)), offers=False)


def can_pause(snapshot: Snapshot) -> bool:
    """Whether pausing means anything now."""
    return snapshot.status.phase in (Phase.LIVE, Phase.PAUSED, Phase.ENDED)


def _live_text(snapshot: Snapshot) -> str:
    live = local(snapshot.status.message) or _("Live")
    if snapshot.reading is None:
        return _("{state} – the network is loading").format(state=live)
    if not snapshot.reading.faces:
        return _("{state} – no face in the picture").format(state=live)
    main = snapshot.reading.main
    if main is not None and main.label is None:
        return _("{state} – not sure about this face").format(state=live)
    return live


def _idle(phase: Phase, *, has_picture: bool) -> Face:
    if phase is Phase.WAITING:
        return Face(NO_FACE, _("No picture"), _("Your emoji comes with it"))
    if phase is Phase.FAILED and has_picture:
        return Face(NOT_SURE, _("No reading"), _("The line at the bottom says why"))
    if phase is Phase.FAILED:
        return Face(NO_FACE, _("No picture"), _("Choose another one"))
    return Face(None, _("Starting"), _("The window is ready first"))
