"""The last seconds as a moving picture to send: GIF, WebP or MP4, in the time it took."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import numpy as np
import PIL.Image

from emoji_gui.pipeline.canvas import to_picture
from emoji_gui.pipeline.clip_painter import ClipPainter, Style
from emoji_gui.pipeline.errors import OutputError
from emoji_gui.pipeline.recent import RATE, Moment

if TYPE_CHECKING:
    from emoji_gui.pipeline.emojis import EmojiMapper
    from emoji_gui.pipeline.saving import Tell

Kind = Literal["gif", "webp", "mp4"]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

MP4_RATE: Final = 30.0
"""Frames a second of an MP4; each is the picture that was newest then."""

WEBP_QUALITY: Final = 75
PALETTE_FROM: Final = 8
PALETTE_PIXELS: Final = 24_000
"""Frames, and pixels of all of them together, from which a GIF's 256 colours are chosen,
once, so that nothing flickers."""


def write_clip(
    path: Path,
    moments: Sequence[Moment],
    mapper: EmojiMapper,
    *,
    style: Style = "beside",
    dark: bool = False,
    tell: Tell = lambda share: None,
) -> None:
    """Write moments as a moving picture, in the format that the name's ending says.

    Every frame stands as long as it was seen: a GIF's to the hundredth of a
    second, a WebP's to the thousandth, without the errors adding up; an MP4 has
    ``MP4_RATE`` frames a second.

    Args:
        path: an existing file that may be written over, or a new one.
        moments: oldest first.
        mapper: of the labels of their readings.
        style: the emoji in a panel beside the picture, or over each face.
        dark: the colours of that panel.
        tell: takes the share that is done, 0 to 1; what it raises ends the work.

    Raises:
        OutputError: there are no moments, or no video can be written.
        OSError: the file cannot be written.
        ValueError: another ending.
    """
    if not moments:
        raise OutputError("There is nothing to save yet: wait until the picture moves.")
    painter = ClipPainter(mapper, style, dark=dark)
    writers: dict[str, Callable[..., None]] = {
        ".gif": _write_gif,
        ".webp": _write_webp,
        ".mp4": _write_mp4,
    }
    if path.suffix not in writers:
        raise ValueError(f"a clip ends in {', '.join(writers)}, not {path.suffix!r}")
    writers[path.suffix](path, moments, painter, tell)


def durations(times: Sequence[float], ticks: int) -> list[int]:
    """How long each frame stands, in ticks, so that no frame begins half a tick late.

    Args:
        times: when each begins, in seconds; the last stands as long as the middle one of
            the others, by length.
        ticks: in a second.

    Returns:
        One a time, each 1 or more.
    """
    steps = np.diff(times)
    last = float(np.median(steps)) if len(steps) else 1 / RATE
    starts = np.round((np.append(times, times[-1] + last) - times[0]) * ticks)
    return [max(1, int(step)) for step in np.diff(starts)]


def _write_gif(path: Path, moments: Sequence[Moment], painter: ClipPainter, tell: Tell) -> None:
    palette = _palette([to_picture(painter.paint(moment)) for moment in _sample(moments)])
    frames = (
        # Dithered, still grounds would swarm, and the file grows by half.
        picture.quantize(palette=palette, dither=PIL.Image.Dither.NONE)
        for picture in _pictures(moments, painter, tell, share=0.8)
    )
    tens = [10 * ticks for ticks in durations([moment.time for moment in moments], 100)]
    file = _Watched(tell)
    next(frames).save(
        file, "GIF", save_all=True, append_images=frames, duration=tens, loop=0, optimize=False
    )
    path.write_bytes(file.getbuffer())


def _write_webp(path: Path, moments: Sequence[Moment], painter: ClipPainter, tell: Tell) -> None:
    frames = list(_pictures(moments, painter, tell, share=0.3))
    for number, frame in enumerate(frames):
        _tell_when_read(frame, tell, 0.3 + 0.7 * number / len(frames))
    thousandths = durations([moment.time for moment in moments], 1000)
    file = _Watched(tell)
    frames[0].save(
        file,
        "WEBP",
        save_all=True,
        append_images=frames[1:],
        duration=thousandths,
        loop=0,
        quality=WEBP_QUALITY,
        method=2,
    )
    path.write_bytes(file.getbuffer())


def _write_mp4(path: Path, moments: Sequence[Moment], painter: ClipPainter, tell: Tell) -> None:
    from emoji_gui.pipeline.output import VideoOutput

    ticks = durations([moment.time for moment in moments], round(MP4_RATE))
    video = VideoOutput(path, MP4_RATE)
    try:
        for number, (moment, times) in enumerate(zip(moments, ticks, strict=True)):
            tell(number / len(moments))
            image = painter.paint(moment)
            for _ in range(times):
                video.write(image)
    finally:
        video.close()
    video.check()


def _pictures(
    moments: Sequence[Moment], painter: ClipPainter, tell: Tell, *, share: float
) -> Iterator[PIL.Image.Image]:
    """The painted frames; painting them all is ``share`` of the work."""
    for number, moment in enumerate(moments):
        tell(share * number / len(moments))
        yield to_picture(painter.paint(moment))


def _sample(moments: Sequence[Moment]) -> list[Moment]:
    """Moments that have all colours: some from everywhere, and each emoji once."""
    emojis = {
        moment.reading.main and moment.reading.main.label: moment
        for moment in moments
        if moment.reading
    }
    return [*moments[:: max(1, len(moments) // PALETTE_FROM)], *emojis.values()]


def _palette(pictures: Sequence[PIL.Image.Image]) -> PIL.Image.Image:
    """The 256 colours that lie closest to those of all the pictures, rare ones included."""
    # The time grows with the square of the number of colours: a noisy picture has many.
    share = min(1.0, (PALETTE_PIXELS / sum(one.width * one.height for one in pictures)) ** 0.5)
    width, height = (max(1, round(side * share)) for side in pictures[0].size)
    strip = PIL.Image.new("RGB", (width, height * len(pictures)))
    for number, picture in enumerate(pictures):
        small = picture.resize((width, height), PIL.Image.Resampling.NEAREST)
        strip.paste(small, (0, number * height))
    # The median cut gives a gray wall more colours than a face.
    return strip.quantize(256, PIL.Image.Quantize.MAXCOVERAGE, kmeans=2)


def _tell_when_read(picture: PIL.Image.Image, tell: Tell, share: float) -> None:
    """Learn from Pillow's WebP writer, which has no such call, how far it is."""

    def seek(frame: int) -> None:
        if frame:
            raise EOFError
        tell(share)

    picture_: Any = picture
    picture_.seek = seek


class _Watched(io.BytesIO):
    """A file in memory whose writer can be stopped: Pillow asks nobody while it writes."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    def write(self, data: Any) -> int:
        self._tell(0.0)
        return super().write(data)
