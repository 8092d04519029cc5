"""Expected coverage: how often does the region of highest density that holds a share c hold the truth?

The region of highest posterior density of probability c is {x : q(x | y) > t_c}. The truth lies in it exactly when at
most the fraction c of the draws has a higher density than the truth has. For an exact posterior

    r = share of draws x ~ q(x | y) with q(x | y) > q(x_true | y)        is uniform on (0, 1),

so that P(r <= c) = c: the coverage. Above it: under-confident; below it: over-confident, or biased. One number for all
parameters together, where SBC sees them one at a time. It has a blind spot: the prior itself passes, and so may a
posterior whose errors for different y make up for each other.

Source: Hermans, Delaunoy, Rozet, Wehenkel, Begy, Louppe 2022, "A trust crisis in simulation-based inference?
Your posterior approximations can be unfaithful", Transactions on Machine Learning Research (arXiv 2110.06581).
"""

import numpy as np

from innverse.diagnostics.calibration import CONFIDENCES
from innverse.diagnostics.randomised_rank import randomised_rank
from innverse.diagnostics.shapes import as_confidences


def density_ranks(log_density_of_draws: np.ndarray, log_density_of_truth: np.ndarray) -> np.ndarray:
    """Share of n draws with a higher density than the truth, within its step of 1/(n + 1) by chance.

    k draws of higher density and t of the same make a `randomised_rank`: the same call gives the same numbers.

    Args:
        log_density_of_draws: log q(x | y) at draws x ~ q(x | y) of each y, `(n_y, n_draws)`, up to a constant that may
            differ from y to y.
        log_density_of_truth: at the parameters that made each y, with the same constant, `(n_y,)`; minus infinity where
            q excludes the truth.

    Returns:
        `(n_y,)`, inside [0, 1]; uniform for an exact posterior.

    Raises:
        ValueError: for shapes that do not match, or NaN.

    >>> ranks = density_ranks(np.array([[-1.0, -2.0, -3.0, -4.0]]), np.array([-2.5]))
    >>> bool(2 / 5 < ranks[0] < 3 / 5)
    True
    """
    draws, truth = np.asarray(log_density_of_draws, dtype=float), np.asarray(log_density_of_truth, dtype=float)
    if draws.ndim != 2 or 0 in draws.shape or truth.shape != (len(draws),):
        got = f"{draws.shape} and {truth.shape}"
        raise ValueError(f"log densities: expected shapes (n_y, n_draws) and (n_y,), none of them 0, got {got}")
    if np.isnan(draws).any() or np.isnan(truth).any():
        raise ValueError("log densities: expected numbers, got NaN")
    truth = truth[:, None]
    above, tied = (draws > truth).sum(axis=1), (draws == truth).sum(axis=1)
    return randomised_rank(above, tied, draws.shape[1], np.random.default_rng(0))


def expected_coverage(ranks: np.ndarray, confidences: np.ndarray = CONFIDENCES) -> np.ndarray:
    """Fraction of truths inside the region of highest density, for each confidence.

    Args:
        ranks: from `density_ranks`, `(n_y,)`.
        confidences: shares of the posterior that the regions hold, inside (0, 1), `(n_confidences,)`.

    Returns:
        `(n_confidences,)`; equal to `confidences` for an exact posterior.

    Raises:
        ValueError: when the ranks are not a vector inside [0, 1], or a confidence is outside (0, 1).

    >>> expected_coverage(np.array([0.1, 0.3, 0.9, 0.95]), confidences=np.array([0.2, 0.5, 0.92]))
    array([0.25, 0.5 , 0.75])
    """
    ranks = _checked(ranks)
    return np.searchsorted(np.sort(ranks), as_confidences(confidences), side="right") / len(ranks)


def expected_coverage_p_value(ranks: np.ndarray) -> float:
    """Kolmogorov-Smirnov p-value that density ranks `(n_y,)` are uniform; of an exact posterior 1 in 20 is < .05.

    Raises:
        ValueError: when the ranks are not a vector inside [0, 1].

    >>> expected_coverage_p_value(np.linspace(0.6, 1, 50)) < 1e-6
    True
    """
    from scipy.stats import kstest

    return float(kstest(_checked(ranks), "uniform").pvalue)


def _checked(ranks: np.ndarray) -> np.ndarray:
    ranks = np.asarray(ranks, dtype=float)
    if ranks.ndim != 1 or not ranks.size or not ((ranks >= 0) & (ranks <= 1)).all():
        raise ValueError(f"ranks: expected a vector of shares inside [0, 1], got shape {ranks.shape}")
    return ranks
