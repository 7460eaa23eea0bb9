"""The slider between calm and quick, which works while it is moved."""

from __future__ import annotations

from tkinter import ttk
from typing import TYPE_CHECKING, Final

from emoji_gui.desktop.dialogs import Dialog
from emoji_gui.language import N_, _, right_to_left
from emoji_gui.pipeline.smoothing import DEFAULT_CALM

if TYPE_CHECKING:
    from emoji_gui.desktop.host import Host

STEPS: Final = 20
"""An arrow key moves the slider by one of these."""

WIDTH: Final = 420
NOTE: Final = N_(
    "Calm: the emoji waits until it is sure and stays when you talk. "
    "Quick: it follows every twitch of the face at once."
)


class SteadinessDialog(Dialog):
    """One slider, calm where a line begins and quick where it ends."""

    def __init__(self, host: Host) -> None:
        """Show it as it is set."""
        super().__init__(host.root, host.window.theme, _("Calm or quick"))
        self._host = host
        self.calm = host.settings.calm
        px = self.theme.metrics.px
        self.body.columnconfigure(1, weight=1)
        note = ttk.Label(self.body, text=_(NOTE), wraplength=px(WIDTH), justify="left")
        note.grid(columnspan=3, sticky="w", pady=(0, px(16)))
        ttk.Label(self.body, text=_("Calm")).grid(row=1, column=0, padx=(0, px(10)))
        begin, end = (STEPS, 0) if right_to_left() else (0, STEPS)
        # Its value from the first on: set later it would be rounded and taken for a move.
        self.scale = ttk.Scale(
            self.body,
            from_=begin,
            to=end,
            value=STEPS * (1 - self.calm),
            length=px(300),
            command=self._move,
        )
        self.scale.grid(row=1, column=1, sticky="ew")
        ttk.Label(self.body, text=_("Quick")).grid(row=1, column=2, padx=(px(10), 0))
        for event in ("<ButtonRelease-1>", "<KeyRelease>"):
            self.scale.bind(event, lambda _event: self._keep())
        self._add_buttons()
        self.open(self.scale)

    def close(self) -> None:
        """Take it away and keep the choice for the next start."""
        self._keep()
        super().close()

    def _add_buttons(self) -> None:
        px = self.theme.metrics.px
        buttons = ttk.Frame(self.body)
        buttons.grid(row=2, columnspan=3, sticky="ew", pady=(px(20), 0))
        buttons.columnconfigure(0, weight=1)
        self.middle = ttk.Button(buttons, text=_("As it was made"), command=self._reset)
        close = ttk.Button(buttons, text=_("Close"), style="Accent.TButton", command=self.close)
        self.middle.grid(row=0, column=0, sticky="w")
        close.grid(row=0, column=1)

    def _reset(self) -> None:
        self.scale.set(STEPS * (1 - DEFAULT_CALM))
        self._keep()

    def _move(self, position: str) -> None:
        calm = (STEPS - round(float(position))) / STEPS
        if calm != self.calm:
            self.calm = calm
            self._host.parts.worker.be_calm(calm)

    def _keep(self) -> None:
        if self.calm != self._host.settings.calm:
            self._host.remember(calm=self.calm)
