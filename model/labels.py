"""The seven expressions, in the one order that every part of the program uses.

The order is alphabetical, because that is the order in which
``flow_from_directory`` numbers class folders. The labels travel with the
weights all the same: a network is asked for its own (see ``model.classifier``).
"""

from __future__ import annotations

from typing import Final

LABELS: Final = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")
"""Names of the seven expressions, in output order."""
