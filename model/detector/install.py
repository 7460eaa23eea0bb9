"""``python -m model.detector.install RUN``: puts a run's face finder where programs look for it."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from model.console import told
from model.detector.card import write_card
from model.detector.description import SHIPPED, check_detector, read_detector
from model.detector.finish import RESULT
from model.errors import RunError
from model.files import replacing


def install(run: Path, described: Path = SHIPPED) -> Path:
    """Copy a run's network, its description and a model card.

    Each file is swapped in whole; an end between two leaves a pair whose checksums
    differ, which loading refuses and installing again mends.

    Args:
        run: folder of a finished run.
        described: path of the JSON to write.

    Returns:
        The path of the installed weights.

    Raises:
        RunError: the run has no exported network, or it cannot be copied.
        WeightsError: its files are damaged.
    """
    source = run / f"{RESULT}.json"
    if not source.exists():
        raise RunError(f"{run} has no exported face finder: go on with --resume --run {run}")
    description = read_detector(source)
    weights = check_detector(description, run)
    target = described.with_suffix(".tflite")
    try:
        described.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target) as partial:
            shutil.copyfile(weights, partial)
        description.for_weights(target).save(described)
        write_card(described)
    except OSError as error:
        raise RunError(
            f"The face finder could not be installed in {described.parent} "
            f"({error.strerror or error}): make room there or check its permissions."
        ) from error
    return target


def main(arguments: Sequence[str] | None = None) -> int:
    """Install from the command line; 0 done, 2 refused with a sentence."""
    parser = argparse.ArgumentParser(prog="python -m model.detector.install", description=__doc__)
    parser.add_argument("run", type=Path, metavar="RUN", help="folder of a finished run")
    typed = parser.parse_args(arguments)
    return told(lambda: print(install(typed.run)))


if __name__ == "__main__":
    sys.exit(main())
