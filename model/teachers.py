"""What trained networks say of the training pictures, as part of the targets.

Knowledge distillation (Hinton et al. 2015, arXiv:1503.02531), the mean of several
teachers. They are asked once, about each picture as it is and its mirror image,
and their answers are kept with the run: asked anew about every augmented picture,
teachers larger than the network would take most of the time of each step.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from model.data import Flow, Part
from model.data.targets import Targets
from model.description import GRAY_LEVELS
from model.errors import RunError
from model.evaluation import Predict, two_views
from model.export import LiteRTNetwork
from model.files import replacing
from model.interpreter import open_interpreter, shape_of
from model.keras_files import open_network
from model.network_files import LITERT, find_network
from model.origins import Origin, origins_of
from model.runs import RunFolder, RunState

ANSWERS: Final = "teachers.npz"
"""File in the run's folder with the mean answers of the teachers."""

ASKED_AT_ONCE: Final = 256
"""Pictures."""


def taught(
    folder: RunFolder,
    state: RunState,
    part: Part,
    targets: Targets,
    say: Callable[[str], None] = lambda sentence: None,
) -> Targets:
    """Mix the targets of a training part with the answers of the run's teachers.

    Args:
        folder: of the run, where the answers are kept.
        state: of the run.
        part: the training pictures.
        targets: float32 ``(N, classes)``, a row for each of them.
        say: called with a sentence where the teachers are asked now.

    Returns:
        Targets of the same shape; the same ones where there is no teacher.

    Raises:
        RunError, WeightsError: a teacher cannot be asked.
    """
    settings = state.settings
    if not settings.teacher:
        return targets
    answers = _answers(folder, state, part, say)
    softened = answers ** (1 / settings.teacher_temperature)
    softened /= softened.sum(axis=1, keepdims=True)
    share = settings.teacher_share
    return np.asarray((1 - share) * targets + share * softened, np.float32)


def check_teachers(state: RunState) -> None:
    """Refuse a new run whose teachers are none for it.

    Raises:
        RunError, WeightsError: why.
    """
    for origin in origins_of(state, "teacher"):
        _open(origin, state)


def _answers(folder: RunFolder, state: RunState, part: Part, say: Callable[[str], None]) -> Targets:
    known = [teacher["sha256"] for teacher in state.origins.get("teacher", [])]
    key = hashlib.sha256("\n".join([*known, part.fingerprint]).encode()).hexdigest()
    file = folder.path / ANSWERS
    kept = _kept(file, key)
    if kept is not None:
        return kept
    origins = origins_of(state, "teacher")
    say(f"Asking {_number(len(origins))} about {len(part)} pictures and their mirror images.")
    answers = np.mean([_ask(origin, state, part) for origin in origins], axis=0)
    with folder.saving("The teachers' answers"), replacing(file) as partial:
        np.savez(partial, key=np.array(key), answers=answers)
    return np.asarray(answers, np.float32)


def _number(teachers: int) -> str:
    return "the teacher" if teachers == 1 else f"{teachers} teachers"


def _kept(file: Path, key: str) -> Targets | None:
    """The answers in a file, if they are those that are needed."""
    try:
        with np.load(file) as stored:
            return np.asarray(stored["answers"], np.float32) if stored["key"] == key else None
    # Missing or damaged: NumPy and zipfile have an error for each kind of damage.
    except Exception:
        return None


def _ask(origin: Origin, state: RunState, part: Part) -> Targets:
    ask = two_views(_open(origin, state))
    flow = Flow(replace(state.settings, batch_size=ASKED_AT_ONCE), part)
    answers = np.concatenate([ask(flow[index][0]) for index in range(len(flow))])
    if not np.allclose(answers.sum(axis=1), 1, atol=0.01):
        raise RunError(
            f"The teacher {origin.file} gives no probabilities: give a network that ends in "
            "a softmax."
        )
    return np.asarray(answers, np.float32)


def _open(origin: Origin, state: RunState) -> Predict:
    if origin.labels not in (None, state.labels):
        raise RunError(
            f"The teacher {origin.file} knows {', '.join(origin.labels or ())}, the pictures show "
            f"{', '.join(state.labels)}: give one that knows the same."
        )
    ask, *shapes = (_litert if origin.file.suffix == LITERT else _keras)(origin.file)
    side, colors = state.settings.size, state.settings.colors
    wanted = [(None, side, side, colors), (None, len(state.labels))]
    if shapes != wanted:
        raise RunError(
            f"The teacher {origin.file} takes {shapes[0]} and gives {shapes[1]}, where "
            f"{wanted[0]} and {wanted[1]} are needed."
        )
    return ask


def _keras(file: Path) -> tuple[Predict, Any, Any]:
    network = open_network(file)
    return network.predict_on_batch, network.input_shape, network.output_shape


def _litert(file: Path) -> tuple[Predict, Any, Any]:
    known = find_network(file).known
    if known.input_range != GRAY_LEVELS:
        raise RunError(
            f"The teacher {file} takes gray levels from {known.input_range[0]:g} to "
            f"{known.input_range[1]:g}: only one that takes them from 0 to 255 can teach."
        )
    content = file.read_bytes()
    shape = shape_of(open_interpreter(content, file, 1), file)
    # What serving does to the answers is left away: it suits other pictures than these.
    return (
        LiteRTNetwork(content),
        (None, shape.size, shape.size, shape.channels),
        (None, shape.outputs),
    )
