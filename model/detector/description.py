"""The JSON beside the face finder's weights: all that serving must know, and its history."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from model.description import WEIGHTS_FOLDER, sha256_of
from model.detector.boxes import TIGHT, Framing
from model.errors import WeightsError
from model.files import write_text

FORMAT: Final = 1

SHIPPED: Final = WEIGHTS_FOLDER / "detector" / "faces.json"
"""Not among the networks that read expressions: those are all the JSONs of that folder."""

REINSTALL: Final = "install the program or the face finder again"


@dataclass(frozen=True)
class DetectorDescription:
    """What the JSON holds.

    Attributes:
        name: of the network.
        weights: file name of the weights, in the folder of the JSON.
        sha256: of the weights file, hexadecimal.
        colors: 1 for gray input, 3 for colour (BGR).
        pixels: largest area that a picture is scaled to for the search.
        stride: pixels between two neighbouring cells of the output.
        multiple: the sides of the input are multiples of it.
        threshold: score from which a cell is a face.
        framing: from its boxes to FER2013's frame.
        data: where the pictures came from, and how many.
        seed: of the run.
        command: that trained it.
        settings: of the run.
        scores: figures by name.
        versions: packages that trained it.
    """

    name: str
    weights: str
    sha256: str
    colors: int
    pixels: int
    stride: int
    multiple: int
    threshold: float
    framing: Framing = TIGHT
    data: dict[str, Any] = field(default_factory=dict)
    seed: int | None = None
    command: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    scores: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a description that serving could not follow.

        Raises:
            ValueError: one sentence on the first such value.
        """
        if self.colors not in (1, 3):
            raise ValueError(f"colors are 1 or 3, not {self.colors}")
        if not 0 < self.stride <= self.multiple or self.pixels < self.multiple**2:
            raise ValueError("stride, multiple and pixels do not go together")
        if not 0 < self.threshold < 1 or not self.framing.scale > 0:
            raise ValueError("the threshold lies between 0 and 1, the framing's scale above 0")

    def save(self, path: Path) -> None:
        """Write the description as JSON, whole or not at all."""
        stored = {"format": FORMAT, **asdict(self)}
        write_text(path, json.dumps(stored, indent=2, ensure_ascii=False) + "\n")

    def for_weights(self, path: Path) -> DetectorDescription:
        """The same description for another weights file, with that file's checksum."""
        return replace(self, weights=path.name, sha256=sha256_of(path))


def read_detector(path: Path) -> DetectorDescription:
    """Read the JSON beside a face finder's weights.

    Raises:
        WeightsError: it is missing, damaged, or of another format.
    """
    try:
        stored = json.loads(path.read_text("utf-8"))
        version = stored.pop("format")
        if version != FORMAT:
            raise WeightsError(
                f"{path} has format {version}, this program reads {FORMAT}: "
                "use the face finder with the program it came with."
            )
        return DetectorDescription(**stored | {"framing": Framing(**stored["framing"])})
    except FileNotFoundError as error:
        raise WeightsError(f"The face finder's description {path} is missing: {REINSTALL}.") from (
            error
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsError(
            f"The face finder's description {path} cannot be understood: {REINSTALL}."
        ) from error


def check_detector(description: DetectorDescription, folder: Path) -> Path:
    """The path of the weights that a description names, its checksum compared.

    Raises:
        WeightsError: the file is missing or is not the one described.
    """
    path = folder / Path(description.weights).name
    try:
        found = sha256_of(path)
    except OSError as error:
        raise WeightsError(
            f"The face finder's weights {path} cannot be read: {REINSTALL}."
        ) from error
    if found != description.sha256:
        raise WeightsError(
            f"The face finder's weights {path} are damaged or were swapped: {REINSTALL}."
        )
    return path
