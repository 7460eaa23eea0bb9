"""A trained network as the files that serving loads: exported, asked, checked, described."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.confidence import fit_temperature, reliability, served
from model.data import Flow
from model.description import NetworkDescription, temperature_name
from model.environment import has_tensorflow
from model.evaluation import Answers, Difference, Predict, ask, compare, scores, two_views
from model.export import LIMITS, LiteRTNetwork, check_export, to_litert
from model.packed import write_network
from model.plots import draw_reliability
from model.run_files import SERVED

log = logging.getLogger(__name__)

VIEWS = {temperature_name(1): "", temperature_name(2): "_two_views"}
"""The temperature's score by how a network's answers in so many views are called."""


@dataclass(frozen=True)
class Exported:
    """A network in every kind of file, and what each says of pictures.

    Attributes:
        contents: of the ``.tflite`` files by kind; none where TensorFlow is missing.
        answers: on the test pictures: ``keras``, the trained network's; and of each kind,
            in one view and, with ``_two_views`` behind its name, in two.
        parameters: of the network.
        labels: in output order.
        chosen_on: the same answers, but ``keras``, on the pictures that the temperature is
            fitted on, as the best epoch was chosen on them: its fit is such a choice too.
    """

    contents: dict[str, bytes]
    answers: dict[str, Answers]
    parameters: int
    labels: tuple[str, ...]
    chosen_on: dict[str, Answers]

    @classmethod
    def of(
        cls, network: Any, flow: Flow, labels: tuple[str, ...], choice: Flow | None = None
    ) -> Exported:
        """Export a Keras model, and ask all of them about the test pictures.

        Args:
            network: a Keras model.
            flow: the test pictures.
            labels: in output order.
            choice: the pictures that the best epoch was chosen on, None for the test pictures.
        """
        contents = {k: to_litert(network, k) for k in LIMITS} if has_tensorflow() else {}
        predictors: dict[str, Predict] = {"keras": network.predict_on_batch}
        for kind, content in contents.items():
            predictors[kind] = LiteRTNetwork(content)
            predictors[f"{kind}_two_views"] = two_views(predictors[kind])
        answers = chosen_on = ask(flow, predictors)
        if choice is not None:
            del predictors["keras"]
            chosen_on = ask(choice, predictors) if predictors else {}
        return cls(contents, answers, int(network.count_params()), labels, chosen_on)

    def figures(self, kind: str) -> dict[str, float]:
        """The scores of one kind, as its description holds them."""
        answers, difference = self.answers[kind], self._difference(kind)
        fitted = {n: fit_temperature(self.chosen_on[f"{kind}{more}"]) for n, more in VIEWS.items()}
        return {
            **scores(answers, self.labels),
            **{f"test_accuracy_{name}": said.accuracy for name, said in self.answers.items()},
            "label_agreement_with_keras": 1 - difference.changed / difference.pictures,
            "largest_difference_from_keras": difference.largest,
            **fitted,
            "calibration_error": reliability(served(answers, fitted[temperature_name(1)])).error,
            "parameters": self.parameters,
        }

    def keep(self, kind: str, description: NetworkDescription, folder: Path) -> None:
        """Write one kind with its description, inside and beside it.

        Args:
            kind: of the network.
            description: of it; names the file.
            folder: of the run.

        Raises:
            RunError: it does not say what the trained network says.
            OSError: the disk is full or the folder gone.
        """
        answers, difference = self.answers[kind], self._difference(kind)
        log.info("%s against Keras: %s", kind, difference)
        check_export(kind, difference)
        if kind == SERVED:
            one_view = description.scores[temperature_name(1)]
            draw_reliability(reliability(served(answers, one_view)), folder / "reliability.png")
        write_network(folder / description.weights, self.contents[kind], description)

    def in_words(self) -> str:
        """How good the LiteRT files are; there must be some."""
        return (
            f"As LiteRT it tells {self.answers['float32'].accuracy:.1%} (float32) and "
            f"{self.answers[SERVED].accuracy:.1%} (int8 weights)."
        )

    def _difference(self, kind: str) -> Difference:
        return compare(self.answers["keras"], self.answers[kind])
