"""Which refinement a problem allows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from innverse.arguments.same_columns import check_both_sides
from innverse.arguments.settings import random_seed, whole_number
from innverse.refinement.importance import ImportanceWeights, weigh
from innverse.refinement.latent_space import latent_space
from innverse.refinement.latent_walk import LatentWalk
from innverse.refinement.projection import Projection
from innverse.refinement.refined import Refined
from innverse.refinement.refinement import Refinement
from innverse.refinement.target import Target

if TYPE_CHECKING:
    from innverse.posterior import Posterior
    from innverse.problems import InverseProblem

PILOT_DRAWS = 1000


def refine(
    posterior: Posterior, problem: InverseProblem, n: int = 1000, seed: int = 0, by: Refinement | None = None
) -> Refined:
    """n draws of the exact posterior; see `Posterior.refine`.

    Without `by`, a noise-free problem is refined by `Projection`. One with a likelihood is refined by
    `ImportanceWeights`, and where these cannot be trusted, by `LatentWalk`; the weights of 1,000 draws tell beforehand
    whether it is worth the trouble to weigh more.
    """
    n, seed = whole_number("n", n, least=1), random_seed(seed)
    check_both_sides("problem", problem, "model", posterior)
    if by is not None:
        if not isinstance(by, Refinement):
            raise TypeError(f"by: expected a refinement, such as ImportanceWeights(), got {by!r}")
        return by.refine(posterior, problem, n, seed)
    found = None
    for refinement in _suited(posterior, problem, seed):
        found = refinement.refine(posterior, problem, n, seed)
        if found.trusted:
            break
    if found is None:
        raise TypeError(
            f"problem: expected one that is noise-free, or whose likelihood is known, got {problem.name!r}; "
            f"{_what_helps(posterior, problem)}"
        )
    return found


def _what_helps(posterior: Posterior, problem: InverseProblem) -> str:
    if problem.has_likelihood or not posterior.model.has_density:
        return "a network without a density needs a likelihood written in JAX"
    return (
        "tell it log p(y | x) as `iv.Problem(..., log_likelihood=...)`, or `noise_free=True` where forward has no "
        "noise and is written in jax.numpy"
    )


def _suited(posterior: Posterior, problem: InverseProblem, seed: int) -> Iterator[Refinement]:
    """What can be tried, the cheapest first."""
    if problem.noise_free:
        yield Projection()
    elif problem.has_likelihood:
        target = Target(problem, posterior.observed)
        if posterior.model.has_density and (not target.differentiable or _promising(posterior, target, seed)):
            yield ImportanceWeights()
        if target.differentiable:
            yield LatentWalk()


def _promising(posterior: Posterior, target: Target, seed: int) -> bool:
    return weigh(latent_space(posterior), target, PILOT_DRAWS, seed).smoothed.reliable
