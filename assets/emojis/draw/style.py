"""How faces are drawn: colours, line and light. One style is one hand; a pack has one."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from .svg import Point


@dataclass(frozen=True)
class Style:
    """Palette, line and light of a pack.

    Attributes:
        skin: colours of the head from the lit side to the far side, then its edge.
        shadow: by which the far side of the head is multiplied.
        cast: shadow of brows, eyes and mouth.
        line: colour of brows, lids and lips.
        sclera, sclera_shade: white of the eye, and its shade under the lid.
        iris, iris_deep: colour of the iris at its lower and upper end.
        mouth, mouth_deep: inside of the mouth, front and throat.
        teeth, tongue, tongue_deep: as named.
        tear, tear_deep: colours of tears and sweat.
        blush, flush, pallor, nausea: colours that come to a face.
        ghost: colour of the outline when there is no face.
        mark, mark_edge: colours of the question mark.
        line_width: of every line, in pixels of the 512 grid.
        radius: of the head, in pixels.
        squareness: exponent of the head's outline; 2 is a circle.
        light: from where the light comes, in pixels of the 512 grid.
        gloss, shade: strength of highlights and of shadows, 0 to 1.
        outline: width of a line around the head, in pixels; 0 for none.
        hand: which parts draw it: a glossy ball, a brush, or blocks.
        accent: the one bright colour of a face drawn by brush or of blocks.
        accents: name of an expression -> its accent, if it has one of its own.
    """

    skin: tuple[str, str, str, str] = ("#fff0a0", "#ffd23f", "#fbae17", "#e58a00")
    shadow: str = "#e8924a"
    cast: str = "#7a3300"
    line: str = "#4a1f06"
    sclera: str = "#ffffff"
    sclera_shade: str = "#cfd6e6"
    iris: str = "#7a3d14"
    iris_deep: str = "#2b1003"
    mouth: str = "#9c1f2e"
    mouth_deep: str = "#4d0b18"
    teeth: str = "#ffffff"
    tongue: str = "#ff8a8f"
    tongue_deep: str = "#e2505f"
    tear: str = "#d9f3ff"
    tear_deep: str = "#2f9df0"
    blush: str = "#ff5a4a"
    flush: str = "#f0361f"
    pallor: str = "#6b9cff"
    nausea: str = "#7cbf2a"
    ghost: str = "#8d95a8"
    mark: str = "#3b7df0"
    mark_edge: str = "#ffffff"
    line_width: float = 22.0
    radius: float = 244.0
    squareness: float = 2.0
    light: Point = (190.0, 130.0)
    gloss: float = 1.0
    shade: float = 1.0
    outline: float = 0.0
    hand: Literal["ball", "ink", "blocks"] = "ball"
    accent: str = "#ffd23f"
    accents: Mapping[str, str] = field(default_factory=dict, hash=False)

    def of(self, name: str) -> Style:
        """The style with the accent of one expression."""
        return dataclasses.replace(self, accent=self.accents.get(name, self.accent))


DEFAULT: Final = Style()
"""The style of the default pack: a warm ball under a soft light from the upper left."""

INK: Final = Style(
    hand="ink",
    skin=("#fffdf6",) * 4,
    line="#221d2b",
    sclera="#fffdf6",
    ghost="#8d95a8",
    line_width=21,
    radius=226,
    accent="#f2b632",
    accents=MappingProxyType(
        {
            "angry": "#e8372c",
            "disgust": "#6fae1f",
            "fear": "#7d6bea",
            "happy": "#ff8a1f",
            "neutral": "#a9a49b",
            "sad": "#2f8fe6",
            "surprise": "#f0559a",
            "not_sure": "#12a594",
        }
    ),
)
"""Brush and ink on a paper disc, with one colour for each expression."""

BLOCKS: Final = Style(
    hand="blocks",
    line="#1b1836",
    sclera="#ffffff",
    mouth="#1b1836",
    teeth="#ffffff",
    tongue="#ff6f7d",
    tear="#ffffff",
    tear_deep="#c3e6ff",
    ghost="#8d95a8",
    mark="#ffffff",
    line_width=28,
    radius=242,
    accent="#ffc629",
    accents=MappingProxyType(
        {
            "angry": "#f4412f",
            "disgust": "#7ac52b",
            "fear": "#8f7bff",
            "happy": "#ffc629",
            "neutral": "#b9c2cf",
            "sad": "#3d9bf5",
            "surprise": "#ff8fbd",
            "not_sure": "#22b8a6",
        }
    ),
)
"""Toy blocks: straight edges, flat colours, another colour for each expression."""

STYLES: Final = MappingProxyType({"default": DEFAULT, "ink": INK, "blocks": BLOCKS})
"""Every pack that the program draws, and its style."""
