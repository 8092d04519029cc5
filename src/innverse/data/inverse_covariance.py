"""The symmetric root of the inverse covariance, also where rows are few or measurements very many."""

import numpy as np

_MOST_CORRELATED = 500
_RESOLUTION = 1e-6
"""Smallest variance of a combination: what departs by less than a thousandth of a standard deviation is rounding."""


def inverse_root(u: np.ndarray) -> np.ndarray:
    """P^(1/2) `(dim, dim)` of rows u `(n, dim)`, shrunk towards the diagonal where rows are few.

    Beyond 500 columns the unit matrix, as its diagonal `(dim,)`.

    >>> inverse_root(2 * np.eye(3)).shape, inverse_root(np.zeros((2, 501))).shape
    ((3, 3), (501,))
    """
    n, dim = u.shape
    if dim > _MOST_CORRELATED:
        return np.ones(dim)
    shrinkage = min(1.0, dim / n) ** 2
    covariance = np.atleast_2d(np.cov(u, rowvar=False))
    covariance = (1 - shrinkage) * covariance + shrinkage * np.diag(np.diag(covariance))
    values, vectors = np.linalg.eigh(covariance)
    return (vectors / np.sqrt(np.maximum(values, _RESOLUTION))) @ vectors.T


def times(u: np.ndarray, root: np.ndarray) -> np.ndarray:
    """Rows u times the root, whichever form it has."""
    return u * root if root.ndim == 1 else u @ root
