"""Everything that a person saves of the mirror, behind one object for a front end to call."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from emoji_gui.pipeline.errors import OutputError
from emoji_gui.pipeline.places import file_stem, save_new
from emoji_gui.pipeline.saving import Saving
from emoji_gui.pipeline.timings import OFF, REMEMBER, Timings

if TYPE_CHECKING:
    from emoji_gui.pipeline.clip_painter import Style
    from emoji_gui.pipeline.clips import Kind
    from emoji_gui.pipeline.emojis import EmojiMapper
    from emoji_gui.pipeline.recent import Recent
    from emoji_gui.pipeline.records import Frame, Reading


class Sender:
    """Remembers what is shown, and saves of it what the person asks for.

    For the window's thread: it shows a frame and calls ``show``, which takes
    less than a millisecond; each ``save_...`` returns at once with a ``Saving``
    that runs in a thread of its own.

    Attributes:
        folder: where files go; None is "Emoji Mirror" in the person's pictures.
        dark: whether cards and clips are dark.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        dark: bool = False,
        now: Callable[[], datetime] = datetime.now,
        timings: Timings = OFF,
    ) -> None:
        """Begin without a frame; ``now`` dates the files."""
        self._timings = timings
        self.folder, self.dark = folder, dark
        self._now = now
        self._recent: Recent | None = None
        self._frame: Frame | None = None
        self._reading: Reading | None = None
        self._mapper: EmojiMapper | None = None
        self._mirror = False
        self._savings: list[Saving] = []

    def show(
        self, frame: Frame, reading: Reading | None, mapper: EmojiMapper, *, mirror: bool = False
    ) -> None:
        """Remember what the person sees now; the same frame may come again.

        Args:
            frame: the newest one.
            reading: the newest one; it may belong to an earlier frame.
            mapper: names and pictures of the reading's labels.
            mirror: whether the picture is shown mirrored.
        """
        if self._recent is None:
            # Not before: it loads OpenCV, which the window opens without.
            from emoji_gui.pipeline.recent import Recent

            self._recent = Recent()
        if frame is not self._frame:
            with self._timings.stage(REMEMBER) as stage:
                if not self._recent.remember(frame, reading, mirror=mirror):
                    stage.drop()
        self._frame, self._reading, self._mapper, self._mirror = frame, reading, mapper, mirror

    def forget(self) -> None:
        """Keep nothing of what was shown, as when the source changes."""
        self._frame = self._reading = None
        if self._recent is not None:
            self._recent.clear()

    @property
    def remembered_bytes(self) -> int:
        """Of the last seconds' pictures."""
        return 0 if self._recent is None else self._recent.bytes

    def save_card(self, *, whole: bool = False) -> Saving:
        """Save the photo and the emoji side by side, as PNG.

        Args:
            whole: the whole photo instead of the face.

        Raises:
            OutputError: nothing was shown yet.
        """
        frame, reading, mapper, name = self._shown()
        mirror, dark = self._mirror, self.dark

        def write(path: Path) -> None:
            from emoji_gui.pipeline.cards import card
            from emoji_gui.pipeline.drawing import mirrored
            from emoji_gui.pipeline.reframing import fitted

            image = mirrored(frame.image) if mirror else frame.image
            there = fitted(reading, 1, image.shape[1] if mirror else None)
            card(image, there, mapper, whole=whole, dark=dark).save(path, "PNG")

        return self._save(f"{name} card", ".png", write)

    def save_emoji(self) -> Saving:
        """Save the emoji alone, 512 by 512 with a transparent ground, as PNG.

        Raises:
            OutputError: nothing was shown yet.
        """
        name, png = self._shown()[3], self.emoji_png
        return self._save(f"{name} emoji", ".png", lambda path: path.write_bytes(png()))

    def save_clip(self, kind: Kind = "webp", style: Style = "beside") -> Saving:
        """Save the last five seconds.

        Args:
            kind: "gif", "webp" or "mp4".
            style: the emoji "beside" the picture, or "over" each face.

        Raises:
            OutputError: nothing was shown yet.
        """
        mapper, name = self._shown()[2:]
        moments, dark = self._recent.moments() if self._recent else (), self.dark
        folder, stem = self.folder, file_stem(self._now(), f"{name} clip")

        def work(tell: Callable[[float], None]) -> Path:
            from emoji_gui.pipeline.clips import write_clip

            def write(path: Path) -> None:
                write_clip(path, moments, mapper, style=style, dark=dark, tell=tell)
                tell(1.0)

            return save_new(folder, stem, f".{kind}", write)

        return self._start(work)

    def emoji_png(self) -> bytes:
        """The emoji that is shown as a PNG file, for the clipboard.

        Raises:
            OutputError: nothing was shown yet.
        """
        from emoji_gui.pipeline.cards import emoji_alone
        from emoji_gui.pipeline.emojis import NO_FACE

        _, reading, mapper, _ = self._shown()
        main, file = reading.main, io.BytesIO()
        emoji_alone(mapper, main.label if main else NO_FACE).save(file, "PNG")
        return file.getvalue()

    def close(self, seconds: float = 1.0) -> None:
        """Stop what is being saved, so that nothing half-written remains when the program ends."""
        for saving in self._savings:
            saving.cancel()
        for saving in self._savings:
            saving.wait(seconds)
        self.forget()

    def _shown(self) -> tuple[Frame, Reading, EmojiMapper, str]:
        """What is shown, and its expression's name."""
        from emoji_gui.pipeline.emojis import NO_FACE

        if self._frame is None or self._reading is None or self._mapper is None:
            raise OutputError("There is nothing to save yet: wait until an emoji is shown.")
        main = self._reading.main
        name = self._mapper.name(main.label if main else NO_FACE)
        return self._frame, self._reading, self._mapper, name

    def _save(self, what: str, suffix: str, write: Callable[[Path], object]) -> Saving:
        folder, stem = self.folder, file_stem(self._now(), what)
        return self._start(lambda tell: save_new(folder, stem, suffix, write))

    def _start(self, work: Callable[[Callable[[float], None]], Path]) -> Saving:
        self._savings = [saving for saving in self._savings if not saving.done]
        self._savings.append(Saving(work))
        return self._savings[-1]
