"""Which of many draws are looked at where all would take too long."""

import numpy as np


def some_of(n: int, most: int) -> np.ndarray:
    """At most so many of n places, at random and in order: evenly spaced ones may all be of one member of an ensemble.

    >>> some_of(3, most=5).tolist(), some_of(1000, most=5).size
    ([0, 1, 2], 5)
    """
    return np.arange(n) if n <= most else np.sort(np.random.default_rng(0).permutation(n)[:most])
