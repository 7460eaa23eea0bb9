"""The dialog "Teach it your face": leads through the expressions and keeps the profile."""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import ttk
from typing import TYPE_CHECKING, Final

from emoji_gui.desktop.calibrate_form import NameForm
from emoji_gui.desktop.calibrate_target import RING, Target
from emoji_gui.desktop.dialogs import Dialog
from emoji_gui.desktop.iconset import IconSet
from emoji_gui.desktop.lesson import Lesson
from emoji_gui.desktop.theme import Theme
from emoji_gui.language import N_, _, local, right_to_left, words_of
from emoji_gui.pipeline.calibrating import Walk
from emoji_gui.pipeline.calibrating_view import Stage, View, result_words
from emoji_gui.pipeline.emojis import NOT_SURE
from emoji_gui.pipeline.errors import PipelineError
from emoji_gui.pipeline.profiles import checked_name
from emoji_gui.pipeline.words import title

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
        px = theme.metrics.px
        self.body.columnconfigure(0, weight=1, minsize=self.line(472))
        self.title_label = ttk.Label(self.body, style="Title.TLabel", anchor="center")
        self.target = Target(self.body, theme, company.pictures)
        self.form = NameForm(self.body, theme, company.icons, self._names, self._enter)
        self.text = ttk.Label(
            self.body, anchor="center", justify="center", wraplength=self.line(420), style="TLabel"
        )
        self.remark = ttk.Label(
            self.body,
            anchor="center",
            justify="center",
            wraplength=self.line(420),
            style="Muted.TLabel",
        )
        self._make_buttons()
        # The target and the form take turns in one row, so that nothing jumps between them.
        for row, widget in (
            *((0, self.title_label), (1, self.text), (2, self.target), (2, self.form)),
            *((3, self.remark), (4, self._buttons)),
        ):
            widget.grid(row=row, column=0, sticky="ew", pady=(0, px(10)))
        self.body.rowconfigure(1, minsize=px(64))
        self.body.rowconfigure(2, minsize=px(RING + 10))
        before, after = ("<Right>", "<Left>") if right_to_left() else ("<Left>", "<Right>")
        self.bind(before, lambda event: self._key(event, self._back))
        self.bind(after, lambda event: self._key(event, self._skip))
        self._tick()
        self.open(self.form.name)

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
        if view.stage in (Stage.COUNTDOWN, Stage.HOLD):
            self._show_expression(view)
        elif view.stage is Stage.INTRO:
            self._show_intro("")
        elif view.stage is Stage.FITTING:
            self.target.work("neutral", self._company.clock())
        if news and view.stage is Stage.FITTING and self.walk is not None:
            task = Lesson(self._name, self._keep, self._personal, self.walk)
            task.learn(self, self._learned)

    def _show_intro(self, waiting: str) -> None:
        if self._stage is None:
            self._stage = Stage.INTRO
            self._arrange(Stage.INTRO)
        self._set(self.title_label, _("Teach it your face"))
        self._set(
            self.text,
            _(
                "You will be shown one expression after the other. Imitate each for two seconds, "
                "as you make it yourself. It takes less than a minute, and you may skip any."
            ),
        )
        self.form.look()
        taken = self.form.taken
        replaced = _('There is a profile "{name}": it will be replaced.').format(name=taken)
        self._set(self.remark, waiting or (replaced if taken else ""))
        self.main.state(["disabled" if waiting else "!disabled"])
        self._set(self.main, _("Replace and start") if taken else _("Start"))

    def _show_expression(self, view: View) -> None:
        assert view.label is not None
        self.target.show(view)
        self._set(self.title_label, title(view.label))
        said = _("{number} of {count}")
        if view.several:
            said = _("{number} of {count} – the largest face is looked at")
        self._set(self.remark, said.format(number=view.index + 1, count=view.count))
        if view.trouble is not None:
            self._set(self.text, _(view.trouble.value))
        elif view.stage is Stage.COUNTDOWN:
            seconds = max(1, int(view.seconds + 0.999))
            self._set(self.text, _("Make this face in {seconds}").format(seconds=seconds))
        else:
            self._set(self.text, _("Hold it"))
        colour = self.theme.palette.warn if view.trouble else self.theme.palette.text
        self.text.configure(foreground=colour)

    def _arrange(self, stage: Stage) -> None:
        """Show the parts that belong to a stage, and put the focus on what is pressed next."""
        running = stage in (Stage.COUNTDOWN, Stage.HOLD)
        for widget, there in (
            (self.target, stage is not Stage.INTRO),
            (self.form, stage is Stage.INTRO),
            (self.back, running),
            (self.skip, running),
            (self.main, stage in (Stage.INTRO, Stage.DONE, Stage.FAILED)),
        ):
            widget.grid() if there else widget.grid_remove()
        self._set(self.leave, _("Close") if stage in (Stage.DONE, Stage.FAILED) else _("Cancel"))
        self.text.configure(foreground=self.theme.palette.text)
        if stage is Stage.FITTING:
            self._say(_("One moment"), _("It learns what you showed."))
        elif stage is Stage.DONE and self.walk is not None and self.walk.profile is not None:
            self._say(*result_words(self.walk.profile))
            self.leave.grid_remove()
            self.target.rest("happy", self.theme.palette.good)
            self._set(self.main, _("Done"))
        elif stage is Stage.FAILED and self.walk is not None:
            self._say(_("Nothing was learned"), local(self.walk.message))
            self.target.rest(NOT_SURE, self.theme.palette.track)
            self._set(self.main, _("Try again"))
        if stage is Stage.COUNTDOWN and self.focus_get() not in (self.back, self.skip, self.leave):
            self.skip.focus_set()
        elif stage in (Stage.DONE, Stage.FAILED):
            self.main.focus_set()

    def _say(self, title: str, text: str) -> None:
        self._set(self.title_label, title)
        self._set(self.text, text)
        self._set(self.remark, "")

    def _make_buttons(self) -> None:
        px = self.theme.metrics.px
        self._buttons = buttons = ttk.Frame(self.body)
        buttons.columnconfigure(1, weight=1)
        self.back = ttk.Button(buttons, text=_("Back"), command=self._back)
        self.leave = ttk.Button(buttons, text=_("Cancel"), command=self.close)
        self.skip = ttk.Button(buttons, text=_("Skip"), command=self._skip)
        self.main = ttk.Button(buttons, style="Accent.TButton", command=self._go)
        self.back.grid(row=0, column=0)
        self.leave.grid(row=0, column=2, padx=px(2))
        self.skip.grid(row=0, column=3)
        self.main.grid(row=0, column=4)

    def _go(self) -> None:
        """What the main button does: start, try again, or close at the end."""
        if self.walk is None or self._stage is Stage.DONE:
            self.close()
            return
        try:
            name = checked_name(self.form.name.get())
        except PipelineError as error:
            self.form.complain(local(words_of(error)))
            return
        self.form.complain("")
        self._name, self._keep = name, self.form.keep
        self._personal.listen(self.walk.hear)
        self.walk.start()

    def _back(self) -> None:
        if self.walk is not None:
            self.walk.back()

    def _skip(self) -> None:
        if self.walk is not None:
            self.walk.skip()

    def _key(self, event: tk.Event[tk.Misc], action: Callable[[], None]) -> None:
        if event.widget is not self.form.name:
            action()

    def _names(self) -> tuple[str, ...]:
        return self._personal.store.listing().names

    def _enter(self) -> None:
        self.main.invoke()

    def _learned(self, name: str) -> None:
        self._personal.listen(None)
        self._personal.use(name)
        self._company.learned(name)

    @staticmethod
    def _set(widget: ttk.Label | ttk.Button, text: str) -> None:
        if widget.cget("text") != text:
            widget.configure(text=text)
