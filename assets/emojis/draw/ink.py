"""A face in brush and ink on a disc of paper, with strokes of one colour."""

from __future__ import annotations

import math

from .brush import brush, moved, outline
from .expression import Expression, Eye, Mouth
from .eyes import brow_curve, eye_middle, lids
from .head import MIDDLE
from .head import outline as circle
from .marks import QUESTION, QUESTION_DOT, SWEAT, TEAR, fold
from .mouth import lips, tongue_sides
from .style import Style
from .svg import Point, clip, cubic, ellipse, group, path, polygon, smooth


def ink(face: Expression, style: Style) -> str:
    """All of a face."""
    return (
        _disc(face, style)
        + _colours(face, style)
        + group(_halos(face, style), opacity=1 - face.skin.ghost)
        + _ring(face, style)
        + _mouth(face.mouth, style)
        + "".join(
            _eye(eye, side, style) for eye, side in ((face.left_eye, -1), (face.right_eye, 1))
        )
        + brush(cubic(*brow_curve(face.left_brow, -1)), style)
        + brush(cubic(*brow_curve(face.right_brow, 1)), style)
        + _marks(face, style)
    )


def _disc(face: Expression, style: Style) -> str:
    paper = path(outline(circle(style, style.radius + 22)), fill=style.skin[0])
    return group(paper, _shade(style), opacity=1 - face.skin.ghost)


def _ring(face: Expression, style: Style) -> str:
    ring = circle(style, style.radius)
    drawn = group(brush(ring, style, 1.05), opacity=1 - face.skin.ghost)
    if face.skin.ghost <= 0:
        return drawn
    hidden = path(outline(ring), fill=style.ghost, fill_opacity=0.16)
    dashes = "".join(brush(smooth(_arc(style.radius, turn, 0.12)), style) for turn in range(16))
    return drawn + group(hidden, dashes, opacity=face.skin.ghost)


def _arc(radius: float, turn: int, half: float) -> list[Point]:
    angles = [math.tau * turn / 16 + half * step for step in (-1, -0.5, 0, 0.5, 1)]
    return [(MIDDLE + radius * math.cos(a), MIDDLE + radius * math.sin(a)) for a in angles]


def _shade(style: Style) -> str:
    """Strokes on the side away from the light, which comes from the upper left."""
    strokes = []
    for index in range(-5, 6):
        across = index * 31.0
        far = math.sqrt((style.radius - 24) ** 2 - across * across)
        near = far - 56 * math.cos(index / 12 * math.pi) ** 0.8
        strokes.append(_slanted((near, across), (far, across)))
    return brush("".join(strokes), style, 0.68, stroke=style.accent)


def _slanted(one: Point, two: Point) -> str:
    ends = ((MIDDLE + (x + y) * 0.7071, MIDDLE + (x - y) * 0.7071) for x, y in (one, two))
    return polygon(list(ends))


def _strokes(*lines: tuple[float, float, float, float]) -> str:
    return "".join(polygon(((a, b), (c, d))) for a, b, c, d in lines)


def _drop(middle: Point, r: float) -> str:
    x, y = middle
    ball = [(x + r * math.cos(a), y + r * math.sin(a)) for a in (-0.3, 0.4, 1.2, 1.94, 2.74, 3.44)]
    return smooth([(x, y - 1.9 * r), *ball], closed=True)


def _colours(face: Expression, style: Style) -> str:
    skin = face.skin
    flush = _strokes(
        (196, 62, 186, 100), (236, 54, 230, 108), (276, 54, 282, 108), (316, 62, 326, 100)
    )
    pallor = _strokes(
        *(
            (x, 318, x, low)
            for x, low in ((128, 342), (153, 354), (178, 342), (334, 342), (359, 350))
        )
    )
    folds = fold(face.left_eye, -1) + fold(face.right_eye, 1)
    parts = ((flush, skin.flush), (pallor, skin.pallor), (folds, skin.wrinkle))
    return _cheeks(skin.blush, style) + "".join(
        group(
            _halo(d, style, 0.8),
            brush(d, style, 0.8, stroke=style.accent),
            opacity=min(1.0, amount * 2.5),
        )
        for d, amount in parts
        if amount > 0
    )


def _cheeks(amount: float, style: Style) -> str:
    # A little blush, under tears, would only blur the one colour that matters there.
    full = max(0.0, min(1.0, (amount - 0.25) / 0.15))
    if full <= 0:
        return ""
    return "".join(
        ellipse((x, 312), 42, 30, fill=style.skin[0])
        + ellipse((x, 312), 31, 20, fill=style.accent, transform=f"rotate(-8 {x} 312)")
        for x in (92, 420)
    )


