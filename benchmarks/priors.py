"""Which prior serves best: ``python -m benchmarks.priors RUN... --test data/test --votes CSV``.

Each run's int8 network, or a ``.tflite`` file with its JSON beside it, is asked about every
picture of the test folder, and its answers are divided by class frequencies of its training to
a power, as ``python -m model.install RUN --prior POWER --prior-of targets`` or ``folders`` makes
serving do: 0 for pictures like those it was trained on, 1 where every expression is equally
likely. Accuracy and recalls are on the folders' labels, those "by majority" on what more than
half of ten people say (FER+, Barsoum et al. 2016, arXiv:1608.01041).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.classifier import Pictures, by_votes, majority, read_pictures
from benchmarks.page import markdown_table
from model.confidence import reliability, serve
from model.description import (
    NetworkDescription,
    check_weights,
    read_description,
    temperature_name,
)
from model.evaluation import Answers, two_views
from model.export import LiteRTNetwork
from model.install import PRIORS, TARGETS, prior_shares
from model.preprocess import to_batch
from model.run_files import served_network

POWERS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
AT_ONCE: Final = 64
"""Pictures."""


def answers_of(weights: Path, pictures: Pictures, views: int) -> npt.NDArray[np.float32]:
    """What a LiteRT network says before serving does anything, float32 ``(N, classes)``."""
    network = LiteRTNetwork(weights.read_bytes())
    asked = network if views == 1 else two_views(network)
    batch = to_batch(pictures.faces)
    parts = [asked(batch[first : first + AT_ONCE]) for first in range(0, len(batch), AT_ONCE)]
    return np.concatenate(parts).astype(np.float32)


def rows(
    said: npt.NDArray[np.float32],
    described: NetworkDescription,
    views: int,
    pictures: Pictures,
    votes: npt.NDArray[np.int64],
    *,
    of: str = TARGETS,
) -> list[dict[str, float]]:
    """The figures for every power."""
    temperature = described.scores[temperature_name(views)]
    found = []
    for power in POWERS:
        served = serve(said, temperature, prior_shares(described, power, of))
        answers = Answers(pictures.truth, served)
        recalls = dict(zip(pictures.labels, map(float, answers.recalls), strict=True))
        by_majority = by_votes(served, votes, pictures.labels)
        found.append({
            "power": power, "accuracy": answers.accuracy,
            "mean recall": float(answers.recalls.mean()), **recalls,
            "calibration error": reliability(answers).error,
            **{name: share for name, share in by_majority.items() if "recall" in name
               or "accuracy" in name},
        })  # fmt: skip
    return found


def table(found: Sequence[dict[str, float]]) -> str:
    """The figures as Markdown."""
    return markdown_table(
        list(found[0]), [[_cell(name, value) for name, value in row.items()] for row in found]
    )


def _cell(name: str, value: float) -> str:
    if name == "power":
        return f"{value:g}"
    if name == "calibration error":
        return f"{value:.3f}"
    return f"{value:.1%}" if "accuracy" in name or "mean" in name else f"{value:.2f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print a table for each run and number of views."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.priors", description=__doc__)
    add = parser.add_argument
    add("runs", type=Path, nargs="+", metavar="RUN", help="folder, or a .tflite file")
    add("--test", type=Path, required=True, help="folder of class folders")
    add("--votes", type=Path, required=True, help="ferplus_votes.csv")
    add("--views", type=int, nargs="+", choices=(1, 2), default=(1, 2))
    add("--json", type=Path, help="file to write the figures to")
    chosen = parser.parse_args(arguments)
    pictures = read_pictures(chosen.test)
    votes = majority(chosen.votes, pictures)
    all_found: dict[str, Any] = {}
    for path in map(served_network, chosen.runs):
        described = read_description(path)
        weights = check_weights(described, path.parent)
        for views in chosen.views:
            said = answers_of(weights, pictures, views)
            for of in PRIORS:
                title = f"{described.name}, {views} view{'s' * (views > 1)}, frequencies of {of}"
                all_found[title] = rows(said, described, views, pictures, votes, of=of)
    for name, found in all_found.items():
        print(f"\n{name}\n\n{table(found)}", flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(all_found, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
