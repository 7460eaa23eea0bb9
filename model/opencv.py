"""OpenCV, imported in one place: ``from model.opencv import cv2``.

While it is imported, ``cv2`` puts its half-made native module into
``sys.modules``, where a second thread that imports it meanwhile would find it,
without ``cv2.data``. Python lets one thread at a time run this module, so
whoever takes OpenCV from here gets it whole.
"""

from __future__ import annotations

import os

import cv2

__all__ = ["can_take", "cv2"]


def can_take(path: str | os.PathLike[str]) -> bool:
    """Whether OpenCV may be given a path: one whose bytes are no text ends the whole process."""
    try:
        os.fspath(path).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
