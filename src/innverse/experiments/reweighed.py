"""A model's draws, weighed by a likelihood: what `posterior.refine` does for one measurement, for many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from innverse.model import Model
from innverse.problems import InverseProblem
from innverse.refinement.resampling import resample
from innverse.refinement.smoothed_weights import smoothed_weights

PROPOSALS = 10


@dataclass(frozen=True)
class Reweighed:
    """Draws of the model in proportion to p(x) p(y | x) / q(x | y), from ten times as many; its own where the tail of
    these weights is too heavy to rely on them.

    Attributes:
        model: whose density is known without an average over padding.
        problem: prior and likelihood.
    """

    model: Model
    problem: InverseProblem

    def sample(self, y: NDArray, n: int, seed: int = 0) -> NDArray[np.float64]:
        """(n_y, n, dim_x) draws, as the model's `sample` gives them."""
        return np.stack([self._of_one(row, n, seed, number) for number, row in enumerate(np.asarray(y, float))])

    def _of_one(self, y: NDArray, n: int, seed: int, number: int) -> NDArray[np.float64]:
        rng = np.random.default_rng((seed, number))
        x = self.model.sample(y[None], PROPOSALS * n, seed=int(rng.integers(1 << 31)))[0]
        log_joint = np.asarray(self.problem.log_prior(x)) + self.problem.log_likelihood(x, y)
        smoothed = smoothed_weights(log_joint - self.model.log_prob(x, y[None]))
        return x[resample(x / x.std(axis=0), smoothed.weights, n, rng)] if smoothed.reliable else x[:n]
