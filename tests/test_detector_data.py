"""Photographs with boxes, the training pictures made of them, and how answers are judged."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from model.detector import Box, Framing
from model.detector.composing import Cut, Face, cut_out
from model.detector.evaluation import Truth, curve, judge, truth_of
from model.detector.fitting import empty_photographs, fit_framing, scenes
from model.detector.geometry import WIDER_FRAMING, wider_box
from model.detector.looks import Looks
from model.detector.pasting import hide_covered, paste
from model.detector.pictures import PhotographSource, is_held_out, read_faces
from model.detector.samples import EpochSamples, Material
from model.detector.settings import DetectorSettings
from model.detector.targets import COUNTS, HEAT, WEIGHT, encode
from model.errors import DataError
from model.preprocess import crop_face
from tests.detector_support import SIDE, photograph, write_photographs, zipped

NO_FACES = np.zeros((0, 48, 48), np.uint8)


def test_a_fifth_is_kept_out_by_name_alone() -> None:
    names = [f"images/{number:04}.jpg" for number in range(2558)]
    held_out = [name for name in names if is_held_out(name)]
    assert len(held_out) == 541
    assert held_out[:3] == ["images/0004.jpg", "images/0010.jpg", "images/0016.jpg"]
    assert all(is_held_out(Path(name).name) for name in held_out)


def test_zip_and_folder_hold_the_same(tmp_path: Path) -> None:
    folder = write_photographs(tmp_path / "faces", 3)
    sources = PhotographSource(folder), PhotographSource(zipped(folder))
    assert sources[0].fingerprint == sources[1].fingerprint
    loaded = [source.load(source.names, 1) for source in sources]
    for one, other in zip(*loaded, strict=True):
        assert one.name == other.name
        np.testing.assert_array_equal(one.levels[0], other.levels[0])
        np.testing.assert_array_equal(one.faces, other.faces)
    assert sources[1].load(sources[1].names, 3)[0].levels[0].shape == (SIDE, SIDE, 3)


def test_flags_become_doubt_and_boxes_without_size_are_none(tmp_path: Path) -> None:
    folder = write_photographs(tmp_path / "faces", 1)
    rows = ["image,x,y,w,h,invalid,occlusion", *(
        f"images/0000.jpg,5,5,{w},9,{invalid},{occlusion}"
        for w, invalid, occlusion in ((9, 0, 0), (9, 0, 1), (9, 1, 0), (9, 0, 2), (0, 0, 0))
    )]  # fmt: skip
    (folder / "boxes.csv").write_text("\n".join(rows))
    source = PhotographSource(folder)
    assert source.load(source.names, 1)[0].doubtful.tolist() == [False, False, True, True]


def test_what_is_no_picture_is_left_out_and_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = write_photographs(tmp_path / "faces", 3)
    (folder / "images" / "0001.jpg").write_bytes(b"no picture")
    (folder / "images" / "0002.jpg").unlink()
    source = PhotographSource(folder)
    assert [each.name for each in source.load(source.names, 1)] == ["images/0000.jpg"]
    assert "0001.jpg" in caplog.text and "0002.jpg" in caplog.text
    (folder / "images" / "0000.jpg").unlink()
    with pytest.raises(DataError, match="none of the 3 pictures"):
        source.load(source.names, 1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "has no boxes.csv"),
        ("image,x\n", "names no face"),
        ("image,x\na.jpg,1\n", "needs the columns"),
        ("image,x,y,w,h,invalid,occlusion\na.jpg,1,1,b,1,0,0\n", "needs the columns"),
    ],
)
def test_boxes_that_cannot_be_used(text: str | None, sentence: str, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "boxes.csv").write_text(text)
    with pytest.raises(DataError, match=sentence):
        PhotographSource(tmp_path)


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "faces.zip").write_bytes(b"no zip")
    with pytest.raises(DataError, match="no zip"):
        PhotographSource(tmp_path / "faces.zip")
    with pytest.raises(DataError, match="There is no"):
        PhotographSource(tmp_path / "missing.zip")
    with pytest.raises(DataError, match="no class folders"):
        read_faces(tmp_path)


@pytest.mark.parametrize("scale", [0.3, 0.6, 1.0, 2.0])
@pytest.mark.parametrize(("roll", "flip"), [(0.0, False), (30.0, False), (-20.0, True)])
def test_the_box_goes_where_the_face_goes(scale: float, roll: float, flip: bool) -> None:
    source = photograph((30, 20, 24, 32))
    cut = Cut((42, 36), (70, 60), scale, roll, flip)
    picture, faces = cut_out(source, cut, (120, 140))
    bright = np.argwhere(picture > 180)
    y, x = bright.mean(0) + 0.5
    assert (faces[0].x, faces[0].y) == pytest.approx((70, 60))
    assert (x, y) == pytest.approx((faces[0].x, faces[0].y), abs=1)
    height, width = np.ptp(bright, axis=0) + 1
    assert (width, height) == pytest.approx((faces[0].w, faces[0].h), rel=0.15, abs=2)
    assert faces[0].roll == roll and faces[0].sought


def test_faces_cut_off_or_doubtful_are_not_sought() -> None:
    source = photograph((30, 20, 24, 32), (70, 60, 20, 20), doubtful=[True])
    cut = Cut((70, 70), (0, 10), 1.0, 0.0, flip=False)
    _, faces = cut_out(source, cut, (40, 40))
    assert [face.sought for face in faces] == [True]
    cut = Cut((85, 70), (0, 10), 1.0, 0.0, flip=False)
    assert [face.sought for face in cut_out(source, cut, (40, 40))[1]] == [False]
    whole = Cut((0, 0), (0, 0), 1.0, 0.0, flip=False)
    assert [face.sought for face in cut_out(source, whole, (96, 96))[1]] == [False, True]


@pytest.mark.parametrize("roll", [0.0, 30.0])
@pytest.mark.parametrize("shape", [(120, 160), (120, 160, 3)])
def test_a_pasted_face_lies_in_its_box(shape: tuple[int, ...], roll: float) -> None:
    picture = np.zeros(shape, np.uint8)
    face = paste(picture, np.full((48, 48), 255, np.uint8), (80, 60), 60, roll=roll)
    y, x = np.argwhere(picture.reshape(120, 160, -1)[..., 0] > 127).mean(0) + 0.5
    assert (x, y) == pytest.approx((80, 60), abs=1)
    assert (face.x, face.y) == pytest.approx((80, 60), abs=1)
    _, _, w, h = wider_box(0, 0, 60)
    assert (face.w, face.h) == pytest.approx((w, h)) if not roll else face.w > w
    under = Face(85, 60, 20, 20, 0, sought=True)
    beside = Face(150, 10, 10, 10, 0, sought=True)
    assert [each.sought for each in hide_covered([under, beside], face)] == [False, True]


def test_a_face_pasted_over_the_rim_does_no_harm() -> None:
    picture = np.zeros((50, 50), np.uint8)
    paste(picture, np.full((48, 48), 255, np.uint8), (0, 50), 40)
    assert picture[-1, 0] > 200 and picture[0, -1] == 0
    paste(picture, np.full((48, 48), 255, np.uint8), (500, 500), 40)


@pytest.mark.parametrize(("x", "y", "cells"), [(44, 52, 1), (48, 52, 2), (46, 52, 2), (48, 48, 4)])
def test_a_face_between_cells_is_told_to_all_of_them(x: float, y: float, cells: int) -> None:
    target = encode([Face(x, y, 20, 20, 0, sought=True)], (128, 128), 8, 12)
    assert (target[..., HEAT] == 1).sum() == cells
    # The next ones are not told flatly that there is no face.
    assert (target[..., HEAT] > 0.02).sum() > cells


def test_the_target_has_a_hill_at_each_face_and_no_opinion_at_doubtful_ones() -> None:
    faces = [
        Face(44, 52, 48, 64, 10, sought=True),
        Face(100, 20, 30, 30, 0, sought=False),
        Face(20, 110, 5, 5, 0, sought=True),
    ]
    target = encode(faces, (128, 128), 8, 12)
    assert target.shape == (16, 16, 9)
    assert target[6, 5, HEAT] == 1
    assert (target[..., HEAT] == 1).sum() == 1
    assert target[2, 12, COUNTS] == 0 and target[13, 2, COUNTS] == 0
    assert target[0, 0, COUNTS] == 1 and target[6, 5, COUNTS] == 1
    assert target[6, 5, 3:7] * 8 == pytest.approx([24, 32, 24, 32])
    assert target[6, 5, 7:] == pytest.approx(
        [math.sin(math.radians(10)), math.cos(math.radians(10))]
    )
    assert target[..., WEIGHT].sum() == pytest.approx(math.log(2 + 6 * 8), rel=1e-3)


@pytest.mark.parametrize("colors", [1, 3])
def test_batches_depend_on_seed_epoch_and_number_alone(colors: int) -> None:
    found = [photograph((30, 20, 24, 32), seed=seed) for seed in range(9)]
    if colors == 3:
        found = [
            type(each)(each.name, tuple(np.dstack([level] * 3) for level in each.levels),
                       each.faces, each.doubtful)
            for each in found
        ]  # fmt: skip
    settings = DetectorSettings(
        "", size=64, batch_size=4, colors=colors, paste=0.5, pixels=9216, mosaic=0.5,
        channels=(4, 4, 8, 8), blocks=(1, 1),
    )  # fmt: skip
    faces = np.full((2, 48, 48), 200, np.uint8)
    material = Material(found, faces, Looks(0), ((3, 40.0, 40.0, 20.0),))
    one, other = (EpochSamples(material, settings, 1) for _ in range(2))
    assert len(one) == 2
    # Read in another order, they are the same.
    second, first = one[1], one[0]
    for batch, again in ((first, other[0]), (second, other[1])):
        assert batch[0].shape == (4, 64, 64, colors) and batch[1].shape == (4, 8, 8, 9)
        assert batch[0].dtype == batch[1].dtype == np.float32
        np.testing.assert_array_equal(batch[0], again[0])
        np.testing.assert_array_equal(batch[1], again[1])
    assert (EpochSamples(material, settings, 2)[0][0] != first[0]).any()
    with pytest.raises(IndexError):
        one[2]


def test_looks_change_the_picture_and_keep_its_shape() -> None:
    looks, rng = Looks(0), np.random.default_rng(0)
    faces = [Face(30, 30, 20, 20, 0, sought=True)]
    for shape in ((64, 64), (64, 64, 3)):
        plain = np.full(shape, 100, np.uint8)
        changed = [looks.change(plain, faces, rng) for _ in range(40)]
        assert {each.shape for each in changed} == {shape}
        assert len({each.tobytes() for each in changed}) > 30
        assert (plain == 100).all()


def test_boxes_are_judged() -> None:
    truth = Truth(
        np.asarray([(0, 0, 10, 10), (20, 0, 10, 10), (40, 0, 10, 10)], np.float32),
        np.asarray([True, True, False]),
    )
    boxes = [
        Box(1, 0, 10, 10, 0.9),  # right
        Box(0, 0, 10, 10, 0.8),  # the same face again
        Box(40, 0, 10, 10, 0.7),  # a face that does not count
        Box(70, 0, 10, 10, 0.6),  # nothing there
        Box(20, 0, 10, 10, 0.5),  # right
    ]
    shared = pytest.approx(90 / 110)
    assert judge(boxes, truth) == [(0.9, shared), (0.8, 0), (0.6, 0), (0.5, 1)]


def test_the_curve() -> None:
    truth = Truth(np.asarray([(0, 0, 10, 10), (20, 0, 10, 10)], np.float32), np.ones(2, bool))
    none = Truth(np.zeros((0, 4), np.float32), np.zeros(0, bool))
    boxes = [Box(0, 0, 10, 10, 0.9), Box(20, 0, 10, 10, 0.3)]
    found = curve([(boxes, truth), ([Box(5, 5, 9, 9, 0.6)], none)])
    assert found.recall_at(0.4) == 0.5 and found.threshold_at(0.4) == pytest.approx(0.9)
    assert found.recall_at(0.5) == 1.0 and found.threshold_at(0.5) == pytest.approx(0.3)
    assert found.at() == (1.0, 0.5) and found.at(0.5) == (0.5, 0.5)
    assert found.overlap == 1
    assert found.average_precision == pytest.approx(0.5 + 0.5 * 2 / 3)
    nothing = curve([([], none)])
    assert (nothing.recall_at(), nothing.average_precision) == (0.0, 0.0)


def test_small_and_doubtful_faces_do_not_count() -> None:
    truth = truth_of(photograph((0, 0, 5, 9), (20, 0, 6, 10), (40, 0, 30, 30)))
    assert truth.counted.tolist() == [False, True, True]
    truth = truth_of(photograph((40, 0, 30, 30), doubtful=[True]))
    assert truth.counted.tolist() == [False]


class FramedDetector:
    """Finds the bright square of a pasted white face, and boxes it wrongly in a known way."""

    framing = Framing(scale=1.25, dx=0.1, dy=-0.2)

    def detect(self, frame: Any) -> list[Box]:
        bright = np.argwhere(np.asarray(frame) > 250)
        if len(bright) < 100:
            return []
        (top, left), (bottom, right) = bright.min(0), bright.max(0) + 1
        side = max(bottom - top, right - left) / 1.25
        x, y = (left + right) / 2 - 0.1 * side, (top + bottom) / 2 + 0.2 * side
        return [Box(x - side / 2, y - side / 2, side, side, 0.9)]


def test_the_framing_is_fitted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.detector.fitting.MOST_ROLL", 0.0)
    dark = [photograph(seed=seed) for seed in range(3)]
    dark = [
        type(each)(
            each.name,
            (np.asarray(cv2.resize(each.levels[0], (320, 240)), np.uint8),),
            each.faces,
            each.doubtful,
        )
        for each in dark
    ]
    faces = np.full((30, 48, 48), 255, np.uint8)
    found = fit_framing(FramedDetector(), faces, dark)
    # The white square has soft edges, so its bright part is smaller than the frame.
    ratio = found.scale / FramedDetector.framing.scale
    assert 1.0 < ratio < 1.4
    assert (found.dx, found.dy) == pytest.approx((0.1, -0.2), abs=0.03)


def test_without_faces_found_the_framing_is_that_of_the_data(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Blind:
        framing = WIDER_FRAMING

        def detect(self, frame: Any) -> list[Box]:
            return []

    large = photograph()
    large = type(large)(large.name, (np.zeros((240, 320), np.uint8),), large.faces, large.doubtful)
    assert fit_framing(Blind(), np.zeros((3, 48, 48), np.uint8), [large]) == WIDER_FRAMING
    assert "too few" in caplog.text
    assert [each.shape for each in empty_photographs([large])] == [(480, 640)]
    assert empty_photographs([photograph((0, 0, 90, 90))]) == []


@pytest.mark.parametrize("roll", [-25.0, 0.0, 20.0])
def test_a_pasted_face_comes_back_upright_in_its_frame(roll: float) -> None:
    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 256, (6, 6), dtype=np.uint8)
    face = np.asarray(cv2.resize(coarse, (48, 48), interpolation=cv2.INTER_CUBIC), np.uint8)
    backgrounds = [np.full((480, 640), 90, np.uint8)]
    scene = next(scenes(face[None], backgrounds, sides=(192, 192), roll=(roll, roll), soft=0.01))
    known = scene.face
    box = Box(known.x - known.w / 2, known.y - known.h / 2, known.w, known.h, 1, known.roll)
    crop = crop_face(scene.picture, WIDER_FRAMING.square(box), roll=box.roll)
    assert np.abs(crop.astype(int) - face)[2:-2, 2:-2].mean() < 6
