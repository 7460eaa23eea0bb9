"""What the face detector takes, and what it makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from emoji_gui.pipeline.pictures import read_picture
from emoji_gui.pipeline.sources import open_source
from model import FaceDetector
from model.detector import Box, Framing, haar
from model.detector.boxes import as_array, overlaps, without_nested
from model.detector.geometry import WIDER_FRAMING, turned_size, wider_box
from model.detector.yunet import YuNetDetector
from model.errors import ModelError

needs_haar = pytest.mark.skipif(
    not hasattr(cv2, "CascadeClassifier"), reason="this OpenCV has no Haar cascades"
)
CLIP = Path(__file__).resolve().parents[2] / "shared" / "data" / "clip.mp4"


@pytest.fixture(scope="module", params=["network", pytest.param("haar", marks=needs_haar)])
def faces(request: pytest.FixtureRequest) -> FaceDetector:
    return FaceDetector.load(request.param)


def test_the_network_that_ships_is_what_is_loaded() -> None:
    assert FaceDetector.load().kind == "network"


@pytest.mark.parametrize(
    "shape", [(240, 320, 3), (240, 320), (240, 320, 4), (1, 1, 3), (2, 900, 3), (900, 2, 3)]
)
def test_pictures_without_a_face(faces: FaceDetector, shape: tuple[int, ...]) -> None:
    assert faces.detect(np.full(shape, 128, dtype=np.uint8)) == []


def test_read_only_and_scattered_pictures_are_taken(faces: FaceDetector) -> None:
    picture = np.zeros((480, 640, 3), dtype=np.uint8)[::2, ::2, ::-1]
    picture.flags.writeable = False
    assert faces.detect(picture) == []


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((24, 32, 3), np.float32),
        np.zeros((24, 32, 2), np.uint8),
        np.zeros(24, np.uint8),
        np.zeros((1, 24, 32, 3), np.uint8),
        np.zeros((0, 32, 3), np.uint8),
    ],
)
def test_other_shapes_and_types_are_refused(faces: FaceDetector, wrong: Any) -> None:
    with pytest.raises(ValueError, match="a picture is"):
        faces.detect(wrong)


@pytest.mark.skipif(not CLIP.exists(), reason="clip.mp4 is not on this machine")
@pytest.mark.parametrize("scale", [1, 3])
def test_a_face_is_found_where_it_is(faces: FaceDetector, scale: int) -> None:
    source = open_source(str(CLIP))
    frame = source.read()
    source.close()
    assert frame is not None
    box = faces.detect(np.asarray(cv2.resize(frame.image, None, fx=scale, fy=scale), np.uint8))[0]
    x, y, side, _ = faces.framing.square(box)
    assert ((x + side / 2) / scale, (y + side / 2) / scale) == pytest.approx((282, 146), abs=15)
    assert side / scale == pytest.approx(125, abs=20)
    assert 0 < box.score <= 1


def test_a_part_of_a_face_is_no_second_face() -> None:
    face, mouth, other = Box(0, 0, 100, 100, 0.8), Box(20, 60, 50, 50, 0.3), Box(90, 0, 90, 90, 0.9)
    assert without_nested([mouth, face, other]) == [other, face]


@pytest.mark.parametrize("lack", ["data", "CascadeClassifier"])
def test_an_opencv_without_cascades(monkeypatch: pytest.MonkeyPatch, lack: str) -> None:
    monkeypatch.delattr(cv2, lack, raising=False)
    with pytest.raises(ModelError, match=r"opencv-python>=4\.14,<5"):
        FaceDetector.load("haar")


@needs_haar
def test_an_opencv_without_the_cascade_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(haar, "CASCADE", "missing.xml")
    with pytest.raises(ModelError, match="missing"):
        FaceDetector.load("haar")


@needs_haar
def test_reading_pictures_is_not_the_detectors_task(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "gray.png"), np.full((40, 50), 9, dtype=np.uint8))
    assert FaceDetector.load("haar").detect(read_picture(tmp_path / "gray.png")) == []


@needs_haar
def test_haars_boxes_are_the_frame() -> None:
    box = Box(3.3, 4.7, 50.1, 50.1, 0.5)
    assert FaceDetector.load("haar").framing.square(box) == (3.3, 4.7, 50.1, 50.1)


def test_the_frame_of_a_turned_face_is_beside_it_as_it_is_turned() -> None:
    framing = Framing(scale=1.1, dx=0.0, dy=-0.2)
    assert framing.square(Box(0, 0, 100, 100, 1)) == pytest.approx((-5, -25, 110, 110))
    assert framing.square(Box(0, 0, 100, 100, 1, roll=90)) == pytest.approx((15, -5, 110, 110))


def test_the_box_of_a_pasted_face_leads_back_to_its_frame() -> None:
    box = Box(*wider_box(30, 40, 96), 1)
    assert WIDER_FRAMING.square(box) == pytest.approx((30, 40, 96, 96))
    assert box.h > box.w


def test_a_turned_face_is_as_wide_as_its_ellipse() -> None:
    assert turned_size(60, 80, 0) == pytest.approx((60, 80))
    assert turned_size(60, 80, 90) == pytest.approx((80, 60))
    assert turned_size(70, 70, 33) == pytest.approx((70, 70))


def test_overlaps_of_boxes() -> None:
    one = as_array([Box(0, 0, 10, 10, 1)])
    others = as_array([Box(0, 0, 10, 10, 1), Box(5, 0, 10, 10, 1), Box(20, 0, 5, 5, 1)])
    found = overlaps(one, others)
    assert found.tolist() == [[1, pytest.approx(1 / 3), 0]]


def test_an_unknown_detector_is_refused() -> None:
    with pytest.raises(ValueError, match="network, haar, yunet"):
        FaceDetector.load("eyes")


def test_yunet_needs_its_file(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="ONNX"):
        FaceDetector.load("yunet")
    with pytest.raises(ModelError, match="There is no file"):
        FaceDetector.load("yunet", tmp_path / "missing.onnx")
    (tmp_path / "broken.onnx").write_bytes(b"no network")
    with pytest.raises(ModelError, match="no YuNet network"):
        FaceDetector.load("yunet", tmp_path / "broken.onnx")


def test_yunets_numbers_become_boxes() -> None:
    class FakeYuNet:
        def setInputSize(self, size: tuple[int, int]) -> None:
            assert size == (320, 240)

        def detect(self, picture: Any) -> tuple[int, Any]:
            assert picture.shape == (240, 320, 3)
            faces = np.zeros((2, 15), np.float32)
            faces[:, :4], faces[:, 14] = (10, 20, 30, 40), (0.8, 0.9)
            faces[:, 4:8] = (12, 30, 32, 50)
            return 1, faces

    found = YuNetDetector(FakeYuNet()).detect(np.zeros((480, 640, 4), np.uint8))
    assert [box.score for box in found] == pytest.approx([0.9, 0.8])
    assert (found[0].x, found[0].y, found[0].w, found[0].h) == (20, 40, 60, 80)
    assert found[0].roll == pytest.approx(45)
