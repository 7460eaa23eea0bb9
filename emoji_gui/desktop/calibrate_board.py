"""In the dialog "Teach it your face": its widgets, and what they show at each stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from tkinter import ttk
from typing import TYPE_CHECKING

from emoji_gui.desktop.calibrate_form import NameForm
from emoji_gui.desktop.calibrate_target import RING, Target
from emoji_gui.desktop.dialogs import Dialog
from emoji_gui.desktop.iconset import IconSet
from emoji_gui.language import _
from emoji_gui.pipeline.calibrating_view import Stage, View, result_words
from emoji_gui.pipeline.emojis import NOT_SURE
from emoji_gui.pipeline.words import title

if TYPE_CHECKING:
    from emoji_gui.desktop.images import EmojiPictures
    from emoji_gui.pipeline.profiles import Profile

RUNNING = (Stage.COUNTDOWN, Stage.HOLD)
ENDS = (Stage.DONE, Stage.FAILED)


@dataclass(frozen=True)
class Pressed:
    """What the buttons do.

    Attributes:
        back, skip: go to the expression before, or leave this one out.
        leave: end without a profile.
        go: what comes next: start, try again, or close at the end.
    """

    back: Callable[[], None]
    skip: Callable[[], None]
    leave: Callable[[], None]
    go: Callable[[], None]


class Board:
    """The widgets in the dialog's body; it knows nothing of the walk."""

    def __init__(
        self,
        dialog: Dialog,
        pictures: EmojiPictures,
        icons: IconSet,
        names: Callable[[], Sequence[str]],
        pressed: Pressed,
    ) -> None:
        """Make everything; ``arrange`` shows what belongs to a stage.

        Args:
            dialog: whose body it fills.
            pictures: of the emoji to imitate.
            icons: of the window.
            names: the names that people have already.
            pressed: what the buttons do.
        """
        self._body, self._theme = dialog.body, dialog.theme
        self._body.columnconfigure(0, weight=1, minsize=dialog.line(472))
        self.title = ttk.Label(self._body, style="Title.TLabel", anchor="center")
        self.target = Target(self._body, self._theme, pictures)
        self.form = NameForm(self._body, self._theme, icons, names, self._enter)
        self.text = self._paragraph("TLabel", dialog.line(420))
        self.remark = self._paragraph("Muted.TLabel", dialog.line(420))
        self._make_buttons(pressed)
        self._lay_out()

    def arrange(self, stage: Stage) -> None:
        """Show the parts that belong to a stage."""
        for widget, there in (
            (self.target, stage is not Stage.INTRO),
            (self.form, stage is Stage.INTRO),
            (self.back, stage in RUNNING),
            (self.skip, stage in RUNNING),
            (self.main, stage in (Stage.INTRO, *ENDS)),
        ):
            widget.grid() if there else widget.grid_remove()
        _set(self.leave, _("Close") if stage in ENDS else _("Cancel"))
        self.text.configure(foreground=self._theme.palette.text)

    def focus(self, stage: Stage) -> None:
        """Put the focus on what is pressed next."""
        held = self._body.focus_get() in (self.back, self.skip, self.leave)
        if stage is Stage.COUNTDOWN and not held:
            self.skip.focus_set()
        elif stage in ENDS:
            self.main.focus_set()

    def show_intro(self, waiting: str) -> None:
        """Say what will come and ask for a name, or ``waiting``, why it cannot begin yet."""
        _set(self.title, _("Teach it your face"))
        _set(
            self.text,
            _(
                "You will be shown one expression after the other. Imitate each for two seconds, "
                "as you make it yourself. It takes less than a minute, and you may skip any."
            ),
        )
        self.form.look()
        taken = self.form.taken
        replaced = _('There is a profile "{name}": it will be replaced.').format(name=taken)
        _set(self.remark, waiting or (replaced if taken else ""))
        self.main.state(["disabled" if waiting else "!disabled"])
        _set(self.main, _("Replace and start") if taken else _("Start"))

    def show_expression(self, view: View) -> None:
        """Show what to imitate, for how long, and what is in the way."""
        assert view.label is not None
        self.target.show(view)
        _set(self.title, title(view.label))
        said = _("{number} of {count}")
        if view.several:
            said = _("{number} of {count} – the largest face is looked at")
        _set(self.remark, said.format(number=view.index + 1, count=view.count))
        if view.trouble is not None:
            _set(self.text, _(view.trouble.value))
        elif view.stage is Stage.COUNTDOWN:
            seconds = max(1, int(view.seconds + 0.999))
            _set(self.text, _("Make this face in {seconds}").format(seconds=seconds))
        else:
            _set(self.text, _("Hold it"))
        colour = self._theme.palette.warn if view.trouble else self._theme.palette.text
        self.text.configure(foreground=colour)

    def show_fitting(self) -> None:
        """Say that it learns."""
        self._say(_("One moment"), _("It learns what you showed."))

    def show_learned(self, profile: Profile) -> None:
        """Say what was learned."""
        self._say(*result_words(profile))
        self.leave.grid_remove()
        self.target.rest("happy", self._theme.palette.good)
        _set(self.main, _("Done"))

    def show_failed(self, why: str) -> None:
        """Say why nothing was learned."""
        self._say(_("Nothing was learned"), why)
        self.target.rest(NOT_SURE, self._theme.palette.track)
        _set(self.main, _("Try again"))

    def _enter(self) -> None:
        self.main.invoke()

    def _say(self, title: str, text: str) -> None:
        _set(self.title, title)
        _set(self.text, text)
        _set(self.remark, "")

    def _paragraph(self, style: str, width: int) -> ttk.Label:
        return ttk.Label(
            self._body, anchor="center", justify="center", wraplength=width, style=style
        )

    def _make_buttons(self, pressed: Pressed) -> None:
        px = self._theme.metrics.px
        self._buttons = buttons = ttk.Frame(self._body)
        buttons.columnconfigure(1, weight=1)
        self.back = ttk.Button(buttons, text=_("Back"), command=pressed.back)
        self.leave = ttk.Button(buttons, text=_("Cancel"), command=pressed.leave)
        self.skip = ttk.Button(buttons, text=_("Skip"), command=pressed.skip)
        self.main = ttk.Button(buttons, style="Accent.TButton", command=pressed.go)
        self.back.grid(row=0, column=0)
        self.leave.grid(row=0, column=2, padx=px(2))
        self.skip.grid(row=0, column=3)
        self.main.grid(row=0, column=4)

    def _lay_out(self) -> None:
        px = self._theme.metrics.px
        # The target and the form take turns in one row, so that nothing jumps between them.
        for row, widget in (
            *((0, self.title), (1, self.text), (2, self.target), (2, self.form)),
            *((3, self.remark), (4, self._buttons)),
        ):
            widget.grid(row=row, column=0, sticky="ew", pady=(0, px(10)))
        self._body.rowconfigure(1, minsize=px(64))
        self._body.rowconfigure(2, minsize=px(RING + 10))


def _set(widget: ttk.Label | ttk.Button, text: str) -> None:
    if widget.cget("text") != text:
        widget.configure(text=text)
