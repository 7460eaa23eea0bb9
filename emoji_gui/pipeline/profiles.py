"""A person's profile: a name, a head, and which network it is for; kept as one file each."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from emoji_gui.language import Sentence, words_of
from emoji_gui.pipeline.errors import PipelineError

if TYPE_CHECKING:
    from model.calibration.fitting import Gain
    from model.calibration.head import Head

FORMAT: Final = 1
SUFFIX: Final = ".emojiface"
LARGEST_FILE: Final = 256 * 1024
"""Bytes; a profile has some three thousand, a larger file is none."""

LONGEST_NAME: Final = 40
MOST_LABELS: Final = 64
NOBODY: Final = "none"
"""What the command line calls the network as it ships; no person can be called so."""


class ProfileError(PipelineError):
    """A profile that cannot be read, written or used."""


@dataclass(frozen=True)
class Profile:
    """What is known of one person.

    Attributes:
        name: of the person, as typed.
        created: when, in UTC.
        network: fingerprint of the network that the head is for, see ``network_of``.
        head: over that network's answers.
        counts: samples it was fitted on, one number a label.
        gain: what leaving out said it brings, or None.
    """

    name: str
    created: datetime
    network: str
    head: Head
    counts: tuple[int, ...]
    gain: Gain | None = None

    @property
    def is_neutral(self) -> bool:
        """Whether it leaves the network's answers as they are."""
        return self.head.is_neutral

    def text(self) -> str:
        """The profile as the text of a file; it holds numbers and no pictures."""
        from dataclasses import asdict

        stored = {
            "format": FORMAT,
            "name": self.name,
            "created": self.created.astimezone(UTC).isoformat(timespec="seconds"),
            "network": self.network,
            "labels": list(self.head.labels),
            **self.head.stored(),
            "counts": list(self.counts),
            "gain": None if self.gain is None else asdict(self.gain),
        }
        return json.dumps(stored, ensure_ascii=False, indent=1) + "\n"


def read_profile(content: bytes, source: str) -> Profile:
    """Understand the content of a profile's file, believing nothing of it.

    Args:
        content: of the file.
        source: what to call the file in a message.

    Raises:
        ProfileError: it is no profile, a damaged one, or one of a newer program.
    """
    if len(content) > LARGEST_FILE:
        raise ProfileError(
            "{path} is too large for a profile: choose a {ending} file.", path=source, ending=SUFFIX
        )
    try:
        values = json.loads(content.decode("utf-8"), parse_constant=_no_number)
        if not isinstance(values, dict):
            raise ValueError(Sentence("it holds no profile"))
        version = values.get("format")
    except (ValueError, RecursionError) as fault:
        raise _damaged(source, fault) from fault
    if type(version) is int and version > FORMAT:
        raise ProfileError(
            "{path} is of a newer Emoji Mirror: bring this one up to date.", path=source
        )
    try:
        return _understood(values)
    except (ValueError, TypeError, KeyError, OverflowError) as fault:
        raise _damaged(source, fault) from fault


def checked_name(name: str) -> str:
    """A person's name without the spaces around it.

    Raises:
        ProfileError: it is empty, too long, "none", or has characters that do not print.
    """
    name = " ".join(name.split())
    if not name:
        raise ProfileError("Type a name for the profile first.")
    if len(name) > LONGEST_NAME:
        raise ProfileError(
            "The name is too long: {number} characters are the most.", number=LONGEST_NAME
        )
    if name.casefold() == NOBODY:
        raise ProfileError('"{name}" stands for nobody\'s profile: choose another name.', name=name)
    if not name.isprintable():
        raise ProfileError("The name has characters that cannot be shown: choose another one.")
    return name


def _understood(values: dict[str, Any]) -> Profile:
    if values["format"] != FORMAT:
        raise ValueError(Sentence("its format is unknown"))
    labels = _texts(values["labels"], MOST_LABELS)
    if len(labels) < 2 or len(set(labels)) != len(labels):
        raise ValueError(Sentence("its labels are no labels"))
    network = values["network"]
    if not isinstance(network, str) or len(network) != 64 or set(network) - set("0123456789abcdef"):
        raise ValueError(Sentence("its network has no checksum"))
    created = datetime.fromisoformat(_text(values["created"]))
    if created.tzinfo is None:
        raise ValueError(Sentence("its date has no time zone"))
    try:
        name = checked_name(_text(values["name"]))
    except ProfileError as fault:
        raise ValueError(words_of(fault)) from fault
    counts = values["counts"]
    if not isinstance(counts, list) or len(counts) != len(labels):
        raise ValueError(Sentence("its counts do not fit its labels"))
    if not all(type(count) is int and 0 <= count < 1_000_000 for count in counts):
        raise ValueError(Sentence("its counts are no counts"))
    head = _head(labels, values)
    return Profile(name, created, network, head, tuple(counts), _gain(values["gain"]))


def _head(labels: tuple[str, ...], values: dict[str, Any]) -> Head:
    import numpy as np

    from model.calibration.corrections import CORRECTIONS
    from model.calibration.head import Head

    views = _texts(values["views"], len(CORRECTIONS))
    matrices = values["matrices"]
    rows = [row for matrix in matrices for row in matrix]
    if not all(type(number) in (int, float) for row in rows for number in row):
        raise ValueError(Sentence("its head holds something else than numbers"))
    return Head(labels, views, np.array(matrices, dtype=np.float64))


def _gain(values: Any) -> Gain | None:
    from model.calibration.fitting import Gain

    if values is None:
        return None
    gain = Gain(**values)
    numbers = (gain.before, gain.after, gain.surprise_before, gain.surprise_after)
    if not all(type(n) in (int, float) and math.isfinite(n) and 0 <= n < 100 for n in numbers):
        raise ValueError(Sentence("its gain is no figure"))
    if type(gain.samples) is not int:
        raise ValueError(Sentence("its gain has no number of samples"))
    return gain


def _texts(value: Any, most: int) -> tuple[str, ...]:
    if not isinstance(value, list) or not 0 < len(value) <= most:
        raise ValueError(Sentence("a list is missing or too long"))
    return tuple(_text(each) for each in value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 100:
        raise ValueError(Sentence("a text is missing or too long"))
    return value


def _no_number(name: str) -> float:
    raise ValueError(Sentence("{name} is no number", name=name))


def _damaged(source: str, fault: Exception) -> ProfileError:
    return ProfileError(
        "{path} is no whole profile ({reason}): export it again where it was made, or "
        "teach the mirror anew.",
        path=source,
        reason=words_of(fault),
    )
