"""Put a run's int8 network where programs look for one.

``train_model.py --install`` makes it ``installed``, which the window prefers to
the network it came with. ``python -m model.install RUN --name mirror`` is for
the makers: it writes a network that ships, ``mirror`` with its model card. Given a
``.tflite`` file in place of a run, it changes what serving does to that network.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from model.card import write_card
from model.confidence import milder
from model.console import told
from model.description import (
    INSTALLED,
    SHIPPED,
    WEIGHTS_FOLDER,
    NetworkDescription,
    check_weights,
    read_description,
    temperature_name,
)
from model.errors import RunError
from model.packed import write_network
from model.run_files import served_network

TARGETS: Final = "targets"
PRIORS: Final = (TARGETS, "folders")
"""Where the frequencies that a prior is made of are counted: in what the network was taught,
votes and teachers included, or in the class folders alone."""


def install(
    run: Path,
    name: str = INSTALLED,
    folder: Path = WEIGHTS_FOLDER,
    *,
    views: int | None = None,
    prior: float = 0.0,
    prior_of: str = TARGETS,
) -> Path:
    """Copy a run's int8 network with its description, beside it and inside.

    Each file is swapped in whole; an end between the two leaves a pair whose
    checksums differ, which loading refuses and installing again mends.

    Args:
        run: folder of a finished run, or a ``.tflite`` file with its JSON beside it.
        name: of the network there, such as ``mirror``.
        folder: of the networks.
        views: in which serving asks about a face, see ``NetworkDescription``; None
            keeps what the run says.
        prior: how much of the classes' frequencies serving divides by: 0 for pictures like
            those of the training, 1 where every expression is equally likely.
        prior_of: which frequencies, one of ``PRIORS``.

    Returns:
        The path of the installed weights.

    Raises:
        RunError: the run has no exported network, or it cannot be copied.
        WeightsError: its files are damaged.
    """
    described = served_network(run)
    if run.is_dir() and not described.exists():
        raise RunError(
            f"{run} has no exported network: finish the run first, "
            f"with  python train_model.py --resume --run {run}"
        )
    description = read_description(described)
    source = check_weights(description, described.parent)
    views = views or description.views
    description = replace(
        description,
        name=name,
        views=views,
        temperature=description.scores.get(temperature_name(views), description.temperature),
        prior=prior_shares(description, prior, prior_of),
    )
    target = folder / f"{name}.tflite"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_network(target, source.read_bytes(), description)
    except OSError as error:
        raise RunError(
            f"The network could not be installed in {folder} ({error.strerror or error}): "
            "make room there or check its permissions; the run is kept."
        ) from error
    return target


def prior_shares(
    description: NetworkDescription, strength: float, of: str = TARGETS
) -> tuple[float, ...] | None:
    """What serving divides by: class frequencies of the training to a power.

    Args:
        description: of a run's network.
        strength: the power, 0 for none.
        of: which frequencies, one of ``PRIORS``.
    """
    if strength == 0:
        return None
    train = description.data["train"]
    # What it was taught, votes and teachers included, where the run has noted that.
    shares = train.get("target_shares", train["classes"]) if of == TARGETS else train["classes"]
    # A network that saw rare classes more often has learnt that much less of a prior.
    strength *= 1 - description.settings.get("balance", 0.0)
    return milder(np.array([shares[label] for label in description.labels], float), strength)


def main(arguments: Sequence[str] | None = None) -> int:
    """Install from the command line; 0 done, 2 refused with a sentence."""
    parser = argparse.ArgumentParser(prog="python -m model.install", description=__doc__)
    parser.add_argument("run", type=Path, metavar="RUN", help="folder, or a .tflite file")
    parser.add_argument("--name", default=INSTALLED, help="of the network (default: %(default)s)")
    parser.add_argument(
        "--views", type=int, choices=(1, 2), help="of a face in serving (default: the run's)"
    )
    parser.add_argument(
        "--prior", type=float, default=0.0, metavar="SHARE",
        help="of the classes' frequencies to divide by, 0 to 1 (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--prior-of", choices=PRIORS, default=TARGETS,
        help="frequencies in what it was taught, votes and teachers included, or in the class "
        "folders (default: %(default)s)",
    )  # fmt: skip
    typed = parser.parse_args(arguments)

    def work() -> None:
        path = install(
            typed.run, typed.name, views=typed.views, prior=typed.prior, prior_of=typed.prior_of
        )
        print(path)
        if typed.name == SHIPPED:
            print(write_card(path.with_suffix(".json")))

    return told(work)


if __name__ == "__main__":
    sys.exit(main())
