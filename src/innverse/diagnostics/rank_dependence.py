"""Are intervals honest for every measurement, or only in the mean over them?

With F the posterior's distribution function, u = F(x | y) of the true x is uniform for every y where the posterior is
exact: it does not depend on y. One that is too wide for some y and too narrow for others may well have uniform ranks
over all of them; but then |u − ½| goes with y. Rank correlations of u and of |u − ½| with what the answer to y looks
like (where it lies, how far out that is, and how wide it is) find a bias or a width that changes with y.

Source: that ranks must not depend on y, and that a regression of them on y shows where they do, is of Zhao, Dalmasso,
Izbicki, Lee 2021 (arXiv 2102.10473).
"""

import numpy as np

from innverse.diagnostics.sbc import sbc_ranks
from innverse.diagnostics.shapes import as_draws_and_truth

LEAST_DRAWS, LEAST_Y = 4, 20


def ranks_beside_answers(draws: np.ndarray, x_true: np.ndarray, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Ranks of the truth among half of the draws, and mean and spread of the rest, which chance keeps apart.

    Args:
        draws: posterior draws for each y, `(n_y, n_draws, dim_x)`, four or more; an ensemble's members in turn.
        x_true: the parameters that made each y, `(n_y, dim_x)`.
        seed: of how ties are broken, as in `sbc_ranks`.

    Returns:
        u = (rank + ½)/(n + 1) inside (0, 1), `(n_y, dim_x)`; means and standard deviations, `(n_y, 2 dim_x)`.

    Raises:
        ValueError: fewer draws, shapes that do not match, or values that are not finite.
    """
    draws, x_true = as_draws_and_truth(draws, x_true)
    if draws.shape[1] < LEAST_DRAWS:
        raise ValueError(f"draws: expected at least {LEAST_DRAWS} for each measurement, got {draws.shape[1]}")
    # Not every other draw: those may all be of the same members of an ensemble.
    ranked, looked_at = np.split(draws, [draws.shape[1] // 2], axis=1)
    u = (sbc_ranks(ranked, x_true, seed=seed) + 0.5) / (ranked.shape[1] + 1)
    return u, np.concatenate([looked_at.mean(axis=1), looked_at.std(axis=1)], axis=1)


def rank_dependence_p_values(u: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """p-value that a parameter's u depends on nothing that its answers show, one for each parameter.

    The least of Spearman's p-values of u and |u − ½| with every column of `answers` and its distance from its median,
    times their number: of an exact posterior at most one in twenty falls below 0.05.

    Args:
        u: ranks in (0, 1), `(n_y, dim_x)`.
        answers: what describes the posteriors of the same measurements, `(n_y, n)`; see `ranks_beside_answers`.

    Returns:
        `(dim_x,)`, in [0, 1]; 1 where fewer than twenty measurements, or no column that varies, say nothing.

    A width that is right at the median only:

    >>> rng = np.random.default_rng(0)
    >>> y = rng.normal(size=(400, 1))
    >>> draws = np.exp(y / 2)[:, None] * rng.normal(size=(400, 200, 1))
    >>> honest, same_for_all = np.exp(y / 2) * rng.normal(size=(400, 1)), rng.normal(size=(400, 1))
    >>> [bool(rank_dependence_p_values(*ranks_beside_answers(draws, x))[0] < 1e-3) for x in (honest, same_for_all)]
    [False, True]
    """
    if len(u) < LEAST_Y:
        return np.ones(u.shape[1])
    seen = np.concatenate([answers, np.abs(answers - np.median(answers, axis=0))], axis=1)
    p_values = np.concatenate([_p_values(u, seen), _p_values(np.abs(u - 0.5), seen)], axis=1)
    return np.minimum(1.0, p_values.shape[1] * p_values.min(axis=1))


def _p_values(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Spearman's, of every column of a `(n, p)` with every column of b `(n, q)`: `(p, q)`; 1 where one is constant."""
    from scipy.stats import rankdata, t

    # `scipy.stats.spearmanr` of a matrix answers NaN for all columns where one of the first two is constant.
    a, b = (rankdata(rows, axis=0) - (len(rows) + 1) / 2 for rows in (a, b))
    scale = np.linalg.norm(a, axis=0)[:, None] * np.linalg.norm(b, axis=0)
    correlation = np.divide(a.T @ b, scale, out=np.zeros_like(scale), where=scale > 0)
    freedom = len(a) - 2
    statistic = np.abs(correlation) * np.sqrt(freedom / np.maximum(1 - correlation**2, 1e-300))
    return 2 * t.sf(statistic, freedom)