def _halo(d: str, style: Style, amount: float = 1.0) -> str:
    """Bare paper around a line, which keeps colour away from it."""
    return brush(d, style, amount + 0.9, stroke=style.skin[0])


def _halos(face: Expression, style: Style) -> str:
    mouth = face.mouth
    edges = lips(mouth)
    lines = edges.outline if mouth.open > 0 else smooth(edges.upper)
    return _halo(lines + (tongue_sides(mouth)[1] if mouth.tongue_out > 0 else ""), style)


def _eye(eye: Eye, side: int, style: Style) -> str:
    lid, shape = lids(eye, side)
    name, edge = f"eye{side}", brush(lid, style, eye.lid, thin=eye.lower > 0) if eye.lid > 0 else ""
    if eye.lower < 0:
        return edge
    x, y = eye_middle(side)
    x, y = moved((x + eye.gaze_x, y + eye.gaze_y))
    radius = min(eye.iris, eye.width)
    around = brush(shape, style, 0.5) if eye.lid > 0 else ""
    gleam = ellipse(
        (x - radius * 0.28, y - radius * 0.36),
        radius * 0.27 * eye.gleam, radius * 0.31 * eye.gleam, fill=style.sclera,
    )  # fmt: skip
    inside = group(
        path(outline(shape), fill=style.sclera),
        ellipse((x, y), eye.iris, eye.iris * 1.1, fill=style.line),
        gleam if eye.gleam > 0 else "",
        clip_path=f"url(#{name})",
    )
    return clip(name, outline(shape)) + inside + around + edge


def _mouth(mouth: Mouth, style: Style) -> str:
    edges = lips(mouth)
    if mouth.open <= 0:
        return _tongue_out(mouth, style) + brush(smooth(edges.upper), style)
    shape, bottom = edges.outline, max(y for _, y in edges.lower)
    teeth = smooth(edges.upper + [(x, y + mouth.teeth) for x, y in reversed(edges.upper)], True)
    white = mouth.teeth > 0
    inside = group(
        path(outline(shape), fill=style.sclera if mouth.clench > 0.5 else style.line),
        ellipse((mouth.x, bottom + mouth.open * 0.1), mouth.width * 0.62, mouth.open * 0.45,
                fill=style.accent) if mouth.tongue > 0 else "",
        path(outline(teeth), fill=style.sclera) if white else "",
        _gaps(mouth, edges.upper, edges.lower, style),
        clip_path="url(#lips)",
    )  # fmt: skip
    return clip("lips", outline(shape)) + inside + brush(shape, style)


def _tongue_out(mouth: Mouth, style: Style) -> str:
    if mouth.tongue_out <= 0:
        return ""
    root, sides, _ = tongue_sides(mouth)
    shape = outline(root + sides.replace("M", "L"))
    return path(shape, fill=style.accent) + brush(sides, style)


def _gaps(mouth: Mouth, upper: list[Point], lower: list[Point], style: Style) -> str:
    if mouth.clench <= 0:
        return ""
    pairs = list(zip(upper, lower, strict=True))
    lines = smooth([(x, (y + low) / 2) for (x, y), (_, low) in pairs])
    lines += _strokes(*((*pairs[at][0], *pairs[at][1]) for at in (8, 12, 16)))
    return brush(lines, style, 0.5)


def _marks(face: Expression, style: Style) -> str:
    drawn = ""
    for middle, radius, amount in (
        (TEAR, 34.0, face.marks.tear), (SWEAT, 28.0, face.marks.sweat),
    ):  # fmt: skip
        if amount > 0:
            shape = _drop(middle, radius * amount)
            drawn += (
                _halo(shape, style, 0.62)
                + path(outline(shape), fill=style.accent)
                + brush(shape, style, 0.62)
            )
    if face.marks.question > 0:
        x, y = QUESTION_DOT
        wide = style.line_width
        drawn += group(
            brush(QUESTION, style, 2.5, stroke=style.skin[0]),
            ellipse((x, y), wide * 1.25, wide * 1.25, fill=style.skin[0]),
            brush(QUESTION, style, 1.25, stroke=style.accent),
            ellipse((x, y), wide * 0.72, wide * 0.72, fill=style.accent),
            opacity=face.marks.question,
        )
    return drawn
