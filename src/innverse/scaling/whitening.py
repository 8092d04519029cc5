"""Measurements that are wider than x, made uncorrelated, so that a small departure from what they share is seen.

Fourteen volumes that follow one curve with two parameters differ from it by a noise of a fiftieth of their spread. Only
along the axes of small variance does that noise show, and with it what the measurements say of it.
"""

import numpy as np

from innverse.bijections import Arcsinh, Bijection, Chain, Standardise, Whiten

WIDTHS_TO_TAIL = 10.0
APART = 1000.0
"""Quartiles of positive values that differ by this factor: what is faint would vanish on a linear scale."""
FAINTEST = 0.01
"""Level of the quantile that the logarithmic part of such a scale reaches down to."""
ROUNDING = 2e-6
"""Share of the largest standard deviation of an axis: what varies by less is rounding."""
ROWS_PER_AXIS = 10
"""Rows for each axis: with fewer, axes of small variance are of these rows alone, and others lie far out on them."""


def blank_whitening(dim: int) -> Bijection:
    """A map of the structure of every `whitening`."""
    zero, one = np.zeros(dim), np.ones(dim)
    return Chain([Standardise(zero, one), Arcsinh(dim), Whiten(zero, np.eye(dim), one)])


def whitening(values: np.ndarray) -> Bijection:
    """Uncorrelated, unit variance, from `values` (n, dim); beyond ten interquartile ranges tails become logarithmic.

    Positive columns whose quartiles are three decades apart are logarithmic almost throughout. Of fewer than ten rows a
    column only the variance is made one, column by column.
    """
    centre, scale = _linear_range(values)
    unit = Standardise(centre, scale)
    shortened = np.arcsinh((values - centre) / scale)
    n, dim = values.shape
    white = _principal(shortened) if n >= ROWS_PER_AXIS * dim else _alone(shortened)
    return Chain([unit, Arcsinh(dim), white])


def _linear_range(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Centre and half-width (dim,) of the range that arcsinh leaves linear."""
    faintest, low, median, high = np.quantile(values, [FAINTEST, 0.25, 0.5, 0.75], axis=0)
    spread = np.where(high > low, high - low, values.std(axis=0))
    over_decades = (values.min(axis=0) > 0) & (high > APART * low)
    return np.where(over_decades, 0.0, median), np.where(over_decades, faintest, WIDTHS_TO_TAIL * spread)


def _principal(rows: np.ndarray) -> Whiten:
    """Along principal axes; those of rounding alone stay small: that of other rows may be coarser."""
    white = Whiten.of(rows, least_scale=0.0)
    scale, largest = np.asarray(white.scale), np.asarray(white.scale)[-1]
    return Whiten(white.mean, white.axes, np.where(scale > ROUNDING * largest, scale, largest))


def _alone(rows: np.ndarray) -> Whiten:
    return Whiten(rows.mean(axis=0), np.eye(rows.shape[1]), rows.std(axis=0))
