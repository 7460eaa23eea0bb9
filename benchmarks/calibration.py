"""What "Teach it your face" brings: ``python -m benchmarks.calibration TEST_FOLDER``.

A person is simulated by a change that all of their pictures share: light, a held
head, contrast, a soft lens, or two expressions that look like each other's. In
each draw five pictures a class are the person's samples; a head is fitted on them
as the program does, and all other pictures are read before and after. The
pictures are cut in two at random: on one half ``--tune`` compares strengths of the
pull, on the other everything is judged. The pictures of a draw show different
people, which no real calibration has: it is harder here than in front of a mirror.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.page import put
from emoji_gui.pipeline.calibrating import EVERY, HOLD
from emoji_gui.pipeline.teaching import PARTS
from model.calibration import corrections
from model.calibration.classifier import network_of
from model.calibration.corrections import CORRECTIONS
from model.calibration.exchanges import Numbers
from model.calibration.fitting import PULL, Indices, Pull, ask, calibrate, fit_if_it_helps
from model.classifier import Classifier, ExpressionClassifier
from model.opencv import cv2
from model.preprocess import Image

SAMPLES: Final = 5
"""Of each class that a simulated person gives."""

NO_CHANGE: Final = "no change"
SEED: Final = 7


def side_light(face: Image) -> Image:
    """Light from one side: the gray levels fall to half across the face."""
    return (face * np.linspace(1.0, 0.5, face.shape[1])).round().astype(np.uint8)


CHANGES: Final[dict[str, Callable[[Image], Image]]] = {
    NO_CHANGE: corrections.as_it_is,
    "brighter (gamma 0.5)": partial(corrections.gamma, power=0.5),
    "darker (gamma 2)": partial(corrections.gamma, power=2.0),
    "head rolled by 15°": partial(corrections.roll, degrees=15.0),
    "half the contrast": partial(corrections.contrast, factor=0.5),
    "blurred by 1 px": partial(corrections.blur, sigma=1.0),
    "light from one side": side_light,
}
"""The last one is none that a correction undoes."""

GRID: Final = tuple(
    replace(PULL, corrections=views, exchanges=swaps)
    for views in (0.1, 0.3, 0.5)
    for swaps in (0.05, 0.2, 0.4)
)
"""Strengths of the pull that ``--tune`` compares, the strongest first."""


@dataclass(frozen=True)
class Person:
    """A simulated person's pictures as the network sees them.

    Attributes:
        name: of the change.
        answers: float64 ``(V, N, C)``, see ``fitting.ask``.
        shown: which class each picture is meant to show for this person, int ``(N,)``.
    """

    name: str
    answers: Numbers
    shown: Indices


@dataclass(frozen=True)
class Row:
    """Figures of one person over all draws, as shares.

    Attributes:
        name: of the change.
        before, after: mean accuracy.
        recall_before, recall_after: the same of the mean over the classes' recalls.
        gain, spread: mean and standard deviation over the draws of after - before.
        low, high: 95 % interval of the mean gain (normal).
        neutral: share of the draws in which the profile stayed neutral.
    """

    name: str
    before: float
    after: float
    recall_before: float
    recall_after: float
    gain: float
    spread: float
    low: float
    high: float
    neutral: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a table in Markdown and write JSON where ``--json`` names a file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration", description=__doc__)
    add = parser.add_argument
    add("folder", type=Path, help="a folder of class folders, such as data/test")
    add("--model", help="another network than the window's")
    add("--draws", type=int, default=100, help="of samples for each change (default: %(default)s)")
    add("--tune", action="store_true", help="compare strengths of the pull, on the other half")
    add("--json", type=Path, help="file to write the figures to")
    add("--page", type=Path, help="page whose table is replaced, such as docs/calibration.md")
    chosen = parser.parse_args(arguments)
    network = ExpressionClassifier.load(chosen.model)
    faces, shown = read_faces(chosen.folder, network)
    tuning, judging = halves(shown)
    half = tuning if chosen.tune else judging
    people = list(simulate(network, faces[half], shown[half], confused(network, faces, shown)))
    figures: dict[str, Any] = {"network": network_of(network), "pictures": len(half)}
    if chosen.tune:
        figures["pulls"] = tune(people, chosen.draws)
        text = tuning_table(figures["pulls"])
    else:
        rows = [measure(person, chosen.draws) for person in people]
        figures |= {"draws": chosen.draws, "pull": asdict(PULL), "rows": [asdict(r) for r in rows]}
        figures["teaching"] = teach(network, faces[half], shown[half])
        text = table(rows, len(half), chosen.draws) + "\n\n" + teaching_words(figures["teaching"])
    print(text)
    if chosen.page:
        put(chosen.page, "tuning" if chosen.tune else "figures", text)
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return 0


def read_faces(folder: Path, network: Classifier) -> tuple[Image, Indices]:
    """All pictures of the class folders, uint8 ``(N, S, S)``, and their labels."""
    faces, shown = [], []
    for index, label in enumerate(network.labels):
        for path in sorted((folder / label).glob("*")):
            face = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
            if face is not None:
                faces.append(cv2.resize(face, (network.size, network.size)))
                shown.append(index)
    counts = np.bincount(shown, minlength=len(network.labels)) if shown else np.zeros(1)
    if counts.min() < 4 * SAMPLES:
        raise SystemExit(f"{folder} needs {4 * SAMPLES} pictures or more of each expression.")
    return np.stack(faces).astype(np.uint8), np.array(shown)


def halves(shown: Indices) -> tuple[Indices, Indices]:
    """The pictures to choose on and those to judge on: each class cut in two at random."""
    rng = np.random.default_rng(SEED)
    cut = [np.array_split(rng.permutation(np.flatnonzero(shown == c)), 2) for c in np.unique(shown)]
    return np.concatenate([a for a, _ in cut]), np.concatenate([b for _, b in cut])


def confused(network: Classifier, faces: Image, shown: Indices) -> list[tuple[int, int]]:
    """The two pairs of classes that the network takes for one another most, on the tuning half."""
    half, _ = halves(shown)
    read = network.predict(faces[half]).argmax(axis=1)
    classes = len(network.labels)
    counts = np.zeros((classes, classes))
    np.add.at(counts, (shown[half], read), 1)
    rates = counts / counts.sum(axis=1, keepdims=True)
    mutual = np.triu(rates + rates.T, 1)
    worst = np.argsort(-mutual, axis=None)[:2]
    return [(int(flat) // classes, int(flat) % classes) for flat in worst]


def simulate(
    network: Classifier, faces: Image, shown: Indices, pairs: Sequence[tuple[int, int]]
) -> Iterator[Person]:
    """The people: one a change, and one a pair of classes that look like each other's."""
    unchanged = None
    for name, change in CHANGES.items():
        print(f"{name} …", file=sys.stderr, flush=True)
        person = Person(name, ask(network, np.stack([change(face) for face in faces])), shown)
        unchanged = unchanged or person
        yield person
    assert unchanged is not None
    for first, second in pairs:
        swapped = shown.copy()
        swapped[shown == first], swapped[shown == second] = second, first
        name = f"{network.labels[first]} and {network.labels[second]} swapped"
        yield Person(name, unchanged.answers, swapped)


