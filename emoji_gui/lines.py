"""Readings as lines on the screen: JSON for programs, a few words for people."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emoji_gui.pipeline.emojis import NO_FACE
from emoji_gui.pipeline.errors import PipelineError
from emoji_gui.pipeline.records import Reading
from model.errors import ModelError

if TYPE_CHECKING:
    from emoji_gui.pipeline.emojis import EmojiMapper
    from emoji_gui.pipeline.records import FaceReading

log = logging.getLogger(__name__)


class VideoLines:
    """Prints a video's readings: every frame as JSON, or each change for people."""

    def __init__(
        self,
        path: Path,
        mapper: EmojiMapper,
        as_json: bool,
        before_line: Callable[[], None] = lambda: None,
    ) -> None:
        """Print nothing yet.

        Args:
            path: of the video.
            mapper: of the labels.
            as_json: the form of the lines.
            before_line: called before each line, to wipe a bar off the screen.
        """
        self._path, self._mapper, self._as_json = path, mapper, as_json
        self._before_line = before_line
        self._before: str | None = None

    def show(self, reading: Reading) -> None:
        """Print what there is to say of one frame."""
        if self._as_json:
            self._before_line()
            say(json_line(self._path, reading, self._mapper, timed=True))
            return
        main = reading.main
        name = self._mapper.name(NO_FACE if main is None else main.label)
        if name != self._before:
            self._before = name
            minutes, seconds = divmod(round(reading.time, 1), 60)
            words = _words(main, self._mapper)
            self._before_line()
            say(f"{minutes:.0f}:{seconds:04.1f}  {words}")


def json_line(path: Path, reading: Reading, mapper: EmojiMapper, *, timed: bool = False) -> str:
    """A picture's or a frame's faces as one line of JSON."""
    line: dict[str, Any] = {"path": _text(path)}
    if timed:
        line["time"] = round(reading.time, 4)
    line["faces"] = [_json_face(face, mapper) for face in reading.faces]
    return json.dumps(line, ensure_ascii=False)


def _json_face(face: FaceReading, mapper: EmojiMapper) -> dict[str, Any]:
    box = face.box
    return {
        "box": [round(float(edge), 1) for edge in (box.x, box.y, box.w, box.h)],
        "score": round(float(box.score), 4),
        "label": None if face.label is None else mapper.labels[face.label],
        "emoji": mapper.character(face.label),
        "probabilities": {
            label: round(p, 4) for label, p in zip(mapper.labels, face.probabilities, strict=True)
        },
    }


def text_line(path: Path, reading: Reading, mapper: EmojiMapper) -> str:
    """A picture's faces as one line for people."""
    faces = reading.faces or (None,)
    return f"{_text(path)}: {', '.join(_words(face, mapper) for face in faces)}"


def _words(face: FaceReading | None, mapper: EmojiMapper) -> str:
    if face is None:
        return f"no face {mapper.character(NO_FACE)}"
    if face.label is None:
        return f"not sure {mapper.character(None)}"
    share = face.probabilities[face.label]
    return f"{mapper.name(face.label)} {mapper.character(face.label)} {share:.0%}"


def report_error(path: Path, error: Exception, as_json: bool) -> None:
    """One picture's error: a line among the others as JSON, else a sentence for people."""
    sentence = str(error)
    if not isinstance(error, (PipelineError, ModelError)):
        log.error("%s could not be read", path, exc_info=error)
        sentence = f"{path} could not be read ({type(error).__name__}: {error})."
    if as_json:
        say(json.dumps({"path": _text(path), "error": _text(sentence)}, ensure_ascii=False))
    else:
        complain(sentence)


def complain(error: Exception | str) -> int:
    """Print a sentence on what went wrong; the exit status that goes with it."""
    # A Python without a console, as launchers on Windows use, has no such output.
    if sys.stderr is not None:
        print(_text(str(error)), file=sys.stderr)
    return 1


def say(line: str) -> None:
    """Print a line as UTF-8 whatever the terminal's encoding, as JSON demands, at once."""
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        print(line, flush=True)
        return
    buffer.write(f"{line}\n".encode("utf-8", "replace"))
    buffer.flush()


def _text(path: Path | str) -> str:
    """A path as text that every encoding of Unicode can hold: its odd bytes are replaced."""
    return os.fsencode(path).decode("utf-8", "replace")
