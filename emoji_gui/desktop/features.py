"""What the window can do: its features, and which of them does a command."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from emoji_gui.desktop.album import Album
from emoji_gui.desktop.dressing import Dressing
from emoji_gui.desktop.faces import Faces
from emoji_gui.desktop.hour import Hour
from emoji_gui.desktop.language_choice import LanguageChoice
from emoji_gui.desktop.on_air import OnAir
from emoji_gui.desktop.people import People
from emoji_gui.desktop.place import Place
from emoji_gui.desktop.sending import Sending
from emoji_gui.desktop.speaking import Speaking
from emoji_gui.desktop.steadiness import Steadiness
from emoji_gui.desktop.textsize import TextSize
from emoji_gui.desktop.viewing import Viewing

if TYPE_CHECKING:
    from emoji_gui.desktop.host import Host


class Features:
    """One of each feature; what a feature does for a command is a method of the command's name."""

    def __init__(
        self,
        host: Host,
        resize_text: Callable[[int], None],
        rebuild: Callable[[], None],
        *,
        mirror_files: bool = False,
    ) -> None:
        """Make all of them; nothing is shown yet.

        Args:
            host: the window's controller.
            resize_text: shows all text at so many percent.
            rebuild: makes every widget anew.
            mirror_files: whether pictures and videos are mirrored as a camera is.
        """
        self._host = host
        self.hour = Hour(host)
        self.sending = Sending(host)
        self.dressing = Dressing(host, lambda: self.sending.mapper)
        self.people = People(host)
        self.on_air = OnAir(host, self.sending)
        self.speaking = Speaking(host)
        self.text = TextSize(host, resize_text)
        self.faces = Faces(host)
        # A face of one source is no face of another.
        self.viewing = Viewing(host, lambda: self.faces.pick(None), mirror_files=mirror_files)
        self.album = Album(host, self.viewing)
        self.steadiness = Steadiness(host)
        self.language = LanguageChoice(host, rebuild)
        self.place = Place(host)

    def action(self, name: str) -> Callable[[], None]:
        """What does a command: the method of its name, of the host or else of a feature."""
        owner = next(part for part in vars(self).values() if hasattr(part, name))
        method: Callable[[], None] = getattr(owner, name)
        return method

    def switched(self, name: str) -> bool | None:
        """Whether the choice of a command is on; None for a command that is no choice."""
        chosen = self._host.settings
        on = {
            "mirror": self.viewing.mirrored,
            "living": chosen.living,
            "over": chosen.over,
            "speak": chosen.speak,
            "record": self.on_air.recording is not None,
            "calls": self.on_air.cast is not None,
        }
        return on.get(name)
