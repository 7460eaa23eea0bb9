"""What a run leaves for people: its history, reports and plots, and its network as Keras files."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np

from model.augmentation import Augmentation
from model.data import Flow, Part, Parts
from model.evaluation import Answers, class_report, scores
from model.files import replacing, write_text
from model.plots import (
    draw_answers,
    draw_confusion,
    draw_counts,
    draw_curves,
    draw_examples,
    draw_violin,
)
from model.preprocess import Batch
from model.runs import RunState
from model.settings import TrainingSettings

KERAS_FILES: Final = ("network.keras", "network.h5")
"""The same network in Keras's two formats."""

EXAMPLES: Final = 6
"""Pictures of each class in the grid of examples."""

SHOWN: Final = 40
"""Test pictures in the grid of answers."""


def save_keras(network: Any, folder: Path) -> None:
    """Write a network as ``.keras`` and ``.h5``, and its structure as JSON and YAML.

    Args:
        network: a Keras model.
        folder: of the run.

    Raises:
        OSError: the disk is full or the folder gone.
    """
    import yaml

    for name in KERAS_FILES:
        with replacing(folder / name) as partial:
            network.save(partial)
    structure = json.loads(network.to_json())
    write_text(folder / "structure.json", json.dumps(structure, indent=1) + "\n")
    write_text(folder / "structure.yaml", yaml.safe_dump(structure, sort_keys=False))


def write_data_plots(folder: Path, settings: TrainingSettings, parts: Parts) -> None:
    """Draw how many pictures there are of each class, and some of them.

    Raises:
        OSError: the disk is full or the folder gone.
    """
    draw_counts({name: part.counts for name, part in parts.named()}, folder / "classes.png")
    draw_examples(_examples(settings, parts.train), folder / "examples.png")


def _examples(settings: TrainingSettings, part: Part) -> dict[str, dict[str, Batch]]:
    flow, rng = Flow(settings, part), np.random.default_rng(settings.seed)
    # Blended with another, a picture would be no example of its class.
    augmentation = Augmentation(settings, mix=False)
    plain: dict[str, Batch] = {}
    changed: dict[str, Batch] = {}
    for number, label in enumerate(part.labels):
        members = rng.permutation(np.flatnonzero(part.classes == number))[:EXAMPLES]
        plain[label], targets = flow.take(members)
        changed[label] = augmentation.apply(plain[label], targets, rng)[0]
    sides = {"as they are": plain}
    if any(not np.array_equal(plain[label], changed[label]) for label in plain):
        sides["as an epoch of training sees them"] = changed
    return sides


def write_history(folder: Path, state: RunState) -> None:
    """Write each epoch's figures as a table, its columns named after the part, and draw them.

    Args:
        folder: of the run.
        state: with at least one epoch.

    Raises:
        OSError: the disk is full or the folder gone.
    """
    judge, best = state.judge, state.best_epoch
    assert best is not None
    rows = [
        {name.replace("test_", f"{judge}_"): value for name, value in asdict(row).items()}
        for row in state.history
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_text(folder / "history.csv", text.getvalue())
    draw_curves(state.history, best, folder / "curves.png", judge)
    draw_violin(state.history, folder / "violin.png", judge)


def write_results(folder: Path, state: RunState, parts: Parts, answers: Answers) -> None:
    """Draw and write what the network says of the test pictures.

    Args:
        folder: of the run.
        state: with at least one epoch.
        parts: the pictures of the run.
        answers: of the best network.

    Raises:
        OSError: the disk is full or the folder gone.
    """
    best = state.best_epoch
    assert best is not None
    draw_confusion(answers.confusion, state.labels, folder / "confusion.png")
    _draw_some_answers(folder, state, parts, answers)
    figures = scores(answers, state.labels)
    head = (
        f"{len(parts.test)} test pictures of {parts.test.pictures.place}, best of "
        f"{len(state.history)} epochs on the {state.judge} pictures: {best.epoch}\n"
        f"accuracy {figures['test_accuracy']:.4f}, mean recall {figures['mean_recall']:.4f}, "
        f"cross-entropy {figures['test_cross_entropy']:.4f} (without label smoothing)\n\n"
    )
    write_text(folder / "report.txt", head + class_report(answers, state.labels))


def _draw_some_answers(folder: Path, state: RunState, parts: Parts, answers: Answers) -> None:
    rng = np.random.default_rng(state.settings.seed)
    places = np.sort(rng.permutation(len(parts.test))[:SHOWN])
    pictures, _ = Flow(state.settings, parts.test).take(places)
    labels, chosen = state.labels, answers.chosen
    draw_answers(
        pictures,
        [labels[answers.truth[place]] for place in places],
        [(labels[chosen[place]], float(answers.probabilities[place].max())) for place in places],
        folder / "answers.png",
    )
