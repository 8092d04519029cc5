"""Measurements made normal, column by column, so that a fixed noise means the same share of the data everywhere.

Standardising leaves edges, piled-up values and outliers as they are: a network then spends its accuracy where few pairs
are. The conditional density p(x | y) does not change under any invertible map of y, so y is free to be mapped.
"""

import numpy as np
from scipy.special import ndtr, ndtri

from innverse.bijections import MonotoneInterpolation

MOST_KNOTS = 64
ROWS_PER_KNOT = 50
ROWS_BEYOND = 5
TIED = 1e-12
"""Quantiles closer than so much of their own size, or of the range of the middle half, are the same. Not of the whole
range: a single wild value would make one of all others."""
ENDS = 4
"""Knots at the ends: the extremes and one beyond each."""


def blank_scores(dim: int) -> MonotoneInterpolation:
    """A map of the structure of every `normal_scores` that changes nothing."""
    knots = np.tile(np.linspace(-4.0, 4.0, MOST_KNOTS)[:, None], dim)
    return MonotoneInterpolation(knots, knots)


def normal_scores(values: np.ndarray, as_they_are: np.ndarray | None = None) -> MonotoneInterpolation:
    """v = Φ⁻¹(F(u)) for each column of `values` (n, dim), with F its distribution function, linear between knots.

    Knots lie at evenly spaced v (at most |v| = 4, with 5 rows beyond), and at the least and greatest value, so that
    wild rows stay within the normal range; outside, the last slope goes on, or the one before it where that is flatter.
    Tied values share the middle of their scores.

    Args:
        values: rows to take F from.
        as_they_are: columns (dim,) that no scores are taken of, because they hold nothing but rounding.

    >>> scores = normal_scores(np.random.default_rng(0).exponential(size=(10_000, 1)))
    >>> import jax.numpy as jnp
    >>> abs(scores.forward(jnp.log(jnp.array([2.0])))[0].item()) < 0.05  # the median
    True
    """
    n = len(values)
    end = min(4.0, -ndtri(min(0.25, ROWS_BEYOND / n)))
    inner = np.linspace(-end, end, int(np.clip(n // ROWS_PER_KNOT, 4, MOST_KNOTS - ENDS)))
    levels = np.concatenate([[0.0], ndtr(inner), [1.0]])
    extreme = ndtri(1 / (2 * n + 1))
    scores = np.concatenate([[extreme], inner, [-extreme]])
    columns = [
        _column(np.quantile(column, levels), scores, float(np.subtract(*np.quantile(column, (0.75, 0.25)))))
        for column in values.T
    ]
    knots_u, knots_v = (np.stack(part, axis=1) for part in zip(*columns, strict=True))
    if as_they_are is not None:
        blank = blank_scores(values.shape[1])
        knots_u, knots_v = np.where(as_they_are, blank.knots_u, knots_u), np.where(as_they_are, blank.knots_v, knots_v)
    return MonotoneInterpolation(knots_u, knots_v)


def left_as_they_are(scores: MonotoneInterpolation) -> np.ndarray:
    """Which columns (dim,) of `normal_scores` change nothing."""
    return np.all(np.equal(scores.knots_u, scores.knots_v), axis=0)


def _column(quantiles: np.ndarray, scores: np.ndarray, middle: float) -> tuple[np.ndarray, np.ndarray]:
    """MOST_KNOTS strictly increasing knots (u, v): `middle` is the range of the middle half of the values."""
    return _filled_up(*_continued(*_distinct(quantiles, scores, middle)))


def _distinct(quantiles: np.ndarray, scores: np.ndarray, middle: float) -> tuple[np.ndarray, np.ndarray]:
    """One knot for all quantiles that are the same but for rounding, at the mean of their scores."""
    size = np.maximum(np.abs(quantiles[1:]), np.abs(quantiles[:-1]))
    differ = np.diff(quantiles) > TIED * np.maximum(size, middle)
    group = np.concatenate([[0], np.cumsum(differ)])
    u, v = (np.bincount(group, weights=part) / np.bincount(group) for part in (quantiles, scores))
    if len(u) > 1:
        return u, v
    # All but a few outliers are equal: nothing to learn a shape from.
    return np.array([u[0], u[0] + max(abs(u[0]), 1.0)]), np.array([0.0, 1.0])


def _continued(u: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A knot more on either side, as far out as the others reach, along the flatter of the last two slopes."""
    slopes, reach = np.diff(v) / np.diff(u), u[-1] - u[0]
    below, above = reach * slopes[:2].min(), reach * slopes[-2:].min()
    return np.concatenate([[u[0] - reach], u, [u[-1] + reach]]), np.concatenate([[v[0] - below], v, [v[-1] + above]])


def _filled_up(u: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Further knots on the last line up to MOST_KNOTS: every column has as many."""
    beyond = np.arange(1, MOST_KNOTS - len(u) + 1)
    u, v = (np.concatenate([part, part[-1] + beyond * (part[-1] - part[-2])]) for part in (u, v))
    return u, v
