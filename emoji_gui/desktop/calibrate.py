"""The dialog "Teach it your face": leads through the expressions and keeps the profile."""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from emoji_gui.desktop.calibrate_board import RUNNING, Board, Pressed
from emoji_gui.desktop.dialogs import Dialog
from emoji_gui.desktop.iconset import IconSet
from emoji_gui.desktop.lesson import Lesson
from emoji_gui.desktop.theme import Theme
from emoji_gui.language import N_, _, local, right_to_left, words_of
from emoji_gui.pipeline.calibrating import Walk
from emoji_gui.pipeline.calibrating_view import Stage, View
from emoji_gui.pipeline.errors import PipelineError
from emoji_gui.pipeline.profiles import checked_name

if TYPE_CHECKING:
    from emoji_gui.desktop.images import EmojiPictures
    from emoji_gui.pipeline.personal import Personal

TICK_MS: Final = 33
SHORTEST_MS: Final = 8
WAITING: Final = N_("One moment: the network is still loading.")


@dataclass(frozen=True)
class Company:
    """What the dialog works with.

    Attributes:
        personal: the link to the engine, and the store of the profiles.
        pictures: of the emoji to imitate.
        icons: of the window.
        learned: called with the name of the person once their profile is kept and worn.
        clock: monotonic seconds.
    """

    personal: Personal
    pictures: EmojiPictures
    icons: IconSet
    learned: Callable[[str], None] = lambda _name: None
    clock: Callable[[], float] = time.monotonic


class CalibrateDialog(Dialog):
    """Shows a walk; Escape leaves it at any moment and nothing is kept."""

    def __init__(
        self, parent: tk.Tk, theme: Theme, company: Company, walk: Walk | None = None
    ) -> None:
        """Open at the introduction.

        Args:
            parent: the main window.
            theme: colours and sizes.
            company: what it works with.
            walk: to show; by default a new one for the network's labels.
        """
        super().__init__(parent, theme, _("Teach it your face"))
        self._company, self._personal = company, company.personal
        self.walk = walk
        self._stage: Stage | None = None
        self._pending, self._name, self._keep = "", "", False
        pressed = Pressed(self._back, self._skip, self.close, self._go)
        self.board = Board(self, company.pictures, company.icons, self._names, pressed)
        before, after = ("<Right>", "<Left>") if right_to_left() else ("<Left>", "<Right>")
        self.bind(before, lambda event: self._key(event, self._back))
        self.bind(after, lambda event: self._key(event, self._skip))
        self._tick()
        self.open(self.board.form.name)

    @property
    def stage(self) -> Stage | None:
        """What is shown."""
        return self._stage

    def close(self) -> None:
        """Take it away; the mirror wears the profile of before, or the new one."""
        if self.winfo_exists():
            # Due on the main window, like everything that may outlive a dialog.
            if self._pending:
                self._parent.after_cancel(self._pending)
                self._pending = ""
            if self.walk is not None:
                self.walk.cancel()
            self._personal.listen(None)
        super().close()

    def _tick(self) -> None:
        if not self.winfo_exists():
            return
        begun = time.monotonic()
        try:
            self._look()
            # Tk redraws only when nothing else is due, and beside the mirror's own ticks a
            # slow machine has always something due.
            self.update_idletasks()
        finally:
            spent = round(1000 * (time.monotonic() - begun))
            self._pending = self._parent.after(max(SHORTEST_MS, TICK_MS - spent), self._tick)

    def _look(self) -> None:
        network = self._personal.network
        if self.walk is None and network is not None:
            self.walk = Walk(network.labels)
        if self.walk is None:
            self._show_intro(_(WAITING))
        else:
            self.show(self.walk.tick(self._company.clock()))

    def show(self, view: View) -> None:
        """Derive everything in the dialog from a view of the walk."""
        news, self._stage = view.stage is not self._stage, view.stage
        if news:
            self._arrange(view.stage)
        if view.stage in RUNNING:
            self.board.show_expression(view)
        elif view.stage is Stage.INTRO:
            self._show_intro("")
        elif view.stage is Stage.FITTING:
            self.board.target.work("neutral", self._company.clock())
        if news and view.stage is Stage.FITTING and self.walk is not None:
            task = Lesson(self._name, self._keep, self._personal, self.walk)
            task.learn(self, self._learned)

    def _show_intro(self, waiting: str) -> None:
        if self._stage is None:
            self._stage = Stage.INTRO
            self._arrange(Stage.INTRO)
        self.board.show_intro(waiting)

    def _arrange(self, stage: Stage) -> None:
        """Show a stage that has just begun."""
        board, walk = self.board, self.walk
        board.arrange(stage)
        if stage is Stage.FITTING:
            board.show_fitting()
        elif stage is Stage.DONE and walk is not None and walk.profile is not None:
            board.show_learned(walk.profile)
        elif stage is Stage.FAILED and walk is not None:
            board.show_failed(local(walk.message))
        board.focus(stage)

    def _go(self) -> None:
        """Start, try again, or close at the end."""
        if self.walk is None or self._stage is Stage.DONE:
            self.close()
            return
        try:
            name = checked_name(self.board.form.name.get())
        except PipelineError as error:
            self.board.form.complain(local(words_of(error)))
            return
        self.board.form.complain("")
        self._name, self._keep = name, self.board.form.keep
        self._personal.listen(self.walk.hear)
        self.walk.start()

    def _back(self) -> None:
        if self.walk is not None:
            self.walk.back()

    def _skip(self) -> None:
        if self.walk is not None:
            self.walk.skip()

    def _key(self, event: tk.Event[tk.Misc], action: Callable[[], None]) -> None:
        if event.widget is not self.board.form.name:
            action()

    def _names(self) -> tuple[str, ...]:
        return self._personal.store.listing().names

    def _learned(self, name: str) -> None:
        self._personal.listen(None)
        self._personal.use(name)
        self._company.learned(name)
