"""Draws of equal weight from weighted ones, with as little luck as possible.

Systematic resampling lays the weights end to end on [0, 1) and reads off n evenly spaced points with one random shift:
every draw is taken ⌊n w⌋ or ⌈n w⌉ times (Kitagawa 1996, J. Comput. Graph. Stat. 5, 1). Draws are laid down along their
longest axis, so that regions apart on it, too, are taken in proportion to within one draw.
"""

import numpy as np
from numpy.typing import NDArray


def resample(points: NDArray, weights: NDArray, n: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Indices (n,) of draws, in random order.

    Args:
        points: (S, dim) where the draws lie, of comparable scale in all directions that matter.
        weights: (S,), sum to one.
        n: how many to take; a draw may be taken more than once.
        rng: for the shift and the order.

    >>> points = np.array([[0.0], [5.0], [0.1], [5.1]])
    >>> taken = resample(points, np.array([0.5, 0.125, 0.25, 0.125]), 8, np.random.default_rng(0))
    >>> np.bincount(taken).tolist()
    [4, 1, 2, 1]
    """
    order = np.argsort(_along_longest_axis(points, weights), kind="stable")
    edges = np.cumsum(weights[order])
    marks = (np.arange(n) + rng.random()) / n * edges[-1]
    taken = order[np.minimum(np.searchsorted(edges, marks, side="right"), len(order) - 1)]
    return rng.permutation(taken)


def _along_longest_axis(points: NDArray, weights: NDArray) -> NDArray:
    offsets = points - weights @ points
    covariance = (weights[:, None] * offsets).T @ offsets
    return offsets @ np.linalg.eigh(covariance)[1][:, -1]
