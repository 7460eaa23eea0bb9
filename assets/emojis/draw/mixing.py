"""A face between several: the mean of what they do, counting only what can be seen of each.

Where an eye is laughed shut nobody sees its iris, and a closed mouth has no
teeth: such numbers mean nothing there, and would only spoil those of the others.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

from .expression import Expression, Eye, Mouth, Skin, mean

_TRACE: Final = 1e-3
"""Weight of what is not seen at all, so that there is always something to go by."""
_LOW_LID: Final = 20.0
"""Where the lower lid is above this, it hides the middle of the eye."""
_MEET: Final = 10.0
"""How far below the middle of the eye lids meet."""
_AJAR: Final = (14.0, 44.0)
"""From closed lips to lips whose lines leave room for what is between them, in pixels."""
_PALER: Final = 1.4
"""Exponent of a face's share in the colours: blue and yellow in halves would be grey."""


def mixture(faces: Sequence[Expression], weights: Sequence[float]) -> Expression:
    """The face that does a little of everything; ``weights`` sum to 1."""
    counted = [(face, weight) for face, weight in zip(faces, weights, strict=True) if weight > 0]
    if len(counted) == 1:
        return counted[0][0]
    faces, weights = zip(*counted, strict=True)
    return Expression(
        mean([face.left_brow for face in faces], weights),
        mean([face.right_brow for face in faces], weights),
        _eye([face.left_eye for face in faces], weights),
        _eye([face.right_eye for face in faces], weights),
        _mouth([face.mouth for face in faces], weights),
        _skin([face.skin for face in faces], weights),
        mean([face.marks for face in faces], weights),
    )


def openness(eye: Eye) -> float:
    """How far an eye is open: 0 for a lid on a lid, 1 for an eye that shows its iris."""
    tall = (eye.upper_inner + eye.upper_outer) / 2 + eye.lower
    return _within(tall / 60)


def blinking(face: Expression, amount: float) -> Expression:
    """The face with its lids brought together by ``amount`` (0 to 1), as far as they are open."""
    return dataclasses.replace(
        face,
        left_eye=_blinking(face.left_eye, amount),
        right_eye=_blinking(face.right_eye, amount),
    )


def _blinking(eye: Eye, amount: float) -> Eye:
    shut = dataclasses.replace(
        eye, upper_inner=-_MEET, upper_outer=-_MEET, lower=_MEET, lid=1.0, water=0.0
    )
    # An eye that is laughed shut has nothing left to close.
    amount *= _within(1.7 * openness(eye))
    return mean([eye, shut], [1 - amount, amount])


def _eye(eyes: Sequence[Eye], weights: Sequence[float]) -> Eye:
    eye = mean(eyes, weights)
    seen = mean(eyes, _shares(weights, [openness(each) ** 2 for each in eyes]))
    # A lid that rises pushes the iris up into what is left open.
    middle = (eye.lower - (eye.upper_inner + eye.upper_outer) / 2) / 2
    room = _within((1.25 * eye.width - seen.iris) / (0.4 * eye.width))
    pushed = room * _within((_LOW_LID - eye.lower) / (2 * _LOW_LID)) * min(0.0, middle)
    return dataclasses.replace(
        eye, iris=seen.iris, gaze_x=seen.gaze_x, gaze_y=seen.gaze_y + pushed, gleam=seen.gleam
    )


def _mouth(mouths: Sequence[Mouth], weights: Sequence[float]) -> Mouth:
    open_ = mean(mouths, _shares(weights, [mouth.open for mouth in mouths]))
    waved = mean(mouths, _shares(weights, [abs(mouth.wave) for mouth in mouths]))
    hung = mean(mouths, _shares(weights, [mouth.tongue_out for mouth in mouths]))
    mouth = mean(mouths, weights)
    low, high = _AJAR
    ajar = _within((mouth.open - low) / (high - low))
    ajar *= ajar * (3 - 2 * ajar)
    return dataclasses.replace(
        mouth,
        # Hardly open, two lines and nothing between them would look like a moustache.
        open=mouth.open * ajar,
        rise=open_.rise,
        round=open_.round,
        teeth=open_.teeth,
        clench=open_.clench * ajar,
        tongue=open_.tongue,
        waves=waved.waves,
        tongue_x=hung.tongue_x,
    )


def _skin(skins: Sequence[Skin], weights: Sequence[float]) -> Skin:
    shares = [max(0.0, weight) ** _PALER for weight in weights]
    return mean([Skin(), *skins], [1 - sum(shares), *shares])


def _shares(weights: Sequence[float], seen: Sequence[float]) -> list[float]:
    most = max(seen) or 1.0
    shares = [weight * (part / most + _TRACE) for weight, part in zip(weights, seen, strict=True)]
    return [share / sum(shares) for share in shares]


def _within(value: float) -> float:
    """The nearest number from 0 to 1."""
    return max(0.0, min(1.0, value))
