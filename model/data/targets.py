"""What the training pictures are said to show: their folder, or people's votes as well."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from model.data.folders import FolderPictures
from model.data.part import Part
from model.data.pictures import Numbers
from model.data.votes import COLUMNS, Votes
from model.errors import DataError
from model.settings import TrainingSettings

Targets = npt.NDArray[np.float32]


def labelled(settings: TrainingSettings, part: Part) -> Targets:
    """The targets of a training part: its classes, mixed with the votes if there are any.

    Args:
        settings: of the run.
        part: the pictures.

    Returns:
        float32 ``(N, classes)``, each row summing to 1; the class of the folder
        alone where a picture has no votes for one of the labels.

    Raises:
        DataError: the votes cannot be used for these pictures.
    """
    own = np.eye(len(part.labels), dtype=np.float32)[part.classes]
    if not settings.votes:
        return own
    votes, rows = _votes_on(settings, part)
    shares = votes.shares(rows, part.labels)
    known = shares.any(axis=1, keepdims=True)
    share = np.float32(settings.votes_share)
    return np.where(known, (1 - share) * own + share * shares, own).astype(np.float32)


def without_no_faces(settings: TrainingSettings, part: Part) -> Part:
    """The pictures of a part that people call faces; those without votes stay.

    Raises:
        DataError: the votes cannot be used for these pictures.
    """
    votes, rows = _votes_on(settings, part)
    return replace(part, chosen=part.chosen[~votes.no_face(rows)])


def _votes_on(settings: TrainingSettings, part: Part) -> tuple[Votes, Numbers]:
    votes = Votes.read(Path(settings.votes))
    if not isinstance(part.pictures, FolderPictures):
        raise DataError(
            f"{votes.place} tells pictures apart by their file names, and {part.pictures.place} is "
            "a table: give folders of pictures, or leave --votes away."
        )
    if not set(part.labels) & set(COLUMNS.values()):
        raise DataError(
            f"{votes.place} has votes for {', '.join(COLUMNS.values())}, and {part.pictures.place} "
            "has none of these classes: leave --votes away."
        )
    files = [part.pictures.files[number] for number in part.chosen]
    # Absolute, so that the folder's own name is known from inside it too.
    rows = votes.find(file.absolute() for file in files)
    if not (rows >= 0).any():
        raise DataError(
            f"{votes.place} names none of the pictures of {part.pictures.place}: leave --votes "
            "away, or give the table of these pictures."
        )
    return votes, rows
