"""The face finder of our own: what it takes, what it makes of the network's numbers."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from model import FaceDetector
from model.detector import finder
from model.detector.composing import Face
from model.detector.decode import decode
from model.detector.description import read_detector
from model.detector.geometry import WIDER_FRAMING
from model.detector.network import BLANK, NetworkDetector, fit, letterbox
from model.errors import WeightsError
from tests.detector_support import FakeInterpreter, cells_of, description


def detector(roll: float = 0.0, colors: int = 1) -> NetworkDetector:
    return NetworkDetector(description(colors=colors), FakeInterpreter(roll, colors))


@pytest.mark.parametrize("side", [14.0, 40.0, 150.0])
@pytest.mark.parametrize("roll", [-35.0, 0.0, 20.0])
def test_a_face_becomes_one_box(side: float, roll: float) -> None:
    face = Face(101.0, 83.0, side * 0.8, side, roll, sought=True)
    boxes, scores, rolls = decode(cells_of([face], (192, 224)), 8, 0.3)
    assert boxes[0] == pytest.approx((101 - side * 0.4, 83 - side / 2, side * 0.8, side), abs=0.1)
    assert len(boxes) == 1
    assert scores[0] == pytest.approx(1 / (1 + np.exp(-4)), abs=1e-3)
    assert rolls[0] == pytest.approx(roll, abs=0.1)


def test_faces_beside_each_other_stay_apart_and_the_best_comes_first() -> None:
    faces = [Face(40, 60, 30, 40, 0, sought=True), Face(75, 60, 30, 40, 0, sought=True)]
    cells = cells_of(faces, (128, 128))
    cells[7, 9, 0] += 1
    boxes, scores, _ = decode(cells, 8, 0.3)
    assert boxes[:, 0].round().tolist() == [60, 25]
    assert scores[0] > scores[1]


def test_no_face_is_no_box() -> None:
    boxes, scores, rolls = decode(cells_of([], (96, 64)), 8, 0.3)
    assert (boxes.shape, scores.shape, rolls.shape) == ((0, 4), (0,), (0,))


def test_numbers_gone_wild_stay_finite() -> None:
    cells = np.full((4, 5, 7), 80, np.float32)
    boxes, _, _ = decode(cells, 8, 0.3)
    assert np.isfinite(boxes).all()


@pytest.mark.parametrize(
    "shape", [(1, 1), (480, 640), (640, 480), (4320, 7680), (2, 900), (900, 2), (299, 448)]
)
def test_the_input_holds_the_picture_and_no_more_than_allowed(shape: tuple[int, int]) -> None:
    (height, width), scale = fit(shape, 320 * 256, 32)
    assert height % 32 == 0 and width % 32 == 0
    assert height * width <= 320 * 256
    assert 0 < scale <= 4
    assert round(shape[0] * scale, 3) <= height and round(shape[1] * scale, 3) <= width


def test_a_webcams_frame_fills_the_input() -> None:
    assert fit((480, 640), 320 * 256, 32) == ((256, 320), 0.5)


def test_beside_the_picture_it_is_blank() -> None:
    filled = letterbox(np.full((10, 40), 9, np.uint8), (32, 32), 0.5)
    assert filled.shape == (32, 32, 1)
    assert (filled[:5, :20] == 9).all()
    assert (filled[5:] == BLANK).all() and (filled[:, 20:] == BLANK).all()


@pytest.mark.parametrize(
    "shape", [(480, 640, 3), (480, 640), (480, 640, 4), (480, 640, 1), (4320, 7680), (1, 1, 3)]
)
@pytest.mark.parametrize("colors", [1, 3])
def test_pictures_of_every_kind_are_taken(shape: tuple[int, ...], colors: int) -> None:
    found = detector(colors=colors).detect(np.zeros(shape, np.uint8))
    _, scale = fit(shape, 320 * 256, 32)
    assert len(found) == 1
    assert min(found[0].w, found[0].h) * scale >= 15


def test_boxes_are_in_pixels_of_the_frame() -> None:
    box = detector(roll=20).detect(np.zeros((480, 640, 3), np.uint8))[0]
    assert (box.x + box.w / 2, box.y + box.h / 2) == pytest.approx((322, 258), abs=1)
    assert (box.w, box.h) == pytest.approx((256, 256), abs=1)
    assert box.roll == pytest.approx(20, abs=0.1)
    assert 0 < box.score <= 1


def test_read_only_and_scattered_frames_are_taken() -> None:
    frame = np.zeros((480, 1280, 3), np.uint8)[::2, ::2, ::-1]
    frame.flags.writeable = False
    assert len(detector().detect(frame)) == 1


@pytest.mark.parametrize(
    "wrong", [np.zeros((24, 32, 3), np.float32), np.zeros((24, 32, 2), np.uint8), np.zeros(9, "u1")]
)
@pytest.mark.parametrize("colors", [1, 3])
def test_other_frames_are_refused(wrong: Any, colors: int) -> None:
    with pytest.raises(ValueError, match="a picture is"):
        detector(colors=colors).detect(wrong)


def test_memory_is_planned_anew_for_another_shape_only() -> None:
    interpreter = FakeInterpreter()
    found = NetworkDetector(description(), interpreter)
    for shape in ((480, 640), (480, 640), (640, 480), (640, 480)):
        found.detect(np.zeros(shape, np.uint8))
    assert interpreter.shapes == [[1, 256, 320, 1], [1, 320, 256, 1]]


def test_a_description_comes_back_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "faces.tflite").write_bytes(b"weights")
    written = description(scores={"recall": 0.5}).for_weights(tmp_path / "faces.tflite")
    written.save(tmp_path / "faces.json")
    assert read_detector(tmp_path / "faces.json") == written
    assert written.framing == WIDER_FRAMING


@pytest.mark.parametrize(
    "changes", [{"colors": 2}, {"threshold": 1.5}, {"pixels": 10}, {"stride": 0}]
)
def test_a_description_that_cannot_be_followed_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        description(**changes)


def install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A description and weights that are no network, where the program looks for one."""
    (folder / "faces.tflite").write_bytes(b"no network")
    path = folder / "faces.json"
    description().for_weights(folder / "faces.tflite").save(path)
    monkeypatch.setattr(finder, "SHIPPED", path)
    return path


