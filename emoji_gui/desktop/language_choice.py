"""Which language the window speaks: the command that changes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from emoji_gui.language import of_system, use

if TYPE_CHECKING:
    from emoji_gui.desktop.host import Host


class LanguageChoice:
    """The dialog of the languages; the choice is remembered."""

    def __init__(self, host: Host, rebuild: Callable[[], None]) -> None:
        """``rebuild`` makes every widget anew, since each was made with its words."""
        self._host, self._rebuild = host, rebuild

    def language(self) -> None:
        """Choose the language."""
        from emoji_gui.desktop.language_dialog import LanguageDialog

        LanguageDialog(self._host, self.choose)

    def choose(self, code: str | None) -> None:
        """Speak another language at once, None for the system's."""
        use(code or of_system())
        self._host.remember(language=code)
        self._rebuild()
