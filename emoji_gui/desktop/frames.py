"""From a frame to the pixels of the window: scaled, mirrored, boxes drawn.

OpenCV and NumPy are imported inside: where there is a frame, the worker has
loaded them, and before that the window must not wait for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from emoji_gui.desktop.outline import Edges, draw_box
from emoji_gui.pipeline.badges import badge_edges

if TYPE_CHECKING:
    from emoji_gui.pipeline.overlay import EmojiOverlay
    from emoji_gui.pipeline.records import FaceReading, Image, Reading


@dataclass(frozen=True)
class Look:
    """How a frame is shown.

    Attributes:
        width, height: in device pixels.
        mirror: whether left and right change places.
        line: width of a box's line in pixels.
        dim: whether it is darkened, as while it is paused.
        badge: least and largest side of an emoji beside a box, in pixels.
    """

    width: int
    height: int
    mirror: bool
    line: int
    dim: bool = False
    badge: tuple[float, float] = (28, 88)


def fit(width: int, height: int, room_width: int, room_height: int) -> tuple[int, int]:
    """The largest size of the same proportions that has room."""
    zoom = min(room_width / max(1, width), room_height / max(1, height))
    return max(1, round(width * zoom)), max(1, round(height * zoom))


def render(
    image: Image,
    reading: Reading | None,
    look: Look,
    overlay: EmojiOverlay | None = None,
    *,
    over: bool = False,
) -> Image:
    """Prepare a frame for the screen.

    Args:
        image: uint8 BGR ``(H, W, 3)``; it is not written to.
        reading: the boxes of its faces are drawn. Of several, the main one has a
            thick line and a pointer under it.
        look: sizes in device pixels.
        overlay: draws each face's emoji beside its box where there are several.
        over: draw the emoji over the faces in place of the boxes.

    Returns:
        uint8 RGB ``(look.height, look.width, 3)``.
    """
    from emoji_gui.pipeline.scaling import shrink
    from model.opencv import cv2

    size = (look.width, look.height)
    smaller = look.width < image.shape[1]
    # Colours and sides are changed where there are fewer pixels.
    picture: Any = shrink(image, *size) if smaller else image
    if look.mirror:
        picture = cv2.flip(picture, 1)
    faces = reading.faces if reading is not None else ()
    if overlay is not None and over:
        picture = _covered(picture, faces, overlay, image.shape[1], mirror=look.mirror)
    picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    if not smaller:
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
    if reading is not None:
        _mark(picture, reading, look, image.shape[1::-1], overlay, over=over)
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
    from emoji_gui.pipeline.records import Reading
    from emoji_gui.pipeline.reframing import fitted

    now = picture.shape[1]
    return overlay.draw(
        picture, fitted(Reading(0, 0.0, faces), now / width, now if mirror else None)
    )


def _mark(
    picture: Image,
    reading: Reading,
    look: Look,
    size: tuple[int, ...],
    overlay: EmojiOverlay | None,
    *,
    over: bool,
) -> None:
    """Draw the boxes and, of several faces, each one's emoji."""
    main = reading.main
    if main is None or (over and overlay is not None and reading.chosen is None):
        return
    # The main face comes first and is drawn last, above the others.
    faces = [main, *(face for face in reading.faces if face is not main)]
    boxes = [placed(face, size, look) for face in faces]
    several = len(faces) > 1
    if over and overlay is not None:
        draw_box(picture, _around_emoji(boxes[0]), look.line, main=True, several=several)
        return
    for edges in reversed(boxes):
        draw_box(picture, edges, look.line, main=edges is boxes[0], several=several)
    if several and overlay is not None:
        spots = badge_edges(boxes, (look.width, look.height), *look.badge)
        for face, spot in zip(reversed(faces), reversed(spots), strict=True):
            overlay.badge(picture, face.label, spot)


def _around_emoji(edges: Edges) -> Edges:
    """The box as large as the emoji that covers its face."""
    from emoji_gui.pipeline.overlay import COVER

    grow = round((COVER - 1) / 2 * max(edges[2] - edges[0], edges[3] - edges[1]))
    left, top, right, bottom = edges
    return left - grow, top - grow, right + grow, bottom + grow


def placed(face: FaceReading, size: tuple[int, ...], look: Look) -> Edges:
    """Left, top, right and bottom on the screen of a face in a frame of that width and height."""
    box, zoom = face.box, (look.width / size[0], look.height / size[1])
    left, right = box.x * zoom[0], (box.x + box.w) * zoom[0]
    if look.mirror:
        left, right = look.width - right, look.width - left
    return round(left), round(box.y * zoom[1]), round(right), round((box.y + box.h) * zoom[1])
