"""Between the window and the worker: polls the one, shows it in the other, does the commands."""

from __future__ import annotations

import logging
import tkinter as tk
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from emoji_gui.desktop import words
from emoji_gui.desktop.commands import COMMANDS
from emoji_gui.desktop.features import Features
from emoji_gui.desktop.keys import bind_keys
from emoji_gui.desktop.looks import Looks
from emoji_gui.desktop.parts import Parts
from emoji_gui.desktop.statusbar import Line
from emoji_gui.desktop.window import Window
from emoji_gui.language import _, local
from emoji_gui.pipeline.records import Snapshot
from emoji_gui.pipeline.timings import DRAW_PANEL, DRAW_PICTURE

if TYPE_CHECKING:
    from emoji_gui.settings import Settings

log = logging.getLogger(__name__)

TICK_MS: Final = 16
"""Between two looks at the worker: a 30 Hz camera is never seen more than half a frame late."""

SHORTEST_MS: Final = 4
NOTICE_SECONDS: Final = 4.0
STOP_SECONDS: Final = 0.4
"""For the background's end; what hangs longer is left behind, so that the end takes no second."""

LONGEST_STEP: Final = 0.1
"""Seconds of movement in one tick at most: after a hold-up nothing leaps."""


class Controller:
    """Owns the window's life from its first picture to its end."""

    def __init__(
        self,
        root: tk.Tk,
        settings: Settings,
        parts: Parts,
        remembered: Settings | None = None,
        *,
        mirror_files: bool = False,
    ) -> None:
        """Build the window; nothing runs in the background yet.

        Args:
            root: an empty main window.
            settings: the choices to begin with.
            parts: everything behind the window.
            remembered: the choices as they are kept, where ``settings`` holds
                some that are meant for this time only.
            mirror_files: whether pictures and videos are mirrored as a camera is;
                usually they are not, since there is writing in them.
        """
        self.root, self.settings, self.parts = root, settings, parts
        self._remembered = settings if remembered is None else remembered
        self.stop_asked = False
        """Set by a signal handler; the next tick sees it."""
        self.trouble = ""
        """A sentence that any thread may leave here; the next tick says it."""
        self._looks = Looks(root, settings, parts.prefers_dark)
        self.features = Features(
            self, self._looks.resize_text, self._rebuild, mirror_files=mirror_files
        )
        actions = {command.name: self.features.action(command.name) for command in COMMANDS}
        self._actions = actions
        self.window = self._open_window(settings.geometry)
        self._notice = ("", 0.0)
        self.snapshot: Snapshot | None = None
        self._then = parts.clock()
        self.closed = False
        root.title("Emoji Mirror")
        root.protocol("WM_DELETE_WINDOW", self.quit)
        bind_keys(root, actions)

    def start(self) -> None:
        """Start the background and the polling; the window is on the screen by now."""
        self.parts.worker.start()
        self.features.dressing.begin()
        self._looks.follow_system()
        self.tick()

    def tick(self) -> None:
        """One look at the worker."""
        if self.stop_asked:
            self.quit()
            return
        if self.trouble:
            trouble, self.trouble = self.trouble, ""
            self.say(trouble)
        now = self.parts.clock()
        seconds, self._then = min(LONGEST_STEP, max(0.0, now - self._then)), now
        try:
            self.show(self.parts.worker.snapshot(), seconds)
        finally:
            # After the work and never at once: Tk redraws only when nothing else is due.
            # A clock that jumps must not make the next look a matter of hours.
            spent = min(TICK_MS, max(0, round(1000 * (self.parts.clock() - now))))
            self.root.after(max(SHORTEST_MS, TICK_MS - spent), self.tick)

    def show(self, snapshot: Snapshot, seconds: float = 0.0) -> None:
        """Derive everything in the window from a snapshot."""
        features, before = self.features, self.snapshot
        snapshot = features.faces.applied(snapshot)
        self.snapshot, timings = snapshot, self.parts.timings
        features.sending.show(snapshot)
        features.dressing.show(snapshot)
        features.people.show()
        with timings.stage(DRAW_PICTURE) as stage:
            if not self.window.picture.show(snapshot, seconds, mirror=self.mirrored):
                stage.drop()
        with timings.stage(DRAW_PANEL) as stage:
            self.window.panel.show(snapshot, seconds)
            if before is not None and snapshot.reading is before.reading:
                stage.carry()  # its movement between two readings
        features.hour.show(snapshot)
        features.on_air.show(snapshot)
        features.speaking.show(snapshot)
        text, until = self._notice
        if not text or not 0 <= until - self.parts.clock() <= NOTICE_SECONDS:
            text = words.status_text(snapshot)
        line = Line(snapshot.status.phase, text, _(words.PRIVACY), features.on_air.badge)
        self.window.status.show(line)
        self.window.toolbar.show(features.viewing.controls(snapshot))
        timings.drawn(snapshot, self.root)

    def say(self, text: str) -> None:
        """Put a sentence into the status line for a while."""
        self._notice = (local(text), self.parts.clock() + NOTICE_SECONDS)

    def remember(self, **changes: object) -> None:
        """Change choices and keep them for the next start."""
        self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]
        self._remembered = replace(self._remembered, **changes)  # type: ignore[arg-type]
        if trouble := self.parts.save(self._remembered):
            # After the command's own sentence, which would cover it.
            self.trouble = trouble

    @property
    def mirrored(self) -> bool:
        """Whether left and right change places in the picture."""
        return self.features.viewing.mirrored

    # The commands, by the names in ``commands.COMMANDS``.

    def theme(self) -> None:
        """Go on to the next of "as the system", light and dark."""
        self.remember(theme=self._looks.next(self.settings.theme))
        self.say(self._looks.in_words(self.settings.theme))

    def send(self) -> None:
        """Show the ways to copy and save."""
        self.window.open_menu("send")

    def more(self) -> None:
        """Show everything else that can be done."""
        self.window.open_menu("more")

    def copy_text(self, text: str) -> None:
        """Put a text on the clipboard."""
        self.root.clipboard_clear()
        self.root.clipboard_append(text)

    def help(self) -> None:
        """Show the keys and what the program is."""
        from emoji_gui.desktop.about import HelpDialog

        HelpDialog(self.root, self._looks.theme, self.parts.log, self.copy_text)

    def quit(self) -> None:
        """Close the window and end everything behind it."""
        if self.closed:
            return
        self.closed = True
        self.remember(dark=self._looks.dark)
        self.features.place.keep()
        self.window.tips.hide()
        self._looks.stop()
        self.features.sending.close()
        self.features.speaking.close()
        for pending in self.root.tk.splitlist(self.root.tk.call("after", "info")):
            self.root.after_cancel(pending)
        # Out of sight at once; a camera takes a moment to let go.
        self.root.withdraw()
        self.root.update_idletasks()
        self.features.on_air.close()
        if not self.parts.worker.stop(STOP_SECONDS):
            log.warning("the background did not end in time and is left behind")
        self.root.destroy()

    def _rebuild(self) -> None:
        """Take the window away and put one in its place that shows the same."""
        # The next word is said by a voice of the language of the moment.
        self.features.speaking.close()
        old, geometry = self.window, self.root.geometry()
        ready, pictures = old.picture.ready, old.panel.pictures
        old.close()
        self.window = self._open_window(geometry, old)
        self.root.geometry(geometry)
        self.window.picture.ready = ready
        if pictures is not None:
            self.features.dressing.dress(pictures)

    def _open_window(self, geometry: str | None, before: Window | None = None) -> Window:
        window = Window(
            self.root,
            self._looks.theme,
            self._actions,
            geometry,
            self.features.switched,
            choices={"text_size": self.features.text.choices},
            before=before,
        )
        self._looks.changed = window.use
        window.picture.picked = self.features.faces.pick
        return window
