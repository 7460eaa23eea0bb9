"""What a finished run says of an exported network."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from model.confidence import fit_temperature
from model.data import Parts, labelled
from model.description import NetworkDescription, temperature_name
from model.environment import package_versions
from model.evaluation import Answers, compare, scores
from model.runs import RunFolder, RunState
from model.teachers import taught
from model.typed import command_of

VIEWS: Final = {temperature_name(1): "", temperature_name(2): "_two_views"}
"""The temperature's score by how a network's answers in so many views are called."""


def weights_name(kind: str) -> str:
    """File name of an exported network in its run folder."""
    return f"network.{kind}.tflite"


def describe(
    folder: RunFolder, state: RunState, parts: Parts, answers: dict[str, Answers], kind: str
) -> NetworkDescription:
    """The description of an exported network.

    Args:
        folder: of the run.
        state: with at least one epoch.
        parts: the pictures of the run.
        answers: of each network on the test pictures, by kind, ``keras`` among them.
        kind: of the network.

    Raises:
        DataError, RunError, WeightsError: votes or teachers of the run are there no more.
    """
    best = state.best_epoch
    assert best is not None  # best_network has loaded it
    difference = compare(answers["keras"], answers[kind])
    # Trained on mirrored faces too, a network may be asked about both: the mean of the
    # two answers is right more often, and trembles less from frame to frame.
    views = 2 if state.settings.flip else 1
    confidence = {name: fit_temperature(answers[f"{kind}{more}"]) for name, more in VIEWS.items()}
    figures = {
        **scores(answers[kind], state.labels),
        **{f"test_accuracy_{name}": said.accuracy for name, said in answers.items()},
        "label_agreement_with_keras": 1 - difference.changed / difference.pictures,
        "largest_difference_from_keras": difference.largest,
        "training_accuracy": best.accuracy,
        **({} if parts.validation is None else {"validation_accuracy": best.reached}),
        **confidence,
        "seconds_an_epoch": float(np.median([row.seconds for row in state.history])),
        "best_epoch": best.epoch,
        "epochs": len(state.history),
    }
    return NetworkDescription(
        name=folder.path.resolve().name,
        labels=state.labels,
        size=state.settings.size,
        channels=state.settings.colors,
        weights=weights_name(kind),
        sha256="",
        temperature=confidence[temperature_name(views)],
        views=views,
        data=_describe_data(parts, _target_shares(folder, state, parts)),
        seed=state.settings.seed,
        command=state.command or command_of(state.settings),
        settings=state.settings.to_json(),
        scores=figures,
        versions=package_versions() | state.versions,
        origins=state.origins,
    )


def _target_shares(folder: RunFolder, state: RunState, parts: Parts) -> dict[str, float]:
    """How much of each class the training pictures were said to show, all shares summing to 1.

    Votes and teachers see other frequencies than the folders have.
    """
    targets = taught(folder, state, parts.train, labelled(state.settings, parts.train))
    shares = targets.mean(axis=0, dtype=np.float64)
    return {label: float(share) for label, share in zip(parts.train.labels, shares, strict=True)}


def _describe_data(parts: Parts, shares: dict[str, float]) -> dict[str, Any]:
    described = {
        {"training": "train"}.get(name, name): {
            "folder": str(part.pictures.place),
            "pictures": len(part),
            "classes": part.counts,
            "unreadable": len(part.pictures.unreadable),
            "sha256_of_names_and_sizes": part.fingerprint,
        }
        for name, part in parts.named()
    }
    described["train"]["target_shares"] = shares
    return described
