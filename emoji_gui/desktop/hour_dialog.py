"""The record of a while on lanes: one for each expression, with a summary, saved on request."""

from __future__ import annotations

import logging
import tkinter as tk
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from tkinter import filedialog, ttk
from typing import TYPE_CHECKING, Final

from emoji_gui.desktop.dialogs import Dialog
from emoji_gui.language import N_, _, ngettext, right_to_left
from emoji_gui.pipeline.emojis import NO_FACE
from emoji_gui.pipeline.timeline import Share, Timeline, in_words
from emoji_gui.pipeline.words import percent, title

if TYPE_CHECKING:
    from emoji_gui.desktop.host import Host
    from emoji_gui.desktop.hour_record import HourRecord

log = logging.getLogger(__name__)

LANE, GAP, NAME, FIGURES, PERCENT = 22, 6, 92, 150, 56
"""Heights and widths of the chart's parts in pixels at 96 dots an inch."""
WIDTH: Final = 620
REDRAW_MS: Final = 1000
EMPTY: Final = N_(
    "Nothing is recorded yet. Start the record, and come back when something has happened. "
    "It holds which expression was shown when, no pictures, and is forgotten with the window "
    "unless you save it."
)


class HourDialog(Dialog):
    """A lane for each expression over the time, and how much of it each had."""

    def __init__(self, host: Host, record: HourRecord) -> None:
        """Show the record as it stands."""
        super().__init__(host.root, host.window.theme, _("How was the hour?"))
        self._host, self._record = host, record
        px = self.theme.metrics.px
        self.summary = ttk.Label(self.body, justify="left")
        self.summary.grid(sticky="w")
        self.chart = tk.Canvas(self.body, height=0)
        self.chart.grid(sticky="ew", pady=(px(12), px(16)))
        self._add_buttons()
        self._follow()
        self.open(self.running)

    def _follow(self) -> None:
        """Draw now, and again every second for as long as the dialog is open."""
        if self.winfo_exists():
            self.draw()
            # By the main window, which ends with all that it still has to do.
            self._host.root.after(REDRAW_MS, self._follow)

    def draw(self) -> None:
        """Draw the record as it is now, in the window's colours of the moment."""
        self.theme, timeline = self._host.window.theme, self._record.timeline
        self.chart.configure(width=self.line(WIDTH), background=self.theme.palette.window)
        shares = timeline.summary((NO_FACE,)) if timeline is not None else ()
        self.summary.configure(
            text=sentence(timeline, shares) if timeline is not None and shares else _(EMPTY),
            wraplength=self.line(WIDTH),
        )
        self.running.configure(
            text=_("Stop recording") if self._record.on else _("Start recording")
        )
        for button in (self.save, self.clear):
            button.state(["!disabled" if shares else "disabled"])
        self._draw_lanes(timeline, shares)

    def _add_buttons(self) -> None:
        px = self.theme.metrics.px
        buttons = ttk.Frame(self.body)
        buttons.grid(sticky="ew")
        buttons.columnconfigure(1, weight=1)
        self.running = ttk.Button(buttons, command=self._switch)
        self.clear = ttk.Button(buttons, text=_("Forget it"), command=self._clear)
        self.save = ttk.Button(buttons, text=_("Save as CSV…"), command=self._save)
        close = ttk.Button(buttons, text=_("Close"), style="Accent.TButton", command=self.close)
        self.running.grid(row=0, column=0)
        for column, button in enumerate((self.clear, self.save, close), 2):
            button.grid(row=0, column=column, padx=px(2))

    def _draw_lanes(self, timeline: Timeline | None, shares: tuple[Share, ...]) -> None:
        palette, chart = self.theme.palette, self.chart

        def px(size: float) -> int:
            return round(size * self.line(WIDTH) / WIDTH)

        chart.delete("all")
        chart.configure(height=px(len(shares) * (LANE + GAP)))
        if timeline is None:
            return
        left, right = px(NAME), px(WIDTH - FIGURES)
        turned, whole = right_to_left(), px(WIDTH)

        def at(x: float) -> float:
            return whole - x if turned else x

        scale = (right - left) / max(timeline.length, 1e-9)
        for row, share in enumerate(shares):
            top = px(row * (LANE + GAP))
            middle, bottom = top + px(LANE) // 2, top + px(LANE)
            chart.create_text(
                at(0), middle, anchor="e" if turned else "w", text=title(share.name),
                fill=palette.text, font=self.theme.font("body", strong=row == 0),
            )  # fmt: skip
            chart.create_rectangle(at(left), top, at(right), bottom, fill=palette.track, width=0)
            colour = palette.accent if row == 0 else palette.bar
            for part in (p for p in timeline.stretches if p.name == share.name):
                start, end = left + part.start * scale, left + part.end * scale
                chart.create_rectangle(
                    at(start), top, at(max(start + 1, end)), bottom, fill=colour, width=0
                )
            figures = (percent(share.share), in_words(share.seconds))
            for x, text in zip((WIDTH - FIGURES + PERCENT, WIDTH), figures, strict=True):
                chart.create_text(
                    at(px(x)), middle, anchor="w" if turned else "e", text=text, fill=palette.muted,
                    font=self.theme.font("body"),
                )  # fmt: skip

    def _switch(self) -> None:
        if self._record.on:
            self._record.stop()
        else:
            self._record.start()
        self.draw()

    def _clear(self) -> None:
        self._record.clear()
        self.draw()

    def _save(self) -> None:
        timeline = self._record.timeline
        path = filedialog.asksaveasfilename(
            parent=self, title=_("Save the record"), defaultextension=".csv",
            initialfile=_("expressions {time}.csv").format(time=f"{datetime.now():%Y-%m-%d %H.%M}"),
            filetypes=[(_("Table"), "*.csv")],
        )  # fmt: skip
        if path and timeline is not None:
            self._host.say(save(timeline, Path(path)))


def save(timeline: Timeline, path: Path) -> str:
    """Write a record as CSV, whole or not at all; the sentence that tells how it went."""
    from model.files import write_text

    try:
        write_text(path, timeline.to_csv())
    except OSError as error:
        log.warning("the record cannot be saved", exc_info=error)
        text = _("The record could not be saved: {reason}. Choose another folder.")
        return text.format(reason=error.strerror or error)
    return _("Saved {file}").format(file=path.name)


def sentence(timeline: Timeline, shares: tuple[Share, ...]) -> str:
    """The record in a sentence or two."""
    seen = sum(share.seconds for share in shares)
    most = shares[0]
    text = _("A face was seen for {seen} of {length}, mostly {expression}.")
    if most.share < 1:
        text = _(
            "A face was seen for {seen} of {length}, mostly {expression} "
            "({share}, at most {longest} at a time)."
        )
    first = text.format(
        seen=in_words(seen),
        length=in_words(timeline.length),
        expression=title(most.name),
        share=percent(most.share),
        longest=in_words(most.longest),
    )
    # The same expression before and after a pause, or a while without a face, is no change.
    names = [part.name for part in timeline.stretches if part.name != NO_FACE]
    count = sum(name != following for name, following in pairwise(names))
    times = ngettext(
        "The expression changed {count} time.", "The expression changed {count} times.", count
    )
    return f"{first} {times.format(count=count)}"
