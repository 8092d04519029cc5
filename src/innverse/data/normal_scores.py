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
ENDS = 4
"""Of the knots, the extremes and one beyond each."""


def blank_scores(dim: int) -> MonotoneInterpolation:
    """A map of the structure of every `normal_scores` that changes nothing."""
    knots = np.tile(np.linspace(-4.0, 4.0, MOST_KNOTS)[:, None], dim)
    return MonotoneInterpolation(knots, knots)  # pyright: ignore[reportArgumentType]


def normal_scores(values: np.ndarray) -> MonotoneInterpolation:
    """v = Φ⁻¹(F(u)) for each column of `values` (n, dim), with F its distribution function, linear between knots.

    Knots lie at evenly spaced v (at most |v| = 4, with 5 rows beyond), and at the least and greatest value, so that
    wild rows stay within the normal range; outside, the last slope goes on, or the one before it where that is flatter.
    Tied values share the middle of their scores.

    >>> scores = normal_scores(np.random.default_rng(0).exponential(size=(10_000, 1)))
    >>> abs(scores.forward(np.log([2.0]))[0].item()) < 0.05  # the median
    True
    """
    n = len(values)
    end = min(4.0, -ndtri(min(0.25, ROWS_BEYOND / n)))
    inner = np.linspace(-end, end, int(np.clip(n // ROWS_PER_KNOT, 4, MOST_KNOTS - ENDS)))
    levels = np.concatenate([[0.0], ndtr(inner), [1.0]])
    extreme = ndtri(1 / (2 * n + 1))
    scores = np.concatenate([[extreme], inner, [-extreme]])
    columns = [_column(np.quantile(column, levels), scores) for column in values.T]
    knots_u, knots_v = (np.stack(part, axis=1) for part in zip(*columns, strict=True))
    return MonotoneInterpolation(knots_u, knots_v)  # pyright: ignore[reportArgumentType]


def _column(quantiles: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """MOST_KNOTS strictly increasing knots through the distinct quantiles, continued on both sides."""
    span = quantiles[-1] - quantiles[0]
    group = np.concatenate([[0], np.cumsum(np.diff(quantiles) > 1e-9 * span)])
    count = np.bincount(group)
    u, v = (np.bincount(group, weights=part) / count for part in (quantiles, scores))
    if len(u) == 1:
        # All but a few outliers are equal: nothing to learn a shape from.
        u, v = np.array([u[0], u[0] + max(abs(u[0]), 1.0)]), np.array([0.0, 1.0])
    slopes, reach = np.diff(v) / np.diff(u), u[-1] - u[0]
    below, above = reach * slopes[:2].min(), reach * slopes[-2:].min()
    u, v = np.concatenate([[u[0] - reach], u, [u[-1] + reach]]), np.concatenate([[v[0] - below], v, [v[-1] + above]])
    beyond = np.arange(1, MOST_KNOTS - len(u) + 1)
    extended = [np.concatenate([part, part[-1] + beyond * (part[-1] - part[-2])]) for part in (u, v)]
    return extended[0], extended[1]
