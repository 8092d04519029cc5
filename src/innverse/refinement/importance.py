"""The network's draws, weighted to be draws of the posterior.

A draw x of the network's density q stands for p(x | y) with the weight

    w = p(x) p(y | x) / q(x | y).

Only prior and likelihood are asked, no gradients. The network must have a density, and must nowhere be much thinner
than the posterior: the Pareto shape k̂ of the weights tells (`smoothed_weights`). Where the network draws by a bijection
x(e), the weight is taken over its latent e ~ N(0, I), w = p(x(e)) p(y | x(e)) v(e) / N(e) (`latent_space`): the same
without padding, and exact with it, where q(x | y) itself would be an integral.

Draws are then taken in proportion to their weights (`resampling`), from ten times as many, so that few occur twice.
"""

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from innverse.arguments.settings import validate_counts
from innverse.refinement.latent_space import LatentSpace, latent_space
from innverse.refinement.refined import Refined, doubts_of
from innverse.refinement.refinement import FEWEST_EFFECTIVE, LEAST_PROPOSALS, Refinement
from innverse.refinement.resampling import resample
from innverse.refinement.smoothed_weights import SmoothedWeights, smoothed_weights
from innverse.refinement.target import Target

LEARNED = "the learned likelihood is right, which these numbers cannot tell"


@final
@dataclass(frozen=True)
class ImportanceWeights(Refinement):
    """Weighs draws of a network that has a density by a known prior and likelihood.

    Args:
        proposals: how many draws of the network are weighed for each that is returned.
    """

    proposals: int = 10

    def __post_init__(self):
        validate_counts(self, "proposals")

    def refine(self, posterior, problem, n, seed):
        """n of `proposals` · n weighted draws.

        Raises:
            TypeError: a likelihood that is not known, or a method without a density.
            FloatingPointError: no draw has a finite density under prior and likelihood.
        """
        if not posterior.model.has_density:
            method = type(posterior.model.method).__name__
            raise TypeError(f"importance weights: expected a method with a density, got {method}")
        target, proposals = Target(problem, posterior.observed), max(self.proposals * n, LEAST_PROPOSALS)
        weighed = weigh(latent_space(posterior), target, proposals, seed)
        taken = resample(weighed.e, weighed.smoothed.weights, n, np.random.default_rng(seed))
        effective, k_hat = weighed.smoothed.effective, weighed.smoothed.k_hat
        doubts = doubts_of(
            (
                weighed.smoothed.reliable,
                f"Pareto k̂ is {k_hat:.2f}: the network is too thin somewhere",
            ),
            (effective >= FEWEST_EFFECTIVE, f"only {effective:.0f} effective draws"),
            (not posterior.model.method.estimates_density, "the density is an estimate, whose error the weights share"),
        )
        provided = LEARNED if problem.likelihood_is_learned else ""
        effective = min(effective, n)
        return Refined(weighed.x[taken], posterior.parameters, self, doubts, effective, k_hat, provided=provided)


@final
@dataclass(frozen=True, eq=False)
class Weighed:
    """Draws of the network: e (S, dim), x (S, dim_x), and their weights."""

    e: NDArray[np.float64]
    x: NDArray[np.float64]
    smoothed: SmoothedWeights


def weigh(space: LatentSpace, target: Target, n: int, seed: int) -> Weighed:
    """n draws with their weights; without a density of the network, each possible draw weighs the same."""
    e, log_q = space.draws(n, seed)
    x, log_volume = space.all_to_x(e)
    log_joint = target.log_joints(x)
    log_ratios = np.zeros(n) if np.isnan(log_q).all() else log_joint + log_volume - log_q
    return Weighed(e, x, smoothed_weights(np.where(np.isfinite(log_joint), log_ratios, -np.inf)))
