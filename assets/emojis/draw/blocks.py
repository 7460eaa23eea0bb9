"""A face of toy blocks: a rounded square, straight cuts, flat colours."""

from __future__ import annotations

import dataclasses
import itertools

from .expression import Brow, Expression, Eye, Mouth
from .eyes import brow_curve, eye_middle
from .head import MIDDLE
from .marks import TEAR
from .mouth import on_edge
from .style import Style
from .svg import Point, clip, group, mix, path, polygon, tag

_DEPTH = 34.0
_CORNER = 92.0
_LIFT = 14
"""The front of the block is higher than its middle, by half its depth and a little less."""
_SWEAT = (62.0, 136.0)


def blocks(face: Expression, style: Style) -> str:
    """All of a face."""
    features = group(
        _folds(face, style),
        _mouth(face.mouth, style),
        _eye(face.left_eye, -1, style),
        _eye(face.right_eye, 1, style),
        _brow(face.left_brow, -1, style),
        _brow(face.right_brow, 1, style),
        _marks(face, style),
        stroke_width=style.line_width,
        stroke_linecap="butt",
        stroke_linejoin="round",
        transform=f"translate(0 {-_LIFT})",
    )
    return _tile(face, style) + features


def _block(
    x: float, y: float, width: float, height: float, corner: float, **look: str | float
) -> str:
    return tag("rect", x=x, y=y, width=width, height=height, rx=corner, **look)


def _tile(face: Expression, style: Style) -> str:
    low, side = MIDDLE - style.radius, 2 * style.radius
    deep = mix(style.accent, style.line, 0.36)
    tile = group(
        _block(low, low, side, side, _CORNER, fill=deep),
        _block(low, low, side, side - _DEPTH, _CORNER, fill=mix(style.accent, "#ffffff", 0.4)),
        _block(low, low + 9, side, side - _DEPTH - 9, _CORNER - 3, fill=style.accent),
        _cheeks(face.skin.blush, style),
        opacity=1 - face.skin.ghost,
    )
    if face.skin.ghost <= 0:
        return tile
    inset = style.line_width / 2
    return tile + _block(
        low + inset, low + inset, side - 2 * inset, side - 2 * inset, _CORNER - inset,
        fill=style.ghost, fill_opacity=0.16, stroke=style.ghost, stroke_width=style.line_width,
        stroke_dasharray="55 50.2", stroke_dashoffset=-17.4, opacity=face.skin.ghost,
    )  # fmt: skip


def _cheeks(amount: float, style: Style) -> str:
    # A little blush, under tears, would only be one colour more.
    full = max(0.0, min(1.0, (amount - 0.25) / 0.15))
    colour = mix(style.accent, style.blush, 0.7 * full)
    return "".join(_block(x - 32, 318, 64, 40, 12, fill=colour) for x in (76, 436)) if full else ""


def _brow(brow: Brow, side: int, style: Style) -> str:
    (a, b), _, _, (c, d) = brow_curve(brow, side)
    # A frown presses the brow onto the eye.
    frown = max(0.0, -brow.tilt) * 0.2
    inner, outer = (a, b + frown), (c, d + frown)
    # Only a brow that bows up far is bent, and then plainly.
    peak = 2 * max(0.0, brow.arch - 16)
    middle = ((inner[0] + outer[0]) / 2, (inner[1] + outer[1]) / 2 - peak)
    return path(polygon((inner, middle, outer)), fill="none", stroke=style.line)


def _eye(eye: Eye, side: int, style: Style) -> str:
    x, y = eye_middle(side)
    inner, outer = x - side * eye.width, x + side * eye.width
    if eye.lower < 0:
        top = y - eye.upper_inner * 0.7
        return path(polygon(((inner, y + 14), (x, top), (outer, y + 14))), fill="none",
                    stroke=style.line)  # fmt: skip
    shape = polygon(
        ((inner, y - eye.upper_inner), (outer, y - eye.upper_outer),
         (outer, y + eye.lower), (inner, y + eye.lower)), closed=True,
    )  # fmt: skip
    name = f"eye{side}"
    half = min(eye.iris, eye.width) * 0.92
    px, py = x + eye.gaze_x, y + eye.gaze_y
    if eye.iris > eye.width:
        whole = path(shape, fill=style.line, stroke=style.line, stroke_width=12)
        return whole + _gleam((px, py - 12), half * eye.gleam, style)
    inside = group(
        path(shape, fill=style.sclera),
        _block(px - half, py - half * 1.1, 2 * half, 2.2 * half, half * 0.3, fill=style.line),
        _gleam((px, py), half * eye.gleam, style),
        clip_path=f"url(#{name})",
    )
    rim = path(shape, fill="none", stroke=style.sclera, stroke_width=18)
    return clip(name, shape) + rim + inside


def _gleam(middle: Point, half: float, style: Style) -> str:
    if half <= 0:
        return ""
    x, y = middle
    return _block(x - half * 0.62, y - half * 0.72, half * 0.6, half * 0.6, half * 0.1,
                  fill=style.sclera)  # fmt: skip


