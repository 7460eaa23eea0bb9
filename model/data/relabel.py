"""Class folders by what most people say.

``python -m model.data.relabel VOTES.csv data/train data/test --output data/majority`` writes
``data/majority/train`` and ``data/majority/test``: each picture in the class folder of the
expression that more than half of the people chose (FER+, Barsoum et al. 2016,
arXiv:1608.01041). Pictures without such a majority are left out. The files are hard links
where the disk knows these, else copies.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from model.console import told
from model.data.making import link_all, new_folder, pictures_in, told_counts
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
    files = pictures_in(folder)
    found = votes.majority(votes.find(file.absolute() for file in files))
    chosen = [(file, label) for file, label in zip(files, found, strict=True) if label]
    if not chosen:
        raise DataError(f"{votes.place} has no majority for any picture of {folder}.")
    with new_folder(output) as partial:
        return link_all(chosen, partial)


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
            print(told_counts(output, relabel(votes, folder, output)))

    return told(work)


if __name__ == "__main__":
    sys.exit(main())
