"""Walks through the elements of a drawing and paints them, first to last."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np

from emoji_gui.pipeline.raster.elements import (
    KNOWN,
    Blur,
    Element,
    Pen,
    Shadow,
    filter_of,
    moved,
    name_in,
    numbers_of,
    stops_of,
    turn_of,
)
from emoji_gui.pipeline.raster.layers import Layer, Window
from emoji_gui.pipeline.raster.paints import Linear, Paint, Radial, flood, plain
from emoji_gui.pipeline.raster.shapes import (
    Line,
    Mask,
    Place,
    box_line,
    ellipse_line,
    filled,
    lines_of,
    stroked,
)


class Painter:
    """Paints elements of one drawing on one layer."""

    def __init__(self, size: int, place: Place) -> None:
        """Begin with an empty picture.

        Args:
            size: pixels a side.
            place: where the drawing lies on it.
        """
        self.layer = Layer(Window(0, size, 0, size))
        self._size, self._place = size, place
        self._clips: dict[str, str] = {}
        self._gradients: dict[str, Element] = {}
        self._filters: dict[str, Blur | Shadow] = {}
        self._lines: dict[str, list[Line]] = {}

    def draw(self, source: str) -> Layer:
        """Paint elements over what is there.

        Args:
            source: SVG elements, one after the other.

        Raises:
            ValueError: an element or attribute that is not known here.
        """
        for element in ElementTree.fromstring(f"<g>{source}</g>"):
            self._element(element, self.layer, Pen(), self._place)
        return self.layer

    def _element(self, element: Element, onto: Layer, pen: Pen, place: Place) -> None:
        kind = element.tag
        if kind == "defs":
            for child in element:
                self._element(child, onto, pen, place)
        elif kind == "clipPath":
            self._clips[element.attrib["id"]] = element[0].attrib["d"]
        elif kind in ("linearGradient", "radialGradient"):
            self._gradients[element.attrib["id"]] = element
        elif kind == "filter":
            self._filters[element.attrib["id"]] = filter_of(element[0])
        else:
            self._visible(element, onto, pen, place)

    def _visible(self, element: Element, onto: Layer, pen: Pen, place: Place) -> None:
        given, pen = element.attrib, pen.of(element)
        if unknown := given.keys() - KNOWN:
            raise ValueError(f"{element.tag} has {', '.join(sorted(unknown))}, not drawn here")
        opacity = float(given.get("opacity", 1))
        alone = element.tag == "g" and ("clip-path" in given or "filter" in given or opacity < 1)
        if not alone and "filter" not in given:
            self._shape(element, onto, pen, place, opacity)
            return
        if "clip-path" in given:
            self._clipped(element, onto, pen, place, opacity)
        else:
            layer = Layer(onto.area)
            self._shape(element, layer, pen, place, 1.0)
            self._lay(element, layer, onto, opacity, place)

    def _clipped(
        self, element: Element, onto: Layer, pen: Pen, place: Place, opacity: float
    ) -> None:
        shape = self._path(self._clips[name_in(element.attrib["clip-path"])], place)
        if (mask := filled(shape, self._size)) is not None:
            layer = Layer(Window.of(mask))
            self._shape(element, layer, pen, place, 1.0)
            onto.over(layer, opacity, mask)

    def _shape(self, element: Element, onto: Layer, pen: Pen, place: Place, opacity: float) -> None:
        if element.tag == "g":
            place = moved(place, element.get("transform", ""))
            for child in element:
                self._element(child, onto, pen, place)
            return
        lines = self._outline(element, place)
        if pen.fill != "none":
            amount = opacity * float(element.get("fill-opacity", 1))
            self._paint(
                onto, filled(lines, self._size), self._colour(pen.fill, element), amount, place
            )
        if pen.stroke != "none":
            width = pen.width * place.scale
            mask = stroked(lines, width, pen.round_ends, self._size)
            self._paint(onto, mask, self._colour(pen.stroke, element), opacity, place)

    def _lay(
        self, element: Element, layer: Layer, onto: Layer, opacity: float, place: Place
    ) -> None:
        effect = (
            self._filters[name_in(element.attrib["filter"])] if "filter" in element.attrib else 0
        )
        if isinstance(effect, Blur):
            layer = layer.blurred(effect.deviation * place.scale)
        elif isinstance(effect, Shadow):
            across, down = (round(part * place.scale) for part in effect.shift)
            cast = layer.shadow((across, down), effect.deviation * place.scale)
            if cast is not None:
                layer.underlay(cast, flood(effect.colour), effect.opacity)
        if "multiply" in element.get("style", ""):
            onto.multiply(layer, opacity)
        else:
            onto.over(layer, opacity)

    def _paint(
        self, onto: Layer, mask: Mask | None, paint: Paint, amount: float, place: Place
    ) -> None:
        if mask is not None and amount > 0:
            colour, opacity = paint(mask, place)
            onto.paint(mask, colour, opacity * np.float32(amount))

    def _colour(self, colour: str, element: Element) -> Paint:
        if not colour.startswith("url("):
            return plain(colour)
        gradient = self._gradients[name_in(colour)]
        stops = stops_of(gradient)
        if gradient.tag == "linearGradient":
            x1, y1, x2, y2 = numbers_of(gradient, "x1", "y1", "x2", "y2")
            return Linear((x1, y1), (x2, y2), stops)
        if "r" in gradient.attrib:
            cx, cy, r = numbers_of(gradient, "cx", "cy", "r")
            return Radial((cx, cy), (r, r), stops)
        # Without a place of its own it fits the shape, which is always an ellipse.
        cx, cy, rx, ry = numbers_of(element, "cx", "cy", "rx", "ry")
        return Radial((cx, cy), (rx, ry), stops)

    def _outline(self, element: Element, place: Place) -> list[Line]:
        if element.tag == "path":
            return self._path(element.attrib["d"], place)
        if element.tag == "rect":
            x, y, width, height, r = numbers_of(element, "x", "y", "width", "height", "rx")
            return [box_line((x, y), width, height, r, place)]
        if element.tag == "ellipse":
            cx, cy, rx, ry = numbers_of(element, "cx", "cy", "rx", "ry")
            turn = turn_of(element.get("transform", ""), (cx, cy))
            return [ellipse_line((cx, cy), rx, ry, turn, place)]
        raise ValueError(f"{element.tag} is not drawn here")

    def _path(self, d: str, place: Place) -> list[Line]:
        # The same outline is clip, ground and rim, one after the other.
        if (known := self._lines.get(d)) is None:
            known = self._lines[d] = lines_of(d, place)
        return known
