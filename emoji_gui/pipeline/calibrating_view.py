"""What a walk through the expressions shows, and what came of it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from emoji_gui.language import N_, _, ngettext
from emoji_gui.pipeline.words import percent

if TYPE_CHECKING:
    from emoji_gui.pipeline.profiles import Profile
    from emoji_gui.pipeline.records import Image

KNOWN: Final = 0.8
"""Share of a person's samples that is read rightly from which the mirror knows them."""


class Stage(Enum):
    """Where the walk is."""

    INTRO = "intro"
    COUNTDOWN = "countdown"
    HOLD = "hold"
    FITTING = "fitting"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Trouble(Enum):
    """Why the walk waits."""

    NO_FACE = N_("Your face is not in the picture: come back and it goes on.")
    STILL = N_("The picture stands still: let the camera run and it goes on.")


@dataclass(frozen=True, eq=False)
class View:
    """All that a front end shows.

    Attributes:
        stage: where the walk is.
        label: the expression to make, None outside countdown and hold.
        index: of that expression in the order of the walk, from 0.
        count: of all expressions.
        seconds: left of the countdown.
        share: of the hold that is done, 0 to 1.
        trouble: why time stands still, or None.
        several: whether more than one face is in the picture.
        face: the newest crop, uint8 ``(S, S)``, or None.
        taught: labels with samples.
    """

    stage: Stage
    label: str | None
    index: int
    count: int
    seconds: float
    share: float
    trouble: Trouble | None
    several: bool
    face: Image | None
    taught: tuple[str, ...]


def result_words(profile: Profile) -> tuple[str, str]:
    """What came of a walk: a title, and a sentence or two."""
    gain = profile.gain
    if gain is None or (profile.is_neutral and gain.before >= KNOWN):
        return _("It knew you already"), _(
            "The mirror reads your face as well without. "
            "The profile is kept and leaves the mirror as it is."
        )
    figures = {"before": percent(gain.before), "after": percent(gain.after)}
    if profile.is_neutral:
        return (
            _("It learned nothing new"),
            _(
                "Of what you showed it reads {before} rightly, and no more with what it learned. "
                "The profile is kept and leaves the mirror as it is. "
                "Try again with clearer expressions and light on your face."
            ).format(**figures),
        )
    if gain.after > gain.before:
        words = ngettext(
            "Checked on {count} picture of you that it had not learned from, it now reads {after} "
            "rightly, {before} before.",
            "Checked on {count} pictures of you that it had not learned from, it now reads {after} "
            "rightly, {before} before.",
            gain.samples,
        )
        return _("It knows your face"), words.format(count=gain.samples, **figures)
    words = ngettext(
        "Checked on {count} picture of you that it had not learned from, it is right as often as "
        "before, {after}, and less far off where it is wrong.",
        "Checked on {count} pictures of you that it had not learned from, it is right as often as "
        "before, {after}, and less far off where it is wrong.",
        gain.samples,
    )
    return _("It knows your face a little"), words.format(count=gain.samples, **figures)
