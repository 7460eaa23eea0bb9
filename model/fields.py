"""What a field of the settings says of itself: its text in ``--help``, and the values it takes."""

from __future__ import annotations

from dataclasses import Field, field
from typing import Any, Final, TypeVar

T = TypeVar("T")

OTHERWISE: Final = {"start_from": "--from"}
"""Options whose word is none that Python takes for a field."""


def setting(
    default: T,
    text: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
    item: type | None = None,
) -> T:
    """A field of the settings.

    Args:
        default: its value unless another is given.
        text: for ``--help``.
        low: least value that makes sense; None for no end.
        high: greatest value that makes sense; None for no end.
        choices: the words it may be; any if empty.
        item: type of the entries of a tuple that is empty by default.
    """
    metadata = {"help": text, "low": low, "high": high, "choices": choices, "item": item}
    # The stub of dataclasses.field says the same of itself: it returns what the attribute holds.
    return field(default=default, metadata=metadata)


def option_name(name: str) -> str:
    """The option of a field: ``batch_size`` is ``--batch-size``."""
    return OTHERWISE.get(name, "--" + name.replace("_", "-"))


def check(of: Field[Any], value: Any) -> None:
    """Refuse a value that a field does not take.

    Raises:
        ValueError: one sentence that names the option.
    """
    name, choices = option_name(of.name), of.metadata["choices"]
    low, high = of.metadata["low"], of.metadata["high"]
    if choices and value not in choices:
        raise ValueError(f"{name} is {' or '.join(choices)}, not {value}.")
    values = value if isinstance(value, tuple) else (value,)
    if low is None or (not values and of.default == ()):
        return
    # Written so that "not a number" fails too.
    if not values or not all(low <= v and (high is None or v <= high) for v in values):
        span = f"at least {low:g}" if high is None else f"from {low:g} to {high:.10g}"
        raise ValueError(f"{name} is {span}, not {' '.join(map(str, values))}.")
