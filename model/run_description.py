"""What a finished run says of an exported network."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.data import Parts, labelled
from model.description import NetworkDescription, temperature_name
from model.environment import package_versions
from model.exported import Exported
from model.run_files import weights_name
from model.runs import RunFolder, RunState
from model.teachers import taught
from model.typed import command_of


def describe(
    folder: RunFolder, state: RunState, data: dict[str, Any], exported: Exported, kind: str
) -> NetworkDescription:
    """The description of an exported network.

    Args:
        folder: of the run.
        state: with at least one epoch.
        data: what ``describe_data`` returned for the pictures of the run.
        exported: the network with its answers on the test pictures.
        kind: of the file.
    """
    best = state.best_epoch
    assert best is not None  # best_network has loaded it
    # Trained on mirrored faces too, a network may be asked about both: the mean of the
    # two answers is right more often, and trembles less from frame to frame.
    views = 2 if state.settings.flip else 1
    figures = {
        **exported.figures(kind),
        "training_accuracy": best.accuracy,
        **({"validation_accuracy": best.reached} if "validation" in data else {}),
        "seconds_an_epoch": float(np.median([row.seconds for row in state.history])),
        "best_epoch": best.epoch,
        "epochs": len(state.history),
        "epochs_left": 0 if state.finished else state.settings.epochs - len(state.history),
    }
    return NetworkDescription(
        name=folder.path.resolve().name,
        labels=state.labels,
        size=state.settings.size,
        channels=state.settings.colors,
        weights=weights_name(kind),
        sha256="",
        temperature=figures[temperature_name(views)],
        views=views,
        data=data,
        seed=state.settings.seed,
        command=state.command or command_of(state.settings),
        settings=state.settings.to_json(),
        scores=figures,
        versions=package_versions() | state.versions,
        origins=state.origins,
    )


def describe_data(folder: RunFolder, state: RunState, parts: Parts) -> dict[str, Any]:
    """What the descriptions of a run say of its pictures.

    Args:
        folder: of the run.
        state: of the run.
        parts: its pictures.

    Raises:
        DataError, RunError, WeightsError: votes or teachers of the run are there no more.
    """
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
    described["train"]["target_shares"] = _target_shares(folder, state, parts)
    return described


def _target_shares(folder: RunFolder, state: RunState, parts: Parts) -> dict[str, float]:
    """How much of each class the training pictures were said to show, all shares summing to 1.

    Votes and teachers see other frequencies than the folders have.
    """
    targets = taught(folder, state, parts.train, labelled(state.settings, parts.train))
    shares = targets.mean(axis=0, dtype=np.float64)
    return {label: float(share) for label, share in zip(parts.train.labels, shares, strict=True)}
