"""Other heads beside the one that ships: ``python -m benchmarks.calibration_heads TEST_FOLDER``.

The same simulated people and draws as ``benchmarks.calibration``, on the half of the
pictures that nothing is judged on. Compared are the maximum a posteriori of

- an affine map of the log-probabilities, a Gaussian holding it at the identity;
- the same with the features before the network's last layer as well, which LiteRT
  gives when it keeps all tensors and leaves its fast kernels out;

and the probability of the nearest mean feature of the samples, mixed half and half
with the network's. Each at several strengths: what follows is the best that each could do.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.calibration import (
    CHANGES,
    NO_CHANGE,
    SAMPLES,
    SEED,
    confused,
    halves,
    read_faces,
)
from benchmarks.page import put
from model.calibration.corrections import CORRECTIONS
from model.calibration.exchanges import Numbers
from model.calibration.fitting import Indices, ask, fit_if_it_helps
from model.classifier import ExpressionClassifier
from model.preprocess import Image

PEOPLE: Final = (NO_CHANGE, "darker (gamma 2)", "blurred by 1 px")
STRENGTHS: Final = (0.003, 0.01, 0.03, 0.1, 0.3)
STEPS: Final = 25
CLOSE: Final = 1e-5


@dataclass(frozen=True)
class Seen:
    """Faces as the network sees them.

    Attributes:
        answers: float64 ``(V, N, C)``, see ``fitting.ask``.
        features: float64 ``(N, F)``, their mean square 1.
        shown: int ``(N,)``.
    """

    answers: Numbers
    features: Numbers
    shown: Indices

    def of(self, rows: Indices) -> Seen:
        """Some of the faces."""
        return Seen(self.answers[:, rows], self.features[rows], self.shown[rows])

    @property
    def logits(self) -> Numbers:
        """Log-probabilities, their mean taken out, float64 ``(N, C)``."""
        logs = np.log(np.maximum(self.answers[0], 1e-6))
        return np.asarray(logs - logs.mean(axis=1, keepdims=True))


Head = Callable[[Seen], Numbers]
"""From faces to whatever is largest for the class that is read."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print a table in Markdown: gains in points of accuracy."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.calibration_heads", description=__doc__
    )
    parser.add_argument("folder", type=Path, help="a folder of class folders, such as data/test")
    parser.add_argument("--model", help="another network than the window's")
    parser.add_argument("--draws", type=int, default=20, help="(default: %(default)s)")
    parser.add_argument("--page", type=Path, help="page whose table is replaced")
    chosen = parser.parse_args(arguments)
    network = ExpressionClassifier.load(chosen.model)
    weights = chosen.model or network.description.name
    faces, shown = read_faces(chosen.folder, network)
    half, _ = halves(shown)
    people = look(network, weights, faces[half], shown[half])
    for first, second in confused(network, faces, shown):
        plain = people[NO_CHANGE]
        swapped = plain.shown.copy()
        swapped[plain.shown == first], swapped[plain.shown == second] = second, first
        name = f"{network.labels[first]} and {network.labels[second]} swapped"
        people[name] = Seen(plain.answers, plain.features, swapped)
    lines = [f"| head | {' | '.join(people)} |", f"|---|{'---|' * len(people)}"]
    for name, make in heads().items():
        gains = [f"{100 * gain(seen, make, chosen.draws):+.1f}" for seen in people.values()]
        lines.append(f"| {name} | {' | '.join(gains)} |")
    print("\n".join(lines))
    if chosen.page:
        put(chosen.page, "heads", "\n".join(lines))
    return 0


def look(
    network: ExpressionClassifier, weights: str, faces: Image, shown: Indices
) -> dict[str, Seen]:
    """Answers and features of every changed person."""
    found: dict[str, Seen] = {}
    offset, scale = np.zeros(1), 0.0
    for name in PEOPLE:
        changed = np.stack([CHANGES[name](face) for face in faces])
        features = _features(weights, changed)
        if not scale:
            offset = features.mean(axis=0)
            scale = float(np.sqrt(((features - offset) ** 2).sum(axis=1).mean()))
        found[name] = Seen(ask(network, changed), (features - offset) / scale, shown)
    return found


def heads() -> dict[str, Callable[[Seen], Head]]:
    """The ways to make a head of samples, by name."""
    made: dict[str, Callable[[Seen], Head]] = {"what ships": _shipped}
    for strength in STRENGTHS:
        made[f"affine map, variance {strength}"] = _map(strength, 0.0)
    for strength in (0.3, 1.0, 3.0, 10.0):
        made[f"features, variance {strength}"] = _map(0.0, strength)
    made["affine map 0.03 and features 1"] = _map(0.03, 1.0)
    made["nearest mean feature, mixed in"] = _nearest
    return made


