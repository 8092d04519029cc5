"""What draws owe to their measurement: how much of their variance lies between measurements.

    told(φ) = Var(E[φ(x) | y]) / Var(φ(x)),    φ(x) = x_i,   |x_i − m_i|,   sign(x_i − m_i) sign(x_j − m_j)

with x the model's draws for each y, and m the medians of the prior. All are 0 for a model that ignores y, whatever it
draws. A posterior that listens may move no mean (y = x² of an x about 0: its distance from the median tells), and no
distance either (the sum of two phases: on which sides of their medians they lie tells).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

MOST_IN_PAIRS = 50
"""Of more parameters the first ones alone are looked at two at a time: the numbers kept grow with their square."""
_ROUNDING = 1e-26
"""Share of a squared mean that rounding may leave as the variance of draws that are all the same."""


def moments(draws: np.ndarray, median: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Means and variances of every φ over the draws `(n_y, n, dim_x)` for each measurement, `(n_y, n_φ)` each.

    >>> means, variances = moments(np.array([[[1.0, -1.0], [3.0, 1.0]]]), median=np.zeros(2))
    >>> means.tolist(), variances.tolist()
    ([[2.0, 0.0, 2.0, 1.0, 0.0]], [[1.0, 1.0, 1.0, 0.0, 1.0]])
    """
    apart = draws - median
    distance, side = np.abs(apart), np.where(apart[..., :MOST_IN_PAIRS] > 0, 1.0, -1.0)
    first, second = np.triu_indices(side.shape[2], k=1)
    agreement = (np.swapaxes(side, 1, 2) @ side / draws.shape[1])[:, first, second]
    means = [draws.mean(axis=1), distance.mean(axis=1), agreement]
    variances = [draws.var(axis=1), distance.var(axis=1), 1 - agreement**2]
    return np.concatenate(means, axis=1), np.concatenate(variances, axis=1)


def spread_in_words(names: Sequence[str]) -> list[str]:
    """What each φ beside the parameters themselves stands for, after "decides so much of".

    >>> spread_in_words(["a", "b"])[1:]
    ['the variance of |b − median|', 'whether a and b lie on one side of their medians']
    """
    distances = [f"the variance of |{name} − median|" for name in names]
    pairs = combinations(names[:MOST_IN_PAIRS], 2)
    return distances + [f"whether {first} and {second} lie on one side of their medians" for first, second in pairs]


def share_between(means: np.ndarray, variances: np.ndarray, n: int) -> np.ndarray:
    """Var(E[φ | y]) / (Var(E[φ | y]) + E Var(φ | y)) from the moments of n draws for each y, `(n_y, n_φ)`.

    0 where y is ignored, but for chance: what the means of n draws scatter by is taken off.

    >>> share_between(np.array([[1.0], [-1.0]]), np.array([[3.0], [3.0]]), 1000).round(2).tolist()
    [0.25]
    """
    within = variances.mean(axis=0) * n / max(n - 1, 1)
    between = np.maximum(means.var(axis=0) - within / n, 0.0)
    whole = between + within
    return np.divide(between, whole, out=np.zeros_like(whole), where=whole > _ROUNDING * (means**2).mean(axis=0))
