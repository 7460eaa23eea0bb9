"""Which pictures a run takes: some classes, so many, divided; each class with its share."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from model.data import FolderPictures, Part, find_parts
from model.data.pictures import Numbers, Read
from model.data.votes import COLUMNS, OTHERS
from model.errors import DataError
from model.labels import FER_FOLDERS, LABELS
from model.settings import TrainingSettings
from tests.training_support import write_pictures


@dataclass(frozen=True)
class Heap:
    """Pictures that nobody looks at."""

    classes: Numbers
    labels: tuple[str, ...] = ("happy", "neutral", "sad")
    place: Path = Path("heap")
    unreadable: tuple[str, ...] = ()
    fingerprint: str = "heap"

    def open(self, size: int, color_mode: str) -> Read:
        raise NotImplementedError


def heap(*counts: int) -> Part:
    classes = np.repeat(np.arange(len(counts)), counts)
    return Part.whole(Heap(np.random.default_rng(7).permutation(classes).astype(np.intp)))


# What FER2013 has of the three, and what a tenth of them was in the report of the network.
FER_COUNTS = (8989, 6198, 6077)


def test_a_tenth_is_rounded_up_as_scikit_learn_does() -> None:
    parts = heap(*FER_COUNTS).split((90, 10), seed=42)
    assert [len(part) for part in parts] == [19_137, 2_127]
    for label, whole in heap(*FER_COUNTS).counts.items():
        assert parts[1].counts[label] == pytest.approx(whole / 10, abs=1)


@pytest.mark.parametrize("percents", [(90, 10), (60, 20, 20), (50, 50), (99.9, 0.1), (34, 33, 33)])
@pytest.mark.parametrize("seed", [0, 42])
def test_a_split_takes_every_picture_once(percents: tuple[float, ...], seed: int) -> None:
    whole = heap(500, 120, 31)
    parts = whole.split(percents, seed)
    together = np.concatenate([part.chosen for part in parts])
    assert len(parts) == len(percents)
    np.testing.assert_array_equal(np.sort(together), whole.chosen)
    for part, percent in zip(parts, percents, strict=True):
        assert len(part) == pytest.approx(len(whole) * percent / 100, abs=2)
        for label, count in part.counts.items():
            assert count == pytest.approx(whole.counts[label] * percent / 100, abs=2)


def test_a_split_is_drawn_by_the_seed_and_by_nothing_else() -> None:
    one, same, other = (heap(50, 40, 30).split((80, 20), seed) for seed in (3, 3, 4))
    np.testing.assert_array_equal(one[1].chosen, same[1].chosen)
    assert not np.array_equal(one[1].chosen, other[1].chosen)
    assert one[1].fingerprint == same[1].fingerprint
    assert len({part.fingerprint for part in (*one, *other)}) == 4


@pytest.mark.parametrize("most", [1, 10, 59, 119])
def test_a_limit_is_kept_to_the_picture(most: int) -> None:
    limited = heap(60, 40, 20).limited(most, seed=1)
    assert len(limited) == most
    assert limited.counts["happy"] == pytest.approx(most / 2, abs=1)


@pytest.mark.parametrize("most", [0, 120, 500])
def test_a_limit_that_does_not_bind_changes_nothing(most: int) -> None:
    whole = heap(60, 40, 20)
    assert whole.limited(most, seed=1) is whole


def test_a_subset_of_the_classes_is_numbered_anew() -> None:
    part = heap(3, 4, 5).only(("sad", "happy"))
    assert part.labels == ("happy", "sad")
    assert part.counts == {"happy": 3, "sad": 5}
    assert Counter(part.classes.tolist()) == {0: 3, 1: 5}


def test_a_class_that_is_not_there_is_named() -> None:
    with pytest.raises(DataError, match=r"heap has no class bored.*happy, neutral, sad"):
        heap(3, 4, 5).only(("happy", "bored"))


def test_numbered_folders_get_the_names_and_the_order_of_all_others(tmp_path: Path) -> None:
    write_pictures(tmp_path / "numbered", [str(number) for number in range(7)], pictures=1)
    found = FolderPictures.look(tmp_path / "numbered")
    assert found.labels == LABELS
    named = [found.labels[number] for number in found.classes]
    assert [path.parent.name for path in found.files] == list("0123456")
    assert named == list(FER_FOLDERS)


def test_three_parts_choose_on_the_last_and_report_on_the_second(tmp_path: Path) -> None:
    write_pictures(tmp_path / "all", pictures=10)
    settings = TrainingSettings(str(tmp_path / "all"), "", split=(60, 20, 20))
    parts = find_parts(settings)
    assert {name: len(part) for name, part in parts.named()} == {
        "training": 12, "test": 4, "validation": 4,
    }  # fmt: skip
    assert parts.choice is parts.validation
    assert len(parts.fingerprints) == 3


def test_a_limit_comes_before_the_split_and_leaves_a_given_test_alone(tmp_path: Path) -> None:
    write_pictures(tmp_path / "train", pictures=10)
    write_pictures(tmp_path / "test", pictures=5, seed=1)
    train, test = str(tmp_path / "train"), str(tmp_path / "test")
    given = find_parts(TrainingSettings(train, test, limit=6))
    assert [len(part) for _, part in given.named()] == [6, 10]
    assert given.choice is given.test
    divided = find_parts(TrainingSettings(train, "", limit=10, split=(80, 20)))
    assert [len(part) for _, part in divided.named()] == [8, 2]


def test_a_part_without_a_class_is_refused(tmp_path: Path) -> None:
    write_pictures(tmp_path / "all", pictures=2)
    with pytest.raises(DataError, match=r"no picture of (left|right): there are too few"):
        find_parts(TrainingSettings(str(tmp_path / "all"), "", limit=1, split=(50, 50)))


def test_what_emptied_a_class_is_named(tmp_path: Path) -> None:
    write_pictures(tmp_path / "train", ("happy", "sad"), pictures=1)
    write_pictures(tmp_path / "test", ("happy", "sad"), pictures=1)
    columns = ("path", *COLUMNS, *OTHERS)
    counts = {"happy": "0,0,0,10,0,0,0,0,0,0", "sad": "0,0,0,0,0,0,0,0,0,10"}
    rows = [",".join(columns), *(f"train/{name}/000.png,{n}" for name, n in counts.items())]
    (tmp_path / "votes.csv").write_text("\n".join(rows) + "\n")
    places = str(tmp_path / "train"), str(tmp_path / "test")
    settings = TrainingSettings(*places, votes=str(tmp_path / "votes.csv"), drop_no_face=True)
    with pytest.raises(DataError, match="no picture of sad: --drop-no-face leaves none of them"):
        find_parts(settings)
    table = tmp_path / "faces.csv"
    lines = [f"{emotion},7 7 7 7,{use}" for emotion, use in ((3, "Training"), (4, "PublicTest"))]
    table.write_text("\n".join(["emotion,pixels,Usage", *lines]) + "\n")
    with pytest.raises(
        DataError, match=r"training part has no .* sad: the column Usage of .*faces"
    ):
        find_parts(TrainingSettings(str(table), ""))
