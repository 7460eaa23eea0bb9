"""Whom to pair with whom: the pairing of two groups that costs least in all."""

from __future__ import annotations

import math
from collections.abc import Sequence


def cheapest_pairs(costs: Sequence[Sequence[float | None]], alone: float) -> list[tuple[int, int]]:
    """Pair rows with columns so that the sum of the costs is the smallest.

    The Hungarian method with shortest augmenting paths (Kuhn 1955; Jonker and Volgenant 1987),
    cubic in the larger group; SciPy has it too, which nothing else here needs.

    Args:
        costs: ``costs[row][column]``, not below 0; None for a pair that cannot be.
        alone: cost of a row without a column; no pair that costs more is made.

    Returns:
        The pairs ``(row, column)`` by row.
    """
    if not costs or not costs[0]:
        return []
    width = len(costs[0])
    # One more column for each row: to stay alone.
    table = [
        [math.inf if cost is None else cost for cost in row]
        + [alone if other == index else math.inf for other in range(len(costs))]
        for index, row in enumerate(costs)
    ]
    owners = _owners(table)
    return sorted((row, column) for column, row in enumerate(owners[:width]) if row is not None)


def _owners(table: Sequence[Sequence[float]]) -> list[int | None]:
    """The row of each column; every row has one, columns may stay free."""
    width = len(table[0])
    owners: list[int | None] = [None] * width
    prices, credit = [0.0] * width, [0.0] * len(table)
    for start in range(len(table)):
        least, before = [math.inf] * width, [-1] * width
        done: set[int] = set()
        row, column = start, -1
        while True:
            for other in range(width):
                reduced = table[row][other] - credit[row] - prices[other]
                if other not in done and reduced < least[other]:
                    least[other], before[other] = reduced, column
            following = min((c for c in range(width) if c not in done), key=least.__getitem__)
            step = least[following]
            credit[start] += step
            for other in range(width):
                if other in done:
                    owner = owners[other]
                    assert owner is not None
                    credit[owner] += step
                    prices[other] -= step
                else:
                    least[other] -= step
            column = following
            done.add(column)
            owner = owners[column]
            if owner is None:
                break
            row = owner
        while column >= 0:
            previous = before[column]
            owners[column] = start if previous < 0 else owners[previous]
            column = previous
    return owners
