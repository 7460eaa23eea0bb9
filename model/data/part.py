"""Some of the pictures of a place: of some classes, so many, or divided."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from model.data.pictures import Numbers, Pictures
from model.errors import DataError

SPLITTING: Final = 0x5911
LIMITING: Final = 0x11317
"""Set the draws of a split and of a limit apart from those of the same seed elsewhere."""


@dataclass(frozen=True)
class Part:
    """Some of the pictures of a place.

    Attributes:
        pictures: the place.
        chosen: int ``(N,)``, numbers of its pictures, ascending.
        labels: names of their classes, sorted.
    """

    pictures: Pictures
    chosen: Numbers
    labels: tuple[str, ...]

    @classmethod
    def whole(cls, pictures: Pictures) -> Part:
        """All pictures of a place."""
        return cls(pictures, np.arange(len(pictures.classes)), pictures.labels)

    @cached_property
    def classes(self) -> Numbers:
        """Class of each picture ``(N,)``, a number of ``labels``."""
        names = self.pictures.labels
        places = np.array([self.labels.index(n) if n in self.labels else -1 for n in names])
        return np.asarray(places[self.pictures.classes[self.chosen]], np.intp)

    @property
    def counts(self) -> dict[str, int]:
        """Pictures of each class, by name."""
        numbers = np.bincount(self.classes, minlength=len(self.labels))
        return dict(zip(self.labels, numbers.tolist(), strict=True))

    @cached_property
    def fingerprint(self) -> str:
        """Of the data and of the choice, hexadecimal."""
        whole = self.pictures.fingerprint
        if len(self.chosen) == len(self.pictures.classes):
            return whole
        chosen = self.chosen.astype("<i8").tobytes()
        return hashlib.sha256(whole.encode() + chosen).hexdigest()

    def __len__(self) -> int:
        """Pictures."""
        return len(self.chosen)

    def only(self, names: tuple[str, ...]) -> Part:
        """Those of these classes.

        Raises:
            DataError: there is no such class.
        """
        missing = [name for name in names if name not in self.labels]
        if missing:
            raise DataError(
                f"{self.pictures.place} has no class {missing[0]}: --classes names some of "
                f"{', '.join(self.labels)}."
            )
        wanted = [self.labels.index(name) for name in names]
        return Part(self.pictures, self.chosen[np.isin(self.classes, wanted)], tuple(sorted(names)))

    def rows(self, numbers: Numbers) -> Part:
        """Those that are among the numbers of the place's pictures."""
        return replace(self, chosen=np.intersect1d(self.chosen, numbers))

    def limited(self, most: int, seed: int) -> Part:
        """At most so many, each class with its share; 0 for all."""
        if most == 0 or most >= len(self):
            return self
        drawn = _stratified(self.classes, most, np.random.default_rng((seed, LIMITING)))
        return replace(self, chosen=self.chosen[drawn])

    def split(self, percents: tuple[float, ...], seed: int) -> list[Part]:
        """Divided, each class with its share in every part, nothing twice.

        The parts after the first are rounded up, as scikit-learn's
        ``train_test_split`` does; that is not used here because a resumed run must
        find its parts again whatever version is installed.
        """
        rng = np.random.default_rng((seed, SPLITTING))
        left, parts = np.arange(len(self)), []
        for percent in percents[1:]:
            # Rounded first: a tenth of 30 pictures is 3, not the 4 of 3.0000000000000004.
            wanted = math.ceil(round(len(self) * percent / 100, 6))
            drawn = _stratified(self.classes[left], wanted, rng)
            parts.append(replace(self, chosen=self.chosen[left[drawn]]))
            left = np.delete(left, drawn)
        return [replace(self, chosen=self.chosen[left]), *parts]


def _stratified(classes: Numbers, wanted: int, rng: np.random.Generator) -> Numbers:
    """Places of so many pictures, ascending, each class with its share.

    Shares are rounded down, and what is left goes to the largest fractions, drawn
    by lot where they are equal.
    """
    members = [np.flatnonzero(classes == label) for label in np.unique(classes)]
    shares = np.array([len(each) for each in members]) * wanted / len(classes)
    counts = np.floor(shares + 1e-9).astype(int)
    by_fraction = np.lexsort((rng.random(len(counts)), -(shares - counts).round(9)))
    counts[by_fraction[: wanted - counts.sum()]] += 1
    drawn = [rng.permutation(each)[:n] for each, n in zip(members, counts, strict=True)]
    return np.sort(np.concatenate(drawn))
