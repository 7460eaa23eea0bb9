"""Every setting of a training run, in one record that is stored with the run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, asdict, dataclass, fields
from typing import Any, Final

from model.fields import check, option_name, setting
from model.networks import MIRROR, NETWORKS
from model.networks.registry import SHAPING
from model.picture_settings import PictureSettings
from model.preprocess import FACE_SIZE
from model.target_settings import TargetSettings

__all__ = ["TrainingSettings", "option_name", "options"]

AS_IT_WAS: Final[dict[str, Any]] = {
    "restart": 1.0, "average": 0.0, "blocks": (1,), "light": 0.0, "erase": 0.0, "mixup": 0.0,
    "network": MIRROR, "classes": (), "split": (), "limit": 0, "optimizer": "adamw",
    "schedule": "cosine", "plateau_factor": 0.5, "plateau_patience": 5, "plateau_minimum": 0.0,
    "stop_patience": 0, "stop_delta": 0.0, "shear": 0.0, "checkpoint_every": 0,
    "degrade": 0.0, "start_from": "", "votes": "", "votes_share": 0.5, "drop_no_face": False,
    "balance": 0.0, "teacher": (), "teacher_share": 0.5, "teacher_temperature": 1.0,
}  # fmt: skip
"""What a run did by a setting that was not yet one when it was started."""

ORIGINS: Final = ("start_from", "votes", "teacher")
"""Settings that name files, which may lie elsewhere when a run goes on."""

NEEDED: Final = {
    "votes_share": ("votes", "the table of what people said"),
    "teacher_share": ("teacher", "the networks that are asked"),
    "teacher_temperature": ("teacher", "the networks that are asked"),
}
"""Settings that do nothing without another one, and what that one is."""


@dataclass(frozen=True)
class TrainingSettings(PictureSettings, TargetSettings):
    """What a run does; two runs with equal settings and data give equal networks.

    Each field but the two places becomes an option of ``train_model.py``, with
    its value as the default and its text in ``--help``. A network of the registry
    may have defaults of its own.

    Attributes:
        train: a folder of class folders, or a table such as ``fer2013.csv``.
        test: the same, or empty where ``train`` holds both.
    """

    train: str
    test: str
    network: str = setting(MIRROR, "which network; each has its own defaults, see the end",
                           choices=tuple(NETWORKS))  # fmt: skip
    classes: tuple[str, ...] = setting((), "only these classes, by name", item=str)
    split: tuple[float, ...] = setting(
        (), "divide TRAIN into parts of so many percent, each with its share of every class: "
        "training and test, or training, test and validation, and then the best epoch is chosen "
        "on the last", low=0.1, high=99.9, item=float,
    )  # fmt: skip
    limit: int = setting(
        0, "at most so many pictures of TRAIN, each class with its share; 0 for all", low=0
    )
    size: int = setting(FACE_SIZE, "side of the square pictures in pixels", low=8, high=1024)
    color_mode: str = setting("grayscale", "what the network is fed", choices=("grayscale", "rgb"))
    batch_size: int = setting(64, "pictures a training step", low=1)
    channels: tuple[int, ...] = setting(
        (32, 64, 128, 256), "channels of each stage; every stage halves the picture", low=1
    )
    blocks: tuple[int, ...] = setting(
        (1, 1, 2), "residual convolutions in each stage after the first; the last number holds "
        "for all further stages", low=0, high=64,
    )  # fmt: skip
    dropout: float = setting(
        0.5, "share of the features dropped before the last layer", low=0, high=0.95
    )
    start_from: str = setting(
        "", "start from the weights of this network, a .keras or .tflite file or the folder of a "
        "run, with a schedule of its own; its structure must be the same",
    )  # fmt: skip
    epochs: int = setting(80, "how often all training pictures are seen, at most", low=1)
    optimizer: str = setting(
        "adamw", "how the weights are stepped", choices=("adamw", "adam", "sgd", "rmsprop")
    )
    learning_rate: float = setting(2e-3, "highest learning rate", low=1e-9, high=10)
    schedule: str = setting(
        "cosine", "how it falls: along a cosine to 0; times a factor where the test accuracy "
        "stands still (plateau); or not", choices=("cosine", "plateau", "constant"),
    )  # fmt: skip
    plateau_factor: float = setting(0.5, "that factor", low=0.001, high=0.999)
    plateau_patience: int = setting(5, "epochs of standing still before it", low=1)
    plateau_minimum: float = setting(0.0, "learning rate below which it does not fall", low=0)
    warmup_epochs: float = setting(
        2.0, "epochs in which the learning rate rises to its highest", low=0
    )
    weight_decay: float = setting(
        0.05, "decay of the convolutions' and the dense layers' weights", low=0, high=10
    )
    restart: float = setting(
        1.0, "share of the epochs after which the cosine starts anew from half its height; 1 for "
        "never", low=0, high=1,
    )  # fmt: skip
    average: float = setting(
        0.0, "average the weights after epochs that end below this share of the highest "
        "learning rate; 0 for none", low=0, high=1,
    )  # fmt: skip
    stop_patience: int = setting(
        0, "stop early after so many epochs in which the test accuracy did not grow; 0 for never",
        low=0,
    )  # fmt: skip
    stop_delta: float = setting(0.0, "by how much it must grow to count, as a share", low=0, high=1)
    checkpoint_every: int = setting(
        0, "keep the network of every so many epochs under checkpoints; 0 for none", low=0
    )
    precision: str = setting(
        "auto", "of the arithmetic; auto is mixed_bfloat16 where the processor has it, else "
        "float32", choices=("auto", "float32", "mixed_bfloat16"),
    )  # fmt: skip
    seed: int = setting(
        0, "of everything that is drawn at random: weights, order, augmentation, dropout, split",
        low=0, high=2**31 - 1,
    )  # fmt: skip

    def __post_init__(self) -> None:
        """Refuse values that no run could use.

        Raises:
            ValueError: one sentence on the first such value.
        """
        for each in options():
            check(each, getattr(self, each.name))
        self._check_shape()
        self._check_targets()
        if self.split and not (len(self.split) in (2, 3) and abs(sum(self.split) - 100) < 0.01):
            raise ValueError(
                "--split is two or three numbers that make 100, such as 90 10 or 60 20 20, "
                f"not {' '.join(f'{part:g}' for part in self.split)}."
            )
        if self.split and self.test:
            raise ValueError("--split divides TRAIN: give no TEST with it, or leave --split away.")
        if len(self.classes) == 1 or len(set(self.classes)) < len(self.classes):
            raise ValueError("--classes is two or more different names.")

    def _check_shape(self) -> None:
        network = NETWORKS[self.network]
        if "channels" in network.shaped_by and self.size < 2 ** len(self.channels):
            raise ValueError(
                f"{len(self.channels)} stages halve a picture of {self.size} pixels to nothing: "
                "give fewer --channels or a larger --size."
            )
        if self.size < network.smallest:
            raise ValueError(
                f"The network {self.network} halves a picture of {self.size} pixels to nothing: "
                f"give --size {network.smallest} or more."
            )

    @property
    def restart_epoch(self) -> int:
        """The epoch, counted from 0, with which the second descent of the learning rate begins."""
        return round(self.restart * self.epochs)

    @property
    def colors(self) -> int:
        """Channels of the input: 1 gray, 3 colour."""
        return 1 if self.color_mode == "grayscale" else 3

    def to_json(self) -> dict[str, Any]:
        """The settings as plain JSON values, without those that do not shape the network."""
        shaping = NETWORKS[self.network].shaped_by
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
            if name not in SHAPING or name in shaping
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> TrainingSettings:
        """The inverse of ``to_json``; also reads what an earlier version stored."""
        known = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in stored.items()
        }
        return cls(**AS_IT_WAS | _unshaped(known) | known)


def _unshaped(stored: dict[str, Any]) -> dict[str, Any]:
    """Values of the settings that do not shape a stored network, whatever they are."""
    network = NETWORKS[stored.get("network", MIRROR)]
    left_out = set(SHAPING) - set(network.shaped_by)
    return {each.name: each.default for each in options() if each.name in left_out}


def options() -> Iterator[Field[Any]]:
    """The fields that are options of the command, in order, those of targets and pictures last."""
    found = (each for each in fields(TrainingSettings) if "help" in each.metadata)
    return iter(sorted(found, key=lambda each: bool(each.kw_only)))
