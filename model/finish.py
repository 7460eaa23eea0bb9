"""What follows the last epoch of a run: its networks, figures and plots, written to its folder."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from model.compiling import build_network, load_weights
from model.confidence import reliability, served
from model.data import Flow, Parts
from model.description import NetworkDescription, temperature_name
from model.environment import has_tensorflow, native_messages_to
from model.errors import RunError
from model.evaluation import Answers, Predict, ask, compare, two_views
from model.export import LIMITS, LiteRTNetwork, check_export, to_litert
from model.packed import write_network
from model.plots import draw_reliability
from model.results import save_keras, write_history, write_results
from model.run_description import describe, weights_name
from model.runs import RunFolder, RunState

log = logging.getLogger(__name__)


def finish(folder: RunFolder, state: RunState, parts: Parts) -> str:
    """Export and describe the best network of a run; what was there is done anew.

    Args:
        folder: of the run.
        state: with at least one epoch.
        parts: the pictures of the run.

    Returns:
        What to tell the user, a few lines.

    Raises:
        RunError: a file cannot be written, or an exported network is off.
    """
    with folder.saving("The results"):
        for path in folder.path.glob("network.*"):
            path.unlink()
        write_history(folder.path, state)
        with native_messages_to(folder.log):
            network = best_network(folder, state)
            save_keras(network, folder.path)
            exported = {k: to_litert(network, k) for k in LIMITS} if has_tensorflow() else {}
            answers = _ask_all(network, exported, state, parts)
            write_results(folder.path, state, parts, answers["keras"])
        for kind, content in exported.items():
            described = describe(folder, state, parts, answers, kind)
            one_view = described.scores[temperature_name(1)]
            sure = reliability(served(answers[kind], one_view))
            if kind == "int8":
                draw_reliability(sure, folder.path / "reliability.png")
            scored = described.scores | {
                "calibration_error": sure.error,
                "parameters": network.count_params(),
            }
            _keep(folder, kind, content, answers, replace(described, scores=scored))
    return _summary(folder, state, parts, answers)


def best_network(folder: RunFolder, state: RunState) -> Any:
    """The network of the best epoch, in float32 whatever it was trained in.

    Raises:
        RunError: the run has none yet, or its file is damaged.
    """
    import keras

    if state.best is None:
        raise RunError(f"The run in {folder.path} has no whole epoch yet: go on with --resume.")
    keras.utils.clear_session()
    keras.mixed_precision.set_global_policy("float32")
    network = build_network(state)
    load_weights(network, folder.path / state.best)
    return network


def _ask_all(
    network: Any, exported: dict[str, bytes], state: RunState, parts: Parts
) -> dict[str, Answers]:
    predictors: dict[str, Predict] = {"keras": network.predict_on_batch}
    for kind, content in exported.items():
        predictors[kind] = LiteRTNetwork(content)
        predictors[f"{kind}_two_views"] = two_views(predictors[kind])
    return ask(Flow(state.settings, parts.test), predictors)


def _keep(
    folder: RunFolder,
    kind: str,
    content: bytes,
    answers: dict[str, Answers],
    description: NetworkDescription,
) -> None:
    difference = compare(answers["keras"], answers[kind])
    log.info("%s against Keras: %s", kind, difference)
    check_export(kind, difference)
    write_network(folder.path / weights_name(kind), content, description)


def _summary(folder: RunFolder, state: RunState, parts: Parts, answers: dict[str, Answers]) -> str:
    best = state.best_epoch
    assert best is not None
    early = ""
    if len(state.history) < state.settings.epochs and state.finished:
        early = f"Early stopping ended the run after epoch {len(state.history)}. "
    chosen = "" if parts.validation is None else " (chosen on the validation pictures)"
    lines = [
        f"{early}The best network is that of epoch {best.epoch}{chosen}: it tells "
        f"{answers['keras'].accuracy:.1%} of the test pictures right "
        f"(mean recall {answers['keras'].recalls.mean():.1%})."
    ]
    if "int8" in answers:
        lines.append(
            f"As LiteRT it tells {answers['float32'].accuracy:.1%} (float32) and "
            f"{answers['int8'].accuracy:.1%} (int8 weights)."
        )
    else:
        lines.append(
            "It was not exported, since TensorFlow is not installed here: on a machine that has "
            f"it,  python train_model.py --resume --run {folder.path}  finishes the run."
        )
    lines.append(f"Networks, figures and plots are in {folder.path}")
    return "\n".join(lines)
