"""The settings of what is done to the training pictures."""

from __future__ import annotations

from dataclasses import dataclass

from model.fields import setting


@dataclass(frozen=True, kw_only=True)
class PictureSettings:
    """How far the training pictures are changed; ``model.augmentation`` does it.

    They are part of ``TrainingSettings``, which says what becomes of the fields.
    """

    flip: bool = setting(True, "flip half of the training pictures left to right")
    rotation: float = setting(
        15.0, "turn training pictures by up to so many degrees", low=0, high=180
    )
    shift: float = setting(0.1, "shift them by up to this share of their side", low=0, high=0.9)
    shear: float = setting(0.0, "slant them by up to so many degrees", low=0, high=60)
    zoom: float = setting(0.15, "enlarge or shrink them by up to this share", low=0, high=0.9)
    light: float = setting(
        0.3, "change their gamma and contrast by up to this share", low=0, high=10
    )
    degrade: float = setting(
        0.4, "share of them that get one or two of: blur, few pixels, sensor noise, JPEG",
        low=0, high=1,
    )  # fmt: skip
    erase: float = setting(
        0.5, "share of them in which a rectangle is covered with noise", low=0, high=1
    )
    mixup: float = setting(
        0.2, "blend each with another, and their targets with them: parameter of the Beta "
        "distribution of the shares; 0 for none", low=0, high=10,
    )  # fmt: skip
