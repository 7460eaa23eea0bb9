"""The mirror without a window: pictures and videos in, lines of JSON or drawn pictures out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emoji_gui.lines import VideoLines, complain, json_line, report_error, say, text_line
from emoji_gui.pipeline.errors import PipelineError, SourceError
from emoji_gui.pipeline.records import Frame, Reading
from model.errors import ModelError

if TYPE_CHECKING:
    from emoji_gui.pipeline.emojis import EmojiMapper
    from emoji_gui.pipeline.engine import Engine
    from emoji_gui.pipeline.sources import Source

PICTURE_SUFFIXES: Final = frozenset(
    {".avif", ".bmp", ".dib", ".gif", ".jfif", ".jpe", ".jpeg", ".jpg"}
    | {".pbm", ".pgm", ".png", ".pnm", ".ppm", ".tif", ".tiff", ".webp"}
)
"""What is taken for a picture in a folder; a file that is named itself may end as it likes."""


def run_images(
    path: Path,
    *,
    engine: Callable[[], Engine],
    as_json: bool,
    output: Path | None = None,
    emojis: str | None = None,
) -> int:
    """Read a picture, or each picture that lies in a folder (not in its subfolders), by name.

    With ``as_json`` it prints a line a picture, ``{"path", "faces"}`` or
    ``{"path", "error"}``; a face is ``{"box": [x, y, w, h], "score", "label",
    "emoji", "probabilities"}``, with pixels for the box and ``null`` for the label
    of "not sure". Without, it prints a short line for people.

    Args:
        path: of the picture or the folder.
        engine: loads the engine.
        as_json: the form of the lines.
        output: where the drawn picture goes, or the folder for the drawn pictures.
        emojis: the pack, see ``EmojiPack.load``.

    Returns:
        Exit status: 1 when something could not be read or written, after all the rest was.
    """
    from emoji_gui.pipeline.output import picture_targets

    try:
        pictures = _pictures_of(path)
        targets = picture_targets(path, pictures, output)
        reader = engine()
        mapper = _mapper(reader, emojis)
    except (PipelineError, ModelError) as error:
        return complain(error)
    failed = False
    for picture in pictures:
        try:
            reading = _read_picture(picture, reader, mapper, targets.get(picture))
        except Exception as error:
            failed = True
            report_error(picture, error, as_json)
            continue
        say(json_line(picture, reading, mapper) if as_json else text_line(picture, reading, mapper))
    return int(failed)


def run_video(
    path: Path,
    *,
    engine: Callable[[], Engine],
    as_json: bool,
    output: Path | None = None,
    emojis: str | None = None,
) -> int:
    """Read every frame of a video file, as fast as it goes.

    With ``as_json`` it prints a line a frame, as ``run_images`` does, with ``"time"``
    in seconds and labels smoothed over time. Without, it prints a line for people
    whenever the main face's label changes.

    Args:
        path: of the video.
        engine: loads the engine.
        as_json: the form of the lines.
        output: where the drawn video goes.
        emojis: the pack, see ``EmojiPack.load``.

    Returns:
        Exit status: 1 when it could not be read or written.
    """
    from emoji_gui.pipeline.drawing import annotate
    from emoji_gui.pipeline.output import video_output

    source: Source | None = None
    try:
        source = _open_video(path)
        reader = engine()
        mapper = _mapper(reader, emojis)
        with video_output(path, output, source.fps) as drawn:
            lines = VideoLines(path, mapper, as_json)
            while (frame := source.read()) is not None:
                reading = reader.process(frame)
                lines.show(reading)
                if drawn is not None:
                    drawn.write(annotate(frame.image, reading, mapper))
    except (PipelineError, ModelError) as error:
        return complain(error)
    finally:
        if source is not None:
            source.close()
    return 0


def _pictures_of(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    try:
        found = sorted(
            entry
            for entry in path.iterdir()
            # A leading dot: what macOS leaves beside pictures on foreign disks.
            if entry.suffix.lower() in PICTURE_SUFFIXES and not entry.name.startswith(".")
        )
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror or error}).") from error
    if not found:
        raise SourceError(f"There is no picture in {path}.")
    return found


def _open_video(path: Path) -> Source:
    from emoji_gui.pipeline.sources import open_file

    source = open_file(path)
    if source.still:
        raise SourceError(f"{path} is a picture and no video: use --image.")
    return source


def _mapper(engine: Engine, emojis: str | None) -> EmojiMapper:
    from emoji_gui.pipeline.emojis import EmojiMapper, EmojiPack

    return EmojiMapper(engine.labels, EmojiPack.load(emojis))


def _read_picture(path: Path, engine: Engine, mapper: EmojiMapper, target: Path | None) -> Reading:
    from emoji_gui.pipeline.drawing import annotate
    from emoji_gui.pipeline.output import write_picture
    from emoji_gui.pipeline.pictures import read_picture

    image = read_picture(path)
    engine.reset()
    reading = engine.process(Frame(image, number=0, time=0.0))
    if target is not None:
        write_picture(annotate(image, reading, mapper), target)
    return reading
