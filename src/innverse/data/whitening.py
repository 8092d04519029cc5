"""Measurements that are wider than x, made uncorrelated, so that a small departure from what they share is seen.

Fourteen volumes that follow one curve with two parameters differ from it by a noise of a fiftieth of their spread. Only
along the axes of small variance does that noise show, and with it what the measurements say of it.
"""

import numpy as np

from innverse.bijections import Arcsinh, Bijection, Chain, Standardise, Whiten

WIDTHS_TO_TAIL = 10.0


def blank_whitening(dim: int) -> Bijection:
    """A map of the structure of every `whitening`."""
    zero, one = np.zeros(dim), np.ones(dim)
    return Chain([_standardise(zero, one), Arcsinh(dim), Whiten(zero, np.eye(dim), one)])  # pyright: ignore


def whitening(values: np.ndarray) -> Bijection:
    """Uncorrelated, unit variance, from `values` (n, dim); beyond ten interquartile ranges tails become logarithmic."""
    low, median, high = np.quantile(values, [0.25, 0.5, 0.75], axis=0)
    spread = np.where(high > low, high - low, values.std(axis=0))
    unit = _standardise(median, WIDTHS_TO_TAIL * spread)
    shortened = np.arcsinh((values - median) / (WIDTHS_TO_TAIL * spread))
    return Chain([unit, Arcsinh(values.shape[1]), Whiten.of(shortened)])


def _standardise(mean: np.ndarray, scale: np.ndarray) -> Standardise:
    return Standardise(mean, scale)  # pyright: ignore[reportArgumentType]
