"""Bands that the whole distribution function of SBC ranks stays within, when the posterior is exact.

For N uniform ranks among L draws the count of ranks below each of the points z_k = k/(L + 1) is binomial:

    N F(z_k) ~ Bin(N, z_k)

Quantiles gamma/2 and 1 - gamma/2 of each make a band that holds one point with probability 1 - gamma, and all points
together with less. Let u be the least, over the points, of 2 min(P(Bin <= N F), P(Bin >= N F)): the smallest gamma
whose band the curve leaves. The gamma for which all points lie inside with probability `level` is the (1 - level)
quantile of u over simulated sets of uniform ranks.

A curve that leaves the band tells how: above it at the left and below it at the right, over-confident; the other way
about, under-confident; on one side, biased.

Source: Säilynoja, Bürkner, Vehtari 2022, "Graphical test for discrete uniformity and its applications in
goodness-of-fit evaluation and multiple sample comparison", Statistics and Computing 32 (arXiv 2103.10522), section 2.
"""

import numpy as np

from innverse.diagnostics.shapes import as_ranks

MOST_POINTS = 100
_SIMULATED = 2000


def rank_points(n_draws: int) -> np.ndarray:
    """The ranks k at which the distribution function is looked at: 1 .. n_draws, or 100 of them evenly spaced.

    >>> rank_points(4)
    array([1, 2, 3, 4])
    """
    return np.unique(np.linspace(1, n_draws, min(n_draws, MOST_POINTS)).round().astype(int))


def rank_distribution(ranks: np.ndarray, n_draws: int) -> np.ndarray:
    """Fraction of ranks below each of `rank_points(n_draws)`, one column for each parameter.

    Args:
        ranks: from `sbc_ranks`, `(n_y, dim_x)`.
        n_draws: how many draws each rank was taken among.

    Returns:
        `(n_points, dim_x)`.

    Raises:
        ValueError: when the ranks are not a matrix or lie outside 0 .. n_draws.

    >>> rank_distribution(np.array([[0], [1], [1], [3]]), n_draws=3).ravel()
    array([0.25, 0.75, 0.75])
    """
    ranks = as_ranks(ranks, n_draws)
    counts = [np.searchsorted(np.sort(column), rank_points(n_draws), side="left") for column in ranks.T]
    return np.stack(counts, axis=1) / len(ranks)


def rank_bands(n_y: int, n_draws: int, *, level: float = 0.95) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Simultaneous bands for `rank_distribution` of n_y uniform ranks.

    Args:
        n_y: how many ranks.
        n_draws: how many draws each was taken among.
        level: probability that the whole curve of an exact posterior lies within the bands.

    Returns:
        What a rank is uniform against, `rank_points(n_draws) / (n_draws + 1)`, and the lower and upper end of the band
        there, each `(n_points,)`. A fixed seed: the same call gives the same numbers.

    Raises:
        ValueError: when `n_y` or `n_draws` is below 1, or `level` outside (0, 1).

    >>> uniform, lower, upper = rank_bands(n_y=400, n_draws=99)
    >>> float(uniform[49]), lower[49].round(2), upper[49].round(2)
    (0.5, np.float64(0.42), np.float64(0.57))
    """
    from scipy.stats import binom

    if min(n_y, n_draws) < 1 or not 0 < level < 1:
        raise ValueError(
            f"n_y, n_draws, level: expected n_y and n_draws >= 1 and level inside (0, 1), got {n_y}, {n_draws}, {level}"
        )
    uniform = rank_points(n_draws) / (n_draws + 1)
    gamma = _pointwise(n_y, uniform, level)
    return uniform, binom.ppf(gamma / 2, n_y, uniform) / n_y, binom.ppf(1 - gamma / 2, n_y, uniform) / n_y


def _pointwise(n_y: int, uniform: np.ndarray, level: float) -> float:
    """gamma, by simulation of the counts between points."""
    from scipy.stats import binom

    shares = np.diff(uniform, prepend=0.0, append=1.0)
    counts = np.random.default_rng(0).multinomial(n_y, shares, size=_SIMULATED)[:, :-1].cumsum(axis=1)
    extreme = 2 * np.minimum(binom.cdf(counts, n_y, uniform), binom.sf(counts - 1, n_y, uniform)).min(axis=1)
    return float(np.quantile(extreme, 1 - level))
