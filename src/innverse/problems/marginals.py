"""Draws of independent parameters from numpyro's distributions, in JAX throughout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

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
