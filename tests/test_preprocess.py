"""Training and serving give a network the same numbers for the same face."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import PIL.Image
import pytest

from emoji_gui.pipeline.pictures import read_picture
from model.preprocess import crop_face, to_batch, to_bgr, to_gray


def pattern(height: int, width: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.random.default_rng(0).integers(0, 256, (height, width), dtype=np.uint8)


@pytest.mark.train
@pytest.mark.filterwarnings("ignore")
def test_training_and_serving_see_the_same_numbers(tmp_path: Path) -> None:
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    from model.data import Flow, FolderPictures, Part
    from model.settings import TrainingSettings

    faces = tmp_path / "faces"
    for label in ("happy", "sad"):
        (faces / label).mkdir(parents=True)
        PIL.Image.fromarray(pattern(48, 48)).save(faces / label / "face.png")
    settings = TrainingSettings(str(faces), str(faces))
    trained, _ = Flow(settings, Part.whole(FolderPictures.look(faces)))[0]

    picture = read_picture(faces / "happy" / "face.png")
    served = to_batch(crop_face(to_gray(picture), (0, 0, 48, 48))[np.newaxis])
    assert served.shape == trained[:1].shape
    assert served.dtype == trained.dtype
    np.testing.assert_array_equal(served, trained[:1])


def test_a_face_of_the_right_size_is_left_alone() -> None:
    gray = pattern(60, 70)
    np.testing.assert_array_equal(crop_face(gray, (10, 5, 48, 48)), gray[5:53, 10:58])


@pytest.mark.parametrize("side", [20, 48, 100])
@pytest.mark.parametrize("corner", [(-30, -30), (70, 50), (30, -15)])
def test_a_face_over_the_rim_keeps_its_size(side: int, corner: tuple[int, int]) -> None:
    gray = np.full((60, 80), 77, dtype=np.uint8)
    box = (max(corner[0], 1 - side), max(corner[1], 1 - side), side, side)
    crop = crop_face(gray, box)
    assert crop.shape == (48, 48)
    assert (crop == 77).all(), "what lies outside repeats the edge"


def test_the_longer_side_is_cut() -> None:
    gray = np.tile(np.arange(200, dtype=np.uint8), (200, 1))
    np.testing.assert_array_equal(
        crop_face(gray, (50, 20, 20, 96)), crop_face(gray, (12, 20, 96, 96))
    )


@pytest.mark.parametrize("shape", [(4, 6), (4, 6, 1), (4, 6, 3), (4, 6, 4)])
def test_gray_of_every_kind_of_picture(shape: tuple[int, ...]) -> None:
    gray = to_gray(np.full(shape, 200, dtype=np.uint8))
    assert gray.shape == (4, 6)
    assert (gray == 200).all()


@pytest.mark.parametrize(
    "picture", [np.zeros((4, 6), np.float32), np.zeros((4, 6, 2), np.uint8), np.zeros(4, np.uint8)]
)
def test_what_is_no_picture_is_refused(
    picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
) -> None:
    with pytest.raises(ValueError, match="a picture is"):
        to_gray(picture)


@pytest.mark.parametrize("side", [40, 60, 300])
@pytest.mark.parametrize("roll", [-35.0, 20.0])
def test_a_turned_face_is_cut_out_upright(side: int, roll: float) -> None:
    upright = np.full((600, 600), 40, dtype=np.uint8)
    half = side // 2
    upright[300 - half : 300, 300 - half : 300 + half] = 200
    upright[300 : 300 + half, 300 - half : 300] = 120
    # OpenCV counts degrees against the clock.
    turn = cv2.getRotationMatrix2D((299.5, 299.5), -roll, 1)
    turned = np.asarray(cv2.warpAffine(upright, turn, (600, 600)), np.uint8)
    box = (300 - half, 300 - half, side, side)
    expected = crop_face(upright, box).astype(int)
    found = crop_face(turned, box, roll=roll).astype(int)
    assert found.shape == (48, 48)
    assert np.abs(found - expected)[2:-2, 2:-2].mean() < 4


def test_a_turned_face_over_the_rim_repeats_the_edge() -> None:
    gray = np.full((60, 80), 77, dtype=np.uint8)
    for side in (20, 150):
        assert (crop_face(gray, (70, -10, side, side), roll=30) == 77).all()


@pytest.mark.parametrize("shape", [(4, 6), (4, 6, 1), (4, 6, 3), (4, 6, 4)])
def test_colour_of_every_kind_of_picture(shape: tuple[int, ...]) -> None:
    colour = to_bgr(np.full(shape, 200, dtype=np.uint8))
    assert colour.shape == (4, 6, 3)
    assert (colour == 200).all()
