"""Settings as a person types them: the command that starts such a run."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from model.networks import MIRROR, NETWORKS
from model.networks.registry import SHAPING
from model.settings import TrainingSettings, option_name, options

PROGRAM = "train_model.py"


def command_of(settings: TrainingSettings) -> str:
    """A command that starts such a run, naming what differs from the defaults."""
    network = NETWORKS[settings.network]
    usual = {each.name: each.default for each in options()} | dict(network.defaults)
    if settings.test:
        usual |= {"split": ()}
    differing = {
        name: getattr(settings, name)
        for name, value in usual.items()
        if getattr(settings, name) != value and (name not in SHAPING or name in network.shaped_by)
    }
    places = [place for place in (settings.train, settings.test) if place]
    named = {"network": settings.network} if settings.network != MIRROR else {}
    return typed_command([*places, *typed_words(differing | named)])


def typed_words(values: Mapping[str, Any]) -> list[str]:
    """Values by field, as the words that are typed for them."""
    words = []
    for field, value in values.items():
        name = option_name(field)
        if isinstance(value, bool):
            words.append(name if value else name.replace("--", "--no-", 1))
        else:
            words += [name, *map(typed_value, value if isinstance(value, tuple) else (value,))]
    return words


def typed_command(arguments: Sequence[str] | None = None) -> str:
    """The command as a person would type it again."""
    words = sys.argv[1:] if arguments is None else arguments
    return f"python {PROGRAM} {shlex.join(words)}".strip()


def typed_value(value: Any) -> str:
    """One value of a setting, as it is typed."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return " ".join(map(typed_value, value))
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)
