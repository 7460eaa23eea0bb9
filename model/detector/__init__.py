"""Where the faces are: ``FaceDetector`` and what it returns."""

from __future__ import annotations

from model.detector.boxes import Box, Detector, Framing
from model.detector.finder import FaceDetector

__all__ = ["Box", "Detector", "FaceDetector", "Framing"]
