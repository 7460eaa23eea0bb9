"""What the face detector takes, and what it makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from emoji_gui.pipeline.pictures import read_picture
from emoji_gui.pipeline.sources import open_source
from model import FaceDetector, detector
from model.detector import Box, without_nested
from model.errors import ModelError

CLIP = Path(__file__).resolve().parents[2] / "shared" / "data" / "clip.mp4"


@pytest.fixture(scope="module")
def faces() -> FaceDetector:
    return FaceDetector.load()


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
    middle = ((box.x + box.w / 2) / scale, (box.y + box.h / 2) / scale)
    assert middle == pytest.approx((282, 146), abs=15)
    assert box.w / scale == pytest.approx(125, abs=20)
    assert 0 < box.score <= 1


def test_a_part_of_a_face_is_no_second_face() -> None:
    face, mouth, other = Box(0, 0, 100, 100, 0.8), Box(20, 60, 50, 50, 0.3), Box(90, 0, 90, 90, 0.9)
    assert without_nested([mouth, face, other]) == [other, face]


@pytest.mark.parametrize("lack", ["data", "CascadeClassifier"])
def test_an_opencv_without_cascades(monkeypatch: pytest.MonkeyPatch, lack: str) -> None:
    monkeypatch.delattr(cv2, lack)
    with pytest.raises(ModelError, match=r"opencv-python>=4\.14,<5"):
        FaceDetector.load()


def test_an_opencv_without_the_cascade_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detector, "CASCADE", "missing.xml")
    with pytest.raises(ModelError, match="missing"):
        FaceDetector.load()


def test_reading_pictures_is_not_the_detectors_task(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "gray.png"), np.full((40, 50), 9, dtype=np.uint8))
    assert FaceDetector.load().detect(read_picture(tmp_path / "gray.png")) == []
