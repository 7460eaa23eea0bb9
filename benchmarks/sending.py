"""What it costs to remember, to cover faces and to save: ``python -m benchmarks.sending VIDEO``."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from emoji_gui.pipeline.cards import card
from emoji_gui.pipeline.clips import KINDS, write_clip
from emoji_gui.pipeline.emojis import EmojiMapper, EmojiPack
from emoji_gui.pipeline.engine import load_engine
from emoji_gui.pipeline.overlay import EmojiOverlay
from emoji_gui.pipeline.recent import Recent
from emoji_gui.pipeline.records import Frame, Reading
from emoji_gui.pipeline.reframing import fitted
from emoji_gui.pipeline.sources import open_file
from model.opencv import cv2
from model.preprocess import Image

SIZES = ((640, 480), (1280, 720), (1920, 1080))
SECONDS = 6.0

Shot = tuple[Frame, Reading]


def main() -> None:
    """Print a line a figure. Milliseconds are of this thread's processor time."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("video", type=Path, help="somebody before a camera, six seconds or more")
    shots, mapper = read(options.parse_args().video)
    for size in SIZES:
        scaled = [scale(shot, size) for shot in shots]
        recent = Recent()
        remember = partial(recent.remember, mirror=True)
        spent = [cost(partial(remember, *shot))[0] for shot in scaled]
        name = f"{size[0]}x{size[1]}"
        tell(f"remember, a frame of {name}", spent)
        print(f"  {recent.bytes / 1e6:.2f} MB for {len(recent.moments())} frames")
        overlay = EmojiOverlay(mapper)
        frames = [(shot[0].image.copy(), shot[1]) for shot in scaled]
        covering = [cost(partial(overlay.draw_into, *each))[0] for each in frames]
        tell(f"cover the faces, {name}", covering)
        print(f"  {overlay.cached_bytes / 1e6:.1f} MB of emojis kept")
    frame, reading = shots[-1]
    tell("a card", [cost(lambda: card(frame.image, reading, mapper))[0] for _ in range(5)])
    for kind in KINDS:
        save(kind, recent, mapper)


def read(video: Path) -> tuple[list[Shot], EmojiMapper]:
    """The video's first seconds with what the mirror reads in them."""
    engine, source, shots = load_engine(), open_file(video), []
    while (frame := source.read()) is not None and frame.time < SECONDS:
        shots.append((frame, engine.process(frame)))
    source.close()
    return shots, EmojiMapper(engine.labels, EmojiPack.load())


def scale(shot: Shot, size: tuple[int, int]) -> Shot:
    """The same at another size; the boxes follow the width."""
    frame, reading = shot
    image: Image = np.asarray(cv2.resize(frame.image, size), dtype=np.uint8)
    there = fitted(reading, size[0] / frame.image.shape[1])
    return Frame(image, frame.number, frame.time), there


def save(kind: str, recent: Recent, mapper: EmojiMapper) -> None:
    """Write the clip of what is remembered in one format."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"clip.{kind}"
        spent, seconds = cost(lambda: write_clip(path, recent.moments(), mapper))
        size = path.stat().st_size / 1e6
        print(f"{kind}: {size:.2f} MB, {seconds:.1f} s ({spent / 1000:.1f} s in its thread)")


def cost(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of this thread's processor time, and seconds that passed."""
    began, spent = time.perf_counter(), time.thread_time()
    work()
    return 1000 * (time.thread_time() - spent), time.perf_counter() - began


def tell(what: str, spent: list[float]) -> None:
    """Print a row of costs in milliseconds."""
    mean, median, late = np.mean(spent), np.median(spent), np.percentile(spent, 95)
    print(f"{what}: mean {mean:.2f} ms, median {median:.2f}, 95 of 100 under {late:.2f}")


if __name__ == "__main__":
    main()
