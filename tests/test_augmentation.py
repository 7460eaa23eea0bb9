from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from model import degradation
from model.augmentation import Augmentation, Pictures
from model.settings import TrainingSettings

STILL = TrainingSettings(
    "a",
    "b",
    flip=False,
    rotation=0,
    shift=0,
    shear=0,
    zoom=0,
    light=0,
    degrade=0,
    erase=0,
    mixup=0,
)
TARGETS = np.eye(7, dtype=np.float32)[[0, 3, 3, 6]]


def pictures(colors: int = 1) -> Pictures:
    rng = np.random.default_rng(5)
    return rng.integers(0, 256, (4, 24, 24, colors)).astype(np.float32)


def augmented(
    seed: int = 1, colors: int = 1, given: Pictures | None = None, **changes: Any
) -> tuple[Pictures, Pictures]:
    augmentation = Augmentation(replace(STILL, **changes))
    batch = pictures(colors) if given is None else given
    return augmentation.apply(batch, TARGETS, np.random.default_rng(seed))


def test_nothing_asked_is_nothing_done() -> None:
    changed, targets = augmented()
    np.testing.assert_array_equal(changed, pictures())
    np.testing.assert_array_equal(targets, TARGETS)


@pytest.mark.parametrize("colors", [1, 3])
def test_everything_at_once_keeps_shape_dtype_and_range(colors: int) -> None:
    asked: dict[str, Any] = {"flip": True, "rotation": 40.0, "shift": 0.3, "zoom": 0.5}
    asked |= {"light": 1.0, "erase": 1.0, "mixup": 0.4, "shear": 20.0, "degrade": 1.0}
    changed, targets = augmented(colors=colors, **asked)
    assert changed.shape == (4, 24, 24, colors) and changed.dtype == np.float32
    assert targets.shape == TARGETS.shape and targets.dtype == np.float32
    assert changed.min() >= 0 and changed.max() <= 255.001
    again, same_targets = augmented(colors=colors, **asked)
    np.testing.assert_array_equal(changed, again)
    np.testing.assert_array_equal(targets, same_targets)
    assert not np.array_equal(changed, augmented(seed=2, colors=colors, **asked)[0])


def test_a_flip_is_of_some_pictures_and_exact() -> None:
    sides = set()
    for seed in range(4):
        for picture, original in zip(augmented(seed, flip=True)[0], pictures(), strict=True):
            flipped = np.array_equal(picture, original[:, ::-1])
            assert flipped or np.array_equal(picture, original)
            sides.add(flipped)
    assert sides == {True, False}


@pytest.mark.parametrize(
    "asked", [{"rotation": 30.0}, {"shift": 0.2}, {"zoom": 0.3}, {"shear": 30.0}]
)
def test_a_moved_face_is_drawn_out_to_the_border(asked: dict[str, Any]) -> None:
    plain = np.full((4, 24, 24, 1), 90, np.float32)
    np.testing.assert_allclose(augmented(given=plain, **asked)[0], plain, rtol=1e-5)
    assert not np.array_equal(augmented(**asked)[0], pictures())


def test_light_leaves_the_order_of_the_gray_levels() -> None:
    ramp = np.tile(np.linspace(40, 210, 24, dtype=np.float32)[None, None, :, None], (4, 24, 1, 1))
    changed, _ = augmented(given=ramp, light=0.5)
    assert (np.diff(changed, axis=2) >= 0).all()
    assert not np.allclose(changed, ramp)


def test_erasing_covers_one_rectangle_of_the_promised_size() -> None:
    plain = np.full((4, 24, 24, 1), 90, np.float32)
    for picture in augmented(given=plain, erase=1.0)[0]:
        rows, columns = np.nonzero(picture[:, :, 0] != 90)
        box = (np.ptp(rows) + 1) * (np.ptp(columns) + 1)
        assert len(rows) == box
        # Whole pixels, so a little less or more than 2 to 20 % of 576.
        assert 8 <= box <= 140


