"""A table like ``fer2013.csv``: the same pictures as in folders, read a row at a time."""

from __future__ import annotations

import csv
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.data import Flow, FolderPictures, Part, TablePictures, find_parts
from model.errors import DataError
from model.labels import FER_FOLDERS, LABELS
from model.settings import TrainingSettings
from tests.training_support import needs_tensorflow, write_pictures

HEADER = ("emotion", "pixels", "Usage")
USES = ("Training", "PublicTest", "PrivateTest")


def write_table(
    path: Path, rows: Sequence[Sequence[object]], header: Sequence[str] = HEADER
) -> str:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return str(path)


def pixels(seed: int = 0, side: int = 4) -> str:
    levels = np.random.default_rng(seed).integers(0, 256, side * side)
    return " ".join(map(str, levels.tolist()))


def rows(uses: Sequence[str], each: int = 1) -> list[tuple[object, ...]]:
    """``each`` pictures of every class for every use."""
    return [
        (number, pixels(number), use) for use in uses for number in range(7) for _ in range(each)
    ]


def refusal(path: Path) -> str:
    with pytest.raises(DataError) as caught:
        TablePictures.look(path)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


@pytest.mark.train
@needs_tensorflow
@pytest.mark.parametrize(
    ("size", "color_mode"), [(48, "grayscale"), (24, "grayscale"), (48, "rgb")]
)
def test_a_table_and_folders_give_the_same_pictures(
    tmp_path: Path, size: int, color_mode: str
) -> None:
    folder = write_pictures(tmp_path / "data", FER_FOLDERS, pictures=2)
    found = FolderPictures.look(folder)
    listed = [
        (
            FER_FOLDERS.index(file.parent.name),
            " ".join(map(str, Image.open(file).get_flattened_data())),
        )
        for file in found.files
    ]
    table = TablePictures.look(Path(write_table(tmp_path / "t.csv", listed, HEADER[:2])))
    assert table.labels == found.labels == LABELS
    settings = TrainingSettings("t.csv", "", size=size, color_mode=color_mode)
    for (faces, targets), (same_faces, same_targets) in zip(
        Flow(settings, Part.whole(table)), Flow(settings, Part.whole(found)), strict=True
    ):
        np.testing.assert_array_equal(faces, same_faces)
        np.testing.assert_array_equal(targets, same_targets)
        assert faces.dtype == same_faces.dtype == np.float32


@pytest.mark.parametrize(
    ("uses", "sizes"),
    [
        (USES, {"training": 7, "test": 7, "validation": 7}),
        (USES[:2], {"training": 7, "test": 7}),
        ((USES[0], USES[2]), {"training": 7, "test": 7}),
    ],
)
def test_the_column_usage_says_which_pictures_are_which(
    tmp_path: Path, uses: Sequence[str], sizes: dict[str, int]
) -> None:
    path = write_table(tmp_path / "t.csv", rows(uses))
    parts = find_parts(TrainingSettings(path, ""))
    assert {name: len(part) for name, part in parts.named()} == sizes
    table = parts.test.pictures
    assert isinstance(table, TablePictures)
    # Chosen on the public rows, judged on the private ones.
    assert {table.usage[number] for number in parts.test.chosen} == {USES.index(uses[-1])}


def test_a_split_takes_all_rows_whatever_their_use(tmp_path: Path) -> None:
    path = write_table(tmp_path / "t.csv", rows(USES, each=5))
    parts = find_parts(
        TrainingSettings(path, "", classes=("happy", "sad", "neutral"), split=(80.0, 20.0))
    )
    assert parts.train.counts == {"happy": 12, "neutral": 12, "sad": 12}
    assert parts.test.counts == {"happy": 3, "neutral": 3, "sad": 3}


def test_a_table_without_uses_needs_a_split_or_a_test(tmp_path: Path) -> None:
    path = write_table(tmp_path / "t.csv", [row[:2] for row in rows(USES)], HEADER[:2])
    with pytest.raises(DataError, match=r"Usage .*--split 90 10"):
        find_parts(TrainingSettings(path, ""))
    assert len(find_parts(TrainingSettings(path, path)).test) == 21


def test_names_of_columns_may_have_spaces_and_another_order(tmp_path: Path) -> None:
    listed = [(use, number, picture) for number, picture, use in rows(USES)]
    path = write_table(tmp_path / "t.csv", listed, (" Usage", "emotion", " pixels"))
    assert len(find_parts(TrainingSettings(path, "")).train) == 7


def test_rows_that_hold_no_picture_are_named_and_left_out(tmp_path: Path) -> None:
    broken = [
        (7, pixels()), (-1, pixels()), ("happy", pixels()), (0, ""), (0, "1 2 3"),
        (0, pixels() + " 1"), (0, pixels(side=5)), (0, pixels()[:-2] + "256"), (0, "a b c d"), (0,),
        (),
    ]  # fmt: skip
    path = Path(write_table(tmp_path / "t.csv", [*rows(USES[:1]), *broken]))
    found = TablePictures.look(path)
    assert len(found.classes) == 7
    assert found.unreadable == tuple(f"line {line} of {path}" for line in range(9, 9 + len(broken)))


def test_what_is_no_such_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    assert "There is no file" in refusal(path)
    path.write_text("")
    assert "no columns emotion and pixels" in refusal(path)
    path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF")
    assert "no table" in refusal(path)
    write_table(path, rows(USES[:1])[:1])
    assert "fewer than two classes" in refusal(path)


def test_the_fingerprint_is_that_of_the_rows(tmp_path: Path) -> None:
    one, same, other = (
        TablePictures.look(Path(write_table(tmp_path / name, listed))).fingerprint
        for name, listed in (
            ("a.csv", rows(USES)), ("b.csv", rows(USES)), ("c.csv", rows(USES[:2])),
        )
    )  # fmt: skip
    assert one == same != other


def test_a_byte_a_pixel_is_all_that_is_kept(tmp_path: Path) -> None:
    listed = [(number % 7, pixels(number % 9, 48)) for number in range(400)]
    path = Path(write_table(tmp_path / "t.csv", listed, HEADER[:2]))
    kept = 400 * 48 * 48
    tracemalloc.start()
    try:
        found = TablePictures.look(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.levels.nbytes == kept
    assert peak < 1.3 * kept + 200_000 < path.stat().st_size
