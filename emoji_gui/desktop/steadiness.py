"""Calm or quick: how soon the emoji follows the face."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emoji_gui.desktop.host import Host


class Steadiness:
    """The command that moves the label between calm and quick."""

    def __init__(self, host: Host) -> None:
        """Use the worker among the host's parts."""
        self._host = host

    def calm(self) -> None:
        """Show the slider."""
        from emoji_gui.desktop.steadiness_dialog import SteadinessDialog

        SteadinessDialog(self._host)
