"""Small photographs with boxes, and a network that says what the test wants."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from model.detector.composing import Face
from model.detector.description import DetectorDescription
from model.detector.geometry import WIDER_FRAMING
from model.detector.pictures import Photograph, levels
from model.detector.targets import DISTANCES, HEAT, ROLL, WEIGHT, encode

SIDE = 96


def photograph(
    *faces: tuple[float, float, float, float], doubtful: Sequence[bool] = (), seed: int = 0
) -> Photograph:
    """Noise with a bright ellipse at each face."""
    rng = np.random.default_rng(seed)
    picture = rng.integers(0, 60, (SIDE, SIDE), dtype=np.uint8)
    for x, y, w, h in faces:
        # In sixteenths of a pixel, counted from the first one's centre.
        centre = round(16 * (x + w / 2 - 0.5)), round(16 * (y + h / 2 - 0.5))
        axes = round(8 * w), round(8 * h)
        cv2.ellipse(picture, centre, axes, 0, 0, 360, (230,), -1, shift=4)
    return Photograph(
        f"images/{seed:04}.jpg",
        levels(picture),
        np.asarray(faces, np.float32).reshape(-1, 4),
        np.asarray([*doubtful, *[False] * (len(faces) - len(doubtful))], bool),
    )


def write_photographs(folder: Path, count: int = 20) -> Path:
    """A folder with ``boxes.csv`` and pictures with one face each."""
    (folder / "images").mkdir(parents=True)
    lines = ["image,x,y,w,h,invalid,occlusion,pose,blur"]
    for number in range(count):
        each = photograph((20 + number, 30, 24, 32), seed=number)
        assert cv2.imwrite(str(folder / each.name), each.levels[0])
        x, y, w, h = each.faces[0].tolist()
        lines.append(f"{each.name},{x},{y},{w},{h},0,0,0,0")
    (folder / "boxes.csv").write_text("\n".join(lines) + "\n")
    return folder


def zipped(folder: Path) -> Path:
    """The same as a zip beside it."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as file:
        for each in sorted(folder.rglob("*.*")):
            file.write(each, each.relative_to(folder).as_posix())
    return path


def cells_of(faces: Sequence[Face], shape: tuple[int, int]) -> npt.NDArray[np.float32]:
    """What a network that knows these faces would answer, ``shape`` in pixels."""
    target = encode(faces, shape, 8, 4)
    cells = np.zeros((*target.shape[:2], 7), np.float32)
    cells[..., 0] = np.where(target[..., HEAT] > 0.3, 8 * target[..., HEAT] - 4, -9)
    mine = target[..., WEIGHT] > 0
    cells[mine, 1:5] = np.log(target[mine, DISTANCES])
    cells[..., 5:] = target[..., ROLL]
    return cells


class FakeInterpreter:
    """LiteRT's interpreter with one face of half the input's size in its middle."""

    def __init__(self, roll: float = 0.0, colors: int = 1) -> None:
        self.roll, self.colors = roll, colors
        self.shapes: list[list[int]] = []
        self.given: Any = None

    def get_input_details(self) -> list[dict[str, int]]:
        return [{"index": 0}]

    def get_output_details(self) -> list[dict[str, int]]:
        return [{"index": 1}]

    def resize_tensor_input(self, index: int, shape: list[int]) -> None:
        assert index == 0
        self.shapes.append(shape)

    def allocate_tensors(self) -> None:
        assert self.shapes

    def set_tensor(self, index: int, value: Any) -> None:
        assert index == 0 and value.dtype == np.float32
        assert list(value.shape) == self.shapes[-1] and value.shape[3] == self.colors
        self.given = value

    def invoke(self) -> None:
        assert self.given is not None

    def get_tensor(self, index: int) -> Any:
        assert index == 1
        height, width = self.shapes[-1][1:3]
        side = min(height, width) / 2
        middle = Face(width / 2 + 1, height / 2 + 1, side, side, self.roll, sought=True)
        return cells_of([middle], (height, width))[None]


def description(**changes: Any) -> DetectorDescription:
    """Of a gray network."""
    fields: dict[str, Any] = {
        "name": "faces",
        "weights": "faces.tflite",
        "sha256": "0" * 64,
        "colors": 1,
        "pixels": 320 * 256,
        "stride": 8,
        "multiple": 32,
        "threshold": 0.3,
        "framing": WIDER_FRAMING,
    }
    return DetectorDescription(**fields | changes)
