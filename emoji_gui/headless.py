"""The mirror without a window: pictures and videos in, lines of JSON or drawn pictures out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from emoji_gui.lines import VideoLines, complain, json_line, report_error, say, text_line
from emoji_gui.pipeline.errors import PipelineError, SourceError
from emoji_gui.pipeline.folders import pictures_in
from emoji_gui.pipeline.records import Frame, Reading
from emoji_gui.pipeline.styles import BOX, CARD, painter
from emoji_gui.pipeline.timings import DRAW_PICTURE, OFF, READ, WRITE, Timings
from emoji_gui.progress import CountBar
from model.errors import ModelError

if TYPE_CHECKING:
    from emoji_gui.pipeline.emojis import EmojiMapper
    from emoji_gui.pipeline.engine import Engine
    from emoji_gui.pipeline.picture_writer import PictureWriter
    from emoji_gui.pipeline.sources import Source


def run_images(
    path: Path,
    *,
    engine: Callable[[], Engine],
    as_json: bool,
    output: Path | None = None,
    emojis: str | None = None,
    style: str | None = None,
    timings: Timings = OFF,
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
        output: where the drawn picture goes, or the folder for the drawn pictures; a
            folder's have a contact sheet and a progress bar on stderr.
        emojis: the pack, see ``EmojiPack.load``.
        style: one of ``styles.STYLES``; None is a card a picture for a folder, and
            boxes for one picture.
        timings: is told how long reading and writing take; the engine has its own.

    Returns:
        Exit status: 1 when something could not be read or written, after all the rest was.
    """
    from emoji_gui.pipeline.output import picture_targets
    from emoji_gui.pipeline.picture_writer import PictureWriter

    folder = path.is_dir()
    try:
        pictures = pictures_in(path) if folder else [path]
        targets = picture_targets(path, pictures, output)
        reader = engine()
        mapper = _mapper(reader, emojis)
    except (PipelineError, ModelError) as error:
        return complain(error)
    writer = PictureWriter(
        targets, mapper, style or (CARD if folder else BOX), sheet_in=output if folder else None
    )
    bar = CountBar("Pictures", len(pictures) if folder and output else 0)
    failed = False
    for number, picture in enumerate(pictures, 1):
        try:
            reading = _read_picture(picture, reader, writer, timings)
        except Exception as error:
            failed = True
            bar.clear()
            report_error(picture, error, as_json)
        else:
            bar.clear()
            line = json_line if as_json else text_line
            say(line(picture, reading, mapper))
        bar.show(number)
    bar.clear()
    try:
        writer.finish()
    except PipelineError as error:
        return complain(error)
    return int(failed)


def run_video(
    path: Path,
    *,
    engine: Callable[[], Engine],
    as_json: bool,
    output: Path | None = None,
    emojis: str | None = None,
    style: str | None = None,
    timings: Timings = OFF,
) -> int:
    """Read every frame of a video file, as fast as it goes.

    With ``as_json`` it prints a line a frame, as ``run_images`` does, with ``"time"``
    in seconds and labels smoothed over time. Without, it prints a line for people
    whenever the main face's label changes.

    Args:
        path: of the video.
        engine: loads the engine.
        as_json: the form of the lines.
        output: where the drawn video goes; meanwhile a bar on stderr shows how far it is.
        emojis: the pack, see ``EmojiPack.load``.
        style: ``styles.BOX``, which None is too, or ``styles.EMOJI``.
        timings: is told how long reading, drawing and writing take; the engine has its own.

    Returns:
        Exit status: 1 when it could not be read or written.
    """
    from emoji_gui.pipeline.output import video_output
    from emoji_gui.pipeline.timed_film import TimedFilm

    source: Source | None = None
    try:
        source = _open_video(path)
        reader = engine()
        mapper = _mapper(reader, emojis)
        with video_output(path, output, source.fps) as drawn:
            film = TimedFilm(drawn) if drawn is not None else None
            paint = painter(style or BOX, mapper)
            bar = CountBar("Frames", getattr(source, "frames", 0) if drawn else 0)
            lines = VideoLines(path, mapper, as_json, before_line=bar.clear)
            while (frame := _next_frame(source, timings)) is not None:
                reading = reader.process(frame)
                lines.show(reading)
                # At once, so that it is wiped off no longer than the line takes.
                bar.show(frame.number + 1)
                if film is not None:
                    with timings.stage(DRAW_PICTURE):
                        picture = paint(frame.image, reading)
                    with timings.stage(WRITE):
                        film.write(picture, frame.time)
            if film is not None:
                film.finish()
            bar.clear()
    except (PipelineError, ModelError) as error:
        return complain(error)
    finally:
        if source is not None:
            source.close()
    return 0


def _open_video(path: Path) -> Source:
    from emoji_gui.pipeline.sources import open_file

    if path.is_dir():
        raise SourceError(f"{path} is a folder: give one video, or use --image for its pictures.")
    source = open_file(path)
    if source.still:
        raise SourceError(f"{path} is a picture and no video: use --image.")
    return source


def _mapper(engine: Engine, emojis: str | None) -> EmojiMapper:
    from emoji_gui.pipeline.emojis import EmojiMapper, EmojiPack

    return EmojiMapper(engine.labels, EmojiPack.load(emojis))


def _next_frame(source: Source, timings: Timings) -> Frame | None:
    with timings.stage(READ) as stage:
        frame = source.read()
        if frame is None:
            stage.drop()
    return frame


def _read_picture(path: Path, engine: Engine, writer: PictureWriter, timings: Timings) -> Reading:
    from emoji_gui.pipeline.pictures import read_picture

    with timings.stage(READ):
        image = read_picture(path)
    engine.reset()
    reading = engine.process(Frame(image, number=0, time=0.0))
    with timings.stage(WRITE) as stage:
        if not writer.add(path, image, reading):
            stage.drop()
    return reading
