"""OpenCV, imported in one place: ``from model.opencv import cv2``.

While it is imported, ``cv2`` puts its half-made native module into
``sys.modules``, where a second thread that imports it meanwhile would find it,
without ``cv2.data``. Python lets one thread at a time run this module, so
whoever takes OpenCV from here gets it whole.
"""

from __future__ import annotations

import cv2

__all__ = ["cv2"]
