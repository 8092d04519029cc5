"""Simulation-based calibration: the rank of the truth among its posterior draws is uniform.

For x ~ p(x), y ~ p(y | x) and draws x_1 .. x_L ~ p(x | y) the number of draws below x is uniform on 0 .. L, one
parameter at a time. Too many ranks at both ends: over-confident; too many in the middle: under-confident; too many at
one end: biased.

Source: Talts, Betancourt, Simpson, Vehtari, Gelman 2018 (arXiv 1804.06788).
"""

import numpy as np

from innverse.diagnostics.randomised_rank import randomised_rank
from innverse.diagnostics.shapes import as_draws_and_truth, as_ranks

_TIES = 20
"""Keeps what breaks ties apart from what spreads ranks over their steps, and from draws of the same seed."""


def sbc_ranks(draws: np.ndarray, x_true: np.ndarray, *, seed: int = 0) -> np.ndarray:
    """Rank of the true parameters among the posterior draws.

    rank = #{draws < truth} + v with v one of 0 .. #{draws = truth}, by chance: so the ranks of an exact posterior are
    uniform for discrete parameters too, whose draws tie with the truth.

    Args:
        draws: posterior draws for each y, `(n_y, n_draws, dim_x)`.
        x_true: the parameters that made each y, `(n_y, dim_x)`, drawn from the prior the posterior was learned with.
        seed: of v; measurements that are ranked apart and judged together need one each.

    Returns:
        Whole numbers 0 .. n_draws, `(n_y, dim_x)`.

    Raises:
        ValueError: for shapes that do not match or values that are not finite.

    >>> import numpy as np
    >>> sbc_ranks(np.arange(10.0).reshape(1, 10, 1), np.array([[2.5]]))
    array([[3]])
    """
    draws, x_true = as_draws_and_truth(draws, x_true)
    truth = x_true[:, None, :]
    tied = (draws == truth).sum(axis=1)
    return (draws < truth).sum(axis=1) + np.random.default_rng([_TIES, seed]).integers(tied + 1)


def ranks_as_shares(ranks: np.ndarray, n_draws: int) -> np.ndarray:
    """(rank + u) / (n_draws + 1) with u uniform on (0, 1): uniform where ranks are, however few the draws.

    Without u a test for uniform numbers would find the n_draws + 1 steps of the ranks. The same ranks give the same
    shares.

    Args:
        ranks: from `sbc_ranks`, `(n_y, dim_x)`.
        n_draws: how many draws each rank was taken among.

    Raises:
        ValueError: when the ranks are not a matrix or lie outside 0 .. n_draws.

    >>> bool(0.5 < ranks_as_shares(np.array([[1]]), n_draws=1)[0, 0] < 1)
    True
    """
    return randomised_rank(as_ranks(ranks, n_draws), 0, n_draws, np.random.default_rng(0))


def sbc_p_values(ranks: np.ndarray, n_draws: int) -> np.ndarray:
    """Kolmogorov-Smirnov p-value that the ranks are uniform, one for each parameter.

    The test compares `ranks_as_shares` with U(0, 1); the field calls a parameter calibrated at p > 0.05. One p-value in
    twenty of an exact posterior falls below that.

    Args:
        ranks: from `sbc_ranks`, `(n_y, dim_x)`.
        n_draws: how many draws each rank was taken among.

    Returns:
        `(dim_x,)`, inside [0, 1].

    Raises:
        ValueError: when the ranks are not a matrix or lie outside 0 .. n_draws.

    >>> import numpy as np
    >>> uniform, piled_up = np.arange(100), np.full(100, 50)
    >>> sbc_p_values(np.stack([uniform, piled_up], axis=1), n_draws=99).round(3)
    array([1., 0.])
    """
    from scipy.stats import kstest

    return np.array([kstest(column, "uniform").pvalue for column in ranks_as_shares(ranks, n_draws).T])
