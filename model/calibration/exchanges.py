"""Which expression a person makes where the network reads another one, and how likely that is."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations, permutations
from typing import Final

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Orders = npt.NDArray[np.int64]

MOST_FOR_ALL: Final = 7
"""Classes up to which every order is thought of (5,040 for seven); beyond, exchanged pairs."""


@lru_cache(maxsize=4)
def exchanges(classes: int, share: float) -> tuple[Orders, Numbers]:
    """The ways to read a network's classes, and how likely each is before any sample.

    The way things are has the weight 1, all exchanges of two classes together
    ``share``, those of three ``share`` squared, and so on.

    Args:
        classes: of the network.
        share: weight of all exchanges of two classes, below 1.

    Returns:
        Int ``(K, classes)``, in each row which class the network reads where the person
        shows the first, the second and so on, the way things are first; and float64
        ``(K,)`` logarithms of their probabilities.
    """
    orders = _orders(classes)
    moved = (orders != np.arange(classes)).sum(axis=1)
    weights = np.ones(len(orders))
    for count in range(2, classes + 1):
        weights[moved == count] = share ** (count - 1) / max(1, int((moved == count).sum()))
    # Asked for by columns, a class at a time.
    return np.asfortranarray(orders), np.log(weights / weights.sum())


def _orders(classes: int) -> Orders:
    if classes <= MOST_FOR_ALL:
        return np.array(list(permutations(range(classes))))
    orders = [np.arange(classes)]
    for first, second in combinations(range(classes), 2):
        order = np.arange(classes)
        order[[first, second]] = second, first
        orders.append(order)
    return np.array(orders)
