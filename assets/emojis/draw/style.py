"""How faces are drawn: colours, line and light. One style is one hand; a pack has one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

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


DEFAULT: Final = Style()
"""The style of the default pack: a warm ball under a soft light from the upper left."""
