"""Stand-ins for trained models: normal proposals with a stated mean and covariance, whatever the measurement."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

import innverse as iv
from innverse.posterior import Posterior
from innverse.scaling import Scaling


@dataclass(frozen=True, eq=False)
class NormalModel:
    """Answers every y by N(mean, covariance) of x."""

    pairs: iv.Pairs
    mean: np.ndarray
    covariance: np.ndarray
    scaling: Scaling
    has_density: bool = True
    networks: None = None
    method = SimpleNamespace(estimates_density=False)

    parameters = property(lambda self: self.pairs.parameters)
    measurements = property(lambda self: self.pairs.measurements)

    def sample(self, y, n, seed):
        return np.random.default_rng(seed).multivariate_normal(self.mean, self.covariance, size=(len(y), n))

    def log_prob(self, x, y):
        offset = x - self.mean
        mahalanobis = np.einsum("ni,ij,nj->n", offset, np.linalg.inv(self.covariance), offset)
        return -0.5 * (mahalanobis + np.linalg.slogdet(2 * np.pi * self.covariance)[1])


def answer(model, y):
    """A posterior of the stand-in; nothing asks how familiar y is."""
    return Posterior(model, np.asarray(y, float), SimpleNamespace())
