"""From a person's faces to their profile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from emoji_gui.pipeline.profiles import Profile, ProfileError

if TYPE_CHECKING:
    from emoji_gui.pipeline.records import Image
    from model.classifier import Classifier

PARTS: Final = 4
"""Into which the frames of one expression are cut, in their order; leaving out leaves out
a part. Single frames would give each other away."""


def profile_of(
    name: str, network: Classifier, fingerprint: str, faces: Image, shown: Sequence[int]
) -> Profile:
    """Fit a person's head; about a second, so call it off the window's thread.

    Args:
        name: of the person.
        network: as it ships, without a head.
        fingerprint: of the network, see ``network_of``.
        faces: uint8 ``(N, size, size)``, those of an expression in the order of their time.
        shown: index of the label that each was meant to show.

    Raises:
        ProfileError: there are no faces, or labels that the network does not know.
    """
    import numpy as np

    from model.calibration.fitting import calibrate

    labels = np.asarray(shown, dtype=np.int64)
    classes = len(network.labels)
    if not len(faces) or len(faces) != len(labels):
        raise ProfileError("No face was seen, so nothing was learned: try again in better light.")
    if labels.min() < 0 or labels.max() >= classes:
        raise ProfileError("The pictures show expressions that this network does not know.")
    groups = np.zeros_like(labels)
    for label in np.unique(labels):
        of_label = np.flatnonzero(labels == label)
        groups[of_label] = label * PARTS + np.arange(len(of_label)) * PARTS // len(of_label)
    head, gain = calibrate(network, faces, labels, groups)
    counts = tuple(int(count) for count in np.bincount(labels, minlength=classes))
    return Profile(name, datetime.now(UTC), fingerprint, head, counts, gain)
