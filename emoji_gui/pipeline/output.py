"""Drawn pictures and videos on disk: whole or not at all, and never over what they came from."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import PIL.Image

from emoji_gui.pipeline.errors import OutputError
from emoji_gui.pipeline.streams import DEFAULT_FPS
from emoji_gui.pipeline.video_writers import CODECS, VideoWriter, open_writer
from model.opencv import cv2
from model.preprocess import Image

# Pillow's own quality shows around the letters of a card.
_SAVING: Final[dict[str, dict[str, Any]]] = {
    suffix: {"quality": 92} for suffix in (".jpg", ".jpeg", ".webp")
}
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff")


def picture_targets(path: Path, pictures: Sequence[Path], output: Path | None) -> dict[Path, Path]:
    """Where each drawn picture goes; makes the folder if there is none.

    Args:
        path: what was asked to be read, a picture or a folder.
        pictures: the pictures of it.
        output: a picture file for one picture, or a folder; None writes nothing.

    Raises:
        OutputError: it would overwrite an input, is of no known kind, or cannot be made.
    """
    if output is None:
        return {}
    if not path.is_dir() and not output.is_dir():
        targets = {path: output}
        _check(output, _PICTURES, "Pictures")
    else:
        with _writing(output):
            output.mkdir(parents=True, exist_ok=True)
        names = _drawn_names(pictures)
        targets = {picture: output / name for picture, name in names.items()}
    _refuse_inputs(pictures, targets.values())
    return targets


def write_picture(image: Image, target: Path) -> None:
    """Write a picture in the format that its name says.

    Args:
        image: uint8 BGR ``(H, W, 3)``.
        target: where to.

    Raises:
        OutputError: it cannot be written.
    """
    partial = _partial(target)
    try:
        with _writing(target):
            PIL.Image.fromarray(np.ascontiguousarray(image[:, :, ::-1])).save(
                partial, **_SAVING.get(target.suffix.lower(), {})
            )
            partial.replace(target)
    finally:
        _remove(partial)


class VideoOutput:
    """A video that is being written; frames of another size are scaled to the first one's."""

    def __init__(self, path: Path, fps: float) -> None:
        """Prepare; the file begins with the first frame, whose size it takes."""
        self._path, self.fps = path, fps
        self._writer: VideoWriter | None = None
        self.frames = 0

    def write(self, image: Image) -> None:
        """Append a uint8 BGR frame.

        Raises:
            OutputError: the file cannot be begun.
            OSError: it cannot be written.
        """
        if self._writer is None:
            self._writer = open_writer(self._path, self.fps, (image.shape[1], image.shape[0]))
        if (image.shape[1], image.shape[0]) != self._writer.size:
            image = np.asarray(cv2.resize(image, self._writer.size), dtype=np.uint8)
        self._writer.write(image)
        self.frames += 1

    def close(self) -> None:
        """Finish the file.

        Raises:
            OSError: it cannot be written.
        """
        if self._writer is not None:
            self._writer.close()

    def check(self) -> None:
        """Look whether the finished file has all frames: OpenCV is silent about a full disk.

        Raises:
            OSError: it has not.
        """
        capture = cv2.VideoCapture(str(self._path.absolute()), cv2.CAP_FFMPEG)
        written = capture.get(cv2.CAP_PROP_FRAME_COUNT) if capture.isOpened() else 0
        capture.release()
        # Containers without a count estimate it from the length.
        if written < 0.9 * self.frames:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))


class _NamedOutput(VideoOutput):
    """One that tells its own faults, so that they are not mixed up with others."""

    def __init__(self, path: Path, fps: float, target: Path) -> None:
        super().__init__(path, fps)
        self._target = target

    def write(self, image: Image) -> None:
        with _writing(self._target):
            super().write(image)


@contextlib.contextmanager
def video_output(
    source: Path, output: Path | None, fps: float | None
) -> Iterator[VideoOutput | None]:
    """Write a video under another name and give it its own when all went well.

    Args:
        source: the video that is read.
        output: where the drawn one goes; None writes nothing.
        fps: frames a second, if known.

    Yields:
        What takes the frames, or None.

    Raises:
        OutputError: it would overwrite the source, or cannot be written.
    """
    if output is None:
        yield None
        return
    _check(output, tuple(CODECS), "Videos")
    _refuse_inputs([source], [output])
    partial = _partial(output)
    drawn = _NamedOutput(partial, fps or DEFAULT_FPS, output)
    try:
        try:
            yield drawn
        except BaseException:
            # What went wrong first is told, and it need not be the film.
            with contextlib.suppress(OSError):
                drawn.close()
            raise
        with _writing(output):
            drawn.close()
            drawn.check()
            partial.replace(output)
    finally:
        _remove(partial)


def _drawn_names(pictures: Sequence[Path]) -> dict[Path, str]:
    """Each picture's own name where it can be written so, else a longer one that nobody has."""
    names = {one: one.name for one in pictures if one.suffix.lower() in _PICTURES}
    # The folder that is written to may take "a" and "A" for the same.
    taken = {name.casefold() for name in names.values()}
    for picture in pictures:
        if picture not in names:
            stem = picture.name
            while f"{stem}.png".casefold() in taken:
                stem += "_"
            names[picture] = f"{stem}.png"
            taken.add(names[picture].casefold())
    return names


def _check(output: Path, suffixes: Sequence[str], what: str) -> None:
    if output.suffix.lower() not in suffixes:
        raise OutputError(
            f"{what} are written as {', '.join(suffixes)}: give {output} one of these endings."
        )
    if not output.parent.is_dir():
        raise OutputError(
            f"There is no folder {output.parent} for {output.name}: choose another place."
        )


def _refuse_inputs(sources: Iterable[Path], targets: Iterable[Path]) -> None:
    inputs = {identity for source in sources if (identity := _identity(source))}
    for target in targets:
        if _identity(target) in inputs:
            raise OutputError(f"{target} is the input itself: give the output another name.")


def _identity(path: Path) -> tuple[int, int] | None:
    """What two names of one file have in common; None where there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _partial(target: Path) -> Path:
    # The ending stays: it tells the writers the format.
    return target.with_name(f".partial-{target.name}")


def _remove(partial: Path) -> None:
    with contextlib.suppress(OSError):
        partial.unlink(missing_ok=True)


@contextlib.contextmanager
def _writing(target: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(
            f"{target} cannot be written ({reason}): choose another place or name."
        ) from error
