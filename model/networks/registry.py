"""All networks by name, each with the settings it is trained with unless told otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Protocol

from model.networks.bharodiya import bharodiya_network
from model.networks.krishna import krishna_network
from model.networks.li import li_network
from model.networks.mirror import mirror_network
from model.networks.purohit import purohit_network
from model.networks.vignesh import vignesh_network

MIRROR: Final = "mirror"
"""The network that ships."""

SHAPING: Final = ("channels", "blocks", "dropout")
"""The settings that shape a network; each network takes those that its structure leaves open."""

PLAIN: Final[dict[str, Any]] = (
    {
        "optimizer": "adam", "schedule": "constant", "learning_rate": 1e-3, "warmup_epochs": 0.0,
        "weight_decay": 0.0, "label_smoothing": 0.0, "flip": False, "rotation": 0.0, "shift": 0.0,
        "zoom": 0.0, "light": 0.0, "degrade": 0.0, "erase": 0.0, "mixup": 0.0,
    }
)  # fmt: skip
"""Pictures as they are and a steady learning rate: what the published networks start from."""


@dataclass(frozen=True)
class Network:
    """One network.

    Attributes:
        build: takes size, colors, classes and the settings named in ``shaped_by``.
        shaped_by: settings that its structure leaves open.
        smallest: side in pixels of the smallest picture it can be built for, where
            that does not follow from ``channels``.
        defaults: the settings that are other than those of ``TrainingSettings``.
        chosen: which of the defaults its report does not give, and are ours.
        reported: accuracy that its authors report, or empty.
        measured: on what they measured it.
    """

    build: Callable[..., Any]
    shaped_by: tuple[str, ...] = ()
    smallest: int = 1
    defaults: Mapping[str, Any] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()
    reported: str = ""
    measured: str = ""


NETWORKS: Final[Mapping[str, Network]] = MappingProxyType(
    {
        MIRROR: Network(mirror_network, shaped_by=SHAPING),
        "purohit": Network(
            purohit_network,
            smallest=8,
            defaults=PLAIN | {"batch_size": 32, "epochs": 200, "limit": 6000},
            chosen=("optimizer", "learning_rate", "batch_size", "epochs"),
            reported="42 %",
            measured="a test split of its own, after training on 6,000 pictures",
        ),
        "bharodiya": Network(
            bharodiya_network,
            smallest=38,
            defaults=PLAIN
            | {"color_mode": "rgb", "batch_size": 32, "epochs": 30, "split": (60.0, 20.0, 20.0)},
            chosen=("optimizer", "learning_rate", "batch_size", "epochs"),
            reported="54.61 %",
            measured="a test split of its own",
        ),
        "krishna": Network(
            krishna_network,
            shaped_by=("dropout",),
            smallest=16,
            defaults=PLAIN
            | {
                "dropout": 0.25, "batch_size": 64, "epochs": 15, "learning_rate": 5e-4,
                "schedule": "plateau", "plateau_factor": 0.1, "plateau_patience": 2,
                "plateau_minimum": 1e-5, "flip": True,
            },
            chosen=("dropout", "batch_size", "plateau_factor", "plateau_patience",
                    "plateau_minimum"),
            reported="62.2 %",
            measured="the 7,178 pictures of PublicTest and PrivateTest",
        ),
        "vignesh": Network(
            vignesh_network,
            smallest=8,
            defaults=PLAIN
            | {
                "classes": ("happy", "sad", "neutral"), "split": (90.0, 10.0), "seed": 42,
                "batch_size": 32, "epochs": 100, "stop_patience": 11, "stop_delta": 5e-5,
                "schedule": "plateau", "plateau_factor": 0.5, "plateau_patience": 7,
                "plateau_minimum": 1e-7, "flip": True, "rotation": 15.0, "shift": 0.15,
                "shear": 0.15, "zoom": 0.15,
            },
            reported="82.04 %",
            measured="three classes, a tenth of all pictures of them",
        ),
        "li": Network(
            li_network,
            shaped_by=("channels", "dropout"),
            defaults=PLAIN
            | {"channels": (32, 64, 128, 256), "dropout": 0.5, "batch_size": 64, "epochs": 50},
            chosen=("channels", "optimizer", "learning_rate"),
            reported="86.8 %",
            measured="a validation curve; held-out labels of FER2013 allow about 76 %",
        ),
    }
)  # fmt: skip


class Shape(Protocol):
    """What every network asks of a run's settings; the rest is named in ``shaped_by``."""

    @property
    def network(self) -> str:
        """Its name in ``NETWORKS``."""

    @property
    def size(self) -> int:
        """Side of the square pictures in pixels."""

    @property
    def colors(self) -> int:
        """Channels of the input: 1 gray, 3 colour."""


def build(settings: Shape, classes: int) -> Any:
    """The network that the settings name, with fresh weights.

    Args:
        settings: of a run.
        classes: number of outputs.

    Returns:
        An uncompiled Keras model: float32 ``(N, size, size, colors)`` gray levels 0
        to 255 in, float32 ``(N, classes)`` probabilities out.
    """
    network = NETWORKS[settings.network]
    shape = {name: getattr(settings, name) for name in network.shaped_by}
    return network.build(settings.size, settings.colors, **shape, classes=classes)
