"""From a frame to the pixels of the window: scaled, mirrored, boxes drawn.

OpenCV and NumPy are imported inside: where there is a frame, the worker has
loaded them, and before that the window must not wait for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emoji_gui.pipeline.overlay import EmojiOverlay
    from emoji_gui.pipeline.records import FaceReading, Image

WHITE = (255, 255, 255)
FAINT = (178, 178, 184)
SHADE = (20, 18, 31)
SHADOW = 0.7
"""Share of the shade in the shadow beside a line; the rest is the picture."""

Edges = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels."""


@dataclass(frozen=True)
class Look:
    """How a frame is shown.

    Attributes:
        width, height: in device pixels.
        mirror: whether left and right change places.
        line: width of a box's line in pixels.
        dim: whether it is darkened, as while it is paused.
    """

    width: int
    height: int
    mirror: bool
    line: int
    dim: bool = False


def fit(width: int, height: int, room_width: int, room_height: int) -> tuple[int, int]:
    """The largest size of the same proportions that has room."""
    zoom = min(room_width / max(1, width), room_height / max(1, height))
    return max(1, round(width * zoom)), max(1, round(height * zoom))


def render(
    image: Image, faces: tuple[FaceReading, ...], look: Look, overlay: EmojiOverlay | None = None
) -> Image:
    """Prepare a frame for the screen.

    Args:
        image: uint8 BGR ``(H, W, 3)``; it is not written to.
        faces: their boxes are drawn, the first one brighter.
        look: sizes in device pixels.
        overlay: draws emoji over the faces in place of the boxes.

    Returns:
        uint8 RGB ``(look.height, look.width, 3)``.
    """
    from model.opencv import cv2

    size = (look.width, look.height)
    shrink = look.width < image.shape[1]
    # Colours and sides are changed where there are fewer pixels.
    picture: Any = cv2.resize(image, size, interpolation=cv2.INTER_AREA) if shrink else image
    if look.mirror:
        picture = cv2.flip(picture, 1)
    if overlay is not None:
        picture = _covered(picture, faces, overlay, image.shape[1], mirror=look.mirror)
    picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    if not shrink:
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
    zoom = (look.width / image.shape[1], look.height / image.shape[0])
    for place in reversed(range(len(faces) if overlay is None else 0)):
        _draw_box(picture, _placed(faces[place], zoom, look), look, main=place == 0)
    if look.dim:
        picture = cv2.convertScaleAbs(picture, alpha=0.5)
    shown: Image = picture
    return shown


def _covered(
    picture: Image,
    faces: tuple[FaceReading, ...],
    overlay: EmojiOverlay,
    width: int,
    *,
    mirror: bool,
) -> Image:
    """A scaled and perhaps mirrored picture of ``width`` pixels once, its faces under emoji."""
    from emoji_gui.pipeline.overlay import fitted
    from emoji_gui.pipeline.records import Reading

    now = picture.shape[1]
    return overlay.draw(
        picture, fitted(Reading(0, 0.0, faces), now / width, now if mirror else None)
    )


def _placed(face: FaceReading, zoom: tuple[float, float], look: Look) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a face's box on the screen."""
    box = face.box
    left, right = box.x * zoom[0], (box.x + box.w) * zoom[0]
    if look.mirror:
        left, right = look.width - right, look.width - left
    return round(left), round(box.y * zoom[1]), round(right), round((box.y + box.h) * zoom[1])


def _draw_box(picture: Image, edges: Edges, look: Look, *, main: bool) -> None:
    """A white line on a dark shadow: seen on light and on dark skin, walls and clothes.

    The line keeps a contrast of 3 : 1 to the shadow over any picture; the first face's is
    twice as thick, since not everybody tells the two greys apart.
    """
    from model.opencv import cv2

    width = look.line * (2 if main else 1)
    reach = 3 * width
    left, top = max(0, edges[0] - reach), max(0, edges[1] - reach)
    part = picture[top : edges[3] + reach, left : edges[2] + reach]
    if part.size == 0:
        return
    inside = (edges[0] - left, edges[1] - top, edges[2] - left, edges[3] - top)
    shadow = part.copy()
    _round_line(shadow, inside, SHADE, 3 * width)
    cv2.addWeighted(part, 1 - SHADOW, shadow, SHADOW, 0, dst=part)
    _round_line(part, inside, WHITE if main else FAINT, width)


def _round_line(part: Image, edges: Edges, colour: tuple[int, int, int], width: int) -> None:
    from model.opencv import cv2

    left, top, right, bottom = edges
    r = max(1, min(right - left, bottom - top) // 9)
    for start, end in (
        ((left + r, top), (right - r, top)),
        ((left + r, bottom), (right - r, bottom)),
        ((left, top + r), (left, bottom - r)),
        ((right, top + r), (right, bottom - r)),
    ):
        cv2.line(part, start, end, colour, width, cv2.LINE_AA)
    for centre, angle in (
        ((left + r, top + r), 180),
        ((right - r, top + r), 270),
        ((right - r, bottom - r), 0),
        ((left + r, bottom - r), 90),
    ):
        cv2.ellipse(part, centre, (r, r), angle, 0, 90, colour, width, cv2.LINE_AA)
