"""The networks: trained, described, loaded and asked. Importing this loads none of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.classifier import ExpressionClassifier
    from model.detector import FaceDetector

__all__ = ["ExpressionClassifier", "FaceDetector"]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for (PEP 562): OpenCV alone takes 0.1 s."""
    if name == "ExpressionClassifier":
        from model.classifier import ExpressionClassifier

        return ExpressionClassifier
    if name == "FaceDetector":
        from model.detector import FaceDetector

        return FaceDetector
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
