"""What travels through the pipeline: plain frozen records, no behaviour worth a test double."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Kept out of start-up: the window opens before NumPy and OpenCV are loaded.
    import numpy as np
    import numpy.typing as npt

    from model.detector import Box

    Image = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of a source.

    Attributes:
        image: uint8 BGR ``(H, W, 3)``, never written to after it was handed out.
        number: counted from 0 since the source was opened.
        time: seconds; for a live source the monotonic clock at capture, for a
            file the position in it.
    """

    image: Image
    number: int
    time: float


@dataclass(frozen=True)
class FaceReading:
    """One face in one frame.

    Attributes:
        track: number of the face, the same as long as it is followed.
        box: in pixels of the frame.
        probabilities: smoothed over time, one a label, summing to 1.
        label: index of the label shown, or None for "not sure".
    """

    track: int
    box: Box
    probabilities: tuple[float, ...]
    label: int | None


@dataclass(frozen=True)
class Reading:
    """What the engine found in one frame.

    Attributes:
        frame_number, time: those of the frame.
        faces: largest first; empty is "no face".
        chosen: track of the face that a person picked out of these, None where nobody did.
    """

    frame_number: int
    time: float
    faces: tuple[FaceReading, ...] = ()
    chosen: int | None = None

    @property
    def main(self) -> FaceReading | None:
        """The chosen face, or else the largest."""
        chosen = (face for face in self.faces if face.track == self.chosen)
        return next(chosen, self.faces[0] if self.faces else None)


class Phase(Enum):
    """What the mirror is doing, for the status line and for what the window offers."""

    STARTING = "starting"
    LIVE = "live"
    PAUSED = "paused"
    WAITING = "waiting"
    """No camera, or one that went away: it is looked for again every second."""
    ENDED = "ended"
    """A file was shown to its end."""
    FAILED = "failed"
    """Something that waiting will not mend, such as a file that is no picture."""


@dataclass(frozen=True)
class Status:
    """The state of the mirror in words.

    Attributes:
        phase: for the program.
        message: for the person, a sentence or a few words, never a traceback.
        source: name of the source, as a person would call it.
        fps: frames a second that reach the window, None until measured.
    """

    phase: Phase
    message: str
    source: str = ""
    fps: float | None = None


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The newest of everything, for one tick of the window.

    Attributes:
        frame: newest frame, or None before the first.
        reading: newest reading; it may belong to an earlier frame than ``frame``,
            because the picture does not wait for the classifier. None before the first.
        status: the mirror's state.
        labels: the network's labels in output order, empty until it is loaded.
    """

    frame: Frame | None
    reading: Reading | None
    status: Status
    labels: tuple[str, ...] = ()
