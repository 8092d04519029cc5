"""Weights made more alike, where too few draws carry them."""

import numpy as np
from numpy.typing import NDArray


def tempered(weights: NDArray, least: float) -> NDArray[np.float64]:
    """Weights w^t that sum to one, t ≤ 1 as large as leaves an effective size of `least`, found by halving.

    >>> w = tempered(np.array([0.97, 0.01, 0.01, 0.01]), 2.0)
    >>> round(float(1 / (w**2).sum()), 3)
    2.0
    """

    def power(t: float) -> NDArray[np.float64]:
        raised = np.where(weights > 0, weights, 0.0) ** t * (weights > 0)
        return raised / raised.sum()

    low, high = 0.0, 1.0
    if 1 / (weights**2).sum() >= least:
        return weights
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if 1 / (power(middle) ** 2).sum() >= least else (low, middle)
    return power(low)
