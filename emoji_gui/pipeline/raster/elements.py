"""What the elements of a drawing say: pens, gradients, filters, and where they lie."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final
from xml.etree import ElementTree

from emoji_gui.pipeline.raster.paints import Stops
from emoji_gui.pipeline.raster.shapes import Place

Element = ElementTree.Element
KNOWN: Final = frozenset({
    "clip-path", "cx", "cy", "d", "fill", "fill-opacity", "fill-rule", "filter", "height", "id",
    "opacity", "r", "rx", "ry", "stroke", "stroke-linecap", "stroke-linejoin", "stroke-width",
    "style", "transform", "width", "x", "y",
})  # fmt: skip
"""Attributes of what is painted that are obeyed, or need not be."""


@dataclass(frozen=True)
class Pen:
    """What an element takes over from the groups around it."""

    fill: str = "#000000"
    stroke: str = "none"
    width: float = 1.0
    round_ends: bool = False

    def of(self, element: Element) -> Pen:
        """The pen after an element's own attributes."""
        given = element.attrib
        return replace(
            self,
            fill=given.get("fill", self.fill),
            stroke=given.get("stroke", self.stroke),
            width=float(given.get("stroke-width", self.width)),
            round_ends=given.get("stroke-linecap", "round" if self.round_ends else "") == "round",
        )


@dataclass(frozen=True)
class Blur:
    """A filter: the thing itself is blurred."""

    deviation: float


@dataclass(frozen=True)
class Shadow:
    """A filter: the thing casts a shadow, in units of the drawing."""

    shift: tuple[float, float]
    deviation: float
    colour: str
    opacity: float


def numbers_of(element: Element, *names: str) -> list[float]:
    """Attributes that are numbers."""
    return [float(element.attrib[name]) for name in names]


def name_in(reference: str) -> str:
    """The name in ``url(#name)``."""
    return reference[5:-1]


def stops_of(gradient: Element) -> Stops:
    """The colours of a gradient."""
    return tuple(
        (
            float(stop.attrib["offset"]),
            stop.attrib["stop-color"],
            float(stop.attrib["stop-opacity"]),
        )
        for stop in gradient
    )


def filter_of(effect: Element) -> Blur | Shadow:
    """A filter, from the one effect that it has."""
    given = effect.attrib
    deviation = float(given["stdDeviation"])
    if effect.tag == "feGaussianBlur":
        return Blur(deviation)
    if effect.tag != "feDropShadow":
        raise ValueError(f"{effect.tag} is not drawn here")
    shift = (float(given["dx"]), float(given["dy"]))
    return Shadow(shift, deviation, given["flood-color"], float(given["flood-opacity"]))


def moved(place: Place, transform: str) -> Place:
    """Where things lie inside a group that is moved."""
    if not transform:
        return place
    if not transform.startswith("translate("):
        raise ValueError(f"a group's transform {transform!r} is not drawn here")
    across, down = (float(word) for word in transform[10:-1].split())
    return replace(
        place,
        shift_x=place.shift_x + across * place.scale_x,
        shift_y=place.shift_y + down * place.scale_y,
    )


def turn_of(transform: str, middle: tuple[float, float]) -> float:
    """Degrees by which an ellipse is turned around its middle."""
    if not transform:
        return 0.0
    degrees, *around = (float(word) for word in transform.removeprefix("rotate(")[:-1].split())
    if math.dist(around, middle) > 0.02:
        raise ValueError(f"an ellipse's transform {transform!r} is not drawn here")
    return degrees
