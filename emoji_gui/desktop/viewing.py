"""What is looked at: which source, running or held, mirrored or not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from emoji_gui.desktop import words
from emoji_gui.desktop.toolbar import ToolbarState
from emoji_gui.pipeline.records import Phase
from emoji_gui.pipeline.specs import is_live_spec

if TYPE_CHECKING:
    from emoji_gui.desktop.host import Host
    from emoji_gui.pipeline.records import Snapshot


class Viewing:
    """The commands that choose a source, hold it and mirror it."""

    def __init__(
        self, host: Host, chosen: Callable[[], None], *, mirror_files: bool = False
    ) -> None:
        """Begin with the source among the host's parts.

        Args:
            host: the window's controller.
            chosen: called when another source was chosen, before it is shown.
            mirror_files: whether pictures and videos are mirrored as a camera is.
        """
        self._host, self._chosen = host, chosen
        self._mirror_files = mirror_files
        self.spec = host.parts.spec
        """What is shown, as ``sources.open_source`` takes it."""

    @property
    def mirrored(self) -> bool:
        """Whether left and right change places: a camera's choice is remembered."""
        return self._host.settings.mirror if is_live_spec(self.spec) else self._mirror_files

    def pause(self) -> None:
        """Hold the picture, go on, or play a video that has ended once more."""
        snapshot, worker = self._host.snapshot, self._host.parts.worker
        if snapshot is None or not words.can_pause(snapshot):
            return
        if snapshot.status.phase is Phase.ENDED:
            worker.switch(self.spec)
        else:
            worker.pause(not worker.paused)

    def mirror(self) -> None:
        """Mirror the picture, or show it as the camera or the file has it."""
        if is_live_spec(self.spec):
            self._host.remember(mirror=not self._host.settings.mirror)
        else:
            self._mirror_files = not self._mirror_files

    def camera(self) -> None:
        """Choose a camera or an address."""
        from emoji_gui.desktop.dialogs import lifted
        from emoji_gui.desktop.source_dialog import SourceActions, SourceDialog

        host = self._host
        if lifted(host.root, SourceDialog):
            return  # an address may be half typed
        actions = SourceActions(self.choose, self.open, host.parts.list_cameras)
        SourceDialog(host.root, host.window.theme, host.window.icons, actions, self.spec)

    def open(self) -> None:
        """Open a picture or a video."""
        from emoji_gui.desktop.files import ask_for_file

        path = ask_for_file(self._host.root, self._host.settings.folder)
        if path and not self._host.closed:
            self._host.remember(folder=str(Path(path).parent))
            self.choose(path)

    def choose(self, spec: str) -> None:
        """Show another source; cameras and addresses are remembered, files are not."""
        self.spec = spec
        self._chosen()
        self._host.parts.worker.switch(spec)
        if is_live_spec(spec):
            self._host.remember(source=spec)

    def controls(self, snapshot: Snapshot) -> ToolbarState:
        """What the toolbar says of it."""
        icon = {Phase.PAUSED: "play", Phase.ENDED: "again"}.get(snapshot.status.phase, "pause")
        return ToolbarState(
            source=snapshot.status.source,
            live=is_live_spec(self.spec),
            pause=icon,
            can_pause=words.can_pause(snapshot),
            mirror=self.mirrored,
        )
