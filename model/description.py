"""The JSON beside a network: all that serving must know, and how the weights came to be.

A network is two files with one stem, ``NAME.tflite`` and ``NAME.json``, and the
first holds the second once more inside (see ``model.packed``). Nothing about the
labels or the preprocessing is assumed elsewhere; it is read from here.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from model.errors import WeightsError
from model.files import write_text
from model.labels import class_names

FORMAT: Final = 1
"""Raised when a field changes its meaning, so that an old program refuses a new file."""

WEIGHTS_FOLDER: Final = Path(__file__).resolve().parent / "weights"
"""Where the networks lie that the program brings, and the one that ``--install`` adds."""


INSTALLED: Final = "installed"
"""Name of the network that ``train_model.py --install`` made; preferred if there is one."""

SHIPPED: Final = "mirror"
"""Name of the network that the window uses as the program comes."""

GRAY_LEVELS: Final = (0.0, 255.0)
"""The range of a picture's numbers, and of what a network is fed unless it says otherwise."""

PROBABILITIES: Final = "probabilities"
LOGITS: Final = "logits"


@dataclass(frozen=True)
class NetworkDescription:
    """What the JSON holds.

    Attributes:
        name: of the network, such as ``mirror``.
        labels: class names in output order.
        size: side of the square input in pixels.
        channels: 1 for gray input, 3 for colour (RGB).
        weights: file name of the weights, in the folder of the JSON.
        sha256: of the weights file, hexadecimal; "" where nobody has noted it.
        temperature: the logits are divided by it in serving; 1 leaves them alone.
        prior: the share of each class that serving divides by, or None.
        views: 1, or 2 where serving asks about the face and its mirror image and
            takes the mean of the two answers.
        input_range: what the gray levels 0 and 255 become before the network gets
            them. Networks of this program take them as they are and scale inside.
        outputs: ``probabilities``, or ``logits`` for a network without a softmax at
            its end, which serving then adds.
        data: where the network's pictures came from, and how many of each class.
        seed: of the run.
        command: that trained it.
        settings: of the run.
        scores: figures by name, each a share between 0 and 1 unless its name says otherwise.
        versions: packages that trained it.
        origins: files that its training took something from, by setting: path, checksum
            and, of a network, the command that trained it.
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
    input_range: tuple[float, float] = GRAY_LEVELS
    outputs: str = PROBABILITIES
    data: dict[str, Any] = field(default_factory=dict)
    seed: int | None = None
    command: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    origins: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a description that serving could not follow.

        Raises:
            ValueError: no label, or one that is no name or given twice; a size or a
                number of channels that no network has, a prior that is none, other
                than one or two views, an empty range, unknown outputs.
        """
        check_labels(self.labels)
        if self.size < 1 or self.channels not in (1, 3) or not self.temperature > 0:
            raise ValueError("size, channels and temperature are positive; channels are 1 or 3")
        if self.views not in (1, 2):
            raise ValueError(f"a face is seen in one view or two, not in {self.views}")
        low, high = self.input_range
        if not math.isfinite(high - low) or low == high:
            raise ValueError(f"the input range has two different ends, not {low} and {high}")
        if self.outputs not in (PROBABILITIES, LOGITS):
            raise ValueError(f"outputs are {PROBABILITIES} or {LOGITS}, not {self.outputs}")
        if self.prior is not None and (
            len(self.prior) != len(self.labels) or not all(share > 0 for share in self.prior)
        ):
            raise ValueError("the prior is one positive share a label")

    def to_json(self) -> str:
        """The description as the text of a JSON file."""
        stored = {"format": FORMAT, **asdict(self)}
        # Networks from before there were origins are packed as they were.
        if not self.origins:
            del stored["origins"]
        return json.dumps(stored, indent=2, ensure_ascii=False) + "\n"

    def save(self, path: Path) -> None:
        """Write the description as JSON, whole or not at all."""
        write_text(path, self.to_json())

    def for_weights(self, path: Path) -> NetworkDescription:
        """The same description for another weights file, with that file's checksum."""
        return replace(self, weights=path.name, sha256=sha256_of(path))


def check_labels(labels: tuple[str, ...]) -> None:
    """Refuse labels that cannot be shown.

    Raises:
        ValueError: there is none, one is given twice, or one is no printable name.
    """
    if not labels or len(set(labels)) != len(labels):
        raise ValueError(f"labels are one or more different names, not {labels}")
    for label in labels:
        # A slash would leave the folder of an emoji pack, and the path of a web address.
        if not (
            isinstance(label, str) and label.strip() and label.isprintable() and "/" not in label
        ):
            raise ValueError(f"a label is a name, not {label!r}")


def temperature_name(views: int) -> str:
    """The score that holds the temperature for a face seen in so many views."""
    return f"temperature_{views}_views"


def read_description(path: Path) -> NetworkDescription:
    """Read the JSON beside a network.

    Args:
        path: of the JSON.

    Raises:
        WeightsError: it is missing, damaged, or of a newer format.
    """
    return parse_description(read_json(path), str(path))


def read_json(path: Path) -> Any:
    """Read what stands in the JSON beside a network.

    Raises:
        WeightsError: it is missing, or no JSON.
    """
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise WeightsError(
            f"The network's description {path} is missing: keep the .json beside the weights."
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        raise WeightsError(f"The network's description {path} cannot be understood.") from error


def parse_description(stored: Any, where: str) -> NetworkDescription:
    """Make a description of what stood in a JSON file.

    Args:
        stored: the file's contents.
        where: it was found, for the message.

    Raises:
        WeightsError: it is no description, or of a newer format.
    """
    try:
        fields = dict(stored)
        version = fields.pop("format")
        if version != FORMAT:
            raise WeightsError(
                f"{where} has format {version}, this program reads {FORMAT}: "
                "use the network with the program it came with."
            )
        fields["labels"] = class_names(_list(fields["labels"]))
        for name in ("prior", "input_range"):
            if fields.get(name) is not None:
                fields[name] = tuple(float(number) for number in _list(fields[name]))
        return NetworkDescription(**fields)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsError(f"The network's description {where} cannot be understood.") from error


def _list(stored: Any) -> tuple[Any, ...]:
    # A text would fall apart into its letters.
    if not isinstance(stored, list):
        raise TypeError(f"a list is needed, not {stored!r}")
    return tuple(stored)


def check_weights(description: NetworkDescription, folder: Path) -> Path:
    """The path of the weights that a description names, its checksum compared if it has one.

    Raises:
        WeightsError: the file is missing or is not the one described.
    """
    path = folder / Path(description.weights).name
    try:
        found = sha256_of(path)
    except OSError as error:
        raise WeightsError(f"The network's weights {path} cannot be read.") from error
    if description.sha256 and found != description.sha256:
        raise WeightsError(
            f"The weights {path} are not those of their description: they are damaged or were "
            "swapped; install the program or the network again."
        )
    return path


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
