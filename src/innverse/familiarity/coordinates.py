"""Measurements off their bounds, their tails shortened, of zero mean and unit variance: in plain NumPy.

    v = log, logit or identity of y, by its bounds
    u = ( arcsinh((v - median) / (10 iqr)) - mean ) / sd

Like the scaling that a network sees, but without the normal scores that bring every value into the normal range, and
without a compiled program: a value twice as far out is twice as far out, up to ten interquartile ranges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from innverse.problems import Column
from innverse.problems.column import bounds, half_way_to_a_bound

_WIDTHS_TO_TAIL = 10.0


@dataclass(frozen=True, eq=False)
class Coordinates:
    """The map, by column; every attribute `(dim,)`.

    Attributes:
        lower, upper: bounds, infinite where there is none.
        margin: how far inside a bound values are put that lie on it.
        median, spread: of v; spread is ten interquartile ranges.
        mean, sd: of the shortened values.
    """

    lower: np.ndarray
    upper: np.ndarray
    margin: np.ndarray
    median: np.ndarray
    spread: np.ndarray
    mean: np.ndarray
    sd: np.ndarray

    @classmethod
    def of(cls, y: np.ndarray, columns: Sequence[Column]) -> Coordinates:
        """Fitted to rows y `(n, dim)`."""
        lower, upper = bounds(columns)
        margin = half_way_to_a_bound(y, columns)
        v = _off_bounds(y, lower, upper, margin)
        low, median, high = np.quantile(v, [0.25, 0.5, 0.75], axis=0)
        spread = _WIDTHS_TO_TAIL * _positive(np.where(high > low, high - low, v.std(axis=0)))
        shortened = np.arcsinh((v - median) / spread)
        return cls(lower, upper, margin, median, spread, shortened.mean(axis=0), _positive(shortened.std(axis=0)))

    def __call__(self, y: np.ndarray) -> np.ndarray:
        """u `(..., dim)` of y `(..., dim)`."""
        v = _off_bounds(y, self.lower, self.upper, self.margin)
        return (np.arcsinh((v - self.median) / self.spread) - self.mean) / self.sd

    def inverse(self, u: np.ndarray) -> np.ndarray:
        """y `(..., dim)` of u `(..., dim)`."""
        v = self.median + self.spread * np.sinh(np.clip(self.mean + self.sd * u, -50, 50))
        with np.errstate(over="ignore", invalid="ignore"):
            grown = np.exp(np.minimum(v, 700.0))
            share = 1 / (1 + np.exp(-v))
            below, above = np.isfinite(self.lower), np.isfinite(self.upper)
            y = np.where(below, self.lower + grown, v)
            y = np.where(above, self.upper - np.exp(np.minimum(-v, 700.0)), y)
            return np.where(below & above, self.lower + (self.upper - self.lower) * share, y)


def _off_bounds(y: np.ndarray, lower: np.ndarray, upper: np.ndarray, margin: np.ndarray) -> np.ndarray:
    """log(y - lower), -log(upper - y), their sum, or y: increasing always."""
    from_lower = np.log(np.where(np.isfinite(lower), np.maximum(y - lower, _positive(margin)), 1.0))
    to_upper = np.log(np.where(np.isfinite(upper), np.maximum(upper - y, _positive(margin)), 1.0))
    return np.where(np.isfinite(lower) | np.isfinite(upper), from_lower - to_upper, y)


def _positive(values: np.ndarray) -> np.ndarray:
    return np.where(values > 0, values, 1.0)
