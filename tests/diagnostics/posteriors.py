"""A linear Gaussian problem with its posterior in closed form, and posteriors that are wrong in a known way.

x ~ N(0, I),  y = A x + N(0, sigma² I):   p(x | y) = N(S A' y / sigma², S),  S = (I + A' A / sigma²)^-1
"""

from dataclasses import dataclass

import numpy as np

A = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, -1.0]])
SIGMA = 0.4
COVARIANCE = np.linalg.inv(np.eye(3) + A.T @ A / SIGMA**2)


@dataclass(frozen=True)
class GaussianPosterior:
    """N(mean(y) + shift, spread² S); exact for spread 1 and shift 0."""

    spread: float = 1.0
    shift: float = 0.0

    def sample(self, y: np.ndarray, n: int, seed: int) -> np.ndarray:
        z = np.random.default_rng(seed).normal(size=(len(y), n, 3))
        return self.mean(y)[:, None] + self.spread * z @ np.linalg.cholesky(COVARIANCE).T

    def mean(self, y: np.ndarray) -> np.ndarray:
        return y @ (COVARIANCE @ A.T / SIGMA**2).T + self.shift

    def log_density(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """At x `(n, 3)` or, for many of each y, `(n, m, 3)`."""
        mean = self.mean(y)
        offset = (x - (mean[:, None] if x.ndim == 3 else mean)) / self.spread
        mahalanobis = np.einsum("...i,ij,...j->...", offset, np.linalg.inv(COVARIANCE), offset)
        return -(mahalanobis + np.linalg.slogdet(2 * np.pi * self.spread**2 * COVARIANCE)[1]) / 2


EXACT = GaussianPosterior()
OVER_CONFIDENT = GaussianPosterior(spread=0.6)
UNDER_CONFIDENT = GaussianPosterior(spread=1.7)
BIASED = GaussianPosterior(shift=0.3)
WRONG = {"over-confident": OVER_CONFIDENT, "under-confident": UNDER_CONFIDENT, "biased": BIASED}


def noiseless(x: np.ndarray) -> np.ndarray:
    return x @ A.T


def pairs(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 3))
    return x, noiseless(x) + SIGMA * rng.normal(size=(n, 2))