def gain(seen: Seen, make: Callable[[Seen], Head], draws: int) -> float:
    """Mean gain of accuracy over draws of samples, as a share."""
    rng = np.random.default_rng(SEED)
    gains = []
    for _ in range(draws):
        classes = np.unique(seen.shown)
        taken = np.concatenate(
            [rng.choice(np.flatnonzero(seen.shown == c), SAMPLES, replace=False) for c in classes]
        )
        rest = seen.of(np.setdiff1d(np.arange(len(seen.shown)), taken))
        after = make(seen.of(taken))(rest).argmax(axis=1) == rest.shown
        before = rest.answers[0].argmax(axis=1) == rest.shown
        gains.append(after.mean() - before.mean())
    return float(np.mean(gains))


def _shipped(samples: Seen) -> Head:
    names = list(CORRECTIONS)
    labels = tuple(map(str, range(samples.answers.shape[2])))
    each = np.arange(len(samples.shown))
    head, _ = fit_if_it_helps(samples.answers, samples.shown, each, labels)
    views = [names.index(name) for name in head.views]
    return lambda seen: head.combine(seen.answers[views]).astype(np.float64)


def _map(variance: float, of_features: float) -> Callable[[Seen], Head]:
    def inputs(seen: Seen) -> Numbers:
        ones = np.ones((len(seen.shown), 1))
        parts = [np.sqrt(variance) * seen.logits, np.sqrt(variance) * ones]
        return np.hstack([*parts, np.sqrt(of_features) * seen.features])

    def make(samples: Seen) -> Head:
        # Few samples span few directions: solved there, a thousand features cost nothing.
        left, sizes, right = np.linalg.svd(inputs(samples), full_matrices=False)
        kept = sizes > 1e-9 * sizes.max()
        weights = _newton(left[:, kept] * sizes[kept], samples)
        turned = right[kept].T @ weights
        return lambda seen: np.asarray(seen.logits + inputs(seen) @ turned)

    return make


def _newton(inputs: Numbers, samples: Seen) -> Numbers:
    """Maximum a posteriori of softmax(logits + inputs @ W), W standard normal."""
    size, classes = inputs.shape[1], samples.logits.shape[1]
    target = np.eye(classes)[samples.shown]
    weights = np.zeros((size, classes))
    for _ in range(STEPS):
        logits = samples.logits + inputs @ weights
        p = np.exp(logits - logits.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        gradient = inputs.T @ (p - target) + weights
        spread = p[:, :, None] * (np.eye(classes) - p[:, None, :])
        hessian = np.einsum("na,nij,nb->aibj", inputs, spread, inputs, optimize=True)
        hessian = hessian.reshape(size * classes, -1) + np.eye(size * classes)
        step = np.linalg.solve(hessian, gradient.ravel()).reshape(size, classes)
        weights -= step
        if np.abs(step).max() < CLOSE:
            break
    return weights


def _nearest(samples: Seen) -> Head:
    classes = range(samples.answers.shape[2])
    means = np.stack([samples.features[samples.shown == c].mean(axis=0) for c in classes])

    def read(seen: Seen) -> Numbers:
        away = ((seen.features[:, None] - means) ** 2).sum(axis=2)
        near = np.exp(-(away - away.min(axis=1, keepdims=True)) / away.std())
        return np.asarray(seen.answers[0] + near / near.sum(axis=1, keepdims=True))

    return read


def _features(weights: str, faces: Image) -> Numbers:
    """What goes into the network's last dense layer, float64 ``(N, F)``."""
    interpreter, index = _open(weights)
    entrance = interpreter.get_input_details()[0]["index"]
    found = []
    for face in faces.astype(np.float32):
        interpreter.set_tensor(entrance, face[np.newaxis, :, :, np.newaxis])
        interpreter.invoke()
        found.append(interpreter.get_tensor(index)[0].ravel().astype(np.float64))
    return np.stack(found)


def _open(weights: str) -> tuple[Any, int]:
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    from model.description import WEIGHTS_FOLDER

    path = Path(weights) if weights.endswith(".tflite") else WEIGHTS_FOLDER / f"{weights}.tflite"
    interpreter = Interpreter(
        model_path=str(path),
        experimental_preserve_all_tensors=True,
        experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    )
    interpreter.allocate_tensors()
    dense = [op for op in interpreter._get_ops_details() if op["op_name"] == "FULLY_CONNECTED"]
    if not dense:
        raise SystemExit(f"{path} has no dense layer whose input could be looked at.")
    return interpreter, int(dense[-1]["inputs"][0])


if __name__ == "__main__":
    raise SystemExit(main())
