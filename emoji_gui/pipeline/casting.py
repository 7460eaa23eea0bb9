"""The picture with the emoji over the faces, sent on as it comes: to a camera for other programs.

Whoever shows the picture hands over each moment and goes on at once; a thread draws and
sends the newest one, and leaves out what came in between.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emoji_gui.language import Sentence, words_of
from emoji_gui.pipeline.drawing import mirrored
from emoji_gui.pipeline.errors import PipelineError
from emoji_gui.pipeline.overlay import EmojiOverlay
from emoji_gui.pipeline.reframing import fitted
from model.opencv import cv2
from model.preprocess import Image

if TYPE_CHECKING:
    from emoji_gui.pipeline.emojis import EmojiMapper
    from emoji_gui.pipeline.records import Frame, Reading
    from emoji_gui.pipeline.virtual_camera import VirtualCamera

log = logging.getLogger(__name__)

LONGEST_SIDE: Final = 1280
"""Pixels; a larger picture is scaled down, so that drawing never costs much."""

REPEAT: Final = 0.2
"""Seconds after which a picture that stands still is sent again: a program that joins late
would otherwise see nothing."""


@dataclass(frozen=True, eq=False)
class Scene:
    """What is shown at a moment.

    Attributes:
        frame: the newest one.
        reading: the newest one; it may belong to an earlier frame.
        mapper: of the reading's labels.
        mirror: whether left and right change places.
    """

    frame: Frame
    reading: Reading | None
    mapper: EmojiMapper
    mirror: bool = False


class ScenePainter:
    """Draws scenes; for one thread."""

    def __init__(self) -> None:
        """Begin without emojis; those of the scenes' mappers are read when they come."""
        self._overlay: EmojiOverlay | None = None
        self._mapper: EmojiMapper | None = None

    def paint(self, scene: Scene) -> Image:
        """The scene as uint8 BGR, no side longer than ``LONGEST_SIDE``.

        Raises:
            PackError: a picture of the pack cannot be read.
        """
        if self._overlay is None or self._mapper is not scene.mapper:
            self._overlay, self._mapper = EmojiOverlay(scene.mapper), scene.mapper
        image, scale = scene.frame.image, 1.0
        longest = max(image.shape[:2])
        if longest > LONGEST_SIDE:
            scale = LONGEST_SIDE / longest
            size = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
            small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
            image = np.asarray(small, dtype=np.uint8)
        if scene.mirror:
            image = mirrored(image)
        if scene.reading is None:
            return image
        width = image.shape[1] if scene.mirror else None
        return self._overlay.draw(image, fitted(scene.reading, scale, width))


class Cast:
    """Sends the newest scene to a virtual camera until it is closed."""

    def __init__(self, camera: VirtualCamera) -> None:
        """Start; the camera is opened with the first scene, and belongs to the thread."""
        self._camera = camera
        self._changed = threading.Condition()
        self._scene: Scene | None = None
        self._closing = False
        self.sent = 0
        """Pictures so far."""
        self.name = ""
        """The device, as other programs list it, once there is one."""
        self.trouble = ""
        """Why it has ended, as a sentence, or ""."""
        self._thread = threading.Thread(target=self._run, name="virtual camera", daemon=True)
        self._thread.start()

    def offer(self, scene: Scene) -> None:
        """Send this one next; returns at once."""
        with self._changed:
            self._scene = scene
            self._changed.notify()

    def close(self, seconds: float = 0.5) -> bool:
        """Give the device back; whether the thread has ended."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        painter, shown, image = ScenePainter(), None, None
        try:
            while True:
                with self._changed:
                    if self._scene is shown and not self._closing:
                        self._changed.wait(REPEAT)
                    scene, closing = self._scene, self._closing
                if closing:
                    return
                if scene is not None and scene is not shown:
                    shown, image = scene, painter.paint(scene)
                if image is not None:
                    self._camera.send(image)
                    self.name, self.sent = self._camera.name, self.sent + 1
        except PipelineError as error:
            self.trouble = words_of(error)
        except Exception as error:
            log.exception("the virtual camera failed")
            self.trouble = Sentence(
                "The virtual camera stopped ({kind}). The log has the details.",
                kind=type(error).__name__,
            )
        finally:
            self._camera.close()
