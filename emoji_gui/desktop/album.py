"""From picture to picture of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from emoji_gui.desktop.background import run_in_thread
from emoji_gui.language import _, reason_of, words_of
from emoji_gui.pipeline.errors import PipelineError
from emoji_gui.pipeline.folders import neighbour
from emoji_gui.pipeline.specs import file_path, is_live_spec

if TYPE_CHECKING:
    from emoji_gui.desktop.host import Host
    from emoji_gui.desktop.viewing import Viewing


class Album:
    """The commands that go through the pictures of the folder of the one that is shown."""

    def __init__(self, host: Host, viewing: Viewing) -> None:
        """Nothing is listed before it is asked for.

        Args:
            host: the window's controller.
            viewing: says which picture is shown, and shows another.
        """
        self._host, self._viewing = host, viewing
        self._looking = False

    def next_picture(self) -> None:
        """Show the picture after this one."""
        self._go(1)

    def previous_picture(self) -> None:
        """Show the picture before this one."""
        self._go(-1)

    def _go(self, by: int) -> None:
        spec = self._viewing.spec
        if is_live_spec(spec):
            self._host.say(_("Open a picture first: then these keys go through its folder"))
        elif not self._looking:
            self._looking = True

            # In the background, because a folder may lie on a slow disk or far away.
            def look() -> tuple[Path | None, int, int] | str:
                try:
                    return neighbour(file_path(spec), by)
                except PipelineError as error:
                    return words_of(error)

            def found(
                answer: tuple[Path | None, int, int] | str | None, error: Exception | None
            ) -> None:
                self._looking = False
                if self._viewing.spec == spec:
                    self._show(answer if answer is not None else reason_of(error), by)

            run_in_thread(self._host.root, look, found)

    def _show(self, answer: tuple[Path | None, int, int] | str, by: int) -> None:
        if isinstance(answer, str):
            self._host.say(answer)
            return
        path, place, count = answer
        if path is None:
            last = _("This is the last picture of the folder")
            self._host.say(last if by > 0 else _("This is the first picture of the folder"))
            return
        self._viewing.choose(str(path))
        words = _("{file}: picture {place} of {count}")
        self._host.say(words.format(file=path.name, place=place, count=count))
