"""One engine for many visitors: loaded once, taken in turns."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from emoji_gui.pipeline.smoothing import DEFAULT_CALM
from emoji_gui.pipeline.worker import FrameEngine

if TYPE_CHECKING:
    from emoji_gui.pipeline.records import Frame, Reading

EngineFactory = Callable[[], FrameEngine]
"""Makes an engine with a memory of its own around parts that are shared."""


class FairLock:
    """A lock that is handed on in the order of asking.

    Python's own goes to whoever wakes first; a visitor in a tight loop would win
    most turns. As each visitor has one frame on the way, first come first served is
    round robin.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._held = False

    def __enter__(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Event()
            self._waiting.append(turn)
        turn.wait()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._held = False


class SharedEngines:
    """Hands out engines that share detector and network, and lets them work one at a time."""

    def __init__(self, load: Callable[[], EngineFactory]) -> None:
        """Prepare; nothing is loaded before the first engine.

        Args:
            load: loads the parts, and returns what makes engines from them.
        """
        self._load = load
        self._turns = FairLock()
        self._factory: EngineFactory | None = None
        self._labels: tuple[str, ...] = ()

    def engine(self) -> TurnTakingEngine:
        """A new engine with a memory of its own.

        Raises:
            ModelError: the parts cannot be loaded; the next call tries again.
        """
        with self._turns:
            if self._factory is None:
                self._factory = self._load()
            engine = self._factory()
            self._labels = engine.labels
            return TurnTakingEngine(engine, self._turns)

    def known_labels(self) -> tuple[str, ...]:
        """The network's labels in output order, none before it is loaded."""
        return self._labels


class TurnTakingEngine:
    """An engine that waits for its turn before each frame."""

    def __init__(self, engine: FrameEngine, turns: FairLock) -> None:
        self._engine = engine
        self._turns = turns

    @property
    def labels(self) -> tuple[str, ...]:
        """The network's labels in output order."""
        return self._engine.labels

    @property
    def calm(self) -> float:
        """How steady the labels are, 0 to 1."""
        return self._engine.calm

    @calm.setter
    def calm(self, calm: float) -> None:
        self._engine.calm = calm

    def process(self, frame: Frame) -> Reading:
        """Read the faces of one frame."""
        with self._turns:
            return self._engine.process(frame)

    def reset(self) -> None:
        """Forget the faces of the frames so far."""
        self._engine.reset()


def load_shared(
    model: str | None,
    kind: str | None = None,
    detector_model: str | None = None,
    *,
    calm: float = DEFAULT_CALM,
) -> EngineFactory:
    """The real detector and network, and engines that share them.

    Args:
        model: see ``ExpressionClassifier.load``.
        kind: of the detector, see ``FaceDetector.load``.
        detector_model: its file, likewise.
        calm: see ``Engine``.

    Raises:
        ModelError: one of them is missing or damaged.
    """
    from emoji_gui.pipeline.engine import Engine
    from model.classifier import ExpressionClassifier
    from model.detector import FaceDetector

    detector = FaceDetector.load(kind, detector_model)
    classifier = ExpressionClassifier.load(model)
    return lambda: Engine(detector, classifier, calm=calm)
