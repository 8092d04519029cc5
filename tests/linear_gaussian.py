"""A problem whose posterior is known in closed form: x ~ N(0, I), y = A x + e, e ~ N(0, noise²)."""

from dataclasses import dataclass

import numpy as np

import innverse as iv


@dataclass(frozen=True)
class LinearGaussian:
    matrix: np.ndarray
    noise: float

    def pairs(self, n, seed=0):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(n, self.matrix.shape[1]))
        y = x @ self.matrix.T + self.noise * rng.normal(size=(n, len(self.matrix)))
        return iv.Pairs.from_arrays(x, y)

    def posterior(self, y):
        """Mean and covariance of p(x | y)."""
        precision = np.eye(self.matrix.shape[1]) + self.matrix.T @ self.matrix / self.noise**2
        covariance = np.linalg.inv(precision)
        return covariance @ self.matrix.T @ y / self.noise**2, covariance

    def log_density(self, x, y):
        mean, covariance = self.posterior(y)
        offset = x - mean
        mahalanobis = np.einsum("ni,ij,nj->n", offset, np.linalg.inv(covariance), offset)
        return -0.5 * (mahalanobis + np.linalg.slogdet(2 * np.pi * covariance)[1])
