"""How much the measurement tells about each parameter."""

from __future__ import annotations

import numpy as np

from innverse.report.density import density

_MASS = 0.68


def narrowing(prior: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Length of the posterior's densest 68 % as a fraction of the prior's, `(dim_x,)`; about 1: nothing learnt.

    The densest region may be in pieces, so that a posterior with two narrow lobes far apart counts as narrow.

    >>> evenly = np.linspace(0, 1, 1001)[:, None]
    >>> narrowing(evenly, evenly / 4).round(2)
    array([0.25])
    """
    ratios = [_length(draws[:, j]) / (_length(prior[:, j]) or np.inf) for j in range(draws.shape[1])]
    return np.array(ratios)


def _length(values: np.ndarray) -> float:
    low, high = float(values.min()), float(values.max())
    if not high > low:
        return 0.0
    _, heights = density(values, (low, high), bins=400)
    shares = np.sort(heights)[::-1] * (high - low) / 400
    return float(np.searchsorted(np.cumsum(shares), _MASS) * (high - low) / 400)
