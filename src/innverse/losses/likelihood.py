"""Log densities that objectives are built from."""

import jax.numpy as jnp
from jaxtyping import Array, Float


def gaussian_log_density(
    u: Float[Array, "*batch dim"],
    mean: Float[Array, "*#batch dim"] | float,
    log_sd: Float[Array, "*#batch dim"] | Float[Array, ""] | float,
) -> Float[Array, "*batch"]:
    """log N(u; mean, diag(sd²)) in nats, summed over the last axis.

    >>> round(gaussian_log_density(jnp.zeros(2), 0.0, 0.0).item(), 4)
    -1.8379
    """
    standardised = (u - mean) * jnp.exp(-jnp.asarray(log_sd))
    terms = -0.5 * standardised**2 - log_sd - 0.5 * jnp.log(2 * jnp.pi)
    return terms.sum(axis=-1)
