"""What follows the last epoch of a run: its networks, figures and plots, written to its folder."""

from __future__ import annotations

from typing import Any

from model.compiling import build_network, load_weights
from model.data import Flow, Parts
from model.environment import native_messages_to
from model.errors import RunError
from model.exported import Exported
from model.results import save_keras, write_history, write_results
from model.run_description import describe, describe_data
from model.runs import RunFolder, RunState


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
            test, validation = Flow(state.settings, parts.test), parts.validation
            choice = None if validation is None else Flow(state.settings, validation)
            exported = Exported.of(network, test, state.labels, choice)
            write_results(folder.path, state, parts, exported.answers["keras"])
        data = describe_data(folder, state, parts) if exported.contents else {}
        for kind in exported.contents:
            exported.keep(kind, describe(folder, state, data, exported, kind), folder.path)
    return _summary(folder, state, parts, exported)


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


def _summary(folder: RunFolder, state: RunState, parts: Parts, exported: Exported) -> str:
    best = state.best_epoch
    assert best is not None
    answers = exported.answers["keras"]
    early = ""
    if len(state.history) < state.settings.epochs and state.finished:
        early = f"Early stopping ended the run after epoch {len(state.history)}. "
    chosen = "" if parts.validation is None else " (chosen on the validation pictures)"
    lines = [
        f"{early}The best network is that of epoch {best.epoch}{chosen}: it tells "
        f"{answers.accuracy:.1%} of the test pictures right "
        f"(mean recall {answers.recalls.mean():.1%})."
    ]
    if exported.contents:
        lines.append(exported.in_words())
    else:
        lines.append(
            "It was not exported, since TensorFlow is not installed here: on a machine that has "
            f"it,  python train_model.py --resume --run {folder.path}  finishes the run."
        )
    lines.append(f"Networks, figures and plots are in {folder.path}")
    return "\n".join(lines)
