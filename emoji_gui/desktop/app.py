"""Opens the window and ends it: what the command line calls."""

from __future__ import annotations

import gc
import logging
import signal
import sys
import threading
import tkinter as tk
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Final

from emoji_gui.desktop.controller import Controller
from emoji_gui.desktop.images import Pack, load_pack
from emoji_gui.desktop.parts import Parts
from emoji_gui.desktop.system import make_process_sharp, prefers_dark
from emoji_gui.language import _, of_system, use
from emoji_gui.logs import log_path
from emoji_gui.pipeline.timings import OFF, Timings
from emoji_gui.settings import Memory, Settings, load_settings

if TYPE_CHECKING:
    from emoji_gui.pipeline.feed import Opener
    from emoji_gui.pipeline.sources import CameraInfo
    from emoji_gui.pipeline.worker import FrameEngine

log = logging.getLogger(__name__)

WINDOW_CLASS: Final = "emoji-mirror"
"""By this the desktop knows which launcher the window belongs to (``StartupWMClass``)."""

NO_SCREEN: Final = (
    "There is no screen to open a window on. Use --image or --video, "
    "or start the program in a graphical session."
)
FIRST_CAMERA: Final = "0"


def run(options: Any, *, timings: Timings = OFF, open_source: Opener | None = None) -> int:
    """Open the window and stay until it is closed.

    Args:
        options: with the attributes ``source``, ``model``, ``detector``,
            ``detector_model``, ``emojis``, ``profile``, ``mirror``, ``theme``, ``text_size``,
            ``calm`` and ``language``, each None or missing where nothing was said.
        timings: is told where the time of each frame goes.
        open_source: opens what is shown; None is ``sources.open_source``.

    Returns:
        Exit status: 0, or 1 when there is no screen.
    """
    settings = load_settings()
    use(getattr(options, "language", None) or settings.language or of_system())
    make_process_sharp()
    try:
        root = tk.Tk(className=WINDOW_CLASS)
    except tk.TclError as error:
        log.info("no window: %s", error)
        print(NO_SCREEN, file=sys.stderr)
        return 1
    parts = make_parts(settings, options, timings=timings, open_source=open_source)
    controller = Controller(
        root,
        chosen(settings, options),
        parts,
        remembered=settings,
        mirror_files=bool(getattr(options, "mirror", None)),
    )
    with signals(controller), reported(root, controller):
        # On the screen first; everything heavy is loaded behind it.
        root.update()
        controller.start()
        root.mainloop()
    # Tk's pictures must go on this thread; left in a circle, whichever thread
    # collects garbage next would meet them, and Tk answers that with an error.
    del controller, root
    gc.collect()
    return 0


def chosen(settings: Settings, options: Any) -> Settings:
    """The remembered choices with those of the command line over them."""
    names = ("mirror", "theme", "text_size", "calm", "language")
    said = {name: getattr(options, name, None) for name in names}
    said["pack"] = getattr(options, "emojis", None) or None
    return replace(settings, **{name: value for name, value in said.items() if value is not None})


def make_parts(
    settings: Settings,
    options: Any,
    *,
    timings: Timings = OFF,
    open_source: Opener | None = None,
) -> Parts:
    """The real worker and its company."""
    from emoji_gui.pipeline import sources
    from emoji_gui.pipeline.personal import Personal
    from emoji_gui.pipeline.worker import MirrorWorker

    spec = getattr(options, "source", None) or settings.source or FIRST_CAMERA
    model = getattr(options, "model", None)
    detector = tuple(getattr(options, name, None) for name in ("detector", "detector_model"))
    now = chosen(settings, options)
    personal = Personal(name=getattr(options, "profile", None) or settings.profile)

    def make_engine() -> FrameEngine:
        from emoji_gui.pipeline.engine import load_engine

        return load_engine(model, *detector, calm=now.calm, personal=personal, timings=timings)

    def load() -> tuple[Pack, str]:
        return load_pack(now.pack)

    opener = open_source or sources.open_source
    return Parts(
        worker=MirrorWorker(spec, open_source=opener, make_engine=make_engine, timings=timings),
        spec=spec,
        load_pack=load,
        list_cameras=_list_cameras,
        prefers_dark=prefers_dark,
        save=Memory(settings).save,
        log=str(log_path()),
        personal=personal,
        timings=timings,
    )


def _list_cameras() -> Sequence[CameraInfo]:
    from emoji_gui.pipeline.sources import list_cameras

    return list_cameras()


class Reporter:
    """Takes what a callback raised to the log and, as a sentence, to the status line."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """What Tk calls with an exception."""
        log.error("a callback of the window failed", exc_info=(kind, error, trace))
        self._controller.say(_in_words(kind))

    def in_thread(self, failed: threading.ExceptHookArgs) -> None:
        """What Python calls with what a thread raised and nobody caught."""
        name = failed.thread.name if failed.thread else "a thread"
        log.error("%s failed", name, exc_info=failed.exc_value)
        self._controller.trouble = _in_words(failed.exc_type)


def _in_words(kind: type[BaseException]) -> str:
    text = _("Something went wrong ({kind}). The log has the details.")
    return text.format(kind=kind.__name__)


@contextmanager
def reported(root: tk.Tk, controller: Controller) -> Iterator[None]:
    """Let whatever callbacks and threads raise reach the log and, as words, the window."""
    reporter, before = Reporter(controller), threading.excepthook
    root.report_callback_exception = reporter
    threading.excepthook = reporter.in_thread
    try:
        yield
    finally:
        threading.excepthook = before


@contextmanager
def signals(controller: Controller) -> Iterator[None]:
    """Let SIGINT and SIGTERM close the window; the tick sees the flag, Tk's loop no signal."""

    def ask(number: int, frame: FrameType | None) -> None:
        controller.stop_asked = True

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