def test_mixing_keeps_the_larger_part_the_pictures_own() -> None:
    shares = []
    for seed in range(30):
        changed, targets = augmented(seed, mixup=0.4)
        np.testing.assert_allclose(targets.sum(axis=1), 1, rtol=1e-5)
        own = targets[np.arange(4), TARGETS.argmax(axis=1)]
        assert (own >= 0.5).all()
        shares += own.tolist()
        # Whatever the partner was, each pixel lies between two gray levels.
        assert changed.min() >= 0 and changed.max() <= 255
    assert min(shares) < 0.9


def test_a_slant_moves_rows_sideways_and_leaves_the_middle_where_it_is() -> None:
    upright = np.zeros((4, 25, 25, 1), np.float32)
    upright[:, :, 11:14] = 255
    columns = np.arange(25)
    moved = []
    for picture in augmented(given=upright, shear=30.0)[0][..., 0]:
        centres = (picture * columns).sum(axis=1) / picture.sum(axis=1)
        assert centres[12] == pytest.approx(12, abs=0.05)
        # A straight line still, up to 30 degrees off the upright.
        np.testing.assert_allclose(np.diff(centres, 2), 0, atol=0.05)
        moved.append(centres[24] - centres[0])
    assert max(np.abs(moved)) <= 24 * np.tan(np.radians(30)) + 0.1
    assert max(np.abs(moved)) > 2


def test_pictures_can_be_shown_without_being_blended() -> None:
    augmentation = Augmentation(replace(STILL, mixup=0.4), mix=False)
    changed, targets = augmentation.apply(pictures(), TARGETS, np.random.default_rng(0))
    np.testing.assert_array_equal(changed, pictures())
    np.testing.assert_array_equal(targets, TARGETS)


def smooth(colors: int = 1) -> Pictures:
    """A face's worth of structure: light falling from one corner over two dark spots."""
    rows, columns = np.mgrid[:48, :48].astype(np.float32)
    levels = 60 + 2 * rows + columns
    for centre in (16, 32):
        levels[14:20, centre - 3 : centre + 3] = 20
    return np.repeat(levels[None, ..., None], colors, axis=3)


@pytest.mark.parametrize("colors", [1, 3])
@pytest.mark.parametrize("way", ["_blur", "_shrink", "_add_noise", "_compress"])
def test_what_a_camera_does_leaves_the_face_recognisable(way: str, colors: int) -> None:
    given = smooth(colors)[0]
    rng, changes = np.random.default_rng(3), []
    for _ in range(12):
        changed = getattr(degradation, way)(given, rng).reshape(given.shape)
        assert changed.dtype == np.float32 and changed.min() >= 0 and changed.max() <= 255
        changes.append(float(np.abs(changed - given).mean()))
        assert abs(float(changed.mean() - given.mean())) < 2
    assert 0.3 < max(changes) < 12
    assert len(set(changes)) > 4, "the strength is drawn"


def test_a_share_of_the_pictures_is_degraded_by_one_way_or_two() -> None:
    given = np.repeat(smooth(), 400, axis=0)
    augmentation = Augmentation(replace(STILL, degrade=0.4))
    targets = np.eye(7, dtype=np.float32)[np.zeros(400, int)]
    changed, _ = augmentation.apply(given, targets, np.random.default_rng(0))
    touched = (changed != given).any(axis=(1, 2, 3))
    assert 0.3 < touched.mean() < 0.5
    np.testing.assert_array_equal(changed[~touched], given[~touched])


def test_colours_stay_where_they_were_through_jpeg() -> None:
    red = np.zeros((24, 24, 3), np.float32)
    red[..., 0] = 200
    back = degradation._compress(red, np.random.default_rng(0))
    assert back[..., 0].mean() > 180 and back[..., 1:].mean() < 20


def test_a_run_of_before_the_degrading_draws_what_it_drew() -> None:
    drawn, expected = np.random.default_rng(1), np.random.default_rng(1)
    Augmentation(STILL).apply(pictures(), TARGETS, drawn)
    # Whether to erase was always drawn, once a picture.
    expected.random(4)
    assert drawn.random() == expected.random()
