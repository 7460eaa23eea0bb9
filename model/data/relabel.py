"""Class folders by what most people say.

``python -m model.data.relabel VOTES.csv data/train data/test --output data/majority`` writes
``data/majority/train`` and ``data/majority/test``: each picture in the class folder of the
expression that more than half of the people chose (FER+, Barsoum et al. 2016,
arXiv:1608.01041). Pictures without such a majority are left out. The files are hard links
where the disk knows these, else copies.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from model.console import told
from model.data.folders import PICTURE_SUFFIXES
from model.data.votes import Votes
from model.errors import DataError


def relabel(votes: Votes, folder: Path, output: Path) -> Counter[str]:
    """Write the pictures of class folders to others, by the majority of the votes.

    Args:
        votes: of the pictures.
        folder: holds the class folders.
        output: the folder to be made, whole or not at all.

    Returns:
        Pictures by label.

    Raises:
        DataError: there is nothing to write, or it cannot be written.
    """
    files = sorted(path for path in folder.glob("*/*") if path.suffix.lower() in PICTURE_SUFFIXES)
    found = votes.majority(votes.find(file.absolute() for file in files))
    chosen = [(file, label) for file, label in zip(files, found, strict=True) if label]
    if not chosen:
        raise DataError(f"{votes.place} has no majority for any picture of {folder}.")
    if output.exists():
        raise DataError(f"{output} exists already: remove it, or name another with --output.")
    try:
        _write(chosen, output)
    except OSError as error:
        raise DataError(
            f"{output} could not be written ({error.strerror or error}): make room and try again."
        ) from error
    return Counter(label for _, label in chosen)


def _write(chosen: Sequence[tuple[Path, str]], output: Path) -> None:
    partial = output.with_name(f"partial-{output.name}")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        for file, label in chosen:
            (partial / label).mkdir(parents=True, exist_ok=True)
            target = partial / label / file.name
            # Two class folders may hold different pictures of one name.
            _link(file, target.with_stem(f"{file.parent.name}-{file.stem}")
                  if target.exists() else target)  # fmt: skip
        partial.rename(output)
    except OSError:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _link(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    # Another disk, or one that knows no links.
    except OSError:
        shutil.copyfile(file, target)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the folders; 0 done, 2 refused with a sentence."""
    parser = argparse.ArgumentParser(
        prog="python -m model.data.relabel", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("votes", type=Path, metavar="VOTES", help="table such as ferplus_votes.csv")
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER",
                        help="folder of class folders")  # fmt: skip
    parser.add_argument("--output", type=Path, required=True, metavar="DIR",
                        help="where the new folders are made, under the same names")  # fmt: skip
    typed = parser.parse_args(arguments)

    def work() -> None:
        votes = Votes.read(typed.votes)
        for folder in typed.folders:
            output = typed.output / folder.absolute().name
            counts = relabel(votes, folder, output)
            words = ", ".join(f"{label} {counts[label]:,}" for label in sorted(counts))
            print(f"{output}: {counts.total():,} pictures ({words})")

    return told(work)


if __name__ == "__main__":
    sys.exit(main())
