"""The JSON beside a network: all that serving must know, and how the weights came to be.

A network is two files with one stem, ``NAME.tflite`` and ``NAME.json``. Nothing
about the labels or the preprocessing is assumed elsewhere; it is read from here.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from model.errors import WeightsError
from model.files import write_text

FORMAT: Final = 1
"""Raised when a field changes its meaning, so that an old program refuses a new file."""

WEIGHTS_FOLDER: Final = Path(__file__).resolve().parent / "weights"
"""Where the networks lie that the program brings, and the one that ``--install`` adds."""


INSTALLED: Final = "installed"
"""Name of the network that ``train_model.py --install`` made; preferred if there is one."""

SHIPPED: Final = "mirror"
"""Name of the network that the window uses as the program comes."""


@dataclass(frozen=True)
class NetworkDescription:
    """What the JSON holds.

    Attributes:
        name: of the network, such as ``mirror``.
        labels: class names in output order.
        size: side of the square input in pixels.
        channels: 1 for gray input, 3 for colour (RGB).
        weights: file name of the weights, in the folder of the JSON.
        sha256: of the weights file, hexadecimal.
        temperature: the logits are divided by it in serving; 1 leaves them alone.
        prior: the share of each class that serving divides by, or None.
        views: 1, or 2 where serving asks about the face and its mirror image and
            takes the mean of the two answers.
        data: where the network's pictures came from, and how many of each class.
        seed: of the run.
        command: that trained it.
        settings: of the run.
        scores: figures by name, each a share between 0 and 1 unless its name says otherwise.
        versions: packages that trained it.
    """

    name: str
    labels: tuple[str, ...]
    size: int
    channels: int
    weights: str
    sha256: str
    temperature: float = 1.0
    prior: tuple[float, ...] | None = None
    views: int = 1
    data: dict[str, Any] = field(default_factory=dict)
    seed: int | None = None
    command: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a description that serving could not follow.

        Raises:
            ValueError: fewer than two labels, a label given twice, a size or a
                number of channels that no network has, a prior that is none, or other
                than one or two views.
        """
        if len(self.labels) < 2 or len(set(self.labels)) != len(self.labels):
            raise ValueError(f"labels are two or more different names, not {self.labels}")
        if self.size < 1 or self.channels not in (1, 3) or not self.temperature > 0:
            raise ValueError("size, channels and temperature are positive; channels are 1 or 3")
        if self.views not in (1, 2):
            raise ValueError(f"a face is seen in one view or two, not in {self.views}")
        if self.prior is not None and (
            len(self.prior) != len(self.labels) or not all(share > 0 for share in self.prior)
        ):
            raise ValueError("the prior is one positive share a label")

    def save(self, path: Path) -> None:
        """Write the description as JSON, whole or not at all."""
        stored = {"format": FORMAT, **asdict(self)}
        write_text(path, json.dumps(stored, indent=2, ensure_ascii=False) + "\n")

    def for_weights(self, path: Path) -> NetworkDescription:
        """The same description for another weights file, with that file's checksum."""
        return replace(self, weights=path.name, sha256=sha256_of(path))


def read_description(path: Path) -> NetworkDescription:
    """Read the JSON beside a network.

    Args:
        path: of the JSON.

    Raises:
        WeightsError: it is missing, damaged, or of a newer format.
    """
    try:
        stored = json.loads(path.read_text("utf-8"))
        version = stored.pop("format")
        if version != FORMAT:
            raise WeightsError(
                f"{path.name} has format {version}, this program reads {FORMAT}: "
                "use the network with the program it came with."
            )
        stored["labels"] = tuple(stored["labels"])
        if stored.get("prior") is not None:
            stored["prior"] = tuple(stored["prior"])
        return NetworkDescription(**stored)
    except FileNotFoundError as error:
        raise WeightsError(
            f"The network's description {path} is missing: keep the .json beside the weights."
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsError(f"The network's description {path} cannot be understood.") from error


def check_weights(description: NetworkDescription, folder: Path) -> Path:
    """The path of the weights that a description names, its checksum compared.

    Raises:
        WeightsError: the file is missing or is not the one described.
    """
    path = folder / Path(description.weights).name
    try:
        found = sha256_of(path)
    except OSError as error:
        raise WeightsError(f"The network's weights {path} cannot be read.") from error
    if found != description.sha256:
        raise WeightsError(
            f"The weights {path} are not those of their description: they are damaged or were "
            "swapped; install the program or the network again."
        )
    return path


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
