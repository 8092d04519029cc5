"""Is the posterior right at the one measurement that matters? A classifier two-sample test, read at y*.

A classifier d learns, from held-out pairs, to tell true parameters from posterior draws:

    class 0: (x_true, y)        class 1: (x, y) with x ~ q(x | y)

Where the posterior is exact nothing can be told, d = 1/2. At the draws of the posterior in question,

    t(y*) = mean over x ~ q(x | y*) of (d(x, y*) - 1/2)²

is compared with what it comes to when the posterior is exact. Then truth and draw of a pair may change places; classes
are exchanged pair by pair at random, the classifier is fitted again, and the p-value is the share of such t that are
no smaller. That null is exact, whatever the classifier.

The classifier is a least-squares one, d = 1/2 + w φ(x, y): its fit to all exchanged classes at once is one matrix
product, so that a thousand of them take no longer than one. Its features φ are products of pairs and 128 random
rectified units of x, centred and scaled by mean and standard deviation of the draws at the same y, and of standardised
y. In these coordinates a posterior is judged by its own width: one a thousand times narrower than the prior is no
harder to judge.

It sees what changes slowly with y, since it learns from all pairs: a fault of a region that few pairs fall into is
missed.

Sources: Linhart, Gramfort, Rodrigues 2023, "L-C2ST: local diagnostics for posterior approximations in simulation-based
inference", NeurIPS 2023 (arXiv 2306.03580); for random units, Rahimi and Recht 2008, "Weighted sums of random kitchen
sinks", NeurIPS 2008.
"""

from dataclasses import dataclass

import numpy as np

from innverse.diagnostics.shapes import as_draws, as_draws_and_truth

LEAST_DRAWS = 20
_UNITS = 128
_RIDGE = 1e-2  # in units of a feature's variance
_MOST_PRODUCTS = 20


@dataclass(frozen=True, eq=False)
class LocalC2ST:
    """What the classifier sees at y*.

    Attributes:
        statistic: t(y*), inside [0, 1/4].
        null: the same for classes exchanged at random, `(n_null,)`.
        p_value: share of the null that is no smaller, itself counted in.
    """

    statistic: float
    null: np.ndarray
    p_value: float


def local_c2st(
    draws: np.ndarray,
    x_true: np.ndarray,
    y: np.ndarray,
    draws_observed: np.ndarray,
    y_observed: np.ndarray,
    *,
    n_null: int = 500,
    seed: int = 0,
) -> LocalC2ST:
    """Test the posterior at one y* with a classifier learned on held-out pairs.

    Args:
        draws: posterior draws for each held-out y, `(n_y, n_draws, dim_x)`; one of them, taken at random, is class 1,
            the others only say where and how wide the posterior is.
        x_true: the parameters that made each y, `(n_y, dim_x)`.
        y: held-out measurements, `(n_y, dim_y)`; a thousand are a good number.
        draws_observed: posterior draws for y*, `(n, dim_x)`.
        y_observed: y*, `(dim_y,)`.
        n_null: how many exchanges; the p-value is no smaller than 1 / (n_null + 1).
        seed: of units and exchanges.

    Raises:
        ValueError: for shapes that do not match, values that are not finite, fewer than 20 draws, or n_null < 1.

    >>> rng = np.random.default_rng(0)
    >>> y = rng.normal(size=(500, 1))
    >>> x = y + rng.normal(size=(500, 1))
    >>> def p_value(sd):
    ...     draws = y[:, None] + sd * rng.normal(size=(500, 50, 1))
    ...     return local_c2st(draws, x, y, sd * rng.normal(size=(500, 1)), np.zeros(1)).p_value
    >>> p_value(1.0) > 0.05, p_value(0.5) < 0.01
    (True, True)
    """
    draws, x_true = as_draws_and_truth(draws, x_true)
    draws_observed, y, y_observed = as_draws(draws_observed), np.asarray(y, float), np.asarray(y_observed, float)
    _check(draws, y, draws_observed, y_observed, n_null)
    rng = np.random.default_rng(seed)
    # At random: the first draw of an ensemble is always of the same member.
    order = rng.random(draws.shape[:2]).argsort(axis=1)
    draws = np.take_along_axis(draws, order[:, :, None], axis=1)
    features = _Features(draws.shape[2], y, rng)
    truths, drawn = _local(x_true[:, None], draws[:, 1:])[:, 0], _local(draws[:, :1], draws[:, 1:])[:, 0]
    fitted = np.concatenate([features(truths, y), features(drawn, y)])
    observed = features(
        _local(draws_observed[None], draws_observed[None])[0],
        np.broadcast_to(y_observed, (len(draws_observed), y.shape[1])),
    )
    exchanges = np.concatenate([np.ones((len(y), 1)), rng.choice([-1.0, 1.0], size=(len(y), n_null))], axis=1)
    statistics = _statistics(fitted, exchanges, observed)
    null = statistics[1:]
    return LocalC2ST(float(statistics[0]), null, float((1 + (null >= statistics[0]).sum()) / (1 + n_null)))