def measure(person: Person, draws: int, pull: Pull = PULL) -> Row:
    """One row of the table."""
    rng = np.random.default_rng(SEED)
    figures = np.array([_draw(person, rng, pull) for _ in range(draws)])
    before, after, recall_before, recall_after, neutral = figures.mean(axis=0)
    gains = figures[:, 1] - figures[:, 0]
    wide = 1.96 * gains.std(ddof=1) / np.sqrt(draws)
    return Row(
        name=person.name,
        before=float(before),
        after=float(after),
        recall_before=float(recall_before),
        recall_after=float(recall_after),
        gain=float(gains.mean()),
        spread=float(gains.std(ddof=1)),
        low=float(gains.mean() - wide),
        high=float(gains.mean() + wide),
        neutral=float(neutral),
    )


def _draw(person: Person, rng: np.random.Generator, pull: Pull) -> tuple[float, ...]:
    """Accuracy and mean recall, each before and after, and whether the profile is neutral."""
    shown, classes = person.shown, np.unique(person.shown)
    taken = np.concatenate(
        [rng.choice(np.flatnonzero(shown == c), SAMPLES, replace=False) for c in classes]
    )
    rest = np.setdiff1d(np.arange(len(shown)), taken)
    labels = tuple(map(str, classes))
    samples = person.answers[:, taken]
    head, _ = fit_if_it_helps(samples, shown[taken], np.arange(len(taken)), labels, pull)
    views = [list(CORRECTIONS).index(name) for name in head.views]
    right = [
        answers.argmax(axis=1) == shown[rest]
        for answers in (person.answers[0, rest], head.combine(person.answers[views][:, rest]))
    ]
    recalls = [np.mean([r[shown[rest] == c].mean() for c in classes]) for r in right]
    return (*(float(r.mean()) for r in right), *map(float, recalls), float(head.is_neutral))


