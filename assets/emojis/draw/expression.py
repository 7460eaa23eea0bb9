"""What a face does, as numbers: two expressions can be blended into any face between them.

Lengths are in pixels of the 512 grid, amounts from 0 (none) to 1 (full). "Left"
is the left side of the picture; x grows to the right and y grows downwards.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

_Part = TypeVar("_Part")


@dataclass(frozen=True)
class Brow:
    """One eyebrow.

    Attributes:
        height: of its middle above the middle of the eye.
        tilt: how much higher the inner end is than the outer end.
        arch: how far the middle bows up.
        length: from end to end.
        inward: how far it is moved towards the nose.
    """

    height: float = 84.0
    tilt: float = 0.0
    arch: float = 16.0
    length: float = 84.0
    inward: float = 0.0


@dataclass(frozen=True)
class Eye:
    """One eye.

    Attributes:
        width: half of its width.
        upper_inner, upper_outer: height of the upper lid above the middle, on
            the side of the nose and on the other.
        lower: depth of the lower lid below the middle; negative bows it up,
            which closes the eye to a laughing arc.
        iris: radius of the iris; larger than the eye, it leaves no white.
        gaze_x, gaze_y: where the iris is, from the middle.
        gleam: size of the highlights, 1 for the usual size.
        water: amount of water on the lower lid.
        lid: width of the line on the upper lid, 1 for the width of all lines.
    """

    width: float = 33.0
    upper_inner: float = 44.0
    upper_outer: float = 44.0
    lower: float = 44.0
    iris: float = 60.0
    gaze_x: float = 0.0
    gaze_y: float = 0.0
    gleam: float = 1.0
    water: float = 0.0
    lid: float = 1.0


@dataclass(frozen=True)
class Mouth:
    """The mouth: a line that opens.

    Attributes:
        x, y: middle of the line between the corners.
        width: half the distance between the corners.
        smile: how far the middle hangs below the corners; negative is a frown.
        skew: how much higher the right corner is than the left one.
        open: height of the opening.
        rise: part of the opening above the line, from 0 to 1.
        round: 0 for pointed corners, 1 for an ellipse, more for a box.
        wave: height of the trembling of the line.
        waves: number of waves from corner to corner.
        teeth: height of the upper teeth.
        clench: amount of lower teeth that meet the upper ones.
        tongue: amount of tongue inside.
        tongue_out: length of tongue that hangs out.
        tongue_x: where it hangs, from the middle.
    """

    x: float = 256.0
    y: float = 366.0
    width: float = 70.0
    smile: float = 0.0
    skew: float = 0.0
    open: float = 0.0
    rise: float = 0.5
    round: float = 0.0
    wave: float = 0.0
    waves: float = 2.0
    teeth: float = 0.0
    clench: float = 0.0
    tongue: float = 0.0
    tongue_out: float = 0.0
    tongue_x: float = 0.0


@dataclass(frozen=True)
class Skin:
    """Colours that come to a face, all amounts.

    Attributes:
        blush: rosy cheeks.
        flush: red from the forehead down.
        pallor: pale blue from the forehead down.
        nausea: green, strongest below.
        wrinkle: lines beside a wrinkled nose.
        ghost: 1 leaves only a faint dashed outline.
    """

    blush: float = 0.0
    flush: float = 0.0
    pallor: float = 0.0
    nausea: float = 0.0
    wrinkle: float = 0.0
    ghost: float = 0.0


@dataclass(frozen=True)
class Marks:
    """What is added to the face, all amounts: a tear, a drop of sweat, a question mark."""

    tear: float = 0.0
    sweat: float = 0.0
    question: float = 0.0


@dataclass(frozen=True)
class Expression:
    """All of one face."""

    left_brow: Brow = field(default_factory=Brow)
    right_brow: Brow = field(default_factory=Brow)
    left_eye: Eye = field(default_factory=Eye)
    right_eye: Eye = field(default_factory=Eye)
    mouth: Mouth = field(default_factory=Mouth)
    skin: Skin = field(default_factory=Skin)
    marks: Marks = field(default_factory=Marks)


def blend(one: _Part, other: _Part, amount: float) -> _Part:
    """The face ``amount`` (0 to 1) of the way from one expression to another.

    Works on an expression and on any part of one.
    """
    # Weighted like this, and not one + (other - one) * amount, both ends are exact.
    return mean([one, other], [1 - amount, amount])


def mean(parts: Sequence[_Part], weights: Sequence[float]) -> _Part:
    """The weighted mean of expressions, or of any part of them; weights sum to 1."""
    first = parts[0]
    if isinstance(first, (int, float)):
        pairs = zip(parts, weights, strict=True)
        return sum(part * weight for part, weight in pairs)  # type: ignore[operator, return-value, misc]
    names = [part.name for part in dataclasses.fields(first)]  # type: ignore[arg-type]
    return type(first)(
        **{name: mean([getattr(part, name) for part in parts], weights) for name in names}
    )
