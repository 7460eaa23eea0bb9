"""Picture files, read through Pillow: every format it knows, upright, as BGR."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path
from typing import Final

import numpy as np
import PIL.Image
import PIL.ImageOps

from emoji_gui.language import Sentence
from emoji_gui.pipeline.errors import SourceError
from emoji_gui.pipeline.folders import refuse_pipe
from emoji_gui.pipeline.records import Frame
from model.preprocess import Image

log = logging.getLogger(__name__)

UNTIMED_SECONDS: Final = 0.1
"""How long a picture of a moving one stands that says nothing of it, as in browsers."""


class PictureSource:
    """One picture, read when the source is opened."""

    live = False
    fps: float | None = None
    still = True

    def __init__(self, path: Path) -> None:
        """Read the picture.

        Raises:
            SourceError: it cannot be read.
        """
        self.name = path.name
        self._frame: Frame | None = Frame(read_picture(path), number=0, time=0.0)

    def read(self) -> Frame | None:
        """The picture the first time, None after that."""
        frame, self._frame = self._frame, None
        return frame

    def close(self) -> None:
        """Let go of the picture."""
        self._frame = None


class MovingPictureSource:
    """A picture that moves, read with Pillow."""

    live = False
    # Each of its pictures stands as long as it likes.
    fps: float | None = None
    still = False

    def __init__(self, path: Path) -> None:
        """Open the file and read its first picture.

        Raises:
            Exception: nearly anything, where that cannot be done.
        """
        self.name = path.name
        self._number = 0
        self._time = 0.0
        self._picture = PIL.Image.open(path)
        try:
            self.frames: int = getattr(self._picture, "n_frames", 1)
            # A damaged file may tell how many it has, and yet not have one of them.
            self._first: Frame | None = self._decode()
        except BaseException:
            self._picture.close()
            raise

    def read(self) -> Frame | None:
        """The next picture with its position in seconds, None at the end or where it is damaged."""
        if (first := self._first) is not None:
            self._first = None
            return first
        if self._number >= self.frames:
            return None
        try:
            return self._decode()
        except Exception as error:
            log.warning("%s ends early: %s", self.name, error)
            return None

    def close(self) -> None:
        """Let go of the file."""
        self._first = None
        self._picture.close()

    def _decode(self) -> Frame:
        self._picture.seek(self._number)
        frame = Frame(_to_bgr(self._picture), self._number, self._time)
        self._number += 1
        self._time += self._picture.info.get("duration", 0) / 1000 or UNTIMED_SECONDS
        return frame


def moving_picture(path: Path) -> MovingPictureSource | None:
    """A file's moving picture, None where Pillow cannot read the first of its pictures."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return MovingPictureSource(path)
    except Exception:
        return None


def is_still_picture(path: Path) -> bool:
    """Whether a file begins like a picture that does not move; a GIF of several frames is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with PIL.Image.open(path) as picture:
                return picture.format == "MPO" or not getattr(picture, "is_animated", False)
    except PIL.Image.DecompressionBombError:
        return True
    # Pillow's readers raise nearly anything on damaged files; those are no picture either.
    except Exception:
        return False


def read_picture(path: Path) -> Image:
    """Read a picture file.

    The camera's orientation mark is followed, transparent parts lie on white,
    and gray, palette, CMYK and 16-bit pictures become 8-bit colour.

    Returns:
        uint8 BGR ``(H, W, 3)``.

    Raises:
        SourceError: no such file, no picture, a damaged one, or one that is far too large.
    """
    refuse_pipe(path)
    try:
        with warnings.catch_warnings():
            # Pillow warns from 90 million pixels on and refuses from 180; phones make 108.
            warnings.simplefilter("ignore")
            with PIL.Image.open(path) as picture:
                return _to_bgr(picture)
    except PIL.Image.DecompressionBombError as error:
        raise SourceError(
            "The picture {path} is too large: make it smaller first.", path=path
        ) from error
    except FileNotFoundError as error:
        raise SourceError("There is no file {path}.", path=path) from error
    except PIL.UnidentifiedImageError as error:
        raise SourceError("{path} is no picture that can be read.", path=path) from error
    # Pillow's readers raise nearly anything on damaged files, SyntaxError included.
    except Exception as error:
        reason = getattr(error, "strerror", None) or Sentence("it is damaged or cut short")
        raise SourceError(
            "The picture {path} cannot be read: {reason}.", path=path, reason=reason
        ) from error


def _to_bgr(picture: PIL.Image.Image) -> Image:
    picture.load()
    upright = PIL.ImageOps.exif_transpose(picture)
    return np.ascontiguousarray(_to_rgb(upright)[:, :, ::-1])


def _to_rgb(picture: PIL.Image.Image) -> Image:
    if picture.mode.startswith("I") or picture.mode == "F":
        gray = _to_8_bits(np.asarray(picture).astype(np.float64))
        return np.repeat(gray[:, :, np.newaxis], 3, axis=2)
    if picture.has_transparency_data:
        with_alpha = picture.convert("RGBA")
        white = PIL.Image.new("RGBA", picture.size, "white")
        picture = PIL.Image.alpha_composite(white, with_alpha)
    return np.asarray(picture.convert("RGB"), dtype=np.uint8)


def _to_8_bits(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Image:
    """Pillow clips deep gray pictures at 255; they are scaled by the depth that they use."""
    peak = float(values.max(initial=0))
    scale = 1.0 if peak <= 255 else 255 / max(65535.0, peak)
    return np.asarray(np.clip(values * scale, 0, 255).round(), dtype=np.uint8)
