"""The name of each new expression, said aloud while that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emoji_gui.desktop.words import face_words
from emoji_gui.language import _, current, words_of
from emoji_gui.pipeline.errors import OutputError
from emoji_gui.pipeline.records import Phase

if TYPE_CHECKING:
    from emoji_gui.desktop.host import Host
    from emoji_gui.pipeline.records import Snapshot
    from emoji_gui.pipeline.speech import Speaker


class Speaking:
    """The command that lets the mirror speak, and what it says."""

    def __init__(self, host: Host) -> None:
        """Begin in silence; a remembered choice is followed when the first face is shown."""
        self._host = host
        self.speaker: Speaker | None = None
        self._told = ""

    def speak(self) -> None:
        """Say each new expression from now on, or be silent."""
        on = not self._host.settings.speak
        self._host.remember(speak=on)
        self._host.say(_("Each new expression is said aloud") if on else _("Nothing is said aloud"))
        if not on:
            self.close()

    def show(self, snapshot: Snapshot) -> None:
        """Say the expression, if it is another one than before."""
        if not self._host.settings.speak:
            return
        if self.speaker is not None and self.speaker.trouble:
            self._give_up(self.speaker.trouble)
            return
        face = face_words(snapshot)
        news = face.picture is not None and face.title != self._told
        if snapshot.status.phase is Phase.LIVE and news and self._has_voice():
            assert self.speaker is not None
            self._told = face.title
            self.speaker.say(face.title)

    def close(self) -> None:
        """Be silent at once."""
        if self.speaker is not None:
            self.speaker.close()
            self.speaker = None
        self._told = ""

    def _has_voice(self) -> bool:
        from emoji_gui.pipeline import speech

        if self.speaker is None:
            try:
                self.speaker = speech.Speaker(speech.find_voice(language=current()))
            except OutputError as error:
                self._give_up(words_of(error))
        return self.speaker is not None

    def _give_up(self, why: str) -> None:
        self.close()
        self._host.remember(speak=False)
        self._host.say(why)
