"""The figures of ``benchmarks.networks`` as a page in Markdown."""

from __future__ import annotations

from typing import Any, Final

from benchmarks.page import markdown_table

PAGE: Final = """# The networks side by side

Trained on the same pictures and tested on the same {pictures:,} ones (`{folder}`), as the files
that serving loads: LiteRT with int8 weights. The best epoch of each was chosen on the test
pictures, so every accuracy flatters a little, and all of them alike.

{table}

- *accuracy here*: share of the test pictures told right, in one view. A network that knows fewer
  classes is asked about the pictures of its own classes only; the number of classes stands beside.
- *among {three}*: on the pictures of these three classes, with only these three to choose from, so
  that networks of seven and of three classes compare.
- *mirror* and *fer2013* ship: the window's network, which learnt people's votes too and is asked
  here without the prior that serving divides by, and the one for these labels alone.
- *epochs*: where "of" another number follows, the run was stopped by hand before that. A network
  that started from another (`--from` in its command) has that one's epochs behind it as well.
- *reported* figures are their authors', on other pictures than ours, as the next column says.
- *s an epoch*: the training steps of one, without its test, on {cores} cores; timed in one process,
  one network after the other.
- *ms a face*: median of LiteRT with one thread, all networks taking turns in one process.

{machine}

## Commands
{commands}
"""

THREE: Final = "happy, neutral, sad"

HEAD: Final = (
    "network", "parameters", "accuracy here", "reported", "reported on", f"among {THREE}",
    "epochs (best)", "s an epoch", "ms a face", "file",
)  # fmt: skip


def table(figures: dict[str, Any]) -> str:
    """The page.

    Args:
        figures: what ``benchmarks.networks_measure.measure`` returned.
    """
    machine = figures["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    return PAGE.format(
        pictures=figures["test"]["pictures"],
        folder=figures["test"]["folder"],
        three=THREE,
        table=markdown_table(
            HEAD, [_row(name, each) for name, each in figures["networks"].items()]
        ),
        cores=machine["cores"],
        machine=f"Measured on {machine['processor']}, {machine['cores']} cores, "
        f"{machine['system']}; {versions}.",
        commands="\n".join(_command(name, each) for name, each in figures["networks"].items()),
    )


def _row(name: str, figures: dict[str, Any]) -> list[str]:
    classes = len(figures["labels"])
    return [
        name,
        f"{figures['parameters']:,.0f}",
        f"{figures['test_accuracy']:.1%} of {classes} classes",
        figures["reported"] or "–",
        figures["reported_on"] or "–",
        _or_dash(figures["three_classes_accuracy"], ".1%"),
        _epochs(figures),
        f"{figures['seconds_an_epoch']:.0f}",
        f"{figures['ms_a_face']:.2f}",
        _size(figures["bytes"]),
    ]


def _epochs(figures: dict[str, Any]) -> str:
    done, best = (_or_dash(figures[name], ".0f") for name in ("epochs", "best_epoch"))
    if not figures["epochs_left"]:
        return f"{done} ({best})"
    return f"{done} of {figures['epochs'] + figures['epochs_left']:.0f} ({best})"


def _command(name: str, figures: dict[str, Any]) -> str:
    pictures = f"{figures['training_pictures']:,} training pictures"
    known = [f"`{command}`" for command in figures["started_from"]]
    before = f", after {' and '.join(known)}" if known else ""
    return f"- {name}: `{figures['command']}` ({pictures}){before}"


def _or_dash(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)


def _size(number: int) -> str:
    return f"{number / 1000:.0f} kB" if number < 1_000_000 else f"{number / 1_000_000:.1f} MB"
