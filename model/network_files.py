"""Where a network's weights and what is known of them lie."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from model.description import (
    INSTALLED,
    SHIPPED,
    WEIGHTS_FOLDER,
    NetworkDescription,
    check_weights,
    read_description,
)
from model.errors import WeightsError
from model.notes import EXAMPLE, Note, read_note
from model.run_files import described_name

LITERT: Final = ".tflite"
KERAS: Final = (".keras", ".h5", ".hdf5")
RUN_DESCRIPTION: Final = described_name("float32")
"""In a run's folder, what is said of the exported network holds for the Keras files too."""


@dataclass(frozen=True)
class NetworkFile:
    """A network before it is opened.

    Attributes:
        weights: its file.
        known: what is known of it.
    """

    weights: Path
    known: NetworkDescription | Note

    @property
    def is_keras(self) -> bool:
        """Whether Keras wrote it."""
        return self.weights.suffix in KERAS


def find_network(path: str | Path | None, folder: Path = WEIGHTS_FOLDER) -> NetworkFile:
    """Find a network and what is known of it; see ``ExpressionClassifier.load``.

    Args:
        path: of its file or its JSON, or a name; None is the installed network, or
            else the shipped one.
        folder: where names are looked for.

    Raises:
        WeightsError: there is no such network, it is damaged or was swapped, or
            nothing says what its outputs mean.
    """
    if path is None:
        installed = folder / f"{INSTALLED}.json"
        return _described(installed if installed.exists() else folder / f"{SHIPPED}.json")
    given = Path(path)
    if given.suffix == ".json":
        return _described(given)
    if given.suffix in (LITERT, *KERAS):
        return _asked_for(given)
    if given.name == str(path) and (folder / f"{given}.json").exists():
        return _described(folder / f"{given}.json")
    raise WeightsError(
        f'There is no network "{path}": give a .tflite, .keras or .h5 file or one of these '
        f"names: {', '.join(known_networks(folder)) or 'none'}."
    )


def known_networks(folder: Path = WEIGHTS_FOLDER) -> tuple[str, ...]:
    """Names of the networks in a folder."""
    return tuple(sorted(path.stem for path in folder.glob("*.json")))


def _described(description: Path) -> NetworkFile:
    """The network that a JSON is about."""
    known = read_note(description)
    if isinstance(known, NetworkDescription):
        return NetworkFile(check_weights(known, description.parent), known)
    for suffix in (LITERT, *KERAS):
        if (weights := description.with_suffix(suffix)).is_file():
            return NetworkFile(weights, known)
    raise WeightsError(f"There is no network beside {description}: keep the two together.")


def _asked_for(weights: Path) -> NetworkFile:
    """The network in a file, and what the JSON beside it or the file itself says of it."""
    if not weights.is_file():
        raise WeightsError(
            f"The network's weights {weights} cannot be read: there is no such file."
        )
    beside = weights.with_suffix(".json")
    if weights.suffix == LITERT:
        known = read_note(beside) if beside.exists() else _inside(weights)
    else:
        run = weights.with_name(RUN_DESCRIPTION)
        if not beside.exists() and run.exists():
            known = replace(read_description(run), sha256="")
        else:
            known = read_note(beside) if beside.exists() else None
    if known is None:
        raise WeightsError(
            f"Nothing says what the outputs of {weights} mean: write their labels in order, and "
            f"what its pixels 0 and 255 became in training, into {beside}, such as {EXAMPLE}."
        )
    if isinstance(known, NetworkDescription):
        # The file that was asked for must be the one described, whatever the JSON names;
        # a JSON that is about the LiteRT file of a Keras one has no checksum for it.
        other = weights.suffix in KERAS and known.weights != weights.name
        known = replace(known, weights=weights.name, sha256="" if other else known.sha256)
        check_weights(known, weights.parent)
    return NetworkFile(weights, known)


def _inside(weights: Path) -> NetworkDescription | None:
    from model.packed import read_packed

    return read_packed(weights)
