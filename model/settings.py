"""Every setting of a training run, in one record that is stored with the run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, asdict, dataclass, field, fields
from typing import Any, TypeVar

from model.preprocess import FACE_SIZE

T = TypeVar("T")


def _setting(
    default: T,
    text: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
) -> T:
    """A field with what ``--help`` says of it and the range that makes sense (both ends in)."""
    metadata = {"help": text, "low": low, "high": high, "choices": choices}
    # The stub of dataclasses.field says the same of itself: it returns what the attribute holds.
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class TrainingSettings:
    """What a run does; two runs with equal settings and data give equal networks.

    Each field but the two folders becomes an option of ``train_model.py``, with
    its value as the default and its text in ``--help``.
    """

    train: str
    test: str
    size: int = _setting(FACE_SIZE, "side of the square pictures in pixels", low=8, high=1024)
    color_mode: str = _setting("grayscale", "what the network is fed", choices=("grayscale", "rgb"))
    batch_size: int = _setting(64, "pictures a training step", low=1)
    channels: tuple[int, ...] = _setting(
        (32, 64, 128, 256), "channels of each stage; every stage halves the picture", low=1
    )
    blocks: tuple[int, ...] = _setting(
        (1, 1, 2), "residual convolutions in each stage after the first; the last number holds "
        "for all further stages", low=0, high=64,
    )  # fmt: skip
    dropout: float = _setting(
        0.5, "share of the features dropped before the last layer", low=0, high=0.95
    )
    epochs: int = _setting(80, "how often all training pictures are seen", low=1)
    learning_rate: float = _setting(
        2e-3, "highest learning rate of AdamW; it falls to 0 along a cosine", low=1e-9, high=10
    )
    warmup_epochs: float = _setting(
        2.0, "epochs in which the learning rate rises to its highest", low=0
    )
    weight_decay: float = _setting(
        0.05, "decay of the convolutions' and the last layer's weights", low=0, high=10
    )
    restart: float = _setting(
        1.0, "share of the epochs after which it starts anew from half its height; 1 for never",
        low=0, high=1,
    )  # fmt: skip
    average: float = _setting(
        0.0, "average the weights after epochs that end below this share of the highest "
        "learning rate; 0 for none", low=0, high=1,
    )  # fmt: skip
    # FER2013's labels agree with ten people's majority on 72 % of the pictures only.
    label_smoothing: float = _setting(
        0.1, "share of the target given to the other classes", low=0, high=0.9
    )
    flip: bool = _setting(True, "flip half of the training pictures left to right")
    rotation: float = _setting(
        15.0, "turn training pictures by up to so many degrees", low=0, high=180
    )
    shift: float = _setting(0.1, "shift them by up to this share of their side", low=0, high=0.9)
    zoom: float = _setting(0.15, "enlarge or shrink them by up to this share", low=0, high=0.9)
    light: float = _setting(
        0.3, "change their gamma and contrast by up to this share", low=0, high=10
    )
    erase: float = _setting(
        0.5, "share of them in which a rectangle is covered with noise", low=0, high=1
    )
    mixup: float = _setting(
        0.2, "blend each with another, and their targets with them: parameter of the Beta "
        "distribution of the shares; 0 for none", low=0, high=10,
    )  # fmt: skip
    precision: str = _setting(
        "auto",
        "of the arithmetic; auto is mixed_bfloat16 where the processor has it, else float32",
        choices=("auto", "float32", "mixed_bfloat16"),
    )
    seed: int = _setting(
        0, "of everything that is drawn at random: weights, order, augmentation, dropout",
        low=0, high=2**31 - 1,
    )  # fmt: skip

    def __post_init__(self) -> None:
        """Refuse values that no run could use.

        Raises:
            ValueError: one sentence on the first such value.
        """
        for setting in options():
            _check(setting, getattr(self, setting.name))
        if self.size < 2 ** len(self.channels):
            raise ValueError(
                f"{len(self.channels)} stages halve a picture of {self.size} pixels to nothing: "
                "give fewer --channels or a larger --size."
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
        """The settings as plain JSON values."""
        return asdict(self) | {"channels": list(self.channels), "blocks": list(self.blocks)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> TrainingSettings:
        """The inverse of ``to_json``."""
        lists = {name: tuple(stored[name]) for name in ("channels", "blocks")}
        return cls(**stored | lists)


def options() -> Iterator[Field[Any]]:
    """The fields that are options of the command, in order."""
    return (setting for setting in fields(TrainingSettings) if "help" in setting.metadata)


def option_name(setting: str) -> str:
    """The option of a field: ``batch_size`` is ``--batch-size``."""
    return "--" + setting.replace("_", "-")


def _check(setting: Field[Any], value: Any) -> None:
    name, choices = option_name(setting.name), setting.metadata["choices"]
    low, high = setting.metadata["low"], setting.metadata["high"]
    if choices and value not in choices:
        raise ValueError(f"{name} is {' or '.join(choices)}, not {value}.")
    if low is None:
        return
    values = value if isinstance(value, tuple) else (value,)
    # Written so that "not a number" fails too.
    if not values or not all(low <= v and (high is None or v <= high) for v in values):
        span = f"at least {low:g}" if high is None else f"from {low:g} to {high:.10g}"
        raise ValueError(f"{name} is {span}, not {' '.join(map(str, values))}.")
