"""Labelled pictures: where they lie, which of them a run takes, and how an epoch reads them."""

from __future__ import annotations

from model.data.batches import EpochBatches, Flow
from model.data.folders import FolderPictures
from model.data.part import Part
from model.data.parts import Parts, find_parts
from model.data.table import TablePictures
from model.data.targets import labelled

__all__ = [
    "EpochBatches",
    "Flow",
    "FolderPictures",
    "Part",
    "Parts",
    "TablePictures",
    "find_parts",
    "labelled",
]
