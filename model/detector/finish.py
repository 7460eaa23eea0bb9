"""What follows the last epoch of a face finder's run: files, threshold, framing, plots."""

from __future__ import annotations

import csv
import io
import logging
import math
from dataclasses import asdict, replace
from typing import Any, Final

from model.compiling import load_weights
from model.detector.architecture import face_network
from model.detector.description import DetectorDescription
from model.detector.evaluation import FALSE_BOXES
from model.detector.export import KINDS, Export, choose, evaluate, to_litert
from model.detector.fitting import fit_framing
from model.detector.geometry import WIDER_FRAMING
from model.detector.network import NetworkDetector
from model.detector.plots import draw_history, draw_precision
from model.detector.runs import DetectorState
from model.detector.training import CURVE_THRESHOLD, Photographs
from model.environment import native_messages_to, package_versions
from model.errors import RunError
from model.files import replacing, write_text
from model.progress import counted
from model.runs import RunFolder

log = logging.getLogger(__name__)

RESULT: Final = "faces"
THREADS: Final = 2
FITTED_ON: Final = 500
"""Faces that are pasted to fit the framing."""


def finish(folder: RunFolder, state: DetectorState, data: Photographs) -> str:
    """Export, try and describe the network of a run; what was there is done anew.

    Returns:
        What to tell the user, a few lines.

    Raises:
        RunError: there is no network yet, or a file cannot be written.
    """
    with folder.saving("The results"):
        _write_history(folder, state)
        with native_messages_to(folder.log):
            network = trained_network(folder, state)
            exports = [_try(folder, state, data, network, kind) for kind in KINDS]
        chosen = choose(exports)
        description = _describe(folder, state, data, exports, chosen)
        # Without its JSON a half-written result cannot be taken for a whole one.
        described = folder.path / f"{RESULT}.json"
        described.unlink(missing_ok=True)
        weights = described.with_suffix(".tflite")
        with replacing(weights) as partial:
            partial.write_bytes(chosen.content)
        description.for_weights(weights).save(described)
        detector = NetworkDetector.load(described, threads=THREADS)
        if len(data.faces):
            bank = data.faces[:: max(1, len(data.faces) // FITTED_ON)]
            framing = fit_framing(detector, bank, data.training)
            replace(description, framing=framing).for_weights(weights).save(described)
        draw_history(state.history, folder.path / "curves.png")
        draw_precision({each.kind: each.curve for each in exports}, folder.path / "precision.png")
    return _summary(folder, description, chosen, len(state.history))


def trained_network(folder: RunFolder, state: DetectorState) -> Any:
    """The network after the last whole epoch, in float32 whatever it was trained in.

    Raises:
        RunError: the run has none yet, or its file is damaged.
    """
    import keras

    if state.checkpoint is None:
        raise RunError(f"The run in {folder.path} has no whole epoch yet: go on with --resume.")
    keras.utils.clear_session()
    keras.mixed_precision.set_global_policy("float32")
    network = face_network(state.settings)
    load_weights(network, folder.path / state.checkpoint)
    return network


def _try(
    folder: RunFolder, state: DetectorState, data: Photographs, network: Any, kind: str
) -> Export:
    path = folder.path / f"{RESULT}.{kind}.tflite"
    content = to_litert(network, kind, state.settings, data.training)
    with replacing(path) as partial:
        partial.write_bytes(content)
    _plain_description(state, CURVE_THRESHOLD).for_weights(path).save(path.with_suffix(".json"))
    detector = NetworkDetector.load(path.with_suffix(".json"), threads=THREADS)
    tried = evaluate(kind, detector, data.held_out)
    log.info("%s: recall %.4f, %.2f ms", kind, tried.curve.recall_at(), tried.milliseconds)
    return replace(tried, content=content)


def _plain_description(state: DetectorState, threshold: float) -> DetectorDescription:
    settings = state.settings
    return DetectorDescription(
        name=RESULT,
        weights="",
        sha256="",
        colors=settings.colors,
        pixels=settings.pixels,
        stride=settings.stride,
        multiple=settings.multiple,
        threshold=threshold,
        framing=WIDER_FRAMING,
    )


def _describe(
    folder: RunFolder,
    state: DetectorState,
    data: Photographs,
    exports: list[Export],
    chosen: Export,
) -> DetectorDescription:
    # Rounded up, so that the false boxes stay under the limit.
    threshold = math.ceil(1000 * chosen.curve.threshold_at(FALSE_BOXES)) / 1000
    threshold = min(0.99, max(CURVE_THRESHOLD, threshold))
    recall, false_boxes = chosen.curve.at(threshold)
    figures: dict[str, Any] = {
        "recall": recall,
        "false_boxes_a_picture": false_boxes,
        "average_precision": chosen.curve.average_precision,
        "epochs": len(state.history),
        "kind": chosen.kind,
    }
    for each in exports:
        figures[f"recall_{each.kind}"] = each.curve.recall_at()
        figures[f"overlap_{each.kind}"] = each.curve.overlap
        figures[f"milliseconds_{each.kind}"] = each.milliseconds
    return replace(
        _plain_description(state, threshold),
        data={
            "training": len(data.training),
            "held_out": len(data.held_out),
            "held_out_faces": chosen.curve.faces,
            "pasted_faces": len(data.faces),
            "boxes_sha256": state.fingerprint,
        }
        | ({"started_from": state.origin} if state.origin else {}),
        seed=state.settings.seed,
        command=state.command,
        settings=state.settings.to_json(),
        scores=figures,
        versions=package_versions() | state.versions,
    )


def _write_history(folder: RunFolder, state: DetectorState) -> None:
    rows = [asdict(row) for row in state.history]
    if not rows:
        raise RunError(f"The run in {folder.path} has no whole epoch yet: go on with --resume.")
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_text(folder.path / "history.csv", text.getvalue())


def _summary(
    folder: RunFolder, description: DetectorDescription, chosen: Export, epochs: int
) -> str:
    scores = description.scores
    size = len(chosen.content) / 1000
    return (
        f"After {counted(epochs, 'epoch')} it finds {scores['recall']:.1%} of "
        f"{chosen.curve.faces} held-out faces at "
        f"{scores['false_boxes_a_picture']:.2f} false boxes a picture, in "
        f"{chosen.milliseconds:.1f} ms a frame ({chosen.kind}, {size:.0f} kB).\n"
        f"Network, figures and plots are in {folder.path}"
    )
