"""Independent parameters with numpyro's distributions: draws and density, in JAX throughout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, PRNGKeyArray

if TYPE_CHECKING:  # its import takes long
    from numpyro.distributions import Distribution


def sample_marginals(key: PRNGKeyArray, marginals: Sequence[Distribution], n: int) -> Float[Array, "n dim_x"]:
    """n draws, a column for each marginal; none of them is for numbers below zero.

    >>> import numpyro.distributions as dist
    >>> sample_marginals(jax.random.key(0), [dist.HalfNormal(), dist.Uniform(0, 1)], 3).shape
    (3, 2)
    """
    keys = jax.random.split(key, len(marginals))
    draws = jnp.stack([prior.sample(k, (n,)) for prior, k in zip(marginals, keys, strict=True)], axis=1)
    return jnp.abs(draws)  # rounding takes a few of the truncated normals below zero


def log_marginals(x: Float[Array, "*n dim_x"], marginals: Sequence[Distribution]) -> Float[Array, "*n"]:
    """Σ log p_i(x_i), −inf outside the support.

    >>> import numpyro.distributions as dist
    >>> log_marginals(jnp.array([[0.5, 0.2], [0.5, 3.0]]), [dist.Uniform(0, 1), dist.Uniform(0, 2)]).round(3).tolist()
    [-0.6930000185966492, -inf]
    """
    return sum((_log_prob(m, x[..., i]) for i, m in enumerate(marginals)), jnp.zeros(x.shape[:-1]))


def _log_prob(marginal: Any, x: Array) -> Array:
    """numpyro leaves values outside the support undefined, and warns about them."""
    inside = marginal.support(x)
    feasible = jnp.where(inside, x, marginal.support.feasible_like(x))
    return jnp.where(inside, marginal.log_prob(feasible), -jnp.inf)
