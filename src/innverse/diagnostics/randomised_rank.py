"""Shares of n draws that are uniform numbers: spread by chance over the step that each stands for."""

import numpy as np


def randomised_rank(above: np.ndarray, tied: np.ndarray | int, n: int, rng: np.random.Generator) -> np.ndarray:
    """(k + (t + 1) u) / (n + 1) with u uniform on (0, 1), for k of n draws above a truth and t that equal it.

    Of an exact posterior k takes its n + 1 values equally often. Without u a test for uniform numbers would find the
    steps; spread over them, the share is uniform on (0, 1), however few the draws.

    Args:
        above: k, of any shape.
        tied: t, of the same shape, or 0.
        n: how many draws.
        rng: that gives u.

    >>> bool(2 / 5 < randomised_rank(np.array([2]), 0, 4, np.random.default_rng(0))[0] < 3 / 5)
    True
    """
    return (above + (tied + 1) * rng.random(np.shape(above))) / (n + 1)
