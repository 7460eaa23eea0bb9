"""Which pictures a run trains on, which it is tested on, and on which it is judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from model.data.folders import FolderPictures
from model.data.part import Part
from model.data.pictures import Pictures
from model.data.table import PRIVATE, PUBLIC, SUFFIX, TRAINING, TablePictures
from model.data.targets import without_no_faces
from model.errors import DataError
from model.settings import TrainingSettings


@dataclass(frozen=True)
class Parts:
    """The pictures of a run.

    Attributes:
        train: what it learns from.
        test: on what the finished network is judged.
        validation: on what the best epoch is chosen, None where that is ``test``.
    """

    train: Part
    test: Part
    validation: Part | None = None

    @property
    def choice(self) -> Part:
        """On what each epoch is tested and the best one chosen."""
        return self.test if self.validation is None else self.validation

    def named(self) -> Iterator[tuple[str, Part]]:
        """The parts by name, training first."""
        yield "training", self.train
        yield "test", self.test
        if self.validation is not None:
            yield "validation", self.validation

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """One a part."""
        return tuple(part.fingerprint for _, part in self.named())


def find_parts(settings: TrainingSettings) -> Parts:
    """Look at every picture before any time is spent on training, and divide them.

    What is tested on stays whole, whatever is left out of the training pictures.

    Raises:
        DataError: a place is missing or cannot be used, the classes of training and
            test differ, or a part would be without pictures of a class.
    """
    source = Part.whole(look(Path(settings.train)))
    source = source.only(settings.classes) if settings.classes else source
    if settings.split:
        parts = source.limited(settings.limit, settings.seed).split(settings.split, settings.seed)
    elif settings.test:
        test = Part.whole(look(Path(settings.test)))
        test = test.only(settings.classes) if settings.classes else test
        _check_same_classes(source, test)
        parts = [source.limited(settings.limit, settings.seed), test]
    else:
        parts = _parts_of_table(source)
        _check_no_class_is_empty(parts, f"the column Usage of {settings.train} gives it none")
        parts[0] = parts[0].limited(settings.limit, settings.seed)
    _check_no_class_is_empty(parts, "there are too few of them for this --split or --limit")
    if settings.drop_no_face:
        parts[0] = without_no_faces(settings, parts[0])
        _check_no_class_is_empty(parts, "--drop-no-face leaves none of them")
    return Parts(*parts)


def look(place: Path) -> Pictures:
    """The pictures of a folder, or of a table.

    Raises:
        DataError: it is missing or cannot be used.
    """
    if place.suffix.lower() == SUFFIX and not place.is_dir():
        return TablePictures.look(place)
    return FolderPictures.look(place)


def _parts_of_table(source: Part) -> list[Part]:
    """Training, test and, if there are both kinds of test rows, validation."""
    table = source.pictures
    assert isinstance(table, TablePictures)  # a folder alone is refused with the options
    training, public, private = (
        source.rows(table.rows_for(use)) for use in (TRAINING, PUBLIC, PRIVATE)
    )
    if not len(training) or not (len(public) or len(private)):
        raise DataError(
            f"The column Usage of {table.place} does not say which rows are for Training and "
            "which for PublicTest or PrivateTest: give --split 90 10, or a TEST."
        )
    if len(public) and len(private):
        return [training, private, public]
    return [training, public if len(public) else private]


def _check_same_classes(train: Part, test: Part) -> None:
    names = [set(part.labels) for part in (train, test)]
    if names[0] != names[1]:
        only = "; ".join(
            f"only in {part.pictures.place}: {', '.join(sorted(missing))}"
            for part, missing in ((train, names[0] - names[1]), (test, names[1] - names[0]))
            if missing
        )
        raise DataError(
            f"The classes of {train.pictures.place} and {test.pictures.place} differ ({only})."
        )


def _check_no_class_is_empty(parts: Sequence[Part], why: str) -> None:
    """Refuse parts without pictures of a class, ``why`` being what was done last."""
    for name, part in Parts(*parts).named():
        for label, count in part.counts.items():
            if not count:
                raise DataError(f"The {name} part has no picture of {label}: {why}.")
