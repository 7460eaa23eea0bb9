"""What expressions are called, in the one order that every part of the program uses.

The order is alphabetical, because that is the order in which
``flow_from_directory`` numbers class folders. The labels travel with the
weights all the same: a network is asked for its own (see ``model.classifier``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

LABELS: Final = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")
"""Names of the seven expressions, in output order."""

FER_FOLDERS: Final = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
"""What the classes ``0`` to ``6`` of FER2013 are (Goodfellow et al. 2013, arXiv:1307.0414)."""

SYNONYMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "anger": "angry",
        "disgusted": "disgust",
        "afraid": "fear",
        "fearful": "fear",
        "scared": "fear",
        "happiness": "happy",
        "joy": "happy",
        "sadness": "sad",
        "surprised": "surprise",
    }
)
"""Other words for the seven, as other data sets and programs use them."""


def class_names(classes: Sequence[str]) -> tuple[str, ...]:
    """The names of a network's classes, in the same order.

    Classes that are all called ``0`` to ``6``, or some of these, are FER2013's
    and get the names behind its numbers; any others keep theirs.
    """
    numbers = {str(number): name for number, name in enumerate(FER_FOLDERS)}
    if all(name in numbers for name in classes):
        return tuple(numbers[name] for name in classes)
    return tuple(classes)


def expression(label: str) -> str | None:
    """Which of the seven a label means, whatever its case; None for anything else."""
    word = label.strip().lower()
    word = SYNONYMS.get(word, word)
    return word if word in LABELS else None
