"""What ``benchmarks.networks`` measures: every network on the same pictures, in one process."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.networks_candidates import SHIPPED_ROWS, Candidate, portable, started_from
from benchmarks.networks_speed import ms_a_face, seconds_an_epoch
from benchmarks.process import processor
from model.data import Flow, Part
from model.data.parts import look
from model.environment import package_versions
from model.errors import DataError
from model.evaluation import Answers, Predict, ask, scores, two_views
from model.export import LiteRTNetwork
from model.networks import NETWORKS, build
from model.settings import TrainingSettings

THREE: Final = ("happy", "neutral", "sad")
"""The classes on which all can be compared, since one network knows no others."""


def check_data(candidate: Candidate, part: Part) -> None:
    """Refuse a run that was tested on other pictures, which may have been among those it learnt.

    Args:
        candidate: a network.
        part: the pictures to test it on, of all classes.

    Raises:
        DataError: they are others; what ships may be tested on any.
    """
    tested_on = candidate.description.data.get("test", {}).get("sha256_of_names_and_sizes")
    shown = _shown(part, candidate.description.labels)
    if candidate.name not in SHIPPED_ROWS and tested_on != shown.fingerprint:
        raise DataError(
            f"{candidate.described} was tested on other pictures than those of "
            f"{part.pictures.place}: name another folder with --runs."
        )


def _shown(part: Part, labels: tuple[str, ...]) -> Part:
    """The pictures that a network knows the classes of; all where it names them otherwise."""
    return part.only(labels) if set(labels) < set(part.labels) else part


def measure(candidates: Sequence[Candidate], train: str, test: str) -> dict[str, Any]:
    """Ask every network about every test picture, and time them side by side.

    Args:
        candidates: the networks.
        train: folder or table of the training pictures.
        test: the same of the test pictures.

    Returns:
        Figures that JSON can hold: ``networks`` by name, and the ``machine``.

    Raises:
        DataError: a network was tested on other pictures.
        WeightsError: its description cannot be understood.
    """
    part = Part.whole(look(Path(test)))
    for each in candidates:
        check_data(each, part)
    found = {each.name: _one(each, part) for each in candidates}
    times = ms_a_face({each.name: (each.weights, each.settings) for each in candidates}, part)
    for each in candidates:
        own = replace(each.settings, train=train, test=test)
        # The members of an ensemble are trained one after the other.
        members = each.description.scores.get("members", 1)
        found[each.name]["seconds_an_epoch"] = members * seconds_an_epoch(own)
    return {
        "machine": {
            "system": platform.system(),
            "processor": processor(),
            "cores": os.cpu_count(),
            "versions": package_versions(),
        },
        "test": {"folder": Path(test).name, "pictures": len(part), "classes": part.counts},
        "networks": {name: figures | times[name] for name, figures in found.items()},
    }


def _one(candidate: Candidate, part: Part) -> dict[str, Any]:
    described, settings = candidate.description, candidate.settings
    network = LiteRTNetwork(candidate.weights.read_bytes())
    shown = _shown(part, described.labels)
    predictors: dict[str, Predict] = {"one": network, "two": two_views(network)}
    answers = ask(Flow(settings, shown), predictors)
    facts = NETWORKS[settings.network]
    return {
        "labels": described.labels,
        "pictures": len(shown),
        "parameters": described.scores.get("parameters") or _parameters(settings, described.labels),
        "test_accuracy": answers["one"].accuracy,
        "test_accuracy_two_views": answers["two"].accuracy,
        "three_classes_accuracy": _on_three(answers["one"], described.labels),
        "scores": scores(answers["one"], described.labels),
        "reported": facts.reported,
        "reported_on": facts.measured,
        "epochs": described.scores.get("epochs"),
        "best_epoch": described.scores.get("best_epoch"),
        "epochs_left": described.scores.get("epochs_left", 0),
        "training_pictures": described.data["train"]["pictures"],
        "bytes": candidate.weights.stat().st_size,
        "command": portable(described.command, settings),
        "started_from": started_from(described, settings),
        "settings": settings.to_json() | {"train": "TRAIN", "test": "TEST"},
    }


def _parameters(settings: TrainingSettings, labels: tuple[str, ...]) -> int:
    return int(build(settings, len(labels)).count_params())


def _on_three(answers: Answers, labels: tuple[str, ...]) -> float | None:
    """Accuracy on the pictures of three classes, when only these may be chosen."""
    if not set(THREE) <= set(labels):
        return None
    columns = np.array([labels.index(name) for name in THREE])
    shown = np.isin(answers.truth, columns)
    places = np.searchsorted(columns, answers.truth[shown])
    among = Answers(places, answers.probabilities[shown][:, columns])
    return among.accuracy
