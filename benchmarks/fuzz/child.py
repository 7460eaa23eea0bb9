"""The process that takes the inputs: what crashes it is counted by the one that started it."""

from __future__ import annotations

import sys
import tempfile
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


def main(words: list[str]) -> int:
    """Take the inputs ``first`` to ``last`` of a kind and print a line before and after each."""
    kind, seed, first, last = words[0], int(words[1]), int(words[2]), int(words[3])
    with _own_output() as out, tempfile.TemporaryDirectory() as folder:
        from benchmarks.fuzz.doors import go_through, stay_at_home
        from benchmarks.fuzz.inputs import make

        warnings.simplefilter("ignore")
        stay_at_home(Path(folder))
        for number in range(first, last):
            content = make(kind, seed, number)
            print("begin", number, file=out, flush=True)
            try:
                taken = go_through(kind, content, Path(folder))
            except Exception as error:
                where = traceback.extract_tb(error.__traceback__)[-1]
                why = (
                    f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
                )
                print("failed", " ".join(why.split())[:500], file=out, flush=True)
            else:
                print("accepted" if taken else "refused", file=out, flush=True)
    return 0


@contextmanager
def _own_output() -> Iterator[TextIO]:
    """The real output, with everything that libraries print kept out of it."""
    import os

    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)
        yield out


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
