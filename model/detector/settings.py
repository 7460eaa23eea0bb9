"""Every setting of a face finder's training, in one record that is stored with the run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, asdict, dataclass, fields
from typing import Any

from model.fields import check, setting


@dataclass(frozen=True)
class DetectorSettings:
    """What a run does; each field but the first three is an option with its default.

    Attributes:
        pictures: zip or folder of photographs with ``boxes.csv``.
        faces: class folders of upright faces that are pasted into them; "" for none.
        start: folder of a run from whose last network this one starts; "" for chance.
    """

    pictures: str
    faces: str = ""
    start: str = ""
    size: int = setting(224, "side of the square training pictures in pixels", low=64, high=1024)
    pixels: int = setting(
        320 * 256,
        "largest area to which serving scales a picture, in pixels; may change with --resume",
        low=4096,
        high=2**22,
    )
    colors: int = setting(1, "1 for a network that sees gray, 3 for colour", low=1, high=3)
    channels: tuple[int, ...] = setting(
        (16, 32, 64, 128, 128), "channels of each stage; every stage halves the picture", low=1
    )
    blocks: tuple[int, ...] = setting(
        (2, 2, 2), "residual convolutions of each stage from the third on", low=0, high=32
    )
    head: int = setting(64, "channels of the last layer but one", low=1)
    batch_size: int = setting(32, "pictures a training step", low=1)
    epochs: int = setting(120, "how often all training pictures are seen", low=1)
    learning_rate: float = setting(
        3e-3, "highest learning rate of AdamW; it falls to 0 along a cosine", low=1e-9, high=10
    )
    warmup_epochs: float = setting(2.0, "epochs in which it rises to its highest", low=0)
    weight_decay: float = setting(0.03, "decay of the convolutions' weights", low=0, high=10)
    roll: float = setting(40.0, "turn training pictures by up to so many degrees", low=0, high=180)
    smallest_face: float = setting(
        12.0, "side in training pixels under which a face is neither sought nor a mistake", low=1
    )
    mosaic: float = setting(
        0.3, "share of training pictures made of four photographs", low=0, high=1
    )
    paste: float = setting(
        0.3, "share of training pictures into which faces are pasted", low=0, high=1
    )
    negatives: float = setting(
        0.1, "share of training pictures around a mistake that the network made", low=0, high=1
    )
    mine_every: int = setting(15, "epochs between two searches for such mistakes", low=1)
    precision: str = setting(
        "auto", "of the arithmetic: auto is mixed_bfloat16 where the processor has it, else float32"
    )
    seed: int = setting(0, "of everything that is drawn at random", low=0, high=2**31 - 1)

    def __post_init__(self) -> None:
        """Refuse values that no run could use.

        Raises:
            ValueError: one sentence on the first such value.
        """
        for each in options():
            check(each, getattr(self, each.name))
        if self.colors not in (1, 3):
            raise ValueError("--colors is 1 or 3.")
        if self.precision not in ("auto", "float32", "mixed_bfloat16"):
            raise ValueError("--precision is auto, float32 or mixed_bfloat16.")
        if len(self.channels) < 4 or len(self.blocks) != len(self.channels) - 2:
            raise ValueError("--channels are four or more, --blocks two fewer.")
        if self.size % self.multiple:
            raise ValueError(f"--size is a multiple of {self.multiple}.")
        if self.pixels < (least := self.multiple**2):
            stages = len(self.channels)
            raise ValueError(f"--pixels is at least {least} with {stages} stages of --channels.")

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
    return (each for each in fields(DetectorSettings) if "help" in each.metadata)
