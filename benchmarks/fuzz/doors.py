"""The doors of the program that the inputs go through, each as the program itself opens it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from benchmarks.fuzz.inputs import WEIGHTS
from benchmarks.process import own_home
from emoji_gui.pipeline.engine import Engine, load_engine
from emoji_gui.pipeline.errors import PipelineError
from emoji_gui.pipeline.records import Frame
from model.errors import ModelError

MOST_FRAMES: Final = 30


def go_through(kind: str, content: bytes, folder: Path) -> bool:
    """Let the program take an input.

    Args:
        kind: of the input.
        content: of the input.
        folder: where it may write.

    Returns:
        Whether it was accepted; False where it was refused as documented, with a sentence.

    Raises:
        Exception: anything that is not documented; that is a failure.
    """
    try:
        return DOORS[kind](content, folder)
    except (PipelineError, ModelError) as refusal:
        _check_sentence(refusal)
        return False


def _check_sentence(refusal: Exception) -> None:
    if not str(refusal).strip() or "Traceback" in str(refusal):
        raise AssertionError(f"no sentence: {refusal!r}") from refusal


@cache
def _engine() -> Engine:
    return load_engine()


def _picture(content: bytes, folder: Path) -> bool:
    from emoji_gui.pipeline.pictures import is_still_picture, read_picture

    path = folder / "picture"
    path.write_bytes(content)
    is_still_picture(path)
    _engine().reset()
    _engine().process(Frame(read_picture(path), 0, 0.0))
    return True


def _video(content: bytes, folder: Path) -> bool:
    from emoji_gui.pipeline.sources import open_file

    path = folder / "video"
    path.write_bytes(content)
    source = open_file(path)
    try:
        _engine().reset()
        for _ in range(MOST_FRAMES):
            if (frame := source.read()) is None:
                break
            _engine().process(frame)
    finally:
        source.close()
    return True


def _pack(content: bytes, folder: Path) -> bool:
    from emoji_gui.pipeline import packs

    zipped, unpacked = folder / "pack.zip", folder / "pack"
    zipped.write_bytes(content)
    shutil.rmtree(unpacked, ignore_errors=True)
    # The folder is tried as well, as a person would unpack it, as far as the zip lets them.
    with contextlib.suppress(Exception), zipfile.ZipFile(zipped) as archive:
        archive.extractall(unpacked)
    try:
        packs.install(zipped, replace=True)
    except PipelineError as refusal:
        # A folder is read in another way, so what is wrong with a pack is tried on both.
        _check_sentence(refusal)
        _wear(unpacked)
        raise
    _wear(unpacked)
    return True


def _wear(unpacked: Path) -> None:
    from emoji_gui.pipeline.emojis import EmojiPack

    if unpacked.is_dir():
        shown = EmojiPack.load(unpacked)
        for name in shown.files:
            shown.picture(name)


def _settings(content: bytes, folder: Path) -> bool:
    from emoji_gui.desktop.window import start_geometry
    from emoji_gui.pipeline.specs import is_live_spec, source_name
    from emoji_gui.settings import load_settings, save_settings

    path = folder / "settings.json"
    path.write_bytes(content)
    settings = load_settings(path)
    start_geometry(settings.geometry, 1.0, (1280, 800))
    if settings.source is not None:
        is_live_spec(settings.source)
        source_name(settings.source)
    assert save_settings(settings, path) == ""
    assert load_settings(path) == settings, "what was read is not what was written"
    # No file is refused: what is damaged in it becomes the default.
    return True


def _profile(content: bytes, folder: Path) -> bool:
    from emoji_gui.pipeline.profiles import read_profile

    again = read_profile(content, "the file")
    assert read_profile(again.text().encode(), "the file").name == again.name
    return True


def _weights(content: bytes, folder: Path) -> bool:
    import numpy as np

    from model.classifier import ExpressionClassifier

    weights = folder / "mirror.tflite"
    if not weights.exists():
        shutil.copy(WEIGHTS / "mirror.tflite", weights)
    weights.with_suffix(".json").write_bytes(content)
    network = ExpressionClassifier.load(weights)
    answer = network.predict(np.full((1, network.size, network.size), 90, np.uint8))
    assert np.isfinite(answer).all() and abs(answer.sum() - 1) < 1e-3
    return True


def _words(content: bytes, folder: Path) -> bool:
    from emoji_gui.options import parser, refusal

    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            options = parser().parse_args(json.loads(content))
    except SystemExit as end:
        assert end.code in (0, 2) and said.getvalue().strip()
        return end.code == 0
    wrong = refusal(options)
    assert wrong is None or wrong.endswith("."), wrong
    return wrong is None


DOORS: Final[dict[str, Callable[[bytes, Path], bool]]] = {
    "pictures": _picture,
    "videos": _video,
    "packs": _pack,
    "settings": _settings,
    "profiles": _profile,
    "weights": _weights,
    "command lines": _words,
}


def stay_at_home(folder: Path) -> None:
    """Let the program take ``folder`` for the person's home."""
    os.environ |= own_home(folder)
