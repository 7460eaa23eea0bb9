"""Several trained networks as one, which gives the mean of their answers.

``python -m model.ensemble runs/first runs/second --run runs/both`` takes the best networks of
finished runs, joins them into one network with one file, measures it on the test pictures of
the first run and leaves a folder that ``python -m model.install`` takes. A ``.tflite`` that a
run or an ensemble wrote does instead of a folder. Networks that were trained apart err
apart, so their mean errs less (Hansen and Salamon 1990; Lakshminarayanan et al. 2017,
arXiv:1612.01474). It takes as long as all its members together.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from model.card import MEMBER
from model.console import told
from model.data import Flow, Part, Parts
from model.description import NetworkDescription, temperature_name
from model.environment import (
    check_packages,
    has_tensorflow,
    native_messages_to,
    package_versions,
    set_up_environment,
)
from model.errors import RunError
from model.exported import Exported
from model.members import Member, is_of, members_of, parts_of
from model.rebuilding import networks_in
from model.results import save_keras
from model.run_files import weights_name
from model.runs import RunFolder
from model.settings import TrainingSettings


def joined(networks: Sequence[Any]) -> Any:
    """One network around several.

    Args:
        networks: Keras models that take and give the same.

    Returns:
        A Keras model that gives the mean of their answers.
    """
    import keras

    faces = keras.Input(networks[0].input_shape[1:], name="faces")
    answers = []
    for number, network in enumerate(networks):
        network.name = f"member_{number}"
        answers.append(network(faces))
    return keras.Model(faces, keras.layers.Average(name=MEMBER)(answers), name="ensemble")


def ensemble(members: Sequence[Member], folder: RunFolder, parts: Parts, command: str) -> Exported:
    """Join networks, measure the result and write it.

    Args:
        members: two or more, of one kind.
        folder: of the result.
        parts: the first one's pictures; all were tested on the same ones.
        command: that is noted.

    Raises:
        RunError: a file cannot be written, or an exported network is off.
        WeightsError: a member's file is damaged.
    """
    described = members[0].description
    settings = TrainingSettings.from_json(described.settings)
    with folder.saving("The ensemble"), native_messages_to(folder.log):
        found = [(member, network) for member in members for network in networks_in(member.file)]
        network = joined([network for _, network in found])
        save_keras(network, folder.path)
        choice = shared_choice(members, parts)
        exported = Exported.of(
            network,
            Flow(settings, parts.test),
            described.labels,
            None if choice is None else Flow(settings, choice),
        )
        for kind in exported.contents:
            whole = _describe([member for member, _ in found], exported, kind)
            whole = replace(whole, name=folder.path.resolve().name, command=command)
            exported.keep(kind, whole, folder.path)
    return exported


def shared_choice(members: Sequence[Member], parts: Parts) -> Part | None:
    """The validation pictures where all members have the same: else one may have learnt them."""
    choice = parts.validation
    if choice is None or not all(is_of(member, "validation", choice) for member in members):
        return None
    return choice


def _describe(members: Sequence[Member], exported: Exported, kind: str) -> NetworkDescription:
    """What is said of the whole, but for its name and the command that made it.

    Args:
        members: where each of the joined networks came from; an ensemble stands here
            as often as it has networks, so that all networks count alike.
        exported: what came of them.
        kind: of the exported file.
    """
    descriptions = [member.description for member in members]
    views = min(each.views for each in descriptions)
    figures = {**exported.figures(kind), "members": len(members)}
    origins: dict[str, list[dict[str, str]]] = {}
    for member in members:
        # An ensemble among the members names its own.
        own = {MEMBER: [member.origin()], **member.description.origins}
        for name, found in own.items():
            kept = origins.setdefault(name, [])
            kept += [origin for origin in found if origin not in kept]
    return replace(
        descriptions[0],
        weights=weights_name(kind),
        temperature=figures[temperature_name(views)],
        views=views,
        data=descriptions[0].data | {"train": _train_data(descriptions)},
        scores=figures,
        versions=package_versions(),
        origins=origins,
    )


def _train_data(descriptions: Sequence[NetworkDescription]) -> dict[str, Any]:
    """The first one's, with the mean of what all were taught."""
    trained = [each.data["train"] for each in descriptions]
    if not all("target_shares" in each for each in trained):
        return dict(trained[0])
    shares = {
        label: sum(each["target_shares"][label] for each in trained) / len(trained)
        for label in descriptions[0].labels
    }
    return {**trained[0], "target_shares": shares}


def main(arguments: Sequence[str] | None = None) -> int:
    """Join runs from the command line; 0 done, 2 refused with a sentence."""
    parser = argparse.ArgumentParser(
        prog="python -m model.ensemble", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    add = parser.add_argument
    # At least two, but those that follow --data are told apart from its places below.
    add("runs", type=Path, nargs="*", default=(), metavar="RUN",
        help="folder of a finished run, or its .tflite with what it says of itself")  # fmt: skip
    add("--run", type=Path, required=True, metavar="DIR", help="the result's folder")
    add("--data", type=Path, nargs="+", default=(), metavar="PLACE",
        help="where the first run's pictures lie by now, TRAIN TEST or the one place; what "
        "follows two places is a RUN, so name the runs before one place")  # fmt: skip
    words = list(sys.argv[1:] if arguments is None else arguments)
    typed = parser.parse_args(words)

    def work() -> None:
        members = members_of([*typed.runs, *typed.data[2:]])
        set_up_environment()
        check_packages()
        if not has_tensorflow():
            raise RunError("An ensemble is exported by TensorFlow, which is not installed here.")
        parts = parts_of(members[0], typed.data[:2])
        folder = RunFolder.create(typed.run, typed.run.parent)
        command = f"python -m model.ensemble {shlex.join(words)}"
        exported = ensemble(members, folder, parts, command)
        print(
            f"{len(members)} members, {exported.parameters:,} parameters: together they tell "
            f"{exported.answers['keras'].accuracy:.1%} of the test pictures right.\n"
            f"{exported.in_words()}\nInstall it with  python -m model.install {folder.path}"
        )

    return told(work)


if __name__ == "__main__":
    sys.exit(main())
