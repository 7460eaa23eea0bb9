"""How good the networks are: ``python -m benchmarks.classifier TEST --train TRAIN --votes CSV``.

Every network named is asked about every picture of TEST as the program asks it: views,
temperature and prior included. ``--train`` adds the figures without the test pictures that
also stand in TRAIN, ``--votes`` those on the majority of ten people (FER+, Barsoum et al.
2016, arXiv:1608.01041). The time a face takes is measured in the same run.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.distortions import DISTORTIONS
from benchmarks.page import markdown_table
from model import ExpressionClassifier
from model.confidence import reliability
from model.data.votes import Votes
from model.evaluation import Answers
from model.opencv import cv2
from model.preprocess import Image

THREE: Final = ("happy", "neutral", "sad")
TIMED_FACES: Final = 300


@dataclass(frozen=True)
class Pictures:
    """The test pictures.

    Attributes:
        names: ``class/file``.
        faces: uint8 gray ``(N, 48, 48)``.
        truth: int ``(N,)`` class of each folder, in the order of ``labels``.
        labels: the folders' names, sorted.
    """

    names: tuple[str, ...]
    faces: Image
    truth: npt.NDArray[np.int64]
    labels: tuple[str, ...]


def read_pictures(folder: Path) -> Pictures:
    """Read every picture of the class folders."""
    labels = tuple(sorted(entry.name for entry in folder.iterdir() if entry.is_dir()))
    paths = [path for label in labels for path in sorted((folder / label).iterdir())]
    faces = np.stack([_gray(path) for path in paths])
    truth = np.array([labels.index(path.parent.name) for path in paths], np.int64)
    return Pictures(tuple(f"{p.parent.name}/{p.name}" for p in paths), faces, truth, labels)


def _gray(path: Path) -> Image:
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        raise SystemExit(f"{path} is no picture: give a folder of class folders.")
    return np.asarray(picture, np.uint8)


def majority(votes: Path, pictures: Pictures, part: str = "test") -> npt.NDArray[np.int64]:
    """Class that more than half of the voters chose, -1 where there is none of the seven."""
    table = Votes.read(votes)
    found = table.majority(table.find(PurePath(part, name) for name in pictures.names))
    return np.array([pictures.labels.index(c) if c else -1 for c in found], np.int64)


def also_in(train: Path, pictures: Pictures) -> npt.NDArray[np.bool_]:
    """Which pictures stand in another folder too, pixel for pixel."""
    known = {face.tobytes() for face in read_pictures(train).faces}
    return np.array([face.tobytes() in known for face in pictures.faces])


def measure(
    network: str,
    pictures: Pictures,
    votes: npt.NDArray[np.int64] | None,
    repeated: npt.NDArray[np.bool_] | None,
) -> dict[str, Any]:
    """All figures of one network."""
    classifier = ExpressionClassifier.load(network)
    if classifier.labels != pictures.labels:
        raise SystemExit(f"{network} knows {classifier.labels}, not {pictures.labels}.")
    said = classifier.predict(pictures.faces)
    answers = Answers(pictures.truth, said)
    figures = {
        "accuracy": answers.accuracy,
        "mean recall": float(answers.recalls.mean()),
        **{
            f"recall {label}": float(recall)
            for label, recall in zip(pictures.labels, answers.recalls, strict=True)
        },
        "calibration error": reliability(answers).error,
    }
    if repeated is not None:
        fresh = Answers(pictures.truth[~repeated], said[~repeated])
        figures |= {
            "pictures not in TRAIN": int((~repeated).sum()),
            "accuracy there": fresh.accuracy,
        }
    if votes is not None:
        figures |= by_votes(said, votes, pictures.labels)
    figures |= {
        f"lost when {name}": answers.accuracy
        - Answers(
            pictures.truth, classifier.predict(np.stack([change(f) for f in pictures.faces]))
        ).accuracy
        for name, (change, _) in DISTORTIONS.items()
    }
    return figures | _size_and_time(network, pictures.faces[:TIMED_FACES])


def by_votes(
    said: npt.NDArray[np.float32], votes: npt.NDArray[np.int64], labels: tuple[str, ...]
) -> dict[str, float]:
    """Accuracy and mean recall where most people agree, on all classes and on three."""
    agreed = votes >= 0
    answers = Answers(votes[agreed], said[agreed])
    three = np.isin(votes, [labels.index(name) for name in THREE])
    columns = [labels.index(name) for name in THREE]
    right = np.array(columns)[said[three][:, columns].argmax(axis=1)] == votes[three]
    return {
        "pictures with a majority": int(agreed.sum()),
        "accuracy by majority": answers.accuracy,
        "mean recall by majority": float(answers.recalls.mean()),
        "pictures of three": int(three.sum()),
        "accuracy of three by majority": float(right.mean()),
    }


def _size_and_time(network: str, faces: Image) -> dict[str, float]:
    figures: dict[str, float] = {}
    for threads in (1, 2):
        classifier = ExpressionClassifier.load(network, threads=threads)
        classifier.predict(faces[:20])
        begun = time.perf_counter()
        for face in faces:
            classifier.predict(face[np.newaxis])
        figures[f"ms a face, {threads} thread{'s' * (threads > 1)}"] = (
            1000 * (time.perf_counter() - begun) / len(faces)
        )
    from model.description import WEIGHTS_FOLDER

    file = WEIGHTS_FOLDER / f"{network}.tflite"
    figures["file in MB"] = (file if file.exists() else Path(network)).stat().st_size / 1e6
    return figures


def table(figures: dict[str, dict[str, Any]]) -> str:
    """The figures as Markdown, a column a network; the allowed loss in brackets."""
    names = list(figures)
    return markdown_table(
        ["", *names],
        [
            [f"{row}{_allowed(row)}", *(_cell(row, figures[name][row]) for name in names)]
            for row in figures[names[0]]
        ],
    )


def _cell(row: str, value: float) -> str:
    if row.startswith("pictures"):
        return f"{value:,}"
    if row.startswith("lost"):
        return f"{100 * value:+.1f} points"
    if row.startswith(("ms", "file")):
        return f"{value:.2f}"
    return f"{value:.3f}" if row == "calibration error" else f"{value:.1%}"


def _allowed(row: str) -> str:
    name = row.removeprefix("lost when ")
    return f" (at most {DISTORTIONS[name][1]:g})" if name in DISTORTIONS else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print the table, and JSON where ``--json`` names a file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.classifier", description=__doc__)
    parser.add_argument("test", type=Path, help="folder of class folders")
    parser.add_argument("--train", type=Path, help="folder whose pictures are left out")
    parser.add_argument("--votes", type=Path, help="ferplus_votes.csv")
    parser.add_argument("--networks", nargs="+", default=["mirror", "fer2013"], metavar="N",
                        help="names or files (default: %(default)s)")  # fmt: skip
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    chosen = parser.parse_args(arguments)
    for path in filter(None, (chosen.test, chosen.train, chosen.votes)):
        if not path.exists():
            parser.error(f"there is no {path}")
    pictures = read_pictures(chosen.test)
    votes = majority(chosen.votes, pictures) if chosen.votes else None
    repeated = also_in(chosen.train, pictures) if chosen.train else None
    figures = {name: measure(name, pictures, votes, repeated) for name in chosen.networks}
    print(f"{len(pictures.faces):,} pictures of {chosen.test}\n\n{table(figures)}")
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
