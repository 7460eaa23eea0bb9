"""From a finished walk to a profile that is kept, off the window's thread."""

from __future__ import annotations

import logging
import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from emoji_gui.desktop.background import run_in_thread
from emoji_gui.language import Sentence, words_of
from emoji_gui.pipeline.calibrating import Walk
from emoji_gui.pipeline.errors import PipelineError

if TYPE_CHECKING:
    from emoji_gui.pipeline.personal import Personal
    from emoji_gui.pipeline.profiles import Profile
    from emoji_gui.pipeline.records import Image

    Learned = tuple[Profile, Image, list[int]]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Lesson:
    """What is to be learned.

    Attributes:
        name: of the person.
        keep: whether the pictures are kept beside the profile.
        personal: fits and keeps it.
        walk: that is over; it is told what came of it.
    """

    name: str
    keep: bool
    personal: Personal
    walk: Walk

    def learn(self, widget: tk.Misc, done: Callable[[str], None]) -> None:
        """Fit in the background, then keep the profile and call ``done`` with its name.

        Nothing is kept, and nobody called, once ``widget`` is gone.
        """
        faces, shown = self.walk.samples()

        def work() -> Learned:
            profile, stack = self.personal.learn(self.name, faces, shown)
            return profile, stack, shown

        def fitted(learned: Learned | None, error: Exception | None) -> None:
            try:
                profile = self._keep(learned, error)
            except PipelineError as fault:
                self.walk.fail(words_of(fault))
            except Exception as fault:
                log.exception("a profile could not be made")
                kind = type(fault).__name__
                why = Sentence("Something went wrong ({kind}). The log has the details.", kind=kind)
                self.walk.fail(why)
            else:
                done(profile.name)
                self.walk.finish(profile)

        run_in_thread(widget, work, fitted)

    def _keep(self, learned: Learned | None, error: Exception | None) -> Profile:
        if learned is None:
            raise error or RuntimeError("the background gave no answer")
        profile, faces, shown = learned
        return self.personal.store.save(profile, (faces, shown) if self.keep else None)
