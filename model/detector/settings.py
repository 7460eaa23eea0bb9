"""Every setting of a face finder's training, in one record that is stored with the run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, asdict, dataclass, field, fields
from typing import Any, TypeVar

T = TypeVar("T")


def _setting(default: T, text: str, low: float | None = None, high: float | None = None) -> T:
    """A field with what ``--help`` says of it and the range that makes sense (both ends in)."""
    # The stub of dataclasses.field says the same of itself: it returns what the attribute holds.
    return field(default=default, metadata={"help": text, "low": low, "high": high})


@dataclass(frozen=True)
class DetectorSettings:
    """What a run does; each field but the first two is an option with its default.

    Attributes:
        pictures: zip or folder of photographs with ``boxes.csv``.
        faces: class folders of upright faces that are pasted into them; "" for none.
    """

    pictures: str
    faces: str = ""
    size: int = _setting(224, "side of the square training pictures in pixels", 64, 1024)
    pixels: int = _setting(
        320 * 256,
        "largest area to which serving scales a picture, in pixels; may change with --resume",
        4096,
        2**22,
    )
    colors: int = _setting(1, "1 for a network that sees gray, 3 for colour", 1, 3)
    channels: tuple[int, ...] = _setting(
        (16, 32, 64, 128, 128), "channels of each stage; every stage halves the picture", 1
    )
    blocks: tuple[int, ...] = _setting(
        (2, 2, 2), "residual convolutions of each stage from the third on", 0, 32
    )
    head: int = _setting(64, "channels of the last layer but one", 1)
    batch_size: int = _setting(32, "pictures a training step", 1)
    epochs: int = _setting(120, "how often all training pictures are seen", 1)
    learning_rate: float = _setting(
        3e-3, "highest learning rate of AdamW; it falls to 0 along a cosine", 1e-9, 10
    )
    warmup_epochs: float = _setting(2.0, "epochs in which it rises to its highest", 0)
    weight_decay: float = _setting(0.03, "decay of the convolutions' weights", 0, 10)
    roll: float = _setting(40.0, "turn training pictures by up to so many degrees", 0, 180)
    smallest_face: float = _setting(
        12.0, "side in training pixels under which a face is neither sought nor a mistake", 1
    )
    mosaic: float = _setting(0.3, "share of training pictures made of four photographs", 0, 1)
    paste: float = _setting(0.3, "share of training pictures into which faces are pasted", 0, 1)
    negatives: float = _setting(
        0.1, "share of training pictures around a mistake that the network made", 0, 1
    )
    mine_every: int = _setting(15, "epochs between two searches for such mistakes", 1)
    precision: str = _setting(
        "auto", "of the arithmetic: auto is mixed_bfloat16 where the processor has it, else float32"
    )
    seed: int = _setting(0, "of everything that is drawn at random", 0, 2**31 - 1)

    def __post_init__(self) -> None:
        """Refuse values that no run could use.

        Raises:
            ValueError: one sentence on the first such value.
        """
        for setting in options():
            _check(setting, getattr(self, setting.name))
        if self.colors not in (1, 3):
            raise ValueError("--colors is 1 or 3.")
        if self.precision not in ("auto", "float32", "mixed_bfloat16"):
            raise ValueError("--precision is auto, float32 or mixed_bfloat16.")
        if len(self.channels) < 4 or len(self.blocks) != len(self.channels) - 2:
            raise ValueError("--channels are four or more, --blocks two fewer.")
        if self.size % self.multiple:
            raise ValueError(f"--size is a multiple of {self.multiple}.")

    @property
    def stride(self) -> int:
        """Pixels between two cells of the output: that of the third stage."""
        return 8

    @property
    def multiple(self) -> int:
        """Of which the sides of the network's input are multiples."""
        return 1 << len(self.channels)

    def to_json(self) -> dict[str, Any]:
        """The settings as plain JSON values."""
        return asdict(self) | {"channels": list(self.channels), "blocks": list(self.blocks)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> DetectorSettings:
        """The inverse of ``to_json``."""
        return cls(**stored | {name: tuple(stored[name]) for name in ("channels", "blocks")})


def options() -> Iterator[Field[Any]]:
    """The fields that are options of the command, in order."""
    return (setting for setting in fields(DetectorSettings) if "help" in setting.metadata)


def _check(setting: Field[Any], value: Any) -> None:
    low, high = setting.metadata["low"], setting.metadata["high"]
    if low is None:
        return
    values = value if isinstance(value, tuple) else (value,)
    # Written so that "not a number" fails too.
    if not values or not all(low <= v and (high is None or v <= high) for v in values):
        span = f"at least {low:g}" if high is None else f"from {low:g} to {high:.10g}"
        name = setting.name.replace("_", "-")
        raise ValueError(f"--{name} is {span}, not {' '.join(map(str, values))}.")
