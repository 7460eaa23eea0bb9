"""Teach it your face: the walk through the expressions, and whose profile is worn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emoji_gui.language import _

if TYPE_CHECKING:
    from emoji_gui.desktop.host import Host


class People:
    """The commands about the person in front of the mirror."""

    def __init__(self, host: Host) -> None:
        """Use the link to the engine among the host's parts."""
        self._host = host
        self._told = ""

    def show(self) -> None:
        """Say once why a wanted profile is not used."""
        personal = self._host.parts.personal
        remark = personal.remark if personal is not None else ""
        if remark != self._told:
            self._told = remark
            if remark:
                self._host.say(remark)

    def teach(self) -> None:
        """Lead through the expressions and keep a profile."""
        pictures, personal = self._host.window.panel.pictures, self._host.parts.personal
        if pictures is None or personal is None:
            self._host.say(_("One moment: the emoji are still loading."))
            return
        from emoji_gui.desktop.calibrate import CalibrateDialog, Company
        from emoji_gui.desktop.dialogs import lifted

        if lifted(self._host.root, CalibrateDialog):
            return  # its walk goes on
        company = Company(
            personal, pictures, self._host.window.icons, self._learned, self._host.parts.clock
        )
        CalibrateDialog(self._host.root, self._host.window.theme, company)

    def people(self) -> None:
        """Choose whose profile is worn; export, import, delete."""
        if (personal := self._host.parts.personal) is not None:
            from emoji_gui.desktop.people_dialog import PeopleDialog

            PeopleDialog(self._host, personal, self.wear, self.teach)

    def wear(self, name: str | None) -> None:
        """Read for this person from now on, None for nobody."""
        personal = self._host.parts.personal
        assert personal is not None  # the dialog that calls this has it
        remark = personal.use(name)
        self._host.remember(profile=name)
        self._host.say(remark or reading_for(name))

    def _learned(self, name: str) -> None:
        self._host.remember(profile=name)
        self._host.say(reading_for(name))


def reading_for(name: str | None) -> str:
    """Whose face is read from now on, as a sentence."""
    return _("Reading for {name}").format(name=name) if name else _("Reading for nobody")
