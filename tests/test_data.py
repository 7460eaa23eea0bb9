"""Class folders: what is refused, what is left out, and what an epoch reads."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.augmentation import Augmentation
from model.data import EpochBatches, Flow, FolderPictures, Part, find_parts
from model.data.pictures import Numbers
from model.errors import DataError
from model.preprocess import Batch
from model.settings import TrainingSettings
from tests.training_support import needs_tensorflow, write_data, write_pictures


def whole(folder: Path) -> Part:
    return Part.whole(FolderPictures.look(folder))


def refusal(train: Path, test: Path) -> str:
    with pytest.raises(DataError) as caught:
        find_parts(TrainingSettings(str(train), str(test)))
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_class_names_are_free_and_sorted(tmp_path: Path) -> None:
    names = ["10", "11", "9", "left"]
    folder = write_pictures(tmp_path / "data", list(reversed(names)), pictures=2)
    (folder / ".hidden").mkdir()
    (folder / "notes.txt").write_text("no class")
    assert whole(folder).counts == dict.fromkeys(names, 2)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    write_pictures(tmp_path / "train")
    assert str(tmp_path / "tset") in refusal(tmp_path / "train", tmp_path / "tset")


def test_a_folder_without_class_folders_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    Image.new("L", (48, 48)).save(folder / "loose.png")
    assert "no class folders" in refusal(folder, folder)


def test_one_class_is_not_enough(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "data", ["happy"])
    assert "only the class folder happy" in refusal(folder, folder)


def test_an_empty_class_is_named(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "data")
    (folder / "empty").mkdir()
    assert str(folder / "empty") in refusal(folder, folder)


def test_classes_that_differ_are_named_with_their_folder(tmp_path: Path) -> None:
    train = write_pictures(tmp_path / "train", ["happy", "sad", "angry"], 1)
    test = write_pictures(tmp_path / "test", ["happy", "sad", "fear"], 1)
    sentence = refusal(train, test)
    assert f"only in {train}: angry" in sentence
    assert f"only in {test}: fear" in sentence


def test_unreadable_pictures_are_counted_and_left_out(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "data", pictures=5)
    intact = (folder / "left" / "000.png").read_bytes()
    broken = [folder / "left" / name for name in ("000.png", "empty.jpg", "link.png", "text.PNG")]
    broken[0].write_bytes(intact[: len(intact) // 2])
    broken[1].touch()
    broken[2].symlink_to(folder / "nowhere.png")
    broken[3].write_text("not a picture")
    found = whole(folder)
    assert found.counts == {"left": 4, "right": 5}
    assert found.pictures.unreadable == tuple(map(str, broken))


def test_a_class_of_unreadable_pictures_is_refused(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "data", ["happy", "sad"], 2)
    (folder / "angry").mkdir()
    (folder / "angry" / "a.png").write_text("not a picture")
    assert "a.png" in refusal(folder, folder)


def test_the_fingerprint_is_that_of_the_data_not_of_its_place(tmp_path: Path) -> None:
    one = write_pictures(tmp_path / "one")
    other = write_pictures(tmp_path / "other")
    assert whole(one).fingerprint == whole(other).fingerprint
    (other / "left" / "000.png").unlink()
    assert whole(one).fingerprint != whole(other).fingerprint


@pytest.mark.train
@needs_tensorflow
def test_an_epoch_depends_on_seed_and_number_alone(tmp_path: Path) -> None:
    write_data(tmp_path, pictures=5)
    (tmp_path / "train" / "left" / "broken.png").write_text("not a picture")
    seeded = TrainingSettings(str(tmp_path / "train"), str(tmp_path / "test"), batch_size=4, seed=3)
    flow = Flow(seeded, whole(tmp_path / "train"))
    augmentation = Augmentation(seeded)
    epoch = EpochBatches(flow, augmentation, seeded, epoch=1)
    straight = [epoch[index] for index in range(len(epoch))]
    again = EpochBatches(flow, augmentation, seeded, epoch=1)
    backwards = [again[index] for index in reversed(range(len(again)))][::-1]
    for (pictures, targets), (same_pictures, same_targets) in zip(straight, backwards, strict=True):
        np.testing.assert_array_equal(pictures, same_pictures)
        np.testing.assert_array_equal(targets, same_targets)
    assert sum(len(targets) for _, targets in straight) == 10
    assert not np.array_equal(EpochBatches(flow, augmentation, seeded, 2)[0][0], straight[0][0])


@pytest.mark.train
@needs_tensorflow
def test_the_test_pictures_arrive_as_they_lie_on_the_disk(tmp_path: Path) -> None:
    write_data(tmp_path, pictures=3)
    settings = TrainingSettings(str(tmp_path / "train"), str(tmp_path / "test"))
    flow = Flow(settings, whole(tmp_path / "test"))
    pictures, targets = flow[0]
    with Image.open(tmp_path / "test" / "left" / "000.png") as first:
        np.testing.assert_array_equal(pictures[0, :, :, 0], np.asarray(first))
    assert pictures.dtype == np.float32
    assert targets.argmax(axis=1).tolist() == [0, 0, 0, 1, 1, 1]


class Numbered:
    """A part whose pictures are their own numbers."""

    batch_size = 50

    def __init__(self, *counts: int) -> None:
        self.classes: Numbers = np.repeat(np.arange(len(counts)), counts).astype(np.intp)
        self.n = len(self.classes)

    def __len__(self) -> int:
        return math.ceil(self.n / self.batch_size)

    def take(self, places: Numbers) -> tuple[Batch, Batch]:
        pictures = np.zeros((len(places), 1, 1, 1), np.float32) + places[:, None, None, None]
        return pictures.astype(np.float32), np.eye(9, dtype=np.float32)[self.classes[places]]


def shown(balance: float, *counts: int, epoch: int = 0) -> Numbers:
    """The pictures that an epoch shows, in its order."""
    still = TrainingSettings(
        "a", "b", flip=False, rotation=0, shift=0, zoom=0, light=0, degrade=0, erase=0, mixup=0,
        balance=balance,
    )  # fmt: skip
    batches = EpochBatches(Numbered(*counts), Augmentation(still), still, epoch)  # type: ignore[arg-type]
    pictures = [batches[index][0].ravel() for index in range(len(batches))]
    return np.concatenate(pictures).astype(np.intp)


def test_an_epoch_without_balance_shows_every_picture_once_in_the_order_of_before() -> None:
    expected = np.random.default_rng((0, 4)).permutation(160)
    np.testing.assert_array_equal(shown(0, 100, 60, epoch=4), expected)


@pytest.mark.parametrize(
    ("balance", "expected"), [(0.5, (80, 40, 20)), (1.0, (47, 46, 47))]
)  # fmt: skip
def test_balance_shows_rare_classes_more_often(balance: float, expected: tuple[int, ...]) -> None:
    counts = (112, 28, 7) if balance == 0.5 else (112, 21, 7)
    total = sum(counts)
    order = shown(balance, *counts)
    classes = np.repeat(np.arange(3), counts)
    found = np.bincount(classes[order])
    assert len(order) == total
    if balance == 1:
        assert found.tolist() == list(expected)
    else:
        np.testing.assert_allclose(found / total, np.array(expected) / 140, atol=0.01)
    # Within a class no picture is shown twice more than another.
    for label in range(3):
        times = np.bincount(order, minlength=total)[classes == label]
        assert np.ptp(times) <= 1
    assert not np.array_equal(order, shown(balance, *counts, epoch=1))
