"""Posteriors without a network, where the likelihood is known: what amortised answers are compared with.

The No-U-Turn sampler walks along the gradient of

    log p(v | y) = log p(x) + log p(y | x) + log|det ∂x/∂v| + const,   x = support⁻¹(v)

with v unbounded, so that bounds of parameters are no obstacle. It asks the forward process for every y anew, thousands
of times, and must be watched: R̂ compares chains that started apart, and neighbouring draws depend on each other, so
that n draws are worth fewer. Several separate modes may be missed. (Hoffman, Gelman 2014, JMLR 15, 1593; R̂ on split
chains and effective sizes: Gelman et al. 2013, Bayesian Data Analysis, 3rd ed., sec. 11.4 and 11.5.)
"""

import warnings
from dataclasses import dataclass
from functools import partial
from typing import Any, final

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, PRNGKeyArray
from numpy.typing import ArrayLike

from innverse.bijections import Support
from innverse.problems import InverseProblem

START_DRAWS = 1000
LARGEST_R_HAT = 1.05


@final
@dataclass(frozen=True, eq=False)
class Reference:
    """Draws from a Markov chain, and whether to trust them.

    Attributes:
        x: (n, dim_x), in original units, the chains one after the other.
        r_hat: (dim_x,) spread between chains against spread within; 1 where they agree.
        effective: (dim_x,) how many independent draws would tell the mean as well.
        diverged: draws at which the integration of the path broke down: where there are many, some region is missed.
    """

    x: np.ndarray
    r_hat: np.ndarray
    effective: np.ndarray
    diverged: int


def nuts_posterior(
    problem: InverseProblem, y: ArrayLike, n: int = 4000, seed: int = 0, *, chains: int = 4, warm_up: int = 1000
) -> Reference:
    """n dependent draws from p(x | y) by the No-U-Turn sampler of numpyro, in double precision.

    Chains start at the likeliest of 1,000 prior draws. Gradients are taken in forward mode: parameters are few, and
    solvers of differential equations allow it.

    Args:
        problem: with `log_prior` and `log_likelihood` written in JAX.
        y: one measurement (dim_y,).
        n: draws from all chains together.
        seed: the same seed gives the same draws.
        chains: number of chains, two at least, since R̂ compares them.
        warm_up: steps of each chain that tune it and are thrown away.

    Raises:
        TypeError: a problem whose likelihood is not known.
        ValueError: y of another size, too few chains, or fewer draws than four a chain.
        FloatingPointError: no prior draw has a finite density.

    Warns:
        UserWarning: R̂ above 1.05 for some parameter, by name.
    """
    y = _checked(problem, y, n, chains)
    key_start, key_walk = jax.random.split(jax.random.key(seed))
    with jax.enable_x64(True):
        starts = _starts(problem, jnp.asarray(y), chains, key_start)
        draws, diverged = _walk(problem, jnp.asarray(y), starts, -(-n // chains), warm_up, key_walk)
    found = Reference(draws.reshape(-1, problem.dim_x)[:n], *_convergence(draws), diverged)
    warn_of_chains_apart(problem, found)
    return found


def warn_of_chains_apart(problem: InverseProblem, found: Reference) -> None:
    """Names the parameters in which R̂ says that the chains have not met."""
    apart = [
        f"{column.name} ({r_hat:.2f})"
        for column, r_hat in zip(problem.parameters, found.r_hat, strict=True)
        if not r_hat <= LARGEST_R_HAT
    ]
    if apart:
        warnings.warn(
            f"{problem.name}: expected R̂ up to {LARGEST_R_HAT}, got {', '.join(apart)}; the chains have not met: "
            "use more draws and warm_up, or look for separate modes",
            stacklevel=3,
        )


def _checked(problem: InverseProblem, y: ArrayLike, n: int, chains: int) -> np.ndarray:
    if not problem.has_likelihood:
        raise TypeError(f"problem: expected one whose likelihood is known, got {problem.name!r}")
    y = np.asarray(y, float)
    if y.shape != (problem.dim_y,):
        raise ValueError(f"y: expected {problem.dim_y} measurements, got shape {y.shape}")
    if chains < 2:
        raise ValueError(f"chains: expected at least 2 to compare, got {chains}")
    if n < 4 * chains:
        raise ValueError(f"n: expected at least 4 draws from each of {chains} chains, got {n} in all")
    return y


def _support(problem: InverseProblem) -> Support:
    return Support([column.lower for column in problem.parameters], [column.upper for column in problem.parameters])


def _log_joint(problem: InverseProblem, y: Array, x: Array) -> Array:
    return problem.log_prior(x) + problem.log_likelihood(x, y)


def _starts(problem: InverseProblem, y: Array, chains: int, key: PRNGKeyArray) -> Float[Array, "chains dim_x"]:
    """Unbounded places of the likeliest prior draws."""
    x = jnp.asarray(np.asarray(problem.sample_prior(key, START_DRAWS), float))
    log_joint = jnp.nan_to_num(_log_joint(problem, y, x), nan=-jnp.inf, posinf=-jnp.inf)
    best = jnp.argsort(-log_joint)[:chains]
    if not jnp.isfinite(log_joint[best]).all():
        raise FloatingPointError(f"{problem.name}: expected prior draws with a finite density at y, got too few")
    return jax.vmap(lambda row: _support(problem).forward(row)[0])(x[best])


def _walk(
    problem: InverseProblem, y: Array, starts: Array, draws: int, warm_up: int, key: PRNGKeyArray
) -> tuple[np.ndarray, int]:
    """(chains, draws, dim_x), and how many diverged."""
    from numpyro.infer import MCMC, NUTS

    support = _support(problem)

    def potential(v: Any) -> Array:
        x, log_det = support.inverse(v)
        return -(_log_joint(problem, y, x) + log_det)

    sampler = NUTS(potential_fn=potential, forward_mode_differentiation=True)
    run = partial(MCMC, num_chains=len(starts), chain_method="vectorized", progress_bar=False)
    walk = run(sampler, num_warmup=warm_up, num_samples=draws)
    walk.run(key, init_params=starts, extra_fields=("diverging",))
    v = walk.get_samples(group_by_chain=True)
    x = jax.vmap(jax.vmap(lambda row: support.inverse(row)[0]))(v)
    return np.asarray(x), int(walk.get_extra_fields()["diverging"].sum())


def _convergence(draws: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """R̂ and effective sizes of (chains, draws, dim_x), each (dim_x,)."""
    from numpyro.diagnostics import effective_sample_size, split_gelman_rubin

    return np.asarray(split_gelman_rubin(draws)), np.asarray(effective_sample_size(draws))