def _statistics(fitted: np.ndarray, exchanges: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """t for every column of exchanges `(n_y, m)`, where 1 leaves the classes of a pair as they are: `(m,)`."""
    from scipy.linalg import solve

    n = len(fitted) // 2
    # d - 1/2 is +1/2 for a draw and -1/2 for a truth, so that a pair enters by the difference of its features.
    target = (fitted[n:] - fitted[:n]).T @ exchanges / 2
    gram = fitted.T @ fitted + _RIDGE * len(fitted) * np.eye(fitted.shape[1])
    departure = observed @ solve(gram, target, assume_a="pos")
    return np.mean(np.clip(departure, -0.5, 0.5) ** 2, axis=0)


class _Features:
    """φ(x, y) of x in local coordinates and y as measured: linear, products of two, random units."""

    def __init__(self, dim_x: int, y: np.ndarray, rng: np.random.Generator):
        self._mean, spread = y.mean(axis=0), y.std(axis=0)
        self._spread = np.where(spread > 0, spread, 1.0)
        dim = dim_x + y.shape[1]
        self._weights = rng.normal(size=(dim, _UNITS)) / np.sqrt(dim)
        self._offsets = rng.uniform(-1.5, 1.5, size=_UNITS)
        self._pairs = np.triu_indices(min(dim, _MOST_PRODUCTS))

    def __call__(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        joint = np.concatenate([x, (y - self._mean) / self._spread], axis=1).clip(-6, 6)
        products = joint[:, self._pairs[0]] * joint[:, self._pairs[1]]
        units = np.maximum(joint @ self._weights + self._offsets, 0)
        return np.concatenate([np.ones((len(joint), 1)), joint, products, units], axis=1)


def _local(x: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """x `(n_y, m, dim_x)` in standard deviations of the draws `(n_y, n_draws, dim_x)` from their mean."""
    spread = draws.std(axis=1, keepdims=True)
    return (x - draws.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1.0)


def _check(draws: np.ndarray, y: np.ndarray, draws_observed: np.ndarray, y_observed: np.ndarray, n_null: int) -> None:
    n_y, n_draws, dim_x = draws.shape
    if min(n_draws, len(draws_observed)) < LEAST_DRAWS:
        raise ValueError(
            f"draws: expected at least {LEAST_DRAWS} of each posterior, got {n_draws} and {len(draws_observed)} at y*"
        )
    if draws_observed.shape[1] != dim_x:
        raise ValueError(f"draws_observed: expected {dim_x} columns to match draws, got {draws_observed.shape[1]}")
    if y.ndim != 2 or len(y) != n_y or y_observed.shape != y.shape[1:]:
        raise ValueError(f"y, y_observed: expected ({n_y}, dim_y) and (dim_y,), got {y.shape} and {y_observed.shape}")
    if not np.isfinite(y).all() or not np.isfinite(y_observed).all():
        raise ValueError("y, y_observed: expected finite values, got NaN or infinite ones")
    if n_null < 1:
        raise ValueError(f"n_null: expected at least 1, got {n_null}")
