"""The model card of the face finder, its figures taken from its JSON."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import Any, Final

from model.detector.description import DetectorDescription, read_detector
from model.detector.evaluation import FOUND, LEAST_SHARE
from model.detector.settings import DetectorSettings
from model.files import write_text
from model.progress import counted

CARD_NAME: Final = "MODEL_CARD.md"

TEMPLATE: Final = """# Model card: the face finder

It looks at a picture and says where faces are, how large, and how far each is turned. Emoji Mirror
hands the faces on to the network that reads expressions.

## Use
- **Meant for** finding the faces in front of a camera, on the user's own machine, for fun.
- **Not for** watching people, counting them or telling who they are.

## Figures
On the {held_out} photographs kept out of training, with {faces} faces whose longer side is at
least {least:.0%} of the picture's short side, neither flagged invalid nor heavily occluded. A face
is found by a box with an intersection over union of {found:g}. The threshold was chosen on the
same photographs, so expect slightly more or fewer boxes on others.

| | |
|---|---|
| faces found | {recall:.1%} |
| false boxes a picture | {false_boxes:.2f} |
| average precision | {precision:.1%} |

## Limits
- Faces in profile, behind hands or masks, and smaller than the figures say are missed more often.
- Turned faces are found up to about {roll:.0f} degrees; a face upside down is not.
- Recall was not measured by age, skin colour, gender, glasses or head coverings.

## Data
WIDER FACE (Yang et al. 2016, arXiv:1511.06523), {photographs} of its photographs, {training} of
them for training; for research use. {pasted}No picture is included here.

## Training
`{command}`

{pixels}Seed {seed}, {epochs}; {versions}. {origin}, trained on these pictures alone. All
settings are in the JSON beside the weights.

`{weights}` has the SHA-256
`{sha256}`.
"""

PASTED: Final = """{count} faces of FER2013's Training rows
(Goodfellow et al. 2013, arXiv:1307.0414; a research dataset) were pasted into some of them.
"""

PIXELS: Final = """It searches pictures of at most {pixels:,} pixels, set afterwards with
`--resume --pixels {pixels}`.

"""

FROM_CHANCE: Final = "It started from random weights"


def write_card(described: Path) -> Path:
    """Write the card beside a network.

    Args:
        described: the network's JSON.

    Returns:
        The path of the card.

    Raises:
        WeightsError: the JSON cannot be read.
    """
    card = described.with_name(CARD_NAME)
    write_text(card, card_text(read_detector(described)))
    return card


def card_text(description: DetectorDescription) -> str:
    """The card of a network, every figure from its description."""
    scores, data = description.scores, description.data
    pasted = data["pasted_faces"]
    return TEMPLATE.format(
        held_out=data["held_out"],
        faces=data["held_out_faces"],
        least=LEAST_SHARE,
        found=FOUND,
        recall=scores["recall"],
        false_boxes=scores["false_boxes_a_picture"],
        precision=scores["average_precision"],
        roll=description.settings["roll"],
        photographs=data["training"] + data["held_out"],
        training=data["training"],
        pasted=PASTED.format(count=f"{pasted:,}") if pasted else "",
        command=description.command,
        pixels=_pixels(description),
        seed=description.seed,
        epochs=counted(scores["epochs"], "epoch"),
        versions=", ".join(f"{name} {number}" for name, number in description.versions.items()),
        origin=_origin(data.get("started_from")),
        weights=description.weights,
        sha256=description.sha256,
    )


def _pixels(description: DetectorDescription) -> str:
    """The size of the search in words, where it is not what the command asked for, or ""."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--pixels", type=int, default=DetectorSettings.pixels)
    known, _ = parser.parse_known_args(shlex.split(description.command))
    if not description.command or known.pixels == description.pixels:
        return ""
    return PIXELS.format(pixels=description.pixels)


def _origin(started_from: dict[str, Any] | None) -> str:
    """Where a run began, in words, and where that one did."""
    if not started_from:
        return FROM_CHANCE
    before = _origin(started_from.get("origin")).removeprefix("It ")
    epochs = counted(started_from["epochs"], "epoch")
    return (
        f"It started from the network (SHA-256 `{started_from['sha256']}`) that "
        f"`{started_from['command']}` had after {epochs}, which {before}"
    )
