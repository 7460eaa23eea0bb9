"""Put a run's int8 network where programs look for one.

``train_model.py --install`` makes it ``installed``, which the window prefers to
the network it came with. ``python -m model.install RUN --name mirror`` is for
the makers: it writes a network that ships, ``mirror`` with its model card.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

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
from model.runs import described_name


def install(
    run: Path,
    name: str = INSTALLED,
    folder: Path = WEIGHTS_FOLDER,
    *,
    views: int | None = None,
    prior: float = 0.0,
) -> Path:
    """Copy a run's int8 network with its description, beside it and inside.

    Each file is swapped in whole; an end between the two leaves a pair whose
    checksums differ, which loading refuses and installing again mends.

    Args:
        run: folder of a finished run.
        name: of the network there, such as ``mirror``.
        folder: of the networks.
        views: in which serving asks about a face, see ``NetworkDescription``; None
            keeps what the run says.
        prior: how much of the frequencies in the training targets serving divides by: 0
            for pictures like those, 1 where every expression is equally likely.

    Returns:
        The path of the installed weights.

    Raises:
        RunError: the run has no exported network, or it cannot be copied.
        WeightsError: its files are damaged.
    """
    described = run / described_name()
    if not described.exists():
        raise RunError(
            f"{run} has no exported network: finish the run first, "
            f"with  python train_model.py --resume --run {run}"
        )
    description = read_description(described)
    source = check_weights(description, run)
    description = _served(description, views or description.views, prior)
    description = replace(description, name=name)
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


def prior_of(description: NetworkDescription, strength: float) -> tuple[float, ...] | None:
    """What serving divides by: class frequencies of the training targets to a power.

    Args:
        description: of a run's network.
        strength: the power, 0 for none.
    """
    if strength == 0:
        return None
    train = description.data["train"]
    # What it was taught, votes and teachers included, where the run has noted that.
    taught = train.get("target_shares", train["classes"])
    # A network that saw rare classes more often has learnt that much less of a prior.
    strength *= 1 - description.settings.get("balance", 0.0)
    return milder(np.array([taught[label] for label in description.labels], float), strength)


def _served(description: NetworkDescription, views: int, prior: float) -> NetworkDescription:
    """The description with what serving does to the answers."""
    shares = prior_of(description, prior) if prior > 0 else None
    temperature = description.scores.get(temperature_name(views), description.temperature)
    return replace(description, views=views, temperature=temperature, prior=shares)


def main(arguments: Sequence[str] | None = None) -> int:
    """Install from the command line; 0 done, 2 refused with a sentence."""
    parser = argparse.ArgumentParser(prog="python -m model.install", description=__doc__)
    parser.add_argument("run", type=Path, metavar="RUN", help="folder of a finished run")
    parser.add_argument("--name", default=INSTALLED, help="of the network (default: %(default)s)")
    parser.add_argument(
        "--views", type=int, choices=(1, 2), help="of a face in serving (default: the run's)"
    )
    parser.add_argument(
        "--prior", type=float, default=0.0, metavar="SHARE",
        help="of the classes' frequencies to divide by, 0 to 1 (default: %(default)s)",
    )  # fmt: skip
    typed = parser.parse_args(arguments)

    def work() -> None:
        path = install(typed.run, typed.name, views=typed.views, prior=typed.prior)
        print(path)
        if typed.name == SHIPPED:
            print(write_card(path.with_suffix(".json")))

    return told(work)


if __name__ == "__main__":
    sys.exit(main())