def _edge(mouth: Mouth, part: float) -> list[Point]:
    """An edge of the mouth by its corners alone."""
    knee = 0.46 + 0.36 * min(1.0, mouth.round)
    places = [-1.0, -knee, knee, 1.0]
    if mouth.wave > 0:
        peaks = round(2 * mouth.waves)
        places = [-1.0, *((2 * index + 1) / peaks - 1 for index in range(peaks)), 1.0]
    if mouth.open > 0:
        # Cut straight, a wave looks flatter than it is, and a round mouth loses its height.
        wider = 1.0 if mouth.wave > 0 else 1 + 0.4 * min(1.0, mouth.round)
        mouth = dataclasses.replace(mouth, wave=1.7 * mouth.wave, open=wider * mouth.open)
    return [on_edge(mouth, place, part) for place in places]


def _mouth(mouth: Mouth, style: Style) -> str:
    upper, lower = _edge(mouth, -mouth.rise), _edge(mouth, 1 - mouth.rise)
    if mouth.open <= 0:
        line = path(polygon(upper), fill="none", stroke=style.line)
        return _tongue_out(mouth, upper, style) + line
    shape = polygon(upper + lower[::-1], closed=True)
    top, bottom = min(y for _, y in upper), max(y for _, y in lower)
    band = [(x, y + mouth.teeth) for x, y in reversed(upper)]
    teeth = polygon(upper + band, closed=True)
    inside = group(
        path(shape, fill=style.mouth),
        _block(mouth.x - mouth.width * 0.5, bottom - mouth.open * 0.34, mouth.width, mouth.open,
               14, fill=style.tongue) if mouth.tongue > 0 else "",
        path(teeth, fill=style.teeth) if mouth.teeth > 0 else "",
        _clenched(mouth, top, bottom, style) if mouth.clench > 0 else "",
        clip_path="url(#lips)",
    )  # fmt: skip
    return clip("lips", shape) + path(shape, fill=style.line, stroke=style.line) + inside


def _clenched(mouth: Mouth, top: float, bottom: float, style: Style) -> str:
    left, wide, middle = mouth.x - mouth.width, 2 * mouth.width, (top + bottom) / 2
    gaps = polygon(((left, middle), (left + wide, middle)))
    for place in (-0.5, 0.0, 0.5):
        x = mouth.x + place * mouth.width
        gaps += polygon(((x, top), (x, bottom)))
    return group(
        _block(left, top, wide, bottom - top, 0, fill=style.teeth),
        path(gaps, stroke=style.line, stroke_width=style.line_width * 0.4),
        opacity=mouth.clench,
    )


def _tongue_out(mouth: Mouth, edge: list[Point], style: Style) -> str:
    if mouth.tongue_out <= 0:
        return ""
    # It hangs from the piece of the edge that it lies under.
    middle = mouth.x + mouth.tongue_x
    start, end = next(pair for pair in itertools.pairwise(edge) if pair[1][0] > middle)
    slope = (end[1] - start[1]) / (end[0] - start[0])
    (left, top), (right, low) = (
        (x, start[1] + slope * (x - start[0])) for x in (middle - 40, middle + 40)
    )
    tip = max(top, low) + mouth.tongue_out * 0.8
    shape = polygon(((left, top), (right, low), (right, tip - 22), (right - 22, tip),
                     (left + 22, tip), (left, tip - 22)), closed=True)  # fmt: skip
    crease = polygon(((middle, top), (middle, tip - 36)))
    return (
        path(shape, fill=style.tongue, stroke=style.line)
        + path(shape, fill=style.tongue)
        + path(crease, stroke=style.tongue_deep, stroke_width=style.line_width * 0.4)
    )


def _folds(face: Expression, style: Style) -> str:
    if face.skin.wrinkle <= 0:
        return ""
    lines = ""
    for eye, side in ((face.left_eye, -1), (face.right_eye, 1)):
        x, y = eye_middle(side)
        low = y + eye.lower + 36
        lines += polygon(((x - side * 48, low - 8), (x + side * 30, low + 6)))
    colour = mix(style.accent, style.line, 0.4)
    return path(
        lines, stroke=colour, stroke_width=style.line_width * 0.6, opacity=face.skin.wrinkle
    )


def _marks(face: Expression, style: Style) -> str:
    return (
        _drop(TEAR, 38 * face.marks.tear, style)
        + _drop(_SWEAT, 33 * face.marks.sweat, style)
        + _question(face.marks.question, style)
    )


def _drop(middle: Point, r: float, style: Style) -> str:
    if r <= 0:
        return ""
    x, y = middle
    tip, foot = (x, y - 1.8 * r), (x, y + r)
    left, right = (((x + side * r, y + 0.1 * r), (x + side * 0.62 * r, y + r)) for side in (-1, 1))
    whole = polygon((tip, *right, *left[::-1]), closed=True)
    dark = polygon((tip, *right, foot), closed=True)
    return (
        path(whole, stroke=style.accent, stroke_width=24, stroke_linejoin="round")
        + path(whole, fill=style.tear)
        + path(dark, fill=style.tear_deep)
    )


def _question(amount: float, style: Style) -> str:
    if amount <= 0:
        return ""
    hook = polygon(((421, 106), (421, 80), (467, 80), (467, 114), (444, 114), (444, 140)))
    return group(
        path(hook, fill="none", stroke=style.mark, stroke_width=22, stroke_linejoin="round"),
        _block(432, 154, 24, 24, 3, fill=style.mark),
        opacity=amount,
    )
