"""p-values of scores that say how far out something is, from the same scores of held-out rows.

    p = (r + 1) / (n + 1)        r: how many of n held-out scores are at least as large

is right exactly, whatever the scores mean, when the new row comes from where the held-out rows came from. Beyond the
largest of them it can be no smaller than 1 / (n + 1), which is much for small n. There a Pareto tail goes on, whose
index is estimated from the largest held-out scores:

    p = (s / s_max)^(-1/ξ) / (n + 1),        ξ = mean over the k largest of log(s_i / s_(k+1))

Sources: Vovk, Gammerman, Shafer 2005, "Algorithmic Learning in a Random World" (conformal p-values); Hill 1975, "A
simple general approach to inference about the tail of a distribution", Annals of Statistics 3.
"""

from typing import Any

import numpy as np

_TAIL_SHARE = 0.05
_LEAST_IN_TAIL = 5
_SMALLEST = 1e-12
_TIED = 1 - 1e-9
"""Scores that differ by less are equal: some come from ranks, and have many ties that rounding would break."""
_SMALLEST_INDEX = 0.1


def p_values(held_out: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """p-value of each score `(m,)`, from held-out scores in ascending order `(n,)`; all scores at least 0.

    >>> p_values(np.arange(1.0, 100.0), np.array([50.0, 99.0])).tolist()
    [0.51, 0.02]
    >>> bool(p_values(np.arange(1.0, 100.0), np.array([1e6]))[0] < 1e-3)
    True
    """
    larger = len(held_out) - np.searchsorted(held_out, _TIED * scores, side="left")
    return _with_tail(larger, len(held_out), scores, held_out[-1], tail_index(held_out))


def column_p_values(held_out: np.ndarray, tail_indices: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """p-value of one score for each column `(dim,)`, from held-out columns in ascending order `(n, dim)`.

    >>> column_p_values(np.arange(1.0, 100.0)[:, None], np.array([0.5]), np.array([50.0])).tolist()
    [0.51]
    """
    return _with_tail((held_out >= _TIED * scores).sum(axis=0), len(held_out), scores, held_out[-1], tail_indices)


def _with_tail(larger: np.ndarray, n: int, scores: np.ndarray, largest: Any, index: Any) -> np.ndarray:
    beyond = np.maximum(np.maximum(scores, _SMALLEST) / np.maximum(largest, _SMALLEST), 1.0)
    return (larger + 1) / (n + 1) * np.where(larger == 0, beyond ** (-1 / index), 1.0)


def own_p_values(held_out: np.ndarray) -> np.ndarray:
    """p-value of each held-out score `(n,)` among the others, in the given order; n >= 2.

    >>> own_p_values(np.array([1.0, 3.0, 2.0]))[[0, 2]].round(2).tolist()
    [1.0, 0.67]
    """
    ascending = np.sort(held_out)
    larger = len(held_out) - np.searchsorted(ascending, held_out, side="left") - 1
    own = (larger + 1) / len(held_out)
    largest = np.argmax(held_out)
    own[largest] = p_values(ascending[:-1], held_out[[largest]])[0]
    return own


def tail_index(ascending: np.ndarray) -> float:
    """ξ of the largest scores, at least 0.1, as for Gaussian tails: few scores may agree by chance; 1 is Cauchy's."""
    k = min(len(ascending) - 1, max(_LEAST_IN_TAIL, round(_TAIL_SHARE * len(ascending))))
    if k < 1:
        return 1.0
    top = np.maximum(ascending[-k - 1 :], _SMALLEST)
    return max(float(np.log(top[1:] / top[0]).mean()), _SMALLEST_INDEX)
