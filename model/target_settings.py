"""The settings of what the training pictures are said to show."""

from __future__ import annotations

from dataclasses import dataclass

from model.fields import setting


@dataclass(frozen=True, kw_only=True)
class TargetSettings:
    """What the network is taught of each picture besides the name of its folder.

    They are part of ``TrainingSettings``, which says what becomes of the fields.
    """

    # FER2013's labels agree with ten people's majority on 72 % of the pictures only.
    label_smoothing: float = setting(
        0.1, "share of the target given to the other classes", low=0, high=0.9
    )
    votes: str = setting(
        "", "table of what people said of each training picture, such as ferplus_votes.csv; the "
        "targets are mixed with their votes"
    )  # fmt: skip
    votes_share: float = setting(
        0.5, "share of the votes in the target of a picture that has some", low=0, high=1
    )
    drop_no_face: bool = setting(
        False, "leave out the training pictures that most people say show no face"
    )

    balance: float = setting(
        0.0, "show rare classes more often and frequent ones less: 0 as often as there are "
        "pictures of them, 1 all equally often", low=0, high=1,
    )  # fmt: skip
    teacher: tuple[str, ...] = setting(
        (), "trained networks, .keras or .tflite files or folders of runs; the targets are mixed "
        "with the mean of their answers", item=str,
    )  # fmt: skip
    teacher_share: float = setting(0.5, "share of these answers in the target", low=0, high=1)
    teacher_temperature: float = setting(
        1.0, "how much these answers are softened: their logits are divided by it",
        low=0.05, high=20,
    )  # fmt: skip

    def _check_targets(self) -> None:
        if self.drop_no_face and not self.votes:
            raise ValueError("--drop-no-face needs --votes, the table of what people said.")
