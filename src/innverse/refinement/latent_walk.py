"""Walks from the network's draws to the posterior, in coordinates in which the network's posterior is N(0, I).

The No-U-Turn sampler (`chains`) walks e along the gradient of

    log π(e) = log p(x(e)) + log p(y | x(e)) + log v(e)

(`latent_space`), and x(e) are draws from p(x | y), exactly, in the limit of long chains, whatever the network has
learned. What the network has learned makes the chains short: correlations, curved ridges and bounds of the posterior
are straightened by x(e), so that a path of a few steps crosses it (Parno, Marzouk 2018, SIAM/ASA J. Uncertainty
Quantification 6, 645; Hoffman et al. 2019, arXiv 1903.03704).

Chains are many, and start at draws of the network that are taken in proportion to their importance weights w, or evenly
where the network has no density. Where the network is so wrong that a few draws carry all the weight, the starts are
taken by w^t instead, with the largest t ≤ 1 at which twice as many effective draws as chains are left: the chains start
apart, as R̂ needs it. What that means for a posterior of several modes: a chain does not leave its mode, so
that the weight of a mode is the share of chains that start in it. It is right as far as the importance weights are
(k̂), and no finer than one part in `chains`; and R̂ then stays above 1, for chains in different modes never meet. A mode
without any draw of the network stays unseen.
"""

from dataclasses import dataclass
from typing import final

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from innverse.arguments.settings import validate_counts
from innverse.refinement.chains import LARGEST_R_HAT, apart, convergence, walk
from innverse.refinement.importance import Weighed, weigh
from innverse.refinement.latent_space import LatentSpace, latent_space
from innverse.refinement.refined import NAN, Refined, doubts_of
from innverse.refinement.refinement import FEWEST_EFFECTIVE, Refinement
from innverse.refinement.resampling import resample
from innverse.refinement.target import Target
from innverse.refinement.tempering import tempered

MOST_DIVERGED = 0.01
LEAST_STEPS = 20
"""Steps of each chain, however few draws are asked for: R̂ compares halves of chains."""


@final
@dataclass(frozen=True)
class LatentWalk(Refinement):
    """Chains in the network's latent space, for a prior and likelihood written in JAX.

    Args:
        chains: how many; two at least, since R̂ compares them.
        warm_up: steps of each chain that tune it and are thrown away.
        starts: draws of the network among which the chains' starts are chosen, as many as chains at least.
    """

    chains: int = 16
    warm_up: int = 200
    starts: int = 1000

    def __post_init__(self):
        validate_counts(self, "chains", least=2)
        validate_counts(self, "warm_up")
        validate_counts(self, "starts", least=self.chains)

    def refine(self, posterior, problem, n, seed):
        """n draws, evenly from all chains, one chain after the other.

        Raises:
            TypeError: a likelihood that is not known, or not written in JAX.
            FloatingPointError: no draw has a finite density under prior and likelihood.
        """
        target = Target(problem, posterior.observed)
        target.expect_differentiable()
        space = latent_space(posterior)
        weighed = weigh(space, target, self.starts, seed)
        draws, diverged = self._walk(space, target, weighed, max(-(-n // self.chains), LEAST_STEPS), seed)
        r_hat, effective = convergence(draws)
        doubts = _doubts(problem, r_hat, float(effective.min()), diverged / draws[..., 0].size)
        least = min(float(effective.min()), n)
        x = evenly(draws.reshape(-1, problem.dim_x), n)
        k_hat = weighed.smoothed.k_hat if posterior.model.has_density else NAN
        return Refined(x, posterior.parameters, self, doubts, least, k_hat, r_hat, diverged)

    def _walk(
        self, space: LatentSpace, target: Target, weighed: Weighed, draws: int, seed: int
    ) -> tuple[NDArray[np.float64], int]:
        """(chains, draws, dim_x), and how many diverged."""
        weights = tempered(weighed.smoothed.weights, 2 * self.chains)
        taken = resample(weighed.e, weights, self.chains, np.random.default_rng(seed))

        def log_density(e):
            x, log_volume = space.to_x(e)
            return target.log_joint(x) + log_volume

        with jax.enable_x64(True):
            starts = jnp.asarray(weighed.e[taken])
            e, diverged = walk(log_density, starts, draws, self.warm_up, jax.random.key(seed))
        x = space.all_to_x(np.asarray(e).reshape(-1, e.shape[-1]))[0]
        return x.reshape(*e.shape[:2], -1), diverged


def evenly(rows: NDArray, n: int) -> NDArray[np.float64]:
    """n of at least as many rows, as far apart as can be.

    >>> evenly(np.arange(6.0), 3).tolist()
    [0.0, 2.0, 4.0]
    """
    return rows[np.arange(n) * len(rows) // n]


def _doubts(problem, r_hat: NDArray, effective: float, diverged: float) -> tuple[str, ...]:
    not_met = apart(problem.parameters, r_hat)
    return doubts_of(
        (not not_met, f"R̂ above {LARGEST_R_HAT} in {', '.join(not_met)}: chains too short, or in separate modes"),
        (effective >= FEWEST_EFFECTIVE, f"only {effective:.0f} effective draws"),
        (diverged <= MOST_DIVERGED, f"{diverged:.0%} of the steps diverged: some region is missed"),
    )