@pytest.mark.skipif(
    not hasattr(cv2, "CascadeClassifier"), reason="this OpenCV has no Haar cascades"
)
@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("absent", "is missing"),
        ("no weights", "cannot be read"),
        ("swapped", "damaged or were swapped"),
        ("not JSON", "cannot be understood"),
        ("newer", "format 99"),
        ("no network", "no face finder that can be run"),
    ],
)
def test_haar_takes_over_with_a_sentence(
    fault: str,
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    path = install(tmp_path, monkeypatch)
    if fault == "absent":
        path.unlink()
    elif fault == "no weights":
        path.with_suffix(".tflite").unlink()
    elif fault == "swapped":
        path.with_suffix(".tflite").write_bytes(b"other")
    elif fault == "not JSON":
        path.write_text("{")
    elif fault == "newer":
        path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))
    with pytest.raises(WeightsError, match=sentence):
        FaceDetector.load("network")
    with caplog.at_level(logging.INFO):
        assert FaceDetector.load().kind == "haar"
    assert sentence in caplog.text and "Haar finds the faces instead." in caplog.text
    assert (caplog.records[-1].levelno == logging.INFO) is (fault == "absent")


@pytest.mark.parametrize("lack", ["absent", "damaged"])
def test_without_a_network_and_without_haar_it_says_what_is_wrong_with_the_network(
    lack: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = install(tmp_path, monkeypatch)
    path.write_text("{") if lack == "damaged" else path.unlink()
    monkeypatch.delattr(cv2, "CascadeClassifier", raising=False)
    with pytest.raises(WeightsError, match=re.escape(str(path))):
        FaceDetector.load()
