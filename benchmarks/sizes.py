"""A video's frames in other sizes, and several of them in one picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.loop import RATE
from emoji_gui.pipeline.streams import grab
from emoji_gui.pipeline.video_writers import open_writer
from model.opencv import cv2
from model.preprocess import Image

Size = tuple[int, int]
"""Width and height in pixels."""

COLUMNS, ROWS = 4, 3
EMPTY: Final = 90
"""Gray level of a tile without a face."""

MOST_FRAMES: Final = 450


def scaled(image: Image, size: Size) -> Image:
    """The middle of a picture, in another size and its proportions."""
    height, width = image.shape[:2]
    zoom = max(size[0] / width, size[1] / height)
    w, h = min(width, round(size[0] / zoom)), min(height, round(size[1] / zoom))
    x, y = (width - w) // 2, (height - h) // 2
    way = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
    middle: Any = image[y : y + h, x : x + w]
    return np.asarray(cv2.resize(middle, size, interpolation=way), dtype=np.uint8)


def tiled(images: Sequence[Image], size: Size) -> Image:
    """Up to twelve pictures in the places of a grid, the other places gray.

    Args:
        images: uint8 BGR.
        size: of the result.

    Raises:
        ValueError: there are more pictures than places.
    """
    if len(images) > COLUMNS * ROWS:
        raise ValueError(f"{len(images)} pictures for {COLUMNS * ROWS} places")
    whole = np.full((size[1], size[0], 3), EMPTY, dtype=np.uint8)
    width, height = size[0] // COLUMNS, size[1] // ROWS
    for place, image in enumerate(images):
        x, y = place % COLUMNS * width, place // COLUMNS * height
        whole[y : y + height, x : x + width] = scaled(image, (width, height))
    return whole


def frames_of(video: Path, count: int) -> list[Image]:
    """So many frames, evenly out of the whole video; fewer where it has fewer.

    Raises:
        SystemExit: it has none.
    """
    capture = _opened(video)
    frames: list[Image] = []
    while (frame := grab(capture)) is not None and len(frames) < MOST_FRAMES:
        frames.append(frame)
    capture.release()
    if not frames:
        raise SystemExit(f"{video} has no frame that can be read.")
    return frames[:: math.ceil(len(frames) / count)]


def write_scaled(video: Path, size: Size, folder: Path) -> Path:
    """Write the video in another size, each frame a JPEG as most cameras send it.

    Raises:
        SystemExit: it has no frame that can be read.
    """
    target = folder / f"{size[0]}x{size[1]}.avi"
    capture = _opened(video)
    writer, written = open_writer(target, RATE, size), 0
    while (frame := grab(capture)) is not None and written < MOST_FRAMES:
        writer.write(scaled(frame, size))
        written += 1
    writer.close()
    capture.release()
    if not written:
        raise SystemExit(f"{video} has no frame that can be read.")
    return target


def _opened(video: Path) -> Any:
    return cv2.VideoCapture(str(video.absolute()), cv2.CAP_FFMPEG)
