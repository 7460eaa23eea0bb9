"""Pictures from strangers to arrays, and frames with boxes to JPEG."""

from __future__ import annotations

import functools
import io
import threading
import warnings
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFont

from emoji_gui.pipeline.drawing import mirrored
from emoji_gui.pipeline.records import FaceReading
from emoji_gui.web.errors import Refusal
from emoji_gui.web.limits import Limits
from model.opencv import cv2
from model.preprocess import Image

FORMATS: Final = ("JPEG", "PNG")
"""What a browser's canvas gives everywhere; each further format is one more parser to attack."""

LONG_SIDE: Final = 960
"""Pixels of a streamed frame's longer side at most."""

QUALITY: Final = 82
SHADE: Final = (31, 18, 20)
Edges = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels."""

WHITE: Final = (255, 255, 255)
FAINT: Final = (184, 178, 178)

READ_SIDE: Final = 1280
"""Pixels of the longer side that a posted picture keeps: who waits for a turn waits with little."""

# A picture within the limits takes 30 MB while it is unpacked; sixteen at a time would be noticed.
_decoding = threading.BoundedSemaphore(2)


def decode(body: bytes, limits: Limits) -> tuple[Image, tuple[int, int]]:
    """A posted picture, made smaller where it is large.

    Returns:
        uint8 BGR ``(H, W, 3)``, and the width and height that were sent.

    Raises:
        Refusal: no JPEG or PNG, a damaged one, or one of too many pixels; the
            size is looked at before anything is unpacked.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with PIL.Image.open(io.BytesIO(body), formats=FORMATS) as picture:
                size = picture.size
                _check_size(size, limits)
                with _decoding:
                    picture.thumbnail((READ_SIDE, READ_SIDE), reducing_gap=2.0)
                    pixels = np.asarray(picture.convert("RGB"))
                    return np.ascontiguousarray(pixels[:, :, ::-1]), size
    except (Refusal, MemoryError):
        raise
    except PIL.Image.DecompressionBombError as error:
        raise _too_large(limits) from error
    # Pillow's readers raise nearly anything on damaged files, SyntaxError included.
    except Exception as error:
        raise Refusal(415, "That is no picture: send a whole JPEG or PNG.") from error


def encode(image: Image, faces: Sequence[FaceReading], names: Sequence[str]) -> bytes:
    """A frame as in a mirror, with boxes and labels, as JPEG.

    Args:
        image: uint8 BGR ``(H, W, 3)``; it is not written to.
        faces: the first one is drawn brighter.
        names: what to write over each.
    """
    height, width = image.shape[:2]
    zoom = min(1.0, LONG_SIDE / max(height, width))
    picture: Any = image
    if zoom < 1:
        size = (max(1, round(width * zoom)), max(1, round(height * zoom)))
        picture = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    picture = mirrored(picture)
    for place in reversed(range(len(faces))):
        _draw(picture, faces[place], names[place], zoom, main=place == 0)
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not done:
        raise ValueError("OpenCV made no JPEG of a frame")
    return bytes(data)


def _check_size(size: tuple[int, int], limits: Limits) -> None:
    if max(size) > limits.side or size[0] * size[1] > limits.pixels:
        raise _too_large(limits)


def _too_large(limits: Limits) -> Refusal:
    return Refusal(
        413,
        "The picture has too many pixels: send one of at most {side} a side and {pixels} million "
        "in all.",
        side=limits.side,
        pixels=limits.pixels // 1_000_000,
    )


def _draw(picture: Image, face: FaceReading, name: str, zoom: float, *, main: bool) -> None:
    """A white line on a soft shadow, seen on every background, and the label above it."""
    box = face.box
    x, y = picture.shape[1] - (box.x + box.w) * zoom, box.y * zoom
    edges = (round(x), round(y), round(x + box.w * zoom), round(y + box.h * zoom))
    line = max(1, round(min(picture.shape[:2]) / 260))
    shadow = picture.copy()
    _outline(shadow, edges, SHADE, 3 * line)
    cv2.addWeighted(picture, 0.6, shadow, 0.4, 0, dst=picture)
    _outline(picture, edges, WHITE if main else FAINT, line)
    _write(picture, _pill(name, max(14, min(picture.shape[:2]) // 19)), edges, 3 * line)


def _outline(picture: Image, edges: Edges, colour: tuple[int, int, int], width: int) -> None:
    """A rectangle with round corners."""
    left, top, right, bottom = edges
    r = max(1, min(right - left, bottom - top) // 9)
    corners = (
        (left + r, top + r, 180),
        (right - r, top + r, 270),
        (right - r, bottom - r, 0),
        (left + r, bottom - r, 90),
    )
    arcs = [
        np.asarray(cv2.ellipse2Poly((x, y), (r, r), 0, angle, angle + 90, 9), dtype=np.int32)
        for x, y, angle in corners
    ]
    cv2.polylines(picture, [np.concatenate(arcs)], True, colour, width, cv2.LINE_AA)


def _write(picture: Image, pill: Image, edges: Edges, gap: int) -> None:
    """Lay a label above a box, or into it where there is no room above."""
    high, wide = pill.shape[:2]
    top = edges[1] - high - gap
    if top < 0:
        top = max(0, edges[1]) + gap
    left = max(0, min(edges[0], picture.shape[1] - wide))
    part = picture[top : top + high, left : left + wide]
    if part.size:
        seen = pill[: part.shape[0], : part.shape[1]]
        part[:] = np.where(seen.any(axis=2, keepdims=True), seen, part)


@functools.lru_cache(maxsize=64)
def _pill(text: str, size: int) -> Image:
    """A label as uint8 BGR ``(h, w, 3)``, black where the picture shines through."""
    font = PIL.ImageFont.load_default(size)
    left, _, right, _ = font.getbbox(text)
    gap = size // 2
    canvas = PIL.Image.new("RGB", (round(right - left) + 2 * gap, round(1.7 * size)))
    pen = PIL.ImageDraw.Draw(canvas)
    shade = tuple(reversed(SHADE))
    pen.rounded_rectangle((0, 0, canvas.width - 1, canvas.height - 1), size // 3, fill=shade)
    pen.text((gap - left, canvas.height / 2), text, fill=WHITE, font=font, anchor="lm")
    return np.ascontiguousarray(np.asarray(canvas)[:, :, ::-1])
