"""The inverse covariance P of columns, and what is left of each once the others are known.

    z_j = (P u)_j / sqrt(P_jj)

is u_j less what the other columns let expect, in standard deviations: those that it has once they are known. Also
where rows are few or columns very many.

Source: Lauritzen 1996, "Graphical Models", ch. 5 (conditional residuals from the inverse covariance).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np

_MOST_CORRELATED = 500
_RESOLUTION = 1e-6
"""Smallest variance of a combination: what departs by less than a thousandth of a standard deviation is rounding."""


@final
@dataclass(frozen=True, eq=False)
class Precision:
    """P, of rows of zero mean and unit variance.

    Attributes:
        root: P^(1/2), symmetric `(dim, dim)`; beyond 500 columns the unit matrix, as its diagonal `(dim,)`.

    >>> precision = Precision(np.array([[2.0, 1.0], [1.0, 2.0]]))
    >>> precision.residuals(np.eye(2)).tolist(), precision.diagonal.tolist()
    ([[5.0, 4.0], [4.0, 5.0]], [5.0, 5.0])
    """

    root: np.ndarray

    @classmethod
    def of(cls, u: np.ndarray) -> Precision:
        """Of rows u `(n, dim)`, their covariance shrunk towards its diagonal where they are few.

        >>> Precision.of(2 * np.eye(3)).root.shape, Precision.of(np.zeros((2, 501))).root.shape
        ((3, 3), (501,))
        """
        n, dim = u.shape
        if dim > _MOST_CORRELATED:
            return cls(np.ones(dim))
        shrinkage = min(1.0, dim / n) ** 2
        covariance = np.atleast_2d(np.cov(u, rowvar=False))
        covariance = (1 - shrinkage) * covariance + shrinkage * np.diag(np.diag(covariance))
        values, vectors = np.linalg.eigh(covariance)
        return cls((vectors / np.sqrt(np.maximum(values, _RESOLUTION))) @ vectors.T)

    def whitened(self, u: np.ndarray) -> np.ndarray:
        """P^(1/2) u of rows u `(n, dim)`: their covariance is the unit matrix."""
        return u * self.root if self.root.ndim == 1 else u @ self.root

    def residuals(self, u: np.ndarray) -> np.ndarray:
        """P u of rows u `(n, dim)`."""
        return self.whitened(self.whitened(u))

    def z_scores(self, u: np.ndarray) -> np.ndarray:
        """z of rows u `(n, dim)`."""
        return self.residuals(u) / np.sqrt(self.diagonal)

    def column(self, j: int) -> np.ndarray:
        """P_ij for all i, `(dim,)`."""
        return self.residuals(np.arange(len(self.root))[None] == j)[0]

    @cached_property
    def diagonal(self) -> np.ndarray:
        """P_jj `(dim,)`."""
        return self.root**2 if self.root.ndim == 1 else (self.root**2).sum(axis=0)
