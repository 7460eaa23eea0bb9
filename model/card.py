"""The model card of a network that ships, its figures taken from the network's JSON."""

from __future__ import annotations

from pathlib import Path

from model.description import NetworkDescription, read_description
from model.files import write_text

CARD_NAME = "MODEL_CARD.md"

# How far the labels can be trusted: FER+ (Barsoum et al. 2016) asked ten people a picture.
MAJORITY_AGREES = "72 %"

TEMPLATE = """# Model card: {name}

The network behind Emoji Mirror. It looks at a face of {size}x{size} pixels ({colors}) and gives a
probability for each of {classes} expressions: {labels}.

## Use
- **Meant for** choosing an emoji for the face in front of a camera, on the user's own machine,
  for fun, and for learning how such a network is trained.
- **Not for judging people.** Not for hiring, schooling, proctoring, policing, advertising, health
  or any decision about a person.
- **Not for finding out what somebody feels, or whether they lie.** It names the look of a picture.
  A smile can be polite, and a still face can be happy.
- **Not for people who did not agree.** Not for watching a class, a shop, a street or a call without
  the consent of everyone in the picture.

## Figures
On the {test_pictures} test pictures in {test_folder}. {chosen} on
them, so expect slightly less on other pictures.

| | |
|---|---|
{scores}

In one view, before serving divides by any prior:

| expression | training pictures | test pictures | recall |
|---|---|---|---|
{recalls}

## Limits
- The labels themselves are uncertain: they agree with the majority of ten people on
  {majority} of the pictures (FER+, Barsoum et al. 2016).
- Weakest are {weakest}: often missed or taken for something else.
  {rarest} has the fewest training pictures.
- The data does not say whom it shows. Accuracy was not measured by age, skin colour, gender,
  glasses, beards or head coverings; expect it to be lower for people whom a web search for
  expressions rarely finds.
- It sees one picture at a time, without the moment around it.

## Data
FER2013 (Goodfellow et al. 2013, arXiv:1307.0414), its Training rows for training and its
PublicTest rows for testing: {train_pictures} and {test_pictures} gray pictures of 48x48 pixels,
found by an image web search and labelled by people. It is a research dataset; its pictures belong
to their authors and none is included here. The two parts share about 280 identical pictures, as
published.

## Training
`{command}`

Seed {seed}; {versions}. {origins}
All settings are in the JSON beside the weights.

`{weights}` has the SHA-256
`{sha256}`.
"""

MEMBER = "member"
"""The origins of an ensemble: the networks whose answers it averages."""

ORIGINS = {
    MEMBER: "It averages the answers of several networks, of which one is",
    "start_from": "It started from the weights of",
    "votes": "Its targets were mixed with the votes in",
    "teacher": "Its targets were mixed with the answers of",
}
"""How the card calls the files that training took something from."""


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
    write_text(card, card_text(read_description(described)))
    return card


def card_text(description: NetworkDescription) -> str:
    """The card of a network, every figure from its description."""
    scores, labels = description.scores, description.labels
    train, test = description.data["train"], description.data["test"]
    by_recall = sorted(labels, key=lambda label: scores[f"recall_{label}"])
    counts: dict[str, int] = train["classes"]
    rows = (
        f"| {label} | {counts[label]} | {test['classes'][label]} "
        f"| {scores[f'recall_{label}']:.1%} |"
        for label in labels
    )
    return TEMPLATE.format(
        name=description.name,
        size=description.size,
        colors="gray" if description.channels == 1 else "colour",
        classes=len(labels),
        labels=", ".join(labels),
        test_pictures=f"{test['pictures']:,}",
        train_pictures=f"{train['pictures']:,}",
        test_folder=f"`{test['folder']}`",
        chosen=_chosen(description),
        scores="\n".join(_score_rows(description)),
        recalls="\n".join(rows),
        majority=MAJORITY_AGREES,
        weakest=" and ".join(
            f"{label} ({scores[f'recall_{label}']:.1%})" for label in by_recall[:2]
        ),
        rarest=min(labels, key=lambda label: counts[label]).capitalize(),
        command=description.command,
        seed=description.seed,
        versions=", ".join(f"{name} {number}" for name, number in description.versions.items()),
        origins=_origins(description),
        weights=description.weights,
        sha256=description.sha256,
    )


def _chosen(description: NetworkDescription) -> str:
    if MEMBER in description.origins:
        return "The best epoch of each member was chosen"
    return f"The best of {description.scores['epochs']:.0f} epochs was chosen"


def _origins(description: NetworkDescription) -> str:
    """What the weights came from besides the pictures."""
    origins = description.origins
    of_members = MEMBER in origins
    texts = [
        _origin(_of_a_member(what) if of_members and name != MEMBER else what, one)
        for name, what in ORIGINS.items()
        for one in origins.get(name, [])
    ]
    if not origins.keys() & {"start_from", MEMBER}:
        alone = "" if texts else ",\non these pictures alone"
        texts.insert(0, f"Trained from random weights{alone}.")
    return "\n\n".join(texts)


def _of_a_member(what: str) -> str:
    return what.replace("Its ", "A member's ").replace("It ", "A member ")


def _origin(what: str, origin: dict[str, str]) -> str:
    known = f", trained by\n\n`{origin['command']}`\n" if origin["command"] else "."
    return f"{what} `{origin['file']}`, SHA-256\n`{origin['sha256']}`{known}"


def _score_rows(description: NetworkDescription) -> list[str]:
    scores = description.scores
    both_views = scores["test_accuracy_int8_two_views"]
    return [
        f"| accuracy, one view, as shipped (int8 weights) | {scores['test_accuracy']:.2%} |",
        f"| accuracy, the face and its mirror image | {both_views:.2%} |",
        f"| accuracy, one view, float32 | {scores['test_accuracy_float32']:.2%} |",
        f"| mean recall of the expressions | {scores['mean_recall']:.2%} |",
        f"| cross-entropy | {scores['test_cross_entropy']:.3f} nats |",
        *_serving_rows(description),
        f"| networks whose answers are averaged | {scores['members']:.0f} |"
        if MEMBER in description.origins
        else f"| best epoch | {scores['best_epoch']:.0f} of {scores['epochs']:.0f} |",
    ]


def _serving_rows(description: NetworkDescription) -> list[str]:
    """What serving does to the answers; the recalls in this card are without the prior."""
    rows = [f"| temperature of the answers | {description.temperature:.3f} |"]
    if "calibration_error" in description.scores:
        error = description.scores["calibration_error"]
        rows.append(f"| expected calibration error, one view, 15 bins | {error:.3f} |")
    if description.prior is not None:
        shares = zip(description.labels, description.prior, strict=True)
        text = ", ".join(f"{label} {share:.3f}" for label, share in shares)
        rows.append(f"| prior that the answers are divided by | {text} |")
    return rows
