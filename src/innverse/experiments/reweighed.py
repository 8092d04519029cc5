"""A model's draws, weighed by a likelihood: what `posterior.refine` does for one measurement, for many."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

import numpy as np
from numpy.typing import NDArray

from innverse.emulated_problem import emulate
from innverse.experiments.post_processing import PostProcessing
from innverse.familiarity import Familiarity
from innverse.methods.method import DensityMethod
from innverse.model import Model
from innverse.posterior import Posterior
from innverse.problems import InverseProblem
from innverse.refinement.importance import weigh
from innverse.refinement.latent_space import StandardisedDraws
from innverse.refinement.resampling import resample
from innverse.refinement.target import Target

PROPOSALS = 10


@final
@dataclass(frozen=True)
class Reweighed(PostProcessing):
    """Weighs by a likelihood that the method learns from the same pairs (`emulate`).

    Attributes:
        likelihoods: how many networks learn it, from different starts; the mean of their densities is taken.
    """

    likelihoods: int = 1

    @property
    def settings(self):
        """That it is so, and by how many."""
        return {"reweighed": True} | ({"likelihoods": self.likelihoods} if self.likelihoods > 1 else {})

    def applied_to(self, model, pairs, experiment, callback):
        """The model, and the likelihood beside it; Ctrl-C while it is learned is a KeyboardInterrupt."""
        method = experiment.contender.method
        assert isinstance(method, DensityMethod)
        # The weight decay of a likelihood is its own.
        plan = replace(experiment.training, weight_decay=None, members=self.likelihoods)
        seed, problem = experiment.seed, experiment.task.problem
        return ReweighedDraws(model, emulate(pairs, problem, plan, seed, method=method, callback=callback))


@final
@dataclass(frozen=True)
class ReweighedDraws:
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
        # In the axes of x: the latent of a network is one member's, and its density needs twice the digits.
        space = StandardisedDraws(Posterior(self.model, y, Familiarity(None)))
        weighed = weigh(space, Target(self.problem, y), PROPOSALS * n, int(rng.integers(1 << 31)))
        taken = resample(weighed.e, weighed.smoothed.weights, n, rng) if weighed.smoothed.reliable else slice(n)
        return weighed.x[taken]
