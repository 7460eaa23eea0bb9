"""What follows the last epoch of a run: its networks, figures and plots, written to its folder."""

from __future__ import annotations

import csv
import io
import logging
from dataclasses import asdict
from pathlib import Path
from typing import Any

from model.data import FolderReport, reader
from model.description import NetworkDescription
from model.environment import has_tensorflow, native_messages_to, package_versions
from model.errors import RunError
from model.evaluation import Answers, Predict, ask, class_report, compare, scores, two_views
from model.export import LIMITS, LiteRTNetwork, check_export, to_litert
from model.files import replacing, write_text
from model.options import command_of
from model.plots import draw_confusion, draw_curves
from model.runs import RunFolder, RunState
from model.training import build_network, load_weights

log = logging.getLogger(__name__)

Reports = tuple[FolderReport, FolderReport]


def weights_name(kind: str) -> str:
    """File name of an exported network in its run folder."""
    return f"network.{kind}.tflite"


def finish(folder: RunFolder, state: RunState, reports: Reports) -> str:
    """Export and describe the best network of a run; what was there is done anew.

    Args:
        folder: of the run.
        state: with at least one epoch.
        reports: on the data the run was trained with.

    Returns:
        What to tell the user, a few lines.

    Raises:
        RunError: a file cannot be written, or an exported network is off.
    """
    with folder.saving("The results"):
        for kind in LIMITS:
            _description_path(folder.path, kind).unlink(missing_ok=True)
            (folder.path / weights_name(kind)).unlink(missing_ok=True)
        _write_history(folder.path, state)
        with native_messages_to(folder.log):
            network = best_network(folder, state)
            with replacing(folder.path / "network.keras") as partial:
                network.save(partial)
            exported = {k: to_litert(network, k) for k in LIMITS} if has_tensorflow() else {}
            answers = _ask_all(network, exported, state, reports[1])
        _write_reports(folder.path, state, answers["keras"])
        for kind, content in exported.items():
            _keep(folder, kind, content, answers, _describe(folder, state, reports, answers, kind))
    return _summary(folder, state, answers)


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
    network: Any, exported: dict[str, bytes], state: RunState, test: FolderReport
) -> dict[str, Answers]:
    predictors: dict[str, Predict] = {"keras": network.predict_on_batch}
    for kind, content in exported.items():
        predictors[kind] = LiteRTNetwork(content)
        predictors[f"{kind}_two_views"] = two_views(predictors[kind])
    return ask(reader(state.settings, test, training=False), predictors)


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
    path = folder.path / weights_name(kind)
    with replacing(path) as partial:
        partial.write_bytes(content)
    description.for_weights(path).save(_description_path(folder.path, kind))


def _describe(
    folder: RunFolder, state: RunState, reports: Reports, answers: dict[str, Answers], kind: str
) -> NetworkDescription:
    best = state.best_epoch
    assert best is not None  # best_network has loaded it
    difference = compare(answers["keras"], answers[kind])
    figures = {
        **scores(answers[kind], state.labels),
        **{f"test_accuracy_{name}": said.accuracy for name, said in answers.items()},
        "label_agreement_with_keras": 1 - difference.changed / difference.pictures,
        "largest_difference_from_keras": difference.largest,
        "training_accuracy": best.accuracy,
        "best_epoch": best.epoch,
        "epochs": len(state.history),
    }
    data = {
        name: {
            "folder": given,
            "pictures": sum(report.counts.values()),
            "classes": report.counts,
            "unreadable": len(report.unreadable),
            "sha256_of_names_and_sizes": report.fingerprint,
        }
        for name, given, report in zip(
            ("train", "test"), (state.settings.train, state.settings.test), reports, strict=True
        )
    }
    return NetworkDescription(
        name=folder.path.resolve().name,
        labels=state.labels,
        size=state.settings.size,
        channels=state.settings.colors,
        weights=weights_name(kind),
        sha256="",
        # Trained on mirrored faces too, a network may be asked about both: the mean of the
        # two answers is right more often, and trembles less from frame to frame.
        views=2 if state.settings.flip else 1,
        data=data,
        seed=state.settings.seed,
        command=state.command or command_of(state.settings),
        settings=state.settings.to_json(),
        scores=figures,
        versions=package_versions() | state.versions,
    )


def _description_path(folder: Path, kind: str) -> Path:
    return (folder / weights_name(kind)).with_suffix(".json")


def _write_history(folder: Path, state: RunState) -> None:
    rows = [asdict(row) for row in state.history]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_text(folder / "history.csv", text.getvalue())


def _write_reports(folder: Path, state: RunState, answers: Answers) -> None:
    best = state.best_epoch
    assert best is not None
    draw_curves(state.history, best, folder / "curves.png")
    draw_confusion(answers.confusion, state.labels, folder / "confusion.png")
    figures = scores(answers, state.labels)
    head = (
        f"Test pictures of {state.settings.test}, best of {len(state.history)} epochs: "
        f"{best.epoch}\naccuracy {figures['test_accuracy']:.4f}, mean recall "
        f"{figures['mean_recall']:.4f}, cross-entropy {figures['test_cross_entropy']:.4f} "
        "(without label smoothing)\n\n"
    )
    write_text(folder / "report.txt", head + class_report(answers, state.labels))


def _summary(folder: RunFolder, state: RunState, answers: dict[str, Answers]) -> str:
    best = state.best_epoch
    assert best is not None
    lines = [
        f"The best network is that of epoch {best.epoch}: it tells "
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