def teach(network: Classifier, faces: Image, shown: Indices) -> dict[str, float]:
    """Seconds that it takes to learn from as many faces as the dialog collects, median of 3."""
    each = round(HOLD / EVERY)
    taken = np.concatenate([np.flatnonzero(shown == c)[:each] for c in np.unique(shown)])
    walls, works = [], []
    for _ in range(3):
        wall, work = time.perf_counter(), time.process_time()
        calibrate(network, faces[taken], shown[taken], np.arange(len(taken)) * PARTS // each)
        walls.append(time.perf_counter() - wall)
        works.append(time.process_time() - work)
    return {
        "faces": float(len(taken)),
        "seconds": float(np.median(walls)),
        "processor_seconds": float(np.median(works)),
    }


def teaching_words(found: dict[str, float]) -> str:
    """The same as a sentence."""
    return (
        f"Learning from {found['faces']:.0f} faces took {found['seconds']:.1f} s here, "
        f"and {found['processor_seconds']:.1f} s of processor time on all cores together."
    )


def tune(people: Sequence[Person], draws: int) -> list[dict[str, Any]]:
    """Mean gain of each pull over the changed people, its standard error, and the choice.

    Chosen is the strongest pull whose mean gain lies within one standard error of the
    best (Breiman, Friedman, Olshen and Stone 1984) and that loses nothing without a change.
    """
    found: list[dict[str, Any]] = []
    for pull in GRID:
        rows = [measure(person, draws, pull) for person in people]
        changed = [row for row in rows if row.name != NO_CHANGE]
        error = np.sqrt(sum(row.spread**2 for row in changed) / draws) / len(changed)
        found.append(
            {
                "pull": asdict(pull),
                "gain": float(np.mean([row.gain for row in changed])),
                "error": float(error),
                "unchanged": next(row.gain for row in rows if row.name == NO_CHANGE),
            }
        )
    harmless = [each for each in found if each["unchanged"] >= 0] or found
    best = max(harmless, key=lambda each: float(each["gain"]))
    good = [each for each in harmless if each["gain"] >= best["gain"] - best["error"]]
    for each in found:
        each["chosen"] = each is good[0]
    return found


def table(rows: Sequence[Row], pictures: int, draws: int) -> str:
    """The rows in Markdown, in per cent and points."""
    lines = [
        f"{pictures} pictures, {draws} draws of {SAMPLES} samples a class",
        "",
        "| the person's pictures | before | after | gain | 95 % interval | spread of a draw "
        "| mean recall | left neutral |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for r in rows:
        lines.append(
            f"| {r.name} | {100 * r.before:.1f} % | {100 * r.after:.1f} % | {100 * r.gain:+.2f} "
            f"| {100 * r.low:+.2f} to {100 * r.high:+.2f} | {100 * r.spread:.2f} "
            f"| {100 * r.recall_before:.1f} to {100 * r.recall_after:.1f} % "
            f"| {100 * r.neutral:.0f} % |"
        )
    return "\n".join(lines)


def tuning_table(found: Sequence[dict[str, Any]]) -> str:
    """The pulls in Markdown, in points."""
    lines = ["| corrections | exchanges | gain | without a change | |", "|---|---|---|---|---|"]
    for each in found:
        pull = each["pull"]
        lines.append(
            f"| {pull['corrections']} | {pull['exchanges']} | {100 * each['gain']:+.2f} ± "
            f"{100 * each['error']:.2f} | {100 * each['unchanged']:+.2f} "
            f"| {'chosen' if each['chosen'] else ''} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
