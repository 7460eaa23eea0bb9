"""What ten people said of each picture: FER+ (Barsoum et al. 2016, arXiv:1608.01041)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

import numpy as np
import numpy.typing as npt

from model.data.pictures import Numbers
from model.errors import DataError

COLUMNS: Final = {
    "anger": "angry", "disgust": "disgust", "fear": "fear", "happiness": "happy",
    "neutral": "neutral", "sadness": "sad", "surprise": "surprise",
}  # fmt: skip
"""The columns of FER+ by the label each stands for."""

NO_FACE: Final = "NF"
OTHERS: Final = ("contempt", "unknown", NO_FACE)
"""Columns that count as votes for none of the labels."""

Counts = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Votes:
    """The votes of a table with the columns ``path``, those of ``COLUMNS`` and ``OTHERS``.

    Attributes:
        place: the table.
        counts: int ``(N, 10)``, votes by row in the order of the columns above.
        rows: the row of a picture by the end of its path; of the ends that several
            pictures share, -1.
    """

    place: Path
    counts: Counts
    rows: dict[tuple[str, ...], int]

    @classmethod
    def read(cls, path: Path) -> Votes:
        """Read a table.

        Raises:
            DataError: it is missing, or no such table.
        """
        names = (*COLUMNS, *OTHERS)
        try:
            with path.open(newline="", encoding="utf-8-sig") as file:
                rows = list(csv.DictReader(file))
            counts = np.array([[int(row[name]) for name in names] for row in rows], np.int64)
            if not rows:
                raise ValueError("no rows")
            return cls(path, counts, _by_end(row["path"] for row in rows))
        except OSError as error:
            raise DataError(f"The votes {path} cannot be read ({error.strerror}).") from error
        except (KeyError, TypeError, ValueError, csv.Error) as error:
            raise DataError(
                f"{path} is no table of votes: it needs the columns path, {', '.join(names)}, "
                "with whole numbers in all but the first."
            ) from error

    def find(self, files: Iterable[PurePath]) -> Numbers:
        """The row of each picture ``(N,)``, -1 for none.

        A picture is known by folder, class folder and name; where no row has all
        three, as after pictures were moved to other class folders, by less: by the name
        alone only if no two rows share one.
        """
        return np.array([self._find(file) for file in files], np.intp)

    def _find(self, file: PurePath) -> int:
        ends = (self.rows.get(end) for end in _ends(file))
        return next((row for row in ends if row is not None), -1)

    def shares(self, rows: Numbers, labels: Sequence[str]) -> Shares:
        """Share of the votes for each label, among those for any of them.

        Args:
            rows: ``(N,)``, as ``find`` returns them.
            labels: class names.

        Returns:
            float32 ``(N, labels)``; a row is 0 where nobody voted for one of them.
        """
        known = list(COLUMNS.values())
        counts = np.zeros((len(rows), len(labels)), np.float32)
        for place, label in enumerate(labels):
            if label in known:
                counts[:, place] = np.where(rows < 0, 0, self.counts[rows, known.index(label)])
        total = counts.sum(axis=1, keepdims=True)
        shares: Shares = counts / np.maximum(1, total)
        return shares

    def majority(self, rows: Numbers) -> list[str | None]:
        """The label that more than half of the people chose; None where there is none."""
        known = (*COLUMNS.values(), *(None for _ in OTHERS))
        best = self.counts[rows].argmax(axis=1)
        agreed = self.counts[rows].max(axis=1) * 2 > self.counts[rows].sum(axis=1)
        return [
            known[column] if agrees and row >= 0 else None
            for row, column, agrees in zip(rows, best, agreed, strict=True)
        ]

    def no_face(self, rows: Numbers) -> npt.NDArray[np.bool_]:
        """Whether more than half of the people said that a picture shows no face."""
        said = self.counts[rows, len(COLUMNS) + OTHERS.index(NO_FACE)]
        return np.asarray((rows >= 0) & (said * 2 > self.counts[rows].sum(axis=1)), np.bool_)


def _by_end(paths: Iterable[str]) -> dict[tuple[str, ...], int]:
    rows: dict[tuple[str, ...], int] = {}
    for row, path in enumerate(paths):
        for end in _ends(PurePath(path)):
            rows[end] = -1 if end in rows else row
    if any(row < 0 for end, row in rows.items() if len(end) == 1):
        # Such names tell no pictures apart: happy/7.png is none of fear/7.png.
        return {end: row for end, row in rows.items() if len(end) > 1}
    return rows


def _ends(path: PurePath) -> list[tuple[str, ...]]:
    """The last three parts of a path, the last two, and its name."""
    return [path.parts[-length:] for length in (3, 2, 1) if len(path.parts) >= length]
