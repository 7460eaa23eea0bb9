"""A network in one file: its description and its labels ride in the ``.tflite`` itself.

They are appended as a ZIP, which interpreters do not look at and the mobile tools
read as the metadata's associated files (see ``model.tflite_metadata``):
``description.json``, which is the JSON beside the network, and ``labels.txt``. The
packed description's checksum is that of the network before the ZIP, because no file
can hold its own.

``python -m model.packed NETWORK.tflite`` packs a network with the JSON beside it and
writes both anew, and for the network that ships its model card.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from model.card import write_card
from model.description import (
    SHIPPED,
    NetworkDescription,
    check_weights,
    parse_description,
    read_description,
    sha256_of,
)
from model.errors import ModelError, WeightsError
from model.files import replacing
from model.tflite_metadata import DESCRIPTION_FILE, FIELD, LABELS_FILE, with_metadata

LARGEST_DESCRIPTION: Final = 1_000_000
"""Bytes above which a packed description is none."""

_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""Of the packed files: the earliest of the format, so that equal networks are equal files."""


def pack(content: bytes, description: NetworkDescription) -> bytes:
    """Put a description into a network; one that is there already is replaced.

    Args:
        content: of a ``.tflite`` file.
        description: of it; its checksum is not looked at.

    Raises:
        WeightsError: the content is no LiteRT network.
    """
    network = with_metadata(content[: _network_end(content)], description)
    inside = replace(description, sha256=hashlib.sha256(network).hexdigest())
    file = io.BytesIO(network)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(_entry(LABELS_FILE), "\n".join(description.labels) + "\n")
        archive.writestr(_entry(DESCRIPTION_FILE), inside.to_json())
    return file.getvalue()


def write_network(path: Path, content: bytes, description: NetworkDescription) -> None:
    """Write a packed network and the JSON beside it, each whole or not at all.

    Args:
        path: of the ``.tflite``; the JSON has the same stem.
        content: of a ``.tflite`` file, packed or not.
        description: of it; the names and checksums of the files are filled in.

    Raises:
        WeightsError: the content is no LiteRT network, or what was written differs from it.
        OSError: a file cannot be written.
    """
    packed = pack(content, replace(description, weights=path.name))
    with replacing(path) as partial:
        partial.write_bytes(packed)
        if sha256_of(partial) != hashlib.sha256(packed).hexdigest():
            raise WeightsError(f"The copy {path} differs from its network: check the disk.")
    description.for_weights(path).save(path.with_suffix(".json"))


def read_packed(path: Path) -> NetworkDescription | None:
    """The description inside a ``.tflite`` file, as it would stand beside it.

    Returns:
        None where there is none.

    Raises:
        WeightsError: the file cannot be read, or is damaged.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WeightsError(f"The network's weights {path} cannot be read.") from error
    text = _member(content, DESCRIPTION_FILE, path)
    if text is None:
        if FIELD in content and not zipfile.is_zipfile(io.BytesIO(content)):
            raise _damaged(path)
        return None
    try:
        stored = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _damaged(path) from error
    description = parse_description(stored, f"inside {path}")
    if hashlib.sha256(content[: _network_end(content)]).hexdigest() != description.sha256:
        raise _damaged(path)
    return replace(description, weights=path.name, sha256=hashlib.sha256(content).hexdigest())


def _member(content: bytes, name: str, path: Path) -> bytes | None:
    """A packed file; None where it is not there."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = archive.getinfo(name)
            if found.file_size > LARGEST_DESCRIPTION:
                raise _damaged(path)
            return archive.read(found)
    except KeyError:
        return None
    # zipfile has an error of its own for each kind of damage.
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        if zipfile.is_zipfile(io.BytesIO(content)):
            raise _damaged(path) from error
        return None


def _network_end(content: bytes) -> int:
    """Where the ZIP begins, or the file ends."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return min((entry.header_offset for entry in archive.infolist()), default=len(content))
    except zipfile.BadZipFile:
        return len(content)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DATE)
    # Otherwise the system that writes would show in the bytes.
    entry.create_system = 3
    return entry


def _damaged(path: Path) -> WeightsError:
    return WeightsError(f"The network {path} is damaged: get the whole file again.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Pack from the command line; 0 done, 2 refused with a sentence."""
    parser = argparse.ArgumentParser(prog="python -m model.packed", description=__doc__)
    parser.add_argument("network", type=Path, nargs="+", metavar="NETWORK.tflite")
    for path in parser.parse_args(arguments).network:
        try:
            description = read_description(path.with_suffix(".json"))
            weights = check_weights(description, path.parent)
            write_network(weights, weights.read_bytes(), description)
            print(f"{weights}: {weights.stat().st_size:,} bytes")
            if description.name == SHIPPED:
                print(write_card(weights.with_suffix(".json")))
        except OSError as error:
            print(f"{path} cannot be written ({error.strerror or error}).", file=sys.stderr)
            return 2
        except ModelError as error:
            print(error, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
