"""A reading carried over to another frame of the same picture: scaled, perhaps mirrored."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emoji_gui.pipeline.records import Reading
    from model.detector import Box


def fitted(reading: Reading, scale: float, mirror_width: float | None = None) -> Reading:
    """A reading for a picture that was scaled, and then perhaps mirrored.

    Args:
        reading: of the original picture.
        scale: pixels of the new picture in one of the original.
        mirror_width: width of the new picture in pixels where it is mirrored.
    """
    faces = tuple(
        replace(face, box=_fitted_box(face.box, scale, mirror_width)) for face in reading.faces
    )
    return replace(reading, faces=faces)


def _fitted_box(box: Box, scale: float, mirror_width: float | None) -> Box:
    x, y, w, h = (scale * edge for edge in (box.x, box.y, box.w, box.h))
    changed: dict[str, Any] = {"x": x, "y": y, "w": w, "h": h}
    if mirror_width is not None:
        changed["x"] = mirror_width - x - w
        if hasattr(box, "roll"):
            changed["roll"] = -box.roll
    return replace(box, **changed)
