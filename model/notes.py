"""What a person writes beside a network from elsewhere, so that the program can use it.

It is a ``NAME.json`` with the two things that no network file says: the labels in the
order of the outputs, and the numbers that stand for black and white. The rest is
seen in the network.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from model.description import (
    PROBABILITIES,
    NetworkDescription,
    parse_description,
    read_json,
)
from model.errors import WeightsError

EXAMPLE: Final = '{"labels": ["happy", "sad", "neutral"], "input_range": [0, 1]}'


@dataclass(frozen=True)
class Note:
    """What is known of a network before it was opened.

    Attributes:
        labels: in the order of the outputs.
        input_range: see ``NetworkDescription``.
        outputs: see ``NetworkDescription``.
        views: see ``NetworkDescription``.
        temperature: see ``NetworkDescription``.
    """

    labels: tuple[str, ...]
    input_range: tuple[float, float]
    outputs: str = PROBABILITIES
    views: int = 1
    temperature: float = 1.0

    def complete(self, weights: Path, size: int, channels: int) -> NetworkDescription:
        """The description of a network that takes ``(size, size, channels)``."""
        return NetworkDescription(
            name=weights.stem,
            labels=self.labels,
            size=size,
            channels=channels,
            weights=weights.name,
            sha256="",
            temperature=self.temperature,
            views=self.views,
            input_range=self.input_range,
            outputs=self.outputs,
        )


def read_note(path: Path) -> NetworkDescription | Note:
    """Read a JSON beside a network: the program's own, or a person's.

    Raises:
        WeightsError: it is missing or cannot be followed.
    """
    stored = read_json(path)
    if not isinstance(stored, dict) or "format" in stored:
        return parse_description(stored, str(path))
    return _note(stored, path)


def _note(stored: dict[str, Any], path: Path) -> Note:
    known = ("labels", "input_range", "outputs", "views", "temperature")
    strange = [name for name in stored if name not in known]
    if strange or "labels" not in stored or "input_range" not in stored:
        raise WeightsError(
            f"{path} must have the labels and the input range of its network, such as {EXAMPLE}, "
            f"and may have {', '.join(known[2:])}"
            + (f', but no "{strange[0]}".' if strange else ".")
        )
    # Checked as a whole description is; what the network itself says stands in for later.
    whole = {"name": path.stem, "size": 1, "channels": 1, "weights": "", "sha256": ""}
    checked = parse_description({"format": 1, **whole, **stored}, str(path))
    return Note(
        labels=checked.labels,
        input_range=checked.input_range,
        outputs=checked.outputs,
        views=checked.views,
        temperature=checked.temperature,
    )
