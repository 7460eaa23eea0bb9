"""How the emoji is shown: alive, over every face, from another pack."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from emoji_gui.desktop.background import run_in_thread
from emoji_gui.desktop.images import EmojiPictures, Pack, load_pack
from emoji_gui.language import _, reason_of
from emoji_gui.pipeline.records import Phase

if TYPE_CHECKING:
    from collections.abc import Callable

    from emoji_gui.desktop.host import Host
    from emoji_gui.pipeline.emojis import EmojiMapper
    from emoji_gui.pipeline.living import LivingFace
    from emoji_gui.pipeline.overlay import EmojiOverlay
    from emoji_gui.pipeline.records import Snapshot

log = logging.getLogger(__name__)

FACE_OF_THE_PROGRAM: Final = "happy"
"""The emoji in the title bar."""


class Dressing:
    """The commands that change the emoji's look; the choices are remembered."""

    def __init__(self, host: Host, mapper: Callable[[], EmojiMapper | None]) -> None:
        """Begin as remembered.

        Args:
            host: the window's controller.
            mapper: gives the mapper of the moment, None before there is one.
        """
        self._host, self._mapper = host, mapper
        self._overlay: EmojiOverlay | None = None
        self._overlay_of: EmojiMapper | None = None
        self._loading = False

    def begin(self) -> None:
        """Load the pack to begin with; until it is there, the picture waits."""
        run_in_thread(self._host.root, self._host.parts.load_pack, self._loaded)

    def dress(self, pictures: EmojiPictures) -> None:
        """Put the emoji of a pack into the panel and the title bar."""
        self._host.window.panel.use_pictures(pictures)
        self._host.window.show_icon(pictures.pack.picture(FACE_OF_THE_PROGRAM))

    def living(self) -> None:
        """One face that moves, or the pack's still ones."""
        self._host.remember(living=not self._host.settings.living)
        on = self._host.settings.living
        self._host.say(_("The emoji moves with your face") if on else _("The emoji stands still"))

    def over(self) -> None:
        """The emoji on every face, or boxes."""
        self._host.remember(over=not self._host.settings.over)
        on = self._host.settings.over
        self._host.say(_("Emoji over every face") if on else _("Boxes around the faces"))

    def packs(self) -> None:
        """Choose other emoji."""
        from emoji_gui.desktop.dialogs import lifted
        from emoji_gui.desktop.packs import PackDialog

        # One that is being installed is told of in the dialog where it was asked for.
        if not lifted(self._host.root, PackDialog):
            PackDialog(self._host, self.wear)

    def wear(self, key: str) -> None:
        """Show the emoji of another pack."""
        self._host.remember(pack=key)
        run_in_thread(self._host.root, lambda: load_pack(key), self._worn)

    def show(self, snapshot: Snapshot) -> None:
        """Bring panel and picture in line with the choices."""
        panel, picture = self._host.window.panel, self._host.window.picture
        if self._host.settings.living:
            self._wake(snapshot)
        elif panel.living is not None:
            panel.live(None)
        picture.overlay, picture.over = self._made_overlay(), self._host.settings.over

    def _wake(self, snapshot: Snapshot) -> None:
        """Make the moving face in the background, once OpenCV is loaded by the others."""
        ready = snapshot.frame is not None and snapshot.status.phase is not Phase.STARTING
        if self._host.window.panel.living is None and ready and not self._loading:
            self._loading = True
            run_in_thread(self._host.root, _make_living, self._awake)

    def _awake(self, living: LivingFace | None, error: Exception | None) -> None:
        if living is None:
            log.error("no living emoji", exc_info=error)
            text = _("The living emoji cannot be drawn: {reason}")
            self._host.say(text.format(reason=reason_of(error)))
            self._host.remember(living=False)
        elif self._host.settings.living:
            self._host.window.panel.live(living)
        self._loading = False

    def _loaded(self, loaded: tuple[Pack, str] | None, error: Exception | None) -> None:
        if loaded is None:
            log.error("no emoji: %s", error)
            text = _("The emoji cannot be shown: {reason}")
            self._host.say(text.format(reason=reason_of(error)))
        else:
            pack, remark = loaded
            self.dress(EmojiPictures(pack))
            if remark:
                self._host.say(remark)
        self._host.window.picture.ready = True

    def _worn(self, loaded: tuple[Pack, str] | None, error: Exception | None) -> None:
        if loaded is None:
            log.error("no emoji", exc_info=error)
            text = _("These emoji cannot be shown: {reason}")
            self._host.say(text.format(reason=reason_of(error)))
            return
        pack, remark = loaded
        self.dress(EmojiPictures(pack))
        if remark:
            self._host.say(remark)

    def _made_overlay(self) -> EmojiOverlay | None:
        mapper = self._mapper()
        if mapper is None:
            return None
        if self._overlay is None or self._overlay_of is not mapper:
            from emoji_gui.pipeline.overlay import EmojiOverlay

            self._overlay, self._overlay_of = EmojiOverlay(mapper), mapper
        return self._overlay


def _make_living() -> LivingFace:
    from emoji_gui.pipeline.living import LivingFace

    face = LivingFace(256)
    # Once here, so that the window's thread finds everything loaded and drawn.
    face.picture()
    return face
