"""Measurements one at a time: where a value lies among those of the training, and how far beyond them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

_END = 50
"""The slope beyond the range is that over the last fiftieth of the values, and at least the last five."""
_LEAST_AT_END = 5
_SMALLEST_GAP = 1e-6


@dataclass(frozen=True, eq=False)
class EmpiricalMarginals:
    """Values in ascending order, column by column `(n, dim)`, of about unit variance."""

    values: np.ndarray

    def normal_scores(self, u: np.ndarray) -> np.ndarray:
        """Scores of each column of u `(m, dim)` alone: by rank within the values; beyond, along the slope at their end.

        A value past the end of a uniform distribution is far out at once, one past the end of heavy tails is not.

        >>> marginals = EmpiricalMarginals(np.linspace(0, 1, 1000)[:, None])
        >>> marginals.normal_scores(np.array([[0.5], [1.2]])).round().ravel().tolist()
        [0.0, 14.0]
        """
        from scipy.special import ndtri

        ranks = [self._mean_rank(column, u[:, j]) for j, column in enumerate(self.values.T)]
        inside = ndtri((np.stack(ranks, axis=1) + 1) / (len(self.values) + 1))
        below, above = np.minimum(u - self.values[0], 0), np.maximum(u - self.values[-1], 0)
        return inside + below * self._slopes[0] + above * self._slopes[1]

    def two_sided_p_values(self, u: np.ndarray) -> np.ndarray:
        """That a value as far out on either side comes from the column, of one row u `(dim,)`."""
        n = len(self.values)
        rarer = np.minimum((self.values <= u).sum(axis=0), (self.values >= u).sum(axis=0))
        return np.minimum(2 * (rarer + 1) / (n + 1), 1.0)

    def beyond(self, u: np.ndarray) -> np.ndarray:
        """Which values of a row u `(dim,)` lie beyond all in their column."""
        return (u < self.values[0]) | (u > self.values[-1])

    @staticmethod
    def _mean_rank(column: np.ndarray, u: np.ndarray) -> np.ndarray:
        """Tied values share the middle of their ranks; between 0 and n - 1, halves allowed."""
        below, up_to = (np.searchsorted(column, u, side=side) for side in ("left", "right"))
        return (below + up_to - 1) / 2

    @cached_property
    def _slopes(self) -> np.ndarray:
        """Normal scores by unit of u at both ends `(2, dim)`."""
        from scipy.special import ndtri

        n, values = len(self.values), self.values
        inner = min(max(_LEAST_AT_END, n // _END), n - 1)
        rise = ndtri(n / (n + 1)) - ndtri((n - inner) / (n + 1))
        gaps = np.stack([values[inner] - values[0], values[-1] - values[-1 - inner]])
        return rise / np.maximum(gaps, _SMALLEST_GAP)
