"""Posteriors without a network, where the likelihood is known: what amortised answers are compared with.

The No-U-Turn sampler walks along the gradient of

    log p(v | y) = log p(x) + log p(y | x) + log|det ∂x/∂v| + const,   x = support⁻¹(v)

with v unbounded, so that bounds of parameters are no obstacle. It asks the forward process for every y anew, thousands
of times, and must be watched (`refinement.chains`): neighbouring draws depend on each other, so that n draws are worth
fewer, and several separate modes may be missed.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, PRNGKeyArray
from numpy.typing import ArrayLike

from innverse.arguments.settings import random_seed, whole_number
from innverse.bijections import Support
from innverse.data import observation
from innverse.posterior import correlation_table, mode_table, summary_table
from innverse.problems import Column, InverseProblem
from innverse.problems.column import bounds
from innverse.refinement.chains import LARGEST_R_HAT, apart, convergence, walk
from innverse.refinement.target import Target
from innverse.wording.counts import counted
from innverse.wording.lists import side_by_side

if TYPE_CHECKING:
    import pandas as pd

START_DRAWS = 1000


@final
@dataclass(frozen=True, eq=False, repr=False)
class Reference:
    """Draws from a Markov chain, and whether to trust them.

    Attributes:
        x: (n, dim_x), in original units, the chains one after the other.
        parameters: columns of x.
        r_hat: (dim_x,) spread between chains against spread within; 1 where they agree.
        effective: (dim_x,) how many independent draws would tell the mean as well.
        diverged: draws at which the integration of the path broke down: where there are many, some region is missed.
    """

    x: np.ndarray
    parameters: tuple[Column, ...]
    r_hat: np.ndarray
    effective: np.ndarray
    diverged: int

    def to_frame(self) -> pd.DataFrame:
        """The draws with the parameters' names as columns."""
        import pandas as pd

        return pd.DataFrame(self.x, columns=[column.name for column in self.parameters])

    def summary(self) -> pd.DataFrame:
        """Table like `Posterior.summary` of these draws; with r_hat and effective."""
        return summary_table(self.x, self.parameters).assign(r_hat=self.r_hat, effective=self.effective)

    def modes(self) -> pd.DataFrame:
        """Table like `Posterior.modes` of these draws."""
        return mode_table(self.x, self.parameters)

    def correlations(self) -> pd.DataFrame:
        """Table like `Posterior.correlations` of these draws."""
        return correlation_table(self.x, self.parameters)

    def __repr__(self) -> str:
        draws = f"{counted(len(self.x), 'draw')} of {side_by_side(column.name for column in self.parameters)}"
        return f"Reference({draws}, largest R-hat {self.r_hat.max():.3g}, {self.diverged:,} diverged)"


def nuts_posterior(
    problem: InverseProblem,
    y: ArrayLike | pd.DataFrame | Mapping[str, float],
    n: int = 4000,
    seed: int = 0,
    *,
    chains: int = 4,
    warm_up: int = 1000,
) -> Reference:
    """n dependent draws from p(x | y) by the No-U-Turn sampler of numpyro, in double precision.

    Chains start at the likeliest of 1,000 prior draws. Gradients are taken in forward mode: parameters are few, and
    solvers of differential equations allow it.

    Args:
        problem: with `log_prior` and `log_likelihood` written in JAX.
        y: one measurement (dim_y,), by name or in the order of the problem's, as `Model.posterior` takes it.
        n: draws from all chains together, four from each at least.
        seed: the same seed gives the same draws.
        chains: number of chains, two at least, since R̂ compares them.
        warm_up: steps of each chain that tune it and are thrown away.

    Raises:
        TypeError: a problem whose likelihood is not known, or a count or seed that is no whole number.
        ValueError: y of another size, not finite or outside its bounds, too few chains, or fewer draws than four a
            chain.
        FloatingPointError: no prior draw has a finite density.

    Warns:
        UserWarning: R̂ above 1.05 for some parameter, by name.
    """
    chains, warm_up = whole_number("chains", chains, least=2), whole_number("warm_up", warm_up, least=1)
    n, seed = whole_number("n", n, least=4 * chains), random_seed(seed)
    target = Target(problem, _checked(problem, y))
    target.expect_differentiable()
    key_start, key_walk = jax.random.split(jax.random.key(seed))
    with jax.enable_x64(True):
        starts = _starts(target, chains, key_start)
        draws, diverged = _walk(target, starts, -(-n // chains), warm_up, key_walk)
    found = Reference(draws.reshape(-1, problem.dim_x)[:n], problem.parameters, *convergence(draws), diverged)
    warn_of_chains_apart(problem, found)
    return found


def warn_of_chains_apart(problem: InverseProblem, found: Reference) -> None:
    """Names the parameters in which R̂ says that the chains have not met."""
    not_met = apart(problem.parameters, found.r_hat)
    if not_met:
        warnings.warn(
            f"{problem.name}: expected R̂ up to {LARGEST_R_HAT}, got {', '.join(not_met)}; the chains have not met: "
            "use more draws and warm_up, or look for separate modes",
            stacklevel=3,
        )


def _checked(problem: InverseProblem, y: ArrayLike | pd.DataFrame | Mapping[str, float]) -> np.ndarray:
    if not problem.has_likelihood:
        raise TypeError(f"problem: expected one whose likelihood is known, got {problem.name!r}")
    return observation(y, problem.measurements, problem.classes)


def _support(problem: InverseProblem) -> Support:
    return Support(*(side.tolist() for side in bounds(problem.parameters)))


def _starts(target: Target, chains: int, key: PRNGKeyArray) -> Float[Array, "chains dim_x"]:
    """Unbounded places of the likeliest prior draws."""
    problem = target.problem
    x = np.asarray(problem.sample_prior(key, START_DRAWS), float)
    log_joint = target.log_joints(x)
    best = np.argsort(-log_joint, kind="stable")[:chains]
    if not np.isfinite(log_joint[best]).all():
        raise FloatingPointError(f"{problem.name}: expected prior draws with a finite density at y, got too few")
    return jax.vmap(lambda row: _support(problem).forward(row)[0])(jnp.asarray(x[best]))


def _walk(
    target: Target, starts: Array, draws: int, warm_up: int, key: PRNGKeyArray
) -> tuple[Float[np.ndarray, "chains draws dim_x"], int]:
    """Draws of every chain, and how many diverged."""
    support = _support(target.problem)

    def log_density(v: Any) -> Array:
        x, log_det = support.inverse(v)
        return target.log_joint(x) + log_det

    v, diverged = walk(log_density, starts, draws, warm_up, key)
    return np.asarray(jax.vmap(jax.vmap(lambda row: support.inverse(row)[0]))(v)), diverged
